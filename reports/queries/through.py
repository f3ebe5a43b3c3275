"""The tree on several days at once, and who carries on whom between two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from orgs.models import Org, OrgHistory, OrgStatus, OrgSuccession
from reports.queries.places import PlaceThen, below_of, called

FACTS = ("parent_id", "short_name", "kind", "status")
Places = Mapping[int, PlaceThen]


@dataclass(frozen=True, slots=True)
class Comparable:
    """What of a place is held against what of it, between two days; and what was left out."""

    then: list[int]
    now: list[int]
    merged: int = 0  # organisations that became fewer
    split: int = 0  # organisations that became more
    founded: int = 0
    closed: int = 0
    moved: int = 0

    @property
    def flag(self) -> str:
        """What changed in the set, in words; nothing where nothing did."""
        parts = [f"{self.merged} 个合并"] * bool(self.merged)
        parts += [f"{self.split} 个分设"] * bool(self.split)
        out = [(self.founded, "新设"), (self.closed, "撤销"), (self.moved, "划入、划出")]
        left = [f"{count} 个{what}" for count, what in out if count]
        if not parts and not left:
            return ""
        said = f"有 {'、'.join([*parts, *left])}的组织，按可比口径比较"
        kept = "合并、分设的前后合在一起算" if parts else ""
        gone = "新设、撤销、划入划出的不算" if left else ""
        return f"{said}：{'，'.join(one for one in (kept, gone) if one)}。"


@dataclass(slots=True)
class _Group:
    """Organisations that carry on one another."""

    members: list[int]


def places_through(days: Sequence[date]) -> dict[date, dict[int, PlaceThen]]:
    """Return the organisations of the county as they stood on each of ``days``; two queries."""
    now = list(Org.rows.values_list("pk", "code", "level", *FACTS, "since"))
    past = list(
        OrgHistory.rows.filter(days__overlap=DateRange(min(days), max(days), "[]")).values_list(
            "org_id", "org__code", "org__level", *FACTS, "days"
        )
        if days else ()
    )  # fmt: skip
    found: dict[date, dict[int, PlaceThen]] = {}
    for day in days:
        rows = [row[:7] for row in now if row[7] <= day]
        rows += [row[:7] for row in past if row[7].lower <= day < (row[7].upper or date.max)]
        found[day] = {row[0]: _place(*row) for row in sorted(rows, key=lambda row: row[1])}
    return found


def successions(after: date, until: date) -> list[tuple[int, int, date]]:
    """Return who was carried on by whom from which day, past ``after`` up to ``until``."""
    known = OrgSuccession.rows.filter(since__gt=after, since__lte=until).order_by("since", "pk")
    return list(known.values_list("before", "after", "since"))


def comparable(org: int, then: Places, now: Places, known: Sequence[tuple[int, int]]) -> Comparable:
    """Return what lay below ``org`` on both days: the same, or what carries it on as a whole.

    A place that is itself carried on is held against all it came from. What is new, gone, or lay
    elsewhere on one of the days is left out, and counted.
    """
    groups = _grouped({*then, *now}, known)
    tops = groups[org].members if org in groups else [org]
    here_then = _standing(then, tops)
    here_now = _standing(now, [org])
    found: dict[str, Any] = {"then": [], "now": []}
    seen: set[int] = set()
    for one in [*now, *then]:
        group = groups[one]
        if group.members[0] in seen:
            continue
        seen.add(group.members[0])
        _sort_in(found, group, (then, here_then), (now, here_now))
    return Comparable(**found)


def _sort_in(
    found: dict[str, Any], group: _Group, was: tuple[Places, set[int]], is_: tuple[Places, set[int]]
) -> None:
    """Put a group on both sides, or count why it stands on neither."""
    old, new = ([one for one in group.members if one in side[1]] for side in (was, is_))
    if not old and not new:
        return
    others = [one for one in group.members if _elsewhere(one, *was) or _elsewhere(one, *is_)]
    if others:
        found["moved"] = found.get("moved", 0) + max(len(old), len(new))
    elif old and new:
        found["then"] += old
        found["now"] += new
        if len(old) != len(new):
            what = "merged" if len(old) > len(new) else "split"
            found[what] = found.get(what, 0) + max(len(old), len(new))
    else:
        what = "founded" if new else "closed"
        found[what] = found.get(what, 0) + len(old or new)


def _elsewhere(one: int, places: Places, here: set[int]) -> bool:
    return one in places and places[one].is_active and one not in here


def _standing(places: Places, tops: Sequence[int]) -> set[int]:
    inside = {one for top in tops if top in places for one in below_of(places, top)}
    return {one for one in inside if places[one].is_active}


def _grouped(orgs: set[int], known: Sequence[tuple[int, int]]) -> dict[int, _Group]:
    groups = {one: _Group([one]) for one in orgs}
    for before, after in known:
        if before not in groups or after not in groups or groups[before] is groups[after]:
            continue
        whole, part = groups[after], groups[before]
        whole.members += part.members
        for one in part.members:
            groups[one] = whole
    return groups


def _place(
    org: int, code: str, level: str, parent: int | None, short_name: str, kind: str, status: str
) -> PlaceThen:
    title = called(short_name, kind)
    return PlaceThen(org, code, title, level, parent, status == OrgStatus.ACTIVE)
