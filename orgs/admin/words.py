"""How the record's inner names are said in Chinese."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from fulian.crypto import SealBroken
from fulian.privacy import Personal
from fulian.scoping import ScopedModel
from orgs.services import VERBS
from orgs.services.images import restored

OTHER_ACTS = {"orgs.refused": "没有权限的访问"}
GONE = "（已销毁）"
Names = dict[tuple[Any, int], str]
HIDDEN = "（个人信息，由审计员或管理员查看）"
SEALED = "（加密保存）"
WORKED_OUT = {"pinyin", "letters", "initials", "given"}  # from the name
DIGESTS = ("_key", "_tail")  # of a number


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a change: what it is called, before and after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of a change, in words."""

    title: str
    what: str
    lines: list[Line]
    name: str = ""


def act_title(act: str) -> str:
    """Return what people call an act."""
    verb = VERBS.get(act)
    return verb.title if verb else OTHER_ACTS.get(act, "其他操作")


def shown(changes: Iterable[dict[str, Any]], *, personal: bool, named: bool = True) -> list[Shown]:
    """Return the changes in words; personal fields only with ``personal``.

    ``named`` says what each row is called: not where all are about the same one.
    """
    changes = list(changes)
    names = names_of(changes, own=named, personal=personal)
    return [_shown(change, names, personal) for change in changes]


def _shown(change: dict[str, Any], names: Names, personal: bool) -> Shown:
    model = apps.get_model(change["model"])
    title = str(model._meta.verbose_name)
    if "ids" in change:
        return Shown(title, f"批量新建 {len(change['ids'])} 个", [])
    before, after = change["before"] or {}, change["after"] or {}
    lines = [
        Line(
            str(field.verbose_name),
            said(model, field, before.get(field.attname), names, personal=personal),
            said(model, field, after.get(field.attname), names, personal=personal),
        )
        for field in told_columns(model)
        if before.get(field.attname) != after.get(field.attname)
    ]
    what = "新建" if change["before"] is None else "删除" if change["after"] is None else "修改"
    is_named = personal or not _names_a_woman(model)
    return Shown(title, what, lines, names.get((model, change["id"]), "") if is_named else "")


def told_columns(model: Any) -> list[Any]:
    """Return the columns a change is told by: none of those worked out from others."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in WORKED_OUT and not field.name.endswith(DIGESTS)
    ]


def said(model: Any, field: Any, value: Any, names: Names, *, personal: bool) -> str:
    """Return a column's value as people read it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, dict) and "bytes" in value:
        return _bytes(model, field, value, personal)
    if isinstance(value, dict) and not personal:
        return HIDDEN
    if isinstance(value, dict) and "locked" in value:
        return SEALED
    try:
        plain = restored(model(), field.attname, value)
    except SealBroken:
        return GONE
    if field.related_model is not None:
        return _pointed_at(field, plain, names, personal)
    return _plain(field, plain)


def _pointed_at(field: Any, key: int, names: Names, personal: bool) -> str:
    """Return what the row is called that a field points at, else what kind of thing it is."""
    model = field.related_model
    if not personal and _names_a_woman(model):
        return HIDDEN
    kind = str(model._meta.verbose_name)
    gone = f"已不存在的{kind}" if _is_named(model) else f"一个{kind}"
    return names.get((model, key), gone)


def day(on: date) -> str:
    """Return a day as people write it."""
    return f"{on:%Y年%-m月%-d日}"


def _plain(field: models.Field[Any, Any], plain: Any) -> str:
    if field.choices:
        return str(dict(field.flatchoices).get(plain, plain))
    if isinstance(plain, bool):
        return "是" if plain else "否"
    if isinstance(plain, datetime):
        return f"{timezone.localtime(plain):%Y年%-m月%-d日 %H:%M}"
    if isinstance(plain, date):
        return day(plain)
    if isinstance(plain, DateRange):
        return f"{day(plain.lower)}起，至{day(plain.upper)}前"
    return str(plain)


def _bytes(model: Any, field: Any, value: dict[str, str], personal: bool) -> str:
    if not personal:
        return HIDDEN
    row = model(**{field.attname: base64.b64decode(value["bytes"])})
    try:
        return getattr(row, f"masked_{field.attname}", SEALED)
    except SealBroken:
        return GONE


def names_of(changes: Iterable[dict[str, Any]], *, own: bool, personal: bool) -> Names:
    """Return what rows are called that changes point at, and their ``own``; a question a model."""
    wanted: dict[Any, set[int]] = {}
    for change in changes:
        if "ids" in change:
            continue
        model = apps.get_model(change["model"])
        if own and _is_named(model):
            wanted.setdefault(model, set()).add(change["id"])
        links = [field for field in told_columns(model) if _is_named(field.related_model)]
        for facts in filter(None, (change["before"], change["after"])):
            for link in links:
                wanted.setdefault(link.related_model, set()).add(facts.get(link.attname) or 0)
    return {
        (model, row.pk): _name(row, personal)
        for model, keys in wanted.items()
        for row in _with_whose(model, keys - {0})
    }


def _with_whose(model: Any, keys: set[int]) -> Any:
    beside = [one for one in ("person", "org", "post", "session") if _has(model, one)]
    rows = model.rows.filter(pk__in=keys)
    return rows.select_related(*beside) if "person" in beside else rows


def _name(row: Any, personal: bool) -> str:
    her = getattr(row, "person", None) if personal else None
    return f"{her.name}（{row}）" if her else str(row)


def _is_named(model: Any) -> bool:
    """Say whether a row inside the walls has a name, its own or a woman's."""
    scoped = model is not None and issubclass(model, ScopedModel)
    return scoped and (_has(model, "name") or _has(model, "person"))


def _names_a_woman(model: Any) -> bool:
    """Say whether what a row is called is a woman's own name."""
    return isinstance(getattr(model, "privacy", {}).get("name"), Personal)


def _has(model: Any, column: str) -> bool:
    return any(one.name == column for one in model._meta.fields)
