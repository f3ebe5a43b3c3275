"""Reads of contracted areas: who answers for what, and what nobody answers for (不留死角).

Domain A29, indicator I-YARD-3: targets answered for ÷ targets, at each level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from duties.models import AreaAssignment, Household
from fulian.dated import live_on
from members.models import Appointment, Office, WomensGroup
from members.models.appointments import COMMITTEE
from orgs.models import Cluster, Level, Org, OrgStatus
from orgs.queries.hats import live

SAID = {"cluster": "片区", "village": "村（社区）", "group": "妇女小组", "household": "家庭"}


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One target, by whom it is answered for: ``area`` is the line's key, 0 when by nobody."""

    end: str
    pk: int
    name: str
    area: int = 0
    who: str = ""
    since: date | None = None

    @property
    def said(self) -> str:
        """What kind of target it is."""
        return SAID[self.end]

    @property
    def key(self) -> str:
        """What a form sends."""
        return f"{self.end}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Answered:
    """How many targets there are, and for how many somebody answers."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class AreaBoard:
    """One organisation's targets, and the committee that may answer for them."""

    lines: tuple[AreaLine, ...]
    seats: tuple[Appointment, ...]

    @property
    def loose(self) -> tuple[AreaLine, ...]:
        """Targets nobody answers for."""
        return tuple(line for line in self.lines if not line.area)

    @property
    def kept(self) -> tuple[AreaLine, ...]:
        """Targets somebody answers for."""
        return tuple(line for line in self.lines if line.area)

    @property
    def answered(self) -> Answered:
        """How many of all."""
        return Answered(len(self.kept), len(self.lines))


def board_of(org: Org, on: date) -> AreaBoard:
    """Return what the committee of ``org`` answers for on a day, and what nobody does."""
    areas = AreaAssignment.rows.filter(live(on), org=org)
    facts = areas.values_list(*(f"{end}_id" for end in SAID), "pk", "appointment__person__name",
                              "since")  # fmt: skip
    held: dict[tuple[str, int], tuple[int, str, date]] = {}
    for *ends, pk, who, since in facts:
        for end, key in zip(SAID, ends, strict=True):
            if key:
                held[end, key] = (pk, who, since)
    seats = Appointment.rows.filter(live(on), org=org, office__in=COMMITTEE)
    lines = [AreaLine(end, pk, name, *held.get((end, pk), ())) for end, pk, name in _all(org, on)]
    found = seats.select_related("person").order_by("person__pinyin", "pk")
    place = {office: n for n, office in enumerate(COMMITTEE)}
    return AreaBoard(tuple(lines), tuple(sorted(found, key=lambda s: place[Office(s.office)])))


def mine_of(seats: Iterable[Appointment], on: date) -> QuerySet[AreaAssignment]:
    """Return what the holders of ``seats`` answer for on a day."""
    rows = AreaAssignment.rows.filter(live(on), appointment__in=[seat.pk for seat in seats])
    return rows.select_related("cluster", "village", "group", "household").order_by("pk")


def answered_by(orgs: Iterable[Org], on: date) -> dict[int, Answered]:
    """Return for each of ``orgs`` how many of its targets somebody answers for; six queries."""
    wanted = list(orgs)
    keys = [org.pk for org in wanted]
    total: dict[int, set[tuple[str, int]]] = defaultdict(set)
    there = live_on(on, "founded_on", "closed_on")
    villages = [org.pk for org in wanted if org.level == Level.VILLAGE]
    for org, pk in WomensGroup.rows.filter(there, org__in=villages).values_list("org_id", "pk"):
        total[org].add(("group", pk))
    for org, pk in Household.rows.filter(live(on), org__in=villages).values_list("org_id", "pk"):
        total[org].add(("household", pk))
    below = Org.rows.filter(parent__in=keys, level=Level.VILLAGE, status=OrgStatus.ACTIVE)
    for parent, pk in below.filter(parent__level=Level.TOWNSHIP).values_list("parent_id", "pk"):
        total[parent or 0].add(("village", pk))
    roots = [org.pk for org in wanted if org.level == Level.COUNTY]
    if roots:
        total[roots[0]] |= {
            ("cluster", pk) for pk in Cluster.rows.filter(live(on)).values_list("pk", flat=True)
        }
    done: dict[int, set[tuple[str, int]]] = defaultdict(set)
    areas = AreaAssignment.rows.filter(live(on), org__in=keys)
    for org, *ends in areas.values_list("org_id", *(f"{end}_id" for end in SAID)):
        done[org] |= {(end, key) for end, key in zip(SAID, ends, strict=True) if key}
    return {pk: Answered(len(total[pk] & done[pk]), len(total[pk])) for pk in keys}


def _all(org: Org, on: date) -> list[tuple[str, int, str]]:
    """Return every target of the level of ``org``: kind, key, name."""
    if org.level == Level.COUNTY:
        rows: Any = Cluster.rows.filter(live(on)).order_by("name", "pk")
        return [("cluster", pk, name) for pk, name in rows.values_list("pk", "name")]
    if org.level == Level.TOWNSHIP:
        rows = Org.rows.filter(parent=org, level=Level.VILLAGE, status=OrgStatus.ACTIVE)
        return [("village", one.pk, one.short_name) for one in rows.order_by("lft")]
    if org.level != Level.VILLAGE:
        return []
    there: Q = live_on(on, "founded_on", "closed_on")
    groups = WomensGroup.rows.filter(there, org=org).order_by("founded_on", "pk")
    homes = Household.rows.filter(live(on), org=org).order_by("name", "pk")
    found = [("group", pk, name) for pk, name in groups.values_list("pk", "name")]
    return found + [("household", pk, name) for pk, name in homes.values_list("pk", "name")]


def by_level(orgs: Iterable[Org], done: dict[int, Answered]) -> list[tuple[str, int, int]]:
    """Return I-YARD-3 of each level: its name, targets answered for, targets."""
    sums: dict[str, list[int]] = {}
    for org in orgs:
        one = sums.setdefault(str(Level(org.level).label), [0, 0])
        one[0] += done[org.pk].done
        one[1] += done[org.pk].total
    return [(level, part, whole) for level, (part, whole) in sums.items()]
