"""What is missing at an organisation, in words; a name only for who may see it.

Reports keep numbers only. Whom or what a number means is looked up here, when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from duties.models import DispatchReceipt, Handover
from duties.queries.catalogue import names_on
from homes.models import Activity, OnlineGroup, VolunteerTeam, WomensHome
from members.models import Appointment, Office, WomensGroup
from orgs.models import Cluster
from reports.catalogue import BY_ID, Indicator
from reports.models import QuarterlyCoverageReport
from reports.queries.figures import InReach, figures_from
from reports.rules.figures import Figure
from reports.rules.listing import may_list_missing
from reports.rules.quarters import told

Lines = list[str]
Called = Mapping[int, str]
OFFICES = {1: Office.CHAIR, 2: Office.VICE_CHAIR, 3: Office.EXECUTIVE_MEMBER}


@dataclass(frozen=True, slots=True)
class Gap:
    """What one indicator lacks at an organisation itself."""

    indicator: Indicator
    said: Lines


def gaps_of(report: QuarterlyCoverageReport, org: int, *, names: bool) -> list[Gap]:
    """Return what ``org`` itself lacks by indicator, when it is in reach; a query for each kind."""
    own, missing = InReach(report).own(org)
    wanted: dict[str, set[int]] = {}
    for key, rows in missing.items():
        wanted.setdefault(BY_ID[key].what, set()).update(rows)
    known = {
        what: NAMING[what](rows, report.taken_on, names)
        for what, rows in wanted.items() if what in NAMING
    }  # fmt: skip
    return [
        Gap(figure.indicator, said_of(figure, missing.get(figure.indicator.id, []), known))
        for figure in figures_from(own)
        if figure.gaps and may_list_missing(figure.indicator)
    ]  # fmt: skip


def said_of(figure: Figure, rows: list[int], known: Mapping[str, Called]) -> Lines:
    """Return what is missing in words: names where they are ``known``, else how many."""
    one = figure.indicator
    if one.what == "org":
        return [one.gap]
    if one.what in known and rows:
        return named(rows, known[one.what])
    return [f"{figure.lack} {one.unit}{one.gap}"]


def named(rows: list[int], known: Called) -> Lines:
    """Return rows by what they are called, and how many of each."""
    counts: dict[str, int] = {}
    for row in rows:
        called = known.get(row, "已删除的记录")
        counts[called] = counts.get(called, 0) + 1
    return [called if n == 1 else f"{called}（{n}）" for called, n in counts.items()]


def _seats(rows: Iterable[int], on: date, names: bool) -> Called:
    seats = Appointment.objects.filter(pk__in=rows)
    if names:
        return dict(seats.values_list("pk", "person__name"))
    return {pk: str(Office(office).label) for pk, office in seats.values_list("pk", "office")}


def _vacant(rows: Iterable[int], on: date, names: bool) -> Called:
    return {place: str(office.label) for place, office in OFFICES.items()}


def _groups(rows: Iterable[int], on: date, names: bool) -> Called:
    return dict(WomensGroup.objects.filter(pk__in=rows).values_list("pk", "name"))


def _posts(rows: Iterable[int], on: date, names: bool) -> Called:
    return names_on(set(rows), on)


def _handovers(rows: Iterable[int], on: date, names: bool) -> Called:
    found = Handover.objects.filter(pk__in=rows).values_list("pk", "due_on")
    return {pk: f"{told(due)}的交接" for pk, due in found}


def _homes(rows: Iterable[int], on: date, names: bool) -> Called:
    return dict(WomensHome.objects.filter(pk__in=rows).values_list("pk", "name"))


def _online_groups(rows: Iterable[int], on: date, names: bool) -> Called:
    return dict(OnlineGroup.objects.filter(pk__in=rows).values_list("pk", "name"))


def _clusters(rows: Iterable[int], on: date, names: bool) -> Called:
    return dict(Cluster.objects.filter(pk__in=rows).values_list("pk", "name"))


def _receipts(rows: Iterable[int], on: date, names: bool) -> Called:
    return dict(DispatchReceipt.objects.filter(pk__in=rows).values_list("pk", "dispatch__title"))


def _activities(rows: Iterable[int], on: date, names: bool) -> Called:
    return dict(Activity.objects.filter(pk__in=rows).values_list("pk", "title"))


def _teams(rows: Iterable[int], on: date, names: bool) -> Called:
    return dict(VolunteerTeam.objects.filter(pk__in=rows).values_list("pk", "name"))


NAMING: dict[str, Callable[[Iterable[int], date, bool], Called]] = {
    "appointment": _seats, "office": _vacant, "group": _groups, "post": _posts,
    "handover": _handovers, "home": _homes, "online_group": _online_groups,
    "cluster": _clusters, "receipt": _receipts, "activity": _activities, "team": _teams,
}  # fmt: skip
