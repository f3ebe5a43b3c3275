"""A whole county into one file, and out of it into a clean installation.

The file holds every table of the county, its accounts, its files, and workbooks for people to
read. Whatever was sealed stands in it under a passphrase shown once, and so does the password of
whoever exported it; nobody else's leaves: hashes are not hers to try, least of all the auditor's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from fulian import crypto
from fulian.consequences import apply_all
from fulian.database import county as rows_of
from fulian.database.county import PLAIN, Row
from fulian.leaving import FILES, Lock, Reader, Sum, Writer, new_passphrase, workbooks
from fulian.scoping import current, scope, scoped_models
from fulian.tasks import enqueue
from orgs.models import AccessGrant, County, Org, User
from orgs.models.lock import whole_tree
from orgs.services.access import phone_key
from orgs.services.recording import record, verb

KEPT = 24 * 3600  # seconds a finished file waits to be fetched
USERS = "orgs_user"
KEY = "orgs.leaving"
OTHER_VERSION = "导出文件的版本与本系统不同，请把两边升级到同一版本。没有做任何改动。"
NOT_CLEAN = "这里已经有账号或开通的县。整县导出只能导入全新的安装。没有做任何改动。"
NOT_EQUAL = "导入的内容与导出的不一致，没有做任何改动。"


@verb("orgs.export_county", "导出整县数据")
def export_county(*, reason: str, by: User, at: datetime) -> str:
    """Have the whole county written to one file in the background; return its passphrase.

    It is kept nowhere. Raises ``ValidationError`` without a reason and while one is being written.
    """
    if len(reason.strip()) < 4:
        raise ValidationError("请写明导出的事由，至少四个字。", code="no_reason")
    if export_state(by).get("state") == "writing":
        raise ValidationError("正在导出，请等它完成。", code="busy")
    passphrase = new_passphrase()
    lock = Lock.of(passphrase)
    here = current().county
    keys = crypto.seal((lock.salt + lock.keys).hex(), county=here, column=KEY).hex()
    _tell(by.pk, state="writing", done=0, total=len(rows_of.tables()) + 1, at=time.time())
    record(Org.rows.get(parent__isnull=True), by=by, reason=reason.strip(), name="整县数据")
    enqueue("orgs.write_export", user=by.pk, keys=keys, at=at.isoformat())
    return passphrase


def export_state(by: User) -> dict[str, Any]:
    """Return how far the caller's export has come: ``state``, ``done`` of ``total``."""
    found: dict[str, Any] = cache.get(_name(by.pk)) or {}
    stale = found.get("state") == "writing" and time.time() - found["at"] > KEPT / 24
    return {} if stale else found


def export_file(by: User) -> Path | None:
    """Return the caller's finished file, while it is kept."""
    file = _folder() / f"{current().county}-{by.pk}.zip"
    return file if export_state(by).get("state") == "done" and file.is_file() else None


def write_export(*, user: int, keys: str, at: datetime) -> Path:
    """Write the open county's file, and say how far it is; earlier forgotten ones are deleted."""
    here = current().county
    told = bytes.fromhex(crypto.unseal(bytes.fromhex(keys), county=here, column=KEY))
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.glob("*"):
        if time.time() - old.stat().st_mtime > KEPT:
            old.unlink(missing_ok=True)
    file = folder / f"{here}-{user}.zip"
    try:
        lock = Lock(told[:16], told[16:])
        write_county(file, lock, own=user, at=at, say=lambda **f: _tell(user, **f))
    except Exception:
        _tell(user, state="failed", at=time.time())
        raise
    _tell(user, state="done", size=file.stat().st_size, at=time.time())
    return file


def write_county(
    file: Path, lock: Lock, *, own: int, at: datetime, say: Callable[..., None]
) -> None:
    """Write the open county to ``file`` under ``lock``, with the password of account ``own``."""
    models, out = rows_of.tables(), Writer(file, lock)
    county = County.objects.get(pk=current().county)
    for done, model in enumerate(models):
        say(state="writing", done=done, total=len(models) + 1, at=time.time())
        out.table(model._meta.db_table, rows_of.opened_rows(model))
    out.table(USERS, _users(own))
    for name, make in workbooks().items():
        out.member(name, make())
    for path in sorted((settings.MEDIA_ROOT / str(county.pk)).rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(settings.MEDIA_ROOT).as_posix()
            out.member(f"{FILES}{name}", path.read_bytes())
    opened = county.opened_at.isoformat() if county.opened_at else None
    about = {"id": county.pk, "code": county.code, "name": county.name, "path": county.path,
             "former_codes": county.former_codes, "opened_at": opened}  # fmt: skip
    out.close({"at": timezone.localtime(at).isoformat(), "county": about, "version": _version()})


@transaction.atomic
def import_county(*, file: Path, passphrase: str, by: User | None) -> County:
    """Bring the county of ``file`` into this clean installation, equal row by row, or not at all.

    Raises ``ValidationError`` for another file, a wrong passphrase, another version, and where
    there are accounts or an open county already.
    """
    source = Reader(file, passphrase)
    told = source.manifest
    if told.get("format") != 1 or told["version"] != _version():
        raise ValidationError(OTHER_VERSION, code="other_version")
    if User.objects.exists() or County.objects.filter(opened_at__isnull=False).exists():
        raise ValidationError(NOT_CLEAN, code="not_clean")
    about = told["county"]
    county = County(**about)
    County.objects.filter(code=county.code).delete()
    county.save(force_insert=True)
    rows_of.move_on(County, county.pk)
    with scope(county.pk), whole_tree():
        phones = _write_users(source, county)
        for model in rows_of.tables():
            table = model._meta.db_table
            last = rows_of.write_rows(model, _watched(source.rows(table), phones, table))
            if last:
                rows_of.move_on(model, max(_ids(model)))
        _give_keys(phones)
        _check_equal(source)
        root = Org.rows.get(parent__isnull=True)
        apply_all("orgs.import_county", org=root, on=timezone.localdate())
    transaction.on_commit(lambda: _write_files(source, county))
    note_import(county=county, by=by)
    return county


@verb("orgs.import_county", "导入整县数据")
def note_import(*, county: County, by: User | None) -> None:
    """Write into the platform's record that a county came: its own holds only what it brought."""
    record(county, by=by, name=county.name)


def _users(own: int) -> Iterator[Row]:
    """Return the county's accounts, none but ``own`` with its password.

    Of operators its rows name, that there was one.
    """
    here = current().county
    seen = set()
    for user in User.objects.filter(county_id=here).order_by("pk"):
        seen.add(user.pk)
        yield {"id": user.pk, "is_hers": True, "is_active": user.is_active,
               "password": {PLAIN: user.password if user.pk == own else ""}}  # fmt: skip
    named: set[int] = set()
    for model in scoped_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                held = model.rows.exclude(**{field.attname: None}).order_by()
                named |= set(held.values_list(field.attname, flat=True).distinct())
    for pk in sorted(named - seen):
        yield {"id": pk, "is_hers": False, "is_active": False, "password": {PLAIN: ""}}


def _write_users(source: Reader, county: County) -> dict[int, str]:
    """Write the accounts; return their keys, to be filled with phones as seats are read."""
    users = [
        User(pk=row["id"], county=county, password=row["password"][PLAIN],
             is_active=row["is_active"])
        for row in source.rows(USERS)
    ]  # fmt: skip
    User.objects.bulk_create(users, batch_size=2000)
    rows_of.move_on(User, max((user.pk for user in users), default=0))
    return {user.pk: "" for user in users}


def _watched(rows: Iterator[Row], phones: dict[int, str], table: str) -> Iterator[Row]:
    for row in rows:
        if table == AccessGrant._meta.db_table and row["phone"]:
            phones[row["user_id"]] = row["phone"][PLAIN]
        yield row


def _give_keys(phones: dict[int, str]) -> None:
    """Let the accounts be found by their phones under this system's key."""
    users = User.objects.in_bulk([pk for pk, phone in phones.items() if phone])
    for pk, user in users.items():
        user.phone_key = phone_key(phones[pk])
    User.objects.bulk_update(users.values(), ["phone_key"], batch_size=2000)


def _ids(model: Any) -> list[int]:
    return list(model.rows.order_by("-pk").values_list("pk", flat=True)[:1])


def _check_equal(source: Reader) -> None:
    """Read everything back and refuse a difference: row counts, and hashes over opened rows."""
    told = source.manifest["rows"]
    found = {}
    for model in rows_of.tables():
        total = Sum(source.lock)
        for row in rows_of.opened_rows(model):
            total.add(row)
        found[model._meta.db_table] = total.told
    if {table: sums for table, sums in told.items() if table != USERS} != found:
        raise ValidationError(NOT_EQUAL, code="not_equal")


def _write_files(source: Reader, county: County) -> None:
    root = settings.MEDIA_ROOT / str(county.pk)
    for name, content in source.files():
        path = settings.MEDIA_ROOT / name
        if not path.resolve().is_relative_to(root.resolve()):
            continue
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)


def _version() -> list[list[str]]:
    ours = {model._meta.app_label for model in scoped_models()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted([app, name] for app, name in applied if app in ours)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "leaving"


def _name(user: int) -> str:
    return f"leaving:{current().county}:{user}"


def _tell(user: int, **facts: Any) -> None:
    cache.set(_name(user), facts, timeout=KEPT)
