"""What an undo will put back, said in a few sentences by kind, and what stands in its way."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from fulian.admin import DeskAdmin, desk
from orgs.admin import words
from orgs.models import Record
from orgs.queries import batches
from orgs.queries.desk import with_doer
from orgs.services import Obstacle

SENTENCES, COLUMNS, NAMED = 10, 4, 20  # at most said
MADE, GONE = "是新建的，会删除", "被删除的，会恢复"
Change = dict[str, Any]


@dataclass(slots=True)
class _Row:
    """What a batch did to one row, from before it to after it."""

    made: bool
    gone: bool = False
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Kind:
    """Rows of one kind that go back alike: how many, and each column's values, two at most."""

    model: Any
    what: str
    count: int = 0
    columns: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, row: _Row) -> None:
        """Count a row, and keep what its columns go back to."""
        self.count += 1
        for column, value in row.before.items() if not self.what else ():
            seen = self.columns.setdefault(column, [])
            if value not in seen and len(seen) < 2:
                seen.append(value)


@dataclass(frozen=True, slots=True)
class InTheWay:
    """An obstacle with the later act it comes from, and where that is read, if she may."""

    what: str
    act: str = ""
    address: str = ""


def sentences(changes: Iterable[Change], *, personal: bool) -> list[str]:
    """Return what goes back, grouped by kind, the most first; some ten sentences."""
    kinds = sorted(_kinds(changes), key=lambda kind: -kind.count)
    alone = {id(kind): {k: v[0] for k, v in kind.columns.items() if len(v) == 1} for kind in kinds}
    facts = (
        {"model": kind.model._meta.label_lower, "before": alone[id(kind)], "after": None}
        for kind in kinds
    )
    names = words.names_of(facts, own=False, personal=personal)
    told = [_sentence(kind, names, personal) for kind in kinds[:SENTENCES]]
    rest = sum(kind.count for kind in kinds[SENTENCES:])
    return [*told, f"另有 {rest} 条其他改动也会恢复"] if rest else told


def in_the_way(
    request: HttpRequest, batch: uuid.UUID | None, obstacles: list[Obstacle], seen: Any
) -> list[InTheWay]:
    """Return the obstacles with the later acts they come from; ``seen`` keeps what she may read.

    Of an act beyond her sight she learns what it was and on which day, not by whom.
    """
    shown = obstacles[:NAMED]
    later = batches.acts_since(batch, [(one.model, one.pk) for one in shown if one.pk])
    mine = seen(request, Record.objects.filter(pk__in={line.pk for line in later.values()}))
    hers = {line.pk: line for line in with_doer(mine)}
    opens = request.user.has_perm("orgs.view_history")
    said = []
    for one in shown:
        line = later.get((one.model, one.pk))
        address = reverse("admin:orgs_record_change", args=[line.pk]) if line else ""
        whose = hers.get(line.pk) if line else None
        act = _act(line, whose) if line else ""
        said.append(InTheWay(str(one), act, address if whose and opens else ""))
    rest = len(obstacles) - len(shown)
    return [*said, InTheWay(f"还有 {rest} 处")] if rest > 0 else said


def page_of(request: HttpRequest, line: Record | None, *, or_list: bool = False) -> str:
    """Return the address of what a line is about while it is there and she may see it.

    With ``or_list`` else that of the list of its kind; empty for neither.
    """
    model = apps.get_model(line.target) if line and line.target else None
    listed = desk._registry.get(model) if model else None
    if not isinstance(listed, DeskAdmin) or line is None:
        return ""
    needs = [view.needs for view in listed._pages() if view.called == "change"]
    there = listed.model._default_manager.filter(pk=line.target_id)
    if any(map(request.user.has_perm, needs)) and there.exists():
        return listed.address("change", line.target_id)
    return listed.address("changelist") if or_list and listed.has_view_permission(request) else ""


def _act(line: Record, whose: Any) -> str:
    day = words.day(timezone.localdate(line.at))
    who = f"由{whose.doer}" if whose else ""
    return f"{day}{who}办理“{words.act_title(line.act)}”"


def _kinds(changes: Iterable[Change]) -> list[_Kind]:
    found: dict[tuple[str, str], _Kind] = {}
    for (label, _), row in _rows(changes).items():
        if row.made and row.gone:
            continue
        what = MADE if row.made else GONE if row.gone else ""
        model = apps.get_model(label)
        found.setdefault((label, what), _Kind(model, what)).add(row)
    return list(found.values())


def _rows(changes: Iterable[Change]) -> dict[tuple[str, int], _Row]:
    """Return what became of each row; of one changed twice, how it was first."""
    rows: dict[tuple[str, int], _Row] = {}
    for change in changes:
        before = change.get("before")
        for pk in change.get("ids") or [change["id"]]:
            row = rows.setdefault((change["model"], pk), _Row(made=before is None))
            row.before = (before or {}) | row.before
            row.gone = "ids" not in change and change["after"] is None
    return rows


def _sentence(kind: _Kind, names: words.Names, personal: bool) -> str:
    called = f"{kind.count} 个{kind.model._meta.verbose_name}"
    if kind.what:
        return f"{called}：{kind.what}"
    told = [one for one in words.told_columns(kind.model) if one.attname in kind.columns]
    parts = [_back(kind, column, names, personal) for column in told[:COLUMNS]]
    more = f"等 {len(told)} 项" if len(told) > COLUMNS else ""
    return f"{called}：{'，'.join(parts) or '改回原样'}{more}"


def _back(kind: _Kind, column: Any, names: words.Names, personal: bool) -> str:
    values, title = kind.columns[column.attname], column.verbose_name
    if len(values) > 1 or isinstance(values[0], dict):  # sealed
        return f"{title}改回原来的"
    value = words.said(kind.model, column, values[0], names, personal=personal)
    if value == words.HIDDEN:
        return f"{title}改回原来的"
    return f"{title}改回空白" if value == "—" else f"{title}改回“{value}”"
