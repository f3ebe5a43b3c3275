"""The figures of care as they may be shown: the county's by township, a township's by village.

Counted from numbers alone (``CareCase``, ``CarePairing``, ``CareVisit``); no query here could name
a child, and small counts are left out (``rules.care_figures``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fulian.dated import live_on
from homes.models import CareCase, CarePairing, CareTeam, CareVisit
from homes.rules import care_figures as rules
from homes.rules.care_figures import NOT_SHOWN, CareFigures, month_of
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Level, Org, OrgStatus
from orgs.queries.hats import live


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One place of a table: what stands in each cell, as it may be shown."""

    org: Org
    figures: CareFigures
    cells: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The places below one, and their sums."""

    lines: list[ShownLine]
    sums: dict[str, tuple[str, str]]
    total: CareFigures


def villages_in_reach() -> list[Org]:
    """Return the villages in reach that count, in tree order."""
    rows = Org.objects.filter(level=Level.VILLAGE, status=OrgStatus.ACTIVE, is_counted=True)
    return list(rows.order_by("lft"))


def by_village(villages: Iterable[Org], on: date) -> dict[int, CareFigures]:
    """Return the figures of each village on a day, visits those of its month; six queries."""
    keys = [org.pk for org in villages]
    first, end = month_of(on)
    teams = set(CareTeam.rows.filter(live(on), org__in=keys).values_list("org_id", flat=True))
    children = Counter(
        CareCase.rows.filter(live_on(on), org__in=keys).values_list("org_id", flat=True)
    )
    paired, due, done = Counter[int](), Counter[int](), Counter[int]()
    carers: dict[int, set[int]] = defaultdict(set)
    visits, complete, met = _visits(keys, first, end)
    rows = CarePairing.rows.filter(org__in=keys, since__lt=end).order_by("pk")
    facts = rows.values_list("pk", "org_id", "appointment__person_id", "since", "until")
    for pk, org, person, since, until in facts:
        if since <= on and (until is None or until > on):
            paired[org] += 1
            carers[org].add(person)
        if rules.is_due(since, until, on):
            due[org] += 1
            done[org] += pk in met
    people = Appointment.rows.filter(live(on), org__in=keys, office__in=COMMITTEE)
    execs: dict[int, set[int]] = defaultdict(set)
    for org, person in people.values_list("org_id", "person_id"):
        execs[org].add(person)
    return {
        key: CareFigures(
            1, int(key in teams), children[key], paired[key], len(execs[key]),
            len(carers[key] & execs[key]), due[key], done[key], visits[key], complete[key],
        )
        for key in keys
    }  # fmt: skip


def table_of(on: date, *, by_town: bool) -> Table:
    """Return the figures of every township in reach, or of every village, on a day."""
    villages = villages_in_reach()
    found = by_village(villages, on)
    if not by_town:
        return shown([(org, found[org.pk]) for org in villages])
    sums: dict[int, CareFigures] = {}
    for org in villages:
        key = org.parent_id or 0
        sums[key] = sums.get(key, CareFigures()) + found[org.pk]
    towns = Org.rows.filter(pk__in=sums).order_by("lft")
    return shown([(town, sums[town.pk]) for town in towns])


def shown(places: list[tuple[Org, CareFigures]]) -> Table:
    """Return the table of ``places``: where the number of children is left out, all of care is."""
    few = frozenset(rules.hidden([one.children for _, one in places]))
    paired = rules.shown_pairs([(f.paired, f.children) for _, f in places], few)
    # what is due is near to what is paired: where the one is left out, the other is
    unsaid = few | {n for n, (part, _) in enumerate(paired[0]) if part == NOT_SHOWN}
    done = rules.shown_pairs([(f.done, f.due) for _, f in places], unsaid)
    if paired[1][0] == NOT_SHOWN:
        done = (done[0], (NOT_SHOWN, NOT_SHOWN))
    columns: dict[str, Any] = {
        "paired": paired,
        "done": done,
        "complete": rules.shown_pairs([(f.complete, f.visits) for _, f in places], unsaid),
        "execs": rules.shown_parts([(f.paired_execs, f.execs) for _, f in places], few),
        "teams": rules.shown_parts([(f.teams, f.villages) for _, f in places], frozenset()),
    }
    lines = [
        ShownLine(org, one, {name: cells[0][n] for name, cells in columns.items()})
        for n, (org, one) in enumerate(places)
    ]
    total = sum((one for _, one in places), CareFigures())
    return Table(lines, {name: cells[1] for name, cells in columns.items()}, total)


def without_team(villages: Iterable[Org], on: date) -> list[Org]:
    """Return the villages that have no care team on a day (村村建队)."""
    wanted = list(villages)
    teams = CareTeam.rows.filter(live(on), org__in=[org.pk for org in wanted])
    known = set(teams.values_list("org_id", flat=True))
    return [org for org in wanted if org.pk not in known]


def without_pilot(on: date) -> list[Org]:
    """Return the townships in reach without a pilot point (乡乡办点)."""
    rows = CareTeam.rows.filter(live(on), is_pilot=True)
    known = set(rows.values_list("org__parent_id", flat=True))
    towns = Org.objects.filter(level=Level.TOWNSHIP, status=OrgStatus.ACTIVE, is_counted=True)
    return [town for town in towns.order_by("lft") if town.pk not in known]


def _visits(keys: list[int], first: date, end: date) -> tuple[Counter[int], Counter[int], set[int]]:
    """Return visits, and whole ones, of each village in a month, and the pairings that met."""
    rows = CareVisit.rows.filter(org__in=keys, done_on__gte=first, done_on__lt=end)
    visits, complete, met = Counter[int](), Counter[int](), set[int]()
    for org, pairing, is_complete, has_met in rows.values_list(
        "org_id", "pairing_id", "is_complete", "met_child"
    ):
        visits[org] += 1
        complete[org] += is_complete
        if has_met:
            met.add(pairing)
    return visits, complete, met
