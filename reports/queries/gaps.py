"""What is missing at an organisation, in words; a name only for who may see it.

Reports keep numbers only. Whom or what a number means is looked up here, when it is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from duties.models import Handover
from duties.queries.catalogue import names_on
from members.models import Appointment, Office, WomensGroup
from reports.models import IndicatorValue, QuarterlyCoverageReport
from reports.rules import INDICATORS, Indicator
from reports.rules.quarters import told

Lines = list[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """What one indicator lacks at an organisation itself."""

    indicator: Indicator
    said: Lines


def gaps_of(report: QuarterlyCoverageReport, org: int, *, names: bool) -> list[Gap]:
    """Return what ``org`` itself lacks by indicator, when it is in reach; five queries at most."""
    values = IndicatorValue.objects.filter(report=report, org=org)
    missing = {value.indicator: value.missing for value in values if value.missing}
    known = _known(missing.values(), report.taken_on, names=names)
    return [Gap(one, _said(one, missing[one.id], known)) for one in INDICATORS if one.id in missing]


def _known(
    lists: Iterable[list[dict[str, Any]]], on: date, *, names: bool
) -> dict[tuple[str, int], str]:
    """Return what each missing number is called; a post as on the day ``on``."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for missing in lists:
        for one in missing:
            for what, number in one.items():
                if isinstance(number, int):
                    wanted[what].add(number)
    found = {("appointment", pk): called for pk, called in _seats(wanted["appointment"], names)}
    groups = WomensGroup.objects.filter(pk__in=wanted["group"]).values_list("pk", "name")
    found |= {("group", pk): name for pk, name in groups}
    found |= {("post", pk): name for pk, name in names_on(wanted["post"], on).items()}
    overs = Handover.objects.filter(pk__in=wanted["handover"]).values_list("pk", "due_on")
    return found | {("handover", pk): f"{told(due)}的交接" for pk, due in overs}


def _seats(wanted: set[int], names: bool) -> list[tuple[int, str]]:
    if not wanted:
        return []
    seats = Appointment.objects.filter(pk__in=wanted)
    if names:
        return list(seats.values_list("pk", "person__name"))
    return [(pk, str(Office(office).label)) for pk, office in seats.values_list("pk", "office")]


def _said(
    one: Indicator, missing: list[dict[str, Any]], known: dict[tuple[str, int], str]
) -> Lines:
    if "office" in missing[0]:
        return _vacant(missing)
    if "org" in missing[0]:
        return [one.gap]
    counts: dict[str, int] = {}
    for gap in missing:
        for key in gap.items():
            called = known.get(key, "已删除的记录")
            counts[called] = counts.get(called, 0) + 1
    return [called if n == 1 else f"{called}（{n}）" for called, n in counts.items()]


def _vacant(missing: list[dict[str, Any]]) -> Lines:
    opened: dict[str, list[str]] = {}
    for gap in missing:
        opened.setdefault(gap["office"], []).append(gap["opened_on"])
    return [
        f"{office.label} {len(days)} 个，最早从{told(date.fromisoformat(min(days)))}起空缺"
        for office in Office
        if (days := opened.get(office))
    ]
