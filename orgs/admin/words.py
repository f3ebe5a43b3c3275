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
from fulian.scoping import ScopedModel
from orgs.models import Org
from orgs.services import VERBS
from orgs.services.recording import restored

OTHER_ACTS = {"orgs.refused": "没有权限的访问"}
GONE = "（已销毁）"
Names = dict[tuple[Any, int], str]
HIDDEN = "（个人信息，由审计员或管理员查看）"
SEALED = "（加密保存）"


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


def act_title(act: str) -> str:
    """Return what people call an act."""
    verb = VERBS.get(act)
    return verb.title if verb else OTHER_ACTS.get(act, "其他操作")


def shown(changes: Iterable[dict[str, Any]], *, personal: bool) -> list[Shown]:
    """Return the changes in words; personal fields only with ``personal``."""
    changes = list(changes)
    names = _names(changes)
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
            _said(model, field, before.get(field.attname), names, personal),
            _said(model, field, after.get(field.attname), names, personal),
        )
        for field in model._meta.concrete_fields
        if before.get(field.attname) != after.get(field.attname)
    ]
    what = "新建" if change["before"] is None else "删除" if change["after"] is None else "修改"
    return Shown(title, what, lines)


def _said(model: Any, field: Any, value: Any, names: Names, personal: bool) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, dict) and "bytes" in value:
        return _bytes(model, field, value, personal)
    if isinstance(value, dict) and not personal:
        return HIDDEN
    try:
        plain = restored(model(), field.attname, value)
    except SealBroken:
        return GONE
    if field.related_model is not None:
        return _pointed_at(field, plain, names, personal)
    return _plain(field, plain)


def _pointed_at(field: Any, key: int, names: Names, personal: bool) -> str:
    """Return what the row is called that a field points at; a woman's name is personal."""
    if not personal and getattr(field.related_model, "privacy", {}).get("name"):
        return HIDDEN
    gone = "已不存在的组织" if field.related_model is Org else "编号"
    return names.get((field.related_model, key), f"{gone}（{key}）")


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


def _names(changes: list[dict[str, Any]]) -> Names:
    """Return what the rows are called that changes point at, one question for each model."""
    wanted: dict[Any, set[int]] = {}
    for change in changes:
        if "ids" in change:
            continue
        links = [f for f in apps.get_model(change["model"])._meta.fields if _is_named(f)]
        for facts in filter(None, (change["before"], change["after"])):
            for link in links:
                wanted.setdefault(link.related_model, set()).add(facts.get(link.attname) or 0)
    return {
        (model, row.pk): str(row)
        for model, keys in wanted.items()
        for row in model.rows.filter(pk__in=keys - {0})
    }


def _is_named(field: Any) -> bool:
    """Say whether a field points at a row inside the walls that has a name."""
    model = field.related_model
    named = model is not None and issubclass(model, ScopedModel)
    return named and any(one.name == "name" for one in model._meta.fields)
