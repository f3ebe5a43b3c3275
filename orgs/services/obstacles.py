"""What stands in the way of an undo: what was done later to its rows, hangs on them, or closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.apps import apps

from fulian.scoping import scoped_links, scoped_models
from orgs.models import AccessGrant, County, FormerCode, HelpRequest, Org, OrgStatus, Record
from orgs.services.access import grant_called
from orgs.services.recoding import founded_since
from orgs.services.recording import Change

OWN_TRAIL = (Record, HelpRequest)  # goes with what it is about, or stays by number
ENDS = ("until", "closed_on", "ended_on")  # what lasts says so by having none
Key = tuple[str, int]
Backs = Callable[[], dict[tuple[str, int, int], int]]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something later that stands in the way of an undo; ``model`` and ``pk`` are of its row."""

    what: str
    why: str
    model: str = ""
    pk: int = 0

    def __str__(self) -> str:
        return f"{self.what}：{self.why}"


def obstacles_in(changes: list[Change]) -> list[Obstacle]:
    """Return what was done later to the rows of ``changes``, or hangs on them."""
    last = _last_of_each(changes)
    now = _as_they_are(last)
    backs = cache(_versions_put_back)  # asked only where a version differs
    found = [o for change in last for o in _later_edits(change, now, backs)]
    return found + _closed_since(changes, now) + _founded_since(changes) + _hanging(changes)


def _as_they_are(changes: list[Change]) -> dict[Key, Any]:
    """Return the rows that were changed one by one, as they are now."""
    ids: dict[str, list[int]] = {}
    for change in changes:
        if "ids" not in change and _model(change) is not County:
            ids.setdefault(change["model"], []).append(change["id"])
    return {
        (label, pk): row
        for label, keys in ids.items()
        for pk, row in apps.get_model(label).rows.in_bulk(keys).items()
    }


def put_back_by(changes: list[Change]) -> list[Change]:
    """Return what an undo of ``changes`` did to the rows it put back: from what, to what.

    ``back`` is the version each row has again in all but number: what was done before that may
    then be taken back too.
    """
    found: dict[Key, Change] = {}
    for change in changes:
        if not (change.get("before") and change.get("after") and change["version"]):
            continue
        key = change["model"], change["id"]
        fresh = {"model": key[0], "id": key[1], "before": {}, "after": {}}
        kept = found.setdefault(key, fresh | {"back": change["version"] - 1})
        kept["after"] = change["before"] | kept["after"]  # as it was first
        kept["before"] |= change["after"]  # as it was last
    rows = _as_they_are(list(found.values()))
    return [one | {"version": rows[key].version} for key, one in found.items() if key in rows]


def _versions_put_back() -> dict[tuple[str, int, int], int]:
    """Return for each row and version an undo left which version it stands for."""
    lines = Record.rows.filter(act="orgs.undo").values_list("changes", flat=True)
    told = (change for changes in lines for change in changes if "back" in change)
    return {(one["model"], one["id"], one["version"]): one["back"] for one in told}


def _is_as_left(row: Any, version: int, backs: Backs) -> bool:
    """Say whether ``row`` is what it was at ``version``: unchanged, or changed and put back."""
    at, label = row.version, row._meta.label_lower
    while at > version and (label, row.pk, at) in backs():
        at = backs()[label, row.pk, at]
    return bool(at == version)


def _closed_since(changes: list[Change], now: dict[Key, Any]) -> list[Obstacle]:
    """Return the organisations closed since, at which something would live on again."""
    mine = {change.get("id") for change in changes if change["model"] == Org._meta.label_lower}
    places = set(_places_alive(changes, now)) - mine
    closed = Org.rows.filter(pk__in=places, status=OrgStatus.CLOSED).order_by("pk")
    return [
        Obstacle(org.title, f"{org.closed_on:%Y年%-m月%-d日}已经撤销", "orgs.org", org.pk)
        for org in closed
    ]


def _places_alive(changes: list[Change], now: dict[Key, Any]) -> Iterator[int]:
    """Yield where the rows stand that would last again, and those that would go back there."""
    seen: set[Key] = set()
    for change in changes:
        before, key = change.get("before"), (change["model"], change.get("id", 0))
        if key in seen or "ids" in change or not before:
            seen.add(key)
            continue
        seen.add(key)
        lasts = any(name in before and before[name] is None for name in ENDS)
        moves = "org_id" in before and change["after"] is not None
        place = before.get("org_id") or getattr(now.get(key), "org_id", None)
        if place and (lasts or moves):
            yield place


def _model(change: Change) -> Any:
    return apps.get_model(change["model"])


def _last_of_each(changes: list[Change]) -> list[Change]:
    """Return of every row its last change only: an act may change a row several times."""
    seen: set[tuple[str, int]] = set()
    last: list[Change] = []
    for change in reversed(changes):
        ids = change.get("ids") or [change["id"]]
        fresh = [pk for pk in ids if (change["model"], pk) not in seen]
        seen |= {(change["model"], pk) for pk in fresh}
        if fresh:
            last.append(change | {"ids": fresh} if "ids" in change else change)
    return last[::-1]


def _moved_away(changes: list[Change], model: Any, column: str) -> set[int]:
    """Return rows of ``model`` the batch made point where they do: it points them back first."""
    label = model._meta.label_lower
    mine = [c for c in changes if c["model"] == label and c.get("before")]
    return {c["id"] for c in mine if column in c["before"]}


def _made_ids(changes: list[Change]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = {}
    for change in changes:
        if "ids" in change:
            ids.setdefault(change["model"], set()).update(change["ids"])
        elif change["before"] is None:
            ids.setdefault(change["model"], set()).add(change["id"])
    return ids


def _later_edits(change: Change, now: dict[Key, Any], backs: Backs) -> list[Obstacle]:
    model = _model(change)
    if change["version"] is None:
        return _not_as_left(model, change, now)
    if "ids" in change:
        rows = model.rows.filter(pk__in=change["ids"]).exclude(version=change["version"])
        gone = len(change["ids"]) - model.rows.filter(pk__in=change["ids"]).count()
        later = (row for row in rows if not _is_as_left(row, change["version"], backs))
        edited = [_about(row, "后来改过") for row in islice(later, 6)]
        return edited + [Obstacle(f"{gone} 个{model._meta.verbose_name}", "已经不在")] * bool(gone)
    row = now.get((change["model"], change["id"]))
    if change["after"] is None:
        return [_about(row, "又登记过")] if row else []
    if row is None:
        name = str(model._meta.verbose_name)
        return [Obstacle(name, "已经不在", change["model"], change["id"])]
    is_same = _is_as_left(row, change["version"], backs)
    return [] if is_same else [_about(row, "后来改过")]


def _not_as_left(model: Any, change: Change, now: dict[Key, Any]) -> list[Obstacle]:
    """Return whether a row that counts no changes is there, or gone, as the batch left it."""
    if model is County or "ids" in change:
        return []
    is_there = (change["model"], change["id"]) in now
    if is_there == (change["after"] is not None):
        return []
    called = str(model._meta.verbose_name)
    why = "又登记过" if is_there else "已经不在"
    return [Obstacle(called, why, change["model"], change["id"])]


def _founded_since(changes: list[Change]) -> list[Obstacle]:
    """Return what was founded under codes the undo would take away again."""
    coded = [pk for c in changes if "ids" in c and _model(c) is FormerCode for pk in c["ids"]]
    return [_about(org, "改代码以后新建的") for org in founded_since(coded)]


def _about(row: Any, why: str) -> Obstacle:
    """Return a row as an obstacle, called so that no name is told to who may not see it."""
    called = grant_called(row) if isinstance(row, AccessGrant) else str(row)
    called = row.title if isinstance(row, Org) else called
    return Obstacle(called, why, row._meta.label_lower, row.pk)


def _hanging(changes: list[Change]) -> list[Obstacle]:
    """Return rows outside the batch that point at rows the undo would remove."""
    found, ids = [], _made_ids(changes)
    walled = {model for model in scoped_models() if model not in OWN_TRAIL}
    for model, link in scoped_links():
        gone = ids.get(link.remote_field.model._meta.label_lower)
        if not gone or model not in walled:
            continue
        rows = model.rows.filter(**{f"{link.attname}__in": gone})  # type: ignore[attr-defined]  # scoped
        mine = ids.get(model._meta.label_lower, set())
        rows = rows.exclude(pk__in=mine | _moved_away(changes, model, link.attname))
        if count := rows.count():
            last = rows.order_by("-pk").values_list("pk", flat=True)[0]
            what = f"{count} 条{model._meta.verbose_name}"
            found.append(Obstacle(what, "挂在它下面", model._meta.label_lower, last))
    return found
