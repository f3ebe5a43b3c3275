"""A backup brings back a destroyed database, row for row; a bad one changes nothing."""

from __future__ import annotations

import subprocess
import tarfile
from datetime import date
from io import StringIO
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings as conf
from django.core.management import call_command
from django.db import ProgrammingError, connection

from fulian import checks
from fulian.database import archive, dump, walls
from fulian.database.owner import as_owner
from fulian.management.plain import Refused
from fulian.scoping import scope
from orgs import services
from orgs.models import AccessGrant, County, Org
from orgs.queries import tree
from tests.conftest import NOW

PHONE = "10007000001"


def command(name, *args):
    said = StringIO()
    call_command(name, *map(str, args), stdout=said)
    return said.getvalue()


def as_the_owner(*statements):
    with as_owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def hashes():
    with as_owner():
        return dump.row_hashes()


@pytest.fixture
def place(django_db_setup, django_db_blocker, tmp_path, settings):
    """A database of its own, with one county and one uploaded file."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "照片").mkdir(parents=True)
    (settings.MEDIA_ROOT / "照片" / "一.jpg").write_bytes(b"picture")
    usual, own = connection.settings_dict["NAME"], "test_fulian_backup"
    with django_db_blocker.unblock():
        connection.close()
        as_the_owner(
            f"DROP DATABASE IF EXISTS {own} WITH (FORCE)", f"CREATE DATABASE {own} TEMPLATE {usual}"
        )
        connection.settings_dict["NAME"] = own
        try:
            with as_owner():
                walls.build()
            services.open_county(
                code="430223", on=date(2026, 1, 1), at=NOW, by=None, admin_phone=PHONE
            )
            yield SimpleNamespace(file=tmp_path / "a.tar", media=settings.MEDIA_ROOT)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            as_the_owner(f"DROP DATABASE {own}")  # FORCE may not end an autovacuum of the server
            connection.close()


def destroy(place):
    as_the_owner("DROP SCHEMA public CASCADE", "DROP SCHEMA app CASCADE", "CREATE SCHEMA public")
    (place.media / "照片" / "一.jpg").unlink()
    with pytest.raises(ProgrammingError):
        County.objects.count()


def test_a_destroyed_database_comes_back(place):
    before = hashes()
    command("backup", place.file)
    destroy(place)
    said = command("restore", place.file, "--verify")
    assert "核对完毕" in said
    assert "1 个县" in said
    after = hashes()
    assert {t: after[t] for t in before} == before
    assert after["orgs_org"][0] > 300
    checks.refuse_to_serve()
    county = County.objects.get()
    with scope(county.pk):
        assert AccessGrant.rows.get().plain_phone == PHONE
        assert tree.broken_nodes() == []
        village = Org.rows.filter(level="village")[0]
        services.rename_org(org=village, name="新村", on=date(2026, 2, 1), by=None)
    assert (place.media / "照片" / "一.jpg").read_bytes() == b"picture"


def test_keys_stay_out_of_the_archive(place):
    command("backup", place.file)
    keys = place.file.with_name("a.tar.keys")
    assert [oct(f.stat().st_mode & 0o777) for f in (place.file, keys)] == ["0o600"] * 2
    everything = place.file.read_bytes()
    secret = [conf.INDEX_KEY, conf.CONTEXT_KEY, *(key for _, key in conf.DATA_KEYS.values())]
    told = keys.read_text()
    for key in secret:
        assert key.hex() in told
        assert key not in everything
        assert key.hex().encode() not in everything
    as_the_owner("DROP SCHEMA public CASCADE", "DROP SCHEMA app CASCADE", "CREATE SCHEMA public")
    with archive.opened(place.file) as (tar, _), as_owner():
        dump.load(archive.extract_dump(tar, place.media))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM app.pad")
            assert cursor.fetchone() == (0,)


def test_an_interrupted_restore_serves_nothing(place):
    command("backup", place.file)
    with archive.opened(place.file) as (tar, _), as_owner():
        loaded = archive.extract_dump(tar, place.media)
        dump.empty()
    with pytest.raises(checks.WallsBroken):
        checks.refuse_to_serve()
    with as_owner():
        dump.load(loaded)
    with pytest.raises(checks.WallsBroken):
        checks.refuse_to_serve()
    with pytest.raises(ProgrammingError):
        County.objects.count()
    assert "核对完毕" in command("restore", place.file, "--verify", "--replace", "--yes")
    checks.refuse_to_serve()


def test_a_load_that_fails_leaves_no_half(place):
    command("backup", place.file)
    with archive.opened(place.file) as (tar, _), as_owner():
        loaded = archive.extract_dump(tar, place.media)
        dump.empty()
        loaded.write_bytes(loaded.read_bytes()[:-2000])
        with pytest.raises(dump.DumpFailed):
            dump.load(loaded)
        assert dump.tables() == []


def _flip(data, needle):
    at = data.index(needle)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


SPOILED = {
    "dump": lambda data: _flip(data, b"PGDMP"),
    "manifest": lambda data: _flip(data, b'"rows"'),
    "media": lambda data: _flip(data, b"picture"),
    "cut": lambda data: data[: len(data) // 2],
    "text": lambda data: b"no tar at all",
    "empty": lambda data: b"",
}


def test_a_damaged_file_changes_nothing(place):
    command("backup", place.file)
    before, good = hashes(), place.file.read_bytes()
    for how, spoil in SPOILED.items():
        place.file.write_bytes(spoil(good))
        with pytest.raises(Refused, match="没有做任何改动"):
            command("restore", place.file, "--replace", "--yes")
        assert hashes() == before, how
    place.file.write_bytes(good)
    with tarfile.open(place.file, "a") as tar:
        tar.add(place.media / "照片" / "一.jpg", "media/more")
    with pytest.raises(Refused, match="没有做任何改动"):
        command("restore", place.file, "--replace", "--yes")
    checks.refuse_to_serve()


def test_other_keys_are_named(place, settings):
    command("backup", place.file)
    settings.DATA_KEYS = {1: ("aes", b"x" * 32)}
    with pytest.raises(Refused, match="密钥"):
        command("restore", place.file, "--replace", "--yes")
    with pytest.raises(Refused, match="没有文件"):
        command("restore", place.file.with_name("none"))


def test_a_full_database_is_not_replaced_unasked(place, monkeypatch):
    command("backup", place.file)
    before = hashes()
    with pytest.raises(Refused, match="--replace"):
        command("restore", place.file)
    monkeypatch.setattr("builtins.input", lambda _: "不")
    with pytest.raises(Refused, match="没有确认"):
        command("restore", place.file, "--replace")
    assert hashes() == before


def test_a_later_version_is_refused(place):
    as_the_owner(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('orgs', '9999_later', now())"
    )
    command("backup", place.file)
    with pytest.raises(Refused, match="更新的版本"):
        command("restore", place.file, "--replace", "--yes")


def test_other_rows_than_promised_keep_the_site_shut(place):
    with as_owner(), dump.snapshot() as moment:
        dump.dump(place.media / "d", moment)
        rows = dump.row_hashes()
    facts = {"at": "2026-11-22", "migrations": [], "rows": rows | {"orgs_org": [1, "0", "0"]}}
    archive.write(place.file, place.media / "d", facts)
    with pytest.raises(Refused, match="orgs_org"):
        command("restore", place.file, "--replace", "--yes", "--verify")
    with pytest.raises(checks.WallsBroken):
        checks.refuse_to_serve()


def test_rows_and_dump_are_of_one_moment(place):
    with as_owner():
        told = connection.settings_dict
        with dump.snapshot() as moment:
            before = dump.row_hashes()
            address = {"host": told["HOST"], "port": told["PORT"] or None, "dbname": told["NAME"]}
            with psycopg.connect(**address, user=told["USER"], password=told["PASSWORD"]) as other:
                other.execute(
                    "INSERT INTO orgs_county (code, name, path, former_codes)"
                    " VALUES ('1', 'x', '', '{}')"
                )
            assert dump.row_hashes() == before
            dump.dump(place.media / "d", moment)
        assert dump.row_hashes() != before
        dump.empty()
        dump.load(place.media / "d")
        assert dump.row_hashes() == before


def test_backup_overwrites_nothing_and_leaves_no_half(place, settings):
    place.file.write_text("older")
    with pytest.raises(Refused, match="已经存在"):
        command("backup", place.file)
    assert place.file.read_text() == "older"
    place.file.unlink()
    settings.PG_BIN = str(place.media)
    with pytest.raises(Refused, match="pg_dump"):
        command("backup", place.file)
    assert [p.name for p in place.file.parent.iterdir()] == ["media"]
    with pytest.raises(Refused, match="没有文件夹"):
        command("backup", place.file.parent / "none" / "a.tar")


def test_passwords_are_not_on_the_command_line(place, monkeypatch):
    seen: list[str] = []
    run = subprocess.run

    def watched(args, **more):
        seen.extend(args)
        return run(args, **more)

    monkeypatch.setattr(subprocess, "run", watched)
    command("backup", place.file)
    assert any("pg_dump" in word for word in seen)
    assert not any(str(conf.DATABASE_OWNER["PASSWORD"]) in word for word in seen)


def test_a_restore_that_cannot_work_changes_nothing(place, settings):
    command("backup", place.file)
    before, programs = hashes(), settings.PG_BIN
    settings.PG_BIN = str(place.media)
    with pytest.raises(Refused, match=r"pg_restore.*没有做任何改动"):
        command("restore", place.file, "--replace", "--yes")
    settings.PG_BIN = programs
    told = connection.settings_dict
    address = {"host": told["HOST"], "port": told["PORT"] or None, "dbname": told["NAME"]}
    as_the_owner(f"ALTER DATABASE {told['NAME']} SET lock_timeout = '100ms'")
    with psycopg.connect(**address, user=told["USER"], password=told["PASSWORD"]) as busy:
        busy.execute("SELECT count(*) FROM orgs_county")
        with pytest.raises(Refused, match="正在被使用"):
            command("restore", place.file, "--replace", "--yes")
    assert hashes() == before
    checks.refuse_to_serve()


def test_a_load_that_fails_says_that_the_site_is_shut(place, monkeypatch):
    command("backup", place.file)

    def fail(file):
        raise dump.DumpFailed("disk full")

    monkeypatch.setattr(dump, "load", fail)
    with pytest.raises(Refused, match="暂时不能使用"):
        command("restore", place.file, "--replace", "--yes")
    with pytest.raises(checks.WallsBroken):
        checks.refuse_to_serve()


def test_another_systems_signature_is_refused(place, settings):
    command("backup", place.file)
    settings.INDEX_KEY = b"y" * 32
    with pytest.raises(Refused, match="不是本系统的备份"):
        command("restore", place.file, "--replace", "--yes")


def test_a_folder_in_place_of_a_file_is_refused(place):
    with tarfile.open(place.file, "w") as tar:
        folder = tarfile.TarInfo(archive.MANIFEST)
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
    with pytest.raises(archive.NotABackup), archive.opened(place.file):
        pass
