"""What faces show of a report: an organisation's figures, those below it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from orgs.models import Level, Org
from reports.models import IndicatorValue, QuarterlyCoverageReport, TownshipConfirmation
from reports.queries.places import PlaceThen, places_on
from reports.rules import BY_ID, INDICATORS, Indicator, percent, share

Values = dict[str, IndicatorValue]


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator at an organisation, summed over it and all below it."""

    indicator: Indicator
    numerator: int = 0
    denominator: int = 0
    days: int = 0
    missing: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rate(self) -> str:
        """The percentage as printed; a dash where nothing is counted."""
        return percent(self.numerator, self.denominator)

    @property
    def share(self) -> float | None:
        """The percentage as a number, rounded as it is printed."""
        return share(self.numerator, self.denominator)

    @property
    def gaps(self) -> int:
        """How much is missing."""
        if self.indicator.is_rate:
            return self.denominator - self.numerator
        return self.numerator

    @property
    def said(self) -> str:
        """Both integers and the rate: 2 / 3，66.7%."""
        if not self.denominator:
            return "没有需要统计的"
        if self.indicator.is_rate:
            return f"{self.numerator} / {self.denominator}，{self.rate}"
        return f"{self.numerator} / {self.denominator}，共空缺 {self.days} 天"

    @property
    def plainly(self) -> str:
        """The same for who reads it on a phone: 12 个中有 10 个，还差 2 个."""
        if not self.denominator:
            return "没有需要统计的"
        if not self.indicator.is_rate:
            told = f"应配 {self.denominator} 个，空 {self.numerator} 个"
            return f"{told}，合计空缺 {self.days} 天" if self.numerator else f"{told}，都配齐了"
        if not self.gaps:
            return "都做到了" if self.denominator > 1 else "做到了"
        if self.denominator == 1:
            return self.indicator.gap
        return f"{self.denominator} 个中有 {self.numerator} 个，还差 {self.gaps} 个"


@dataclass(frozen=True, slots=True)
class Line:
    """An organisation as it stood, with its figures in the order of the indicators."""

    place: PlaceThen
    figures: list[Figure]


@dataclass(frozen=True, slots=True)
class Confirming:
    """A township and whether it has confirmed."""

    place: PlaceThen
    said: TownshipConfirmation | None


def reports() -> QuerySet[QuarterlyCoverageReport]:
    """Return the county's reports, the latest first. What is in them is narrowed by reach."""
    return QuarterlyCoverageReport.rows.order_by("-quarter")


def latest() -> QuarterlyCoverageReport | None:
    """Return the county's latest report."""
    return reports().first()


def figures_at(report: QuarterlyCoverageReport, org: int) -> list[Figure]:
    """Return every indicator at ``org``, when it is in reach; nothing counted is said as that."""
    values = IndicatorValue.objects.filter(report=report, org=org)
    return _figures({value.indicator: value for value in values})


def widest_gaps(report: QuarterlyCoverageReport, org: int, most: int) -> list[Figure]:
    """Return the indicators of ``org`` that are furthest from full, at most ``most``."""
    open_ones = [f for f in figures_at(report, org) if f.gaps and f.denominator]
    return sorted(open_ones, key=lambda f: (-f.gaps / f.denominator, f.indicator.id))[:most]


class InReach:
    """A report as far as the open scope reaches. The tree of its day is read once for all."""

    def __init__(self, report: QuarterlyCoverageReport) -> None:
        """Read nothing yet."""
        self.report = report

    @cached_property
    def places(self) -> dict[int, PlaceThen]:
        """Every organisation of the county as it stood on the report's day, in code order."""
        return places_on(self.report.taken_on)

    @cached_property
    def said(self) -> dict[int, TownshipConfirmation]:
        """The confirmations, by township."""
        return {one.org_id: one for one in TownshipConfirmation.objects.filter(report=self.report)}

    def lines(self) -> list[Line]:
        """Return everything that has figures, in code order: county, townships, villages."""
        return self._lines(self.places)

    def lines_below(self, org: int) -> list[Line]:
        """Return those directly below ``org`` on the report's day that have figures."""
        return self._lines(place.org for place in self.places.values() if place.parent == org)

    def confirmings(self) -> list[Confirming]:
        """Return every township that has figures, with its confirmation."""
        values = IndicatorValue.objects.filter(report=self.report)
        counted = set(values.values_list("org_id", flat=True).distinct())
        return [
            Confirming(place, self.said.get(org))
            for org, place in self.places.items()
            if place.level == Level.TOWNSHIP and org in counted
        ]

    def late(self) -> list[tuple[str, dict[str, int]]]:
        """Return what came late: an organisation's name, and how many of each kind."""
        if not self.report.late:
            return []
        reach = set(Org.objects.values_list("pk", flat=True))
        return [
            (self.places[line["org"]].title if line["org"] in self.places else "其他", line)
            for line in self.report.late
            if line["org"] in reach
        ]

    def _lines(self, orgs: Iterable[int]) -> list[Line]:
        wanted = set(orgs)
        by_org: dict[int, Values] = {}
        for value in IndicatorValue.objects.filter(report=self.report, org__in=wanted):
            by_org.setdefault(value.org_id, {})[value.indicator] = value
        places = self.places.items()
        return [Line(place, _figures(by_org[org])) for org, place in places if org in by_org]


def _figures(values: Values) -> list[Figure]:
    return [_figure(one, values.get(one.id)) for one in INDICATORS]


def _figure(one: Indicator, value: IndicatorValue | None) -> Figure:
    if value is None:
        return Figure(one)
    return Figure(
        BY_ID[value.indicator], value.numerator, value.denominator, value.days, value.missing
    )
