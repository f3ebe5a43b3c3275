"""What faces show of a report: an organisation's figures, those below it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from fulian.database import plans
from orgs.models import Level, Org
from reports.catalogue import COLUMNS
from reports.models import QuarterLeaf, QuarterlyCoverageReport, TownshipConfirmation
from reports.queries.kept import Keeping, kept_of
from reports.queries.places import PlaceThen, below_of, places_on, risen
from reports.queries.small_cells import hidden_of
from reports.rules import INDICATORS, Indicator
from reports.rules.figures import Figure
from reports.rules.small_cells import Hidden

LARGE = {column for one in INDICATORS if one.hundredths for column in one.columns}
BY_TOP = (
    "SELECT {sums} FROM unnest(%s::bigint[], %s::bigint[]) AS m (org, top)"
    " JOIN reports_quarterleaf l"
    " ON l.county_id = app.county() AND l.quarter = %s AND l.org_id = m.org"
    " GROUP BY m.top"
)
TOGETHER = (
    "SELECT {sums} FROM reports_quarterleaf l"
    " WHERE l.county_id = app.county() AND l.quarter = %(quarter)s"
)
Sums = dict[str, int]
Own = tuple[Sums, dict[str, list[int]]]  # integers by column; by indicator the keys that are kept


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
    """Return the county's reports, the latest first, the latest edition of each before the others.

    What is in them is narrowed by reach.
    """
    return QuarterlyCoverageReport.rows.order_by("-quarter", "-edition")


def published() -> QuerySet[QuarterlyCoverageReport]:
    """Return the reports others may see, every edition that was ever published."""
    return reports().filter(status=QuarterlyCoverageReport.Status.PUBLISHED)


def latest() -> QuarterlyCoverageReport | None:
    """Return the county's latest report."""
    return reports().first()


def summed(
    quarter: str, under: Mapping[int, Iterable[int]], columns: Sequence[str] = COLUMNS
) -> dict[int, Sums]:
    """Return the leaf rows of ``quarter`` summed: ``under`` says for each top what it sums."""
    if not under:
        return {}
    pairs = [(org, top) for top, orgs in under.items() for org in orgs]
    orgs, tops = [org for org, _ in pairs], [top for _, top in pairs]
    facts: list[Any] = [orgs, tops, quarter]
    with connection.cursor() as cursor:
        cursor.execute(BY_TOP.format(sums=_sums("m.top", *columns)), facts)
        return {top: dict(zip(columns, values, strict=True)) for top, *values in cursor.fetchall()}


def together(
    quarter: str, orgs: Iterable[int] | None = None, columns: Sequence[str] = COLUMNS
) -> Sums:
    """Return the leaf rows of ``quarter`` summed at ``orgs``, by default in the whole county."""
    query = TOGETHER.format(sums=_sums("", *columns))
    facts: dict[str, Any] = {"quarter": quarter}
    if orgs is not None:
        query = f"{query} AND l.org_id = ANY(%(orgs)s::bigint[])"
        facts["orgs"] = list(orgs)
    with connection.cursor() as cursor:
        plans.run(cursor, query, facts)
        values = cursor.fetchone()
    return {column: n or 0 for column, n in zip(columns, values, strict=True)}


@cache
def _sums(first: str, *columns: str) -> str:
    sums = (f"sum(l.{one})::bigint" if one in LARGE else f"sum(l.{one})" for one in columns)
    return ", ".join(filter(None, (first, *sums)))


def columns_of(wanted: Iterable[Indicator]) -> list[str]:
    """Return the columns of leaf rows that hold what is wanted."""
    return [column for one in wanted for column in one.columns]


def figures_from(sums: Sums, wanted: Sequence[Indicator] = INDICATORS) -> list[Figure]:
    """Return the figures of ``wanted`` out of the sums of one place; zeros where there are none.

    None is hidden yet: what is shown comes from ``InReach.shown``.
    """
    return [Figure(one, *(sums.get(column, 0) for column in one.columns)) for one in wanted]


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
    def reached(self) -> set[int]:
        """The keys of the organisations in reach."""
        return set(Org.objects.values_list("pk", flat=True))

    @cached_property
    def hidden(self) -> dict[str, Hidden]:
        """What of the sensitive indicators may be shown to nobody, by indicator."""
        if self.report.replaced_at is not None:
            return self.kept.hidden(self.places)
        return hidden_of(self.report.quarter, self.places)

    def is_hidden(self, one: Indicator, org: int, *, own: bool = False) -> bool:
        """Say whether a figure of ``org``, or its own part of it, may not be shown."""
        found = self.hidden.get(one.id)
        return found is not None and org in (found.own if own else found.whole)

    @cached_property
    def kept(self) -> Keeping:
        """What the report's own body says: read where its leaf rows are another edition's."""
        return kept_of(self.report)

    @cached_property
    def said(self) -> dict[int, TownshipConfirmation]:
        """The confirmations, by township."""
        return {one.org_id: one for one in TownshipConfirmation.objects.filter(report=self.report)}

    def figures(self, org: int, wanted: Sequence[Indicator] = INDICATORS) -> list[Figure]:
        """Return the figures of ``org`` with all that stood below it, when it is in reach."""
        return self.shown(org, self._sums(org, wanted) if org in self.reached else {}, wanted)

    def sums(self) -> dict[int, Sums]:
        """Return the sums of every place of the county with all below it, by key."""
        nothing = dict.fromkeys(COLUMNS, 0)
        if self.report.replaced_at is not None:
            found = self.kept.sums({org: below_of(self.places, org) for org in self.places})
        else:
            own = summed(self.report.quarter, {org: [org] for org in self.places})
            found = risen(self.places, own)
        return {org: nothing | mine for org, mine in found.items()}

    def lines(self) -> list[Line]:
        """Return every place in reach with its figures, in code order: county down to village."""
        return self._lines(self.sums(), [org for org in self.places if org in self.reached])

    def lines_below(self, org: int, wanted: Sequence[Indicator] = INDICATORS) -> list[Line]:
        """Return those directly below ``org`` on the report's day that have figures."""
        below = [one for one in self._below(org) if one in self.reached]
        if not wanted:
            return [Line(self.places[one], []) for one in below]
        under = {one: below_of(self.places, one) for one in below}
        return self._lines(self.summed(under, columns_of(wanted)), below, wanted)

    def confirmings(self) -> list[Confirming]:
        """Return every township in reach, with its confirmation."""
        return [
            Confirming(place, self.said.get(org))
            for org, place in self.places.items()
            if place.level == Level.TOWNSHIP and place.is_active and org in self.reached
        ]

    def late(self) -> list[tuple[str, dict[str, int]]]:
        """Return what came late: an organisation's name, and how many of each kind."""
        return [
            (self.places[line["org"]].title if line["org"] in self.places else "其他", line)
            for line in self.report.late
            if line["org"] in self.reached
        ]

    def _below(self, org: int) -> list[int]:
        return [place.org for place in self.places.values() if place.parent == org]

    def _sums(self, org: int, wanted: Sequence[Indicator]) -> Sums:
        """Return the sums of ``org`` with all that stood below it."""
        under, place = below_of(self.places, org), self.places.get(org)
        if self.report.replaced_at is not None:
            return self.kept.sums({org: under})[org]
        is_whole = place is not None and place.level == Level.COUNTY
        return together(self.report.quarter, None if is_whole else under, columns_of(wanted))

    def own(self, org: int) -> Own:
        """Return what ``org`` itself comes to and what it lacks, when it is in reach."""
        if self.report.replaced_at is None:
            return own_at(self.report.quarter, org)
        return self.kept.own(org) if org in self.reached else ({}, {})

    def summed(
        self, under: Mapping[int, Iterable[int]], columns: Sequence[str] = COLUMNS
    ) -> dict[int, Sums]:
        """Return the report's own numbers summed: ``under`` says for each top what it sums."""
        if self.report.replaced_at is None:
            return summed(self.report.quarter, under, columns)
        return self.kept.sums(under)

    def _lines(
        self,
        sums: Mapping[int, Sums],
        orgs: Iterable[int],
        wanted: Sequence[Indicator] = INDICATORS,
    ) -> list[Line]:
        return [
            Line(self.places[org], self.shown(org, sums[org], wanted))
            for org in orgs
            if org in sums
        ]

    def shown(self, org: int, sums: Sums, wanted: Sequence[Indicator] = INDICATORS) -> list[Figure]:
        """Return the figures of ``wanted`` out of the sums of a place; zeros where are none.

        What is hidden is only asked for where something sensitive is wanted.
        """
        is_left_out = self.report.replaced_at is not None
        return [
            one.kept_back(is_hidden=self.is_hidden(one.indicator, org), is_left_out=is_left_out)
            if one.indicator.is_sensitive and (one.is_tellable or is_left_out)
            else one
            for one in figures_from(sums, wanted)
        ]


def own_at(quarter: str, org: int) -> Own:
    """Return what ``org`` itself comes to and the keys of what it lacks, when it is in reach."""
    leaf = QuarterLeaf.objects.filter(quarter=quarter, org=org).values("missing", *COLUMNS).first()
    return (leaf, leaf.pop("missing")) if leaf else ({}, {})


def widest(figures: Iterable[Figure], most: int) -> list[Figure]:
    """Return the figures that are furthest from full, at most ``most``."""
    open_ones = [one for one in figures if one.gaps and one.denominator and not one.is_few]
    return sorted(open_ones, key=lambda one: (-one.gaps / one.denominator, one.indicator.id))[:most]
