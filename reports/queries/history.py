"""One indicator at one place over up to eight quarters: read at once, asked many ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, F, JSONField, OuterRef, When
from django.db.models.fields.json import KeyTransform

from orgs.models import Org
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries.figures import figures_from, reports
from reports.queries.kept import Keeping, kept_of
from reports.queries.places import PlaceThen, below_of
from reports.queries.small_cells import hidden_of
from reports.queries.through import places_through
from reports.rules import Indicator, Quarter, parse
from reports.rules.figures import Figure

EIGHT = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """What an organisation by itself came to, what it lacked, and whether it is in reach."""

    values: tuple[int, ...]
    missing: list[int]
    in_reach: bool


@dataclass(frozen=True, slots=True)
class Past:
    """A quarter and what the place came to then."""

    quarter: Quarter
    figure: Figure


def up_to(report: QuarterlyCoverageReport) -> list[QuarterlyCoverageReport]:
    """Return ``report`` and those of the quarters before, the latest first, eight at most.

    Of earlier quarters the edition that holds; without their bodies.
    """
    before = reports().filter(quarter__lt=report.quarter, replaced_at__isnull=True)
    return [report, *before.defer("body", "late")[: EIGHT - 1]]


class History:
    """An indicator at ``org``, which is in reach, in a report and those before it; four queries."""

    def __init__(
        self, kept: Sequence[QuarterlyCoverageReport], org: int, indicator: Indicator
    ) -> None:
        """Take the reports, the latest first: it is the one that is read."""
        self.report, self.org, self.indicator = kept[0], org, indicator
        self.quarter = parse(self.report.quarter)
        self.days = {parse(one.quarter): one.taken_on for one in reversed(kept)}

    @cached_property
    def trees(self) -> dict[Quarter, dict[int, PlaceThen]]:
        """The county's organisations as they stood on the last day of each quarter."""
        found = places_through(list(self.days.values()))
        return {quarter: found[day] for quarter, day in self.days.items()}

    @property
    def places(self) -> dict[int, PlaceThen]:
        """The same on the report's own day."""
        return self.trees[self.quarter]

    @cached_property
    def cells(self) -> dict[Quarter, dict[int, Cell]]:
        """What every organisation by itself came to, by quarter."""
        one, named = self.indicator, [str(quarter) for quarter in self.days]
        missing = Case(
            When(quarter=str(self.quarter), then=KeyTransform(one.id, "missing")),
            output_field=JSONField(),
        )
        reach = Exists(Org.objects.filter(pk=OuterRef("org_id")))
        facts: list[Any] = ["quarter", "org_id", missing, reach, *(F(name) for name in one.columns)]
        found: dict[Quarter, dict[int, Cell]] = {quarter: {} for quarter in self.days}
        for quarter, org, lacks, near, *values in QuarterLeaf.rows.filter(
            quarter__in=named
        ).values_list(*facts):
            found[parse(quarter)][org] = Cell(tuple(values), sorted(lacks or []), near)
        if self.kept is not None:
            found[self.quarter] = self._as_kept(self.kept)
        return found

    @cached_property
    def kept(self) -> Keeping | None:
        """What the report itself says, where another edition has its leaf rows."""
        return kept_of(self.report) if self.report.replaced_at else None

    @cached_property
    def hidden(self) -> dict[Quarter, set[int]]:
        """Of which places a sensitive number may not be shown, by quarter."""
        one = self.indicator.id
        if not self.indicator.is_sensitive:
            return {}
        found = {then: hidden_of(str(then), tree)[one].whole for then, tree in self.trees.items()}
        if self.kept is not None:
            found[self.quarter] = self.kept.hidden(self.places)[one].whole
        return found

    @property
    def here(self) -> dict[int, Cell]:
        """What those in reach by themselves came to in the report."""
        return {org: cell for org, cell in self.cells[self.quarter].items() if cell.in_reach}

    def figure(self, orgs: Iterable[int], quarter: Quarter | None = None) -> Figure:
        """Return what ``orgs`` came to together, in the report by default; nothing is hidden."""
        return summed(self.indicator, self.cells[quarter or self.quarter], orgs)

    def at(self, org: int, quarter: Quarter | None = None) -> Figure:
        """Return what a place with all that stood below it came to, as far as it may be shown."""
        then = quarter or self.quarter
        under = below_of(self.trees[then], org)
        kept = self.kept if then == self.quarter else None
        if kept is not None:
            (figure,) = figures_from(kept.sums({org: under})[org], [self.indicator])
        else:
            figure = self.figure(under, then)
        return figure.kept_back(
            is_hidden=org in self.hidden.get(then, ()), is_left_out=kept is not None
        )

    def past(self) -> list[Past]:
        """Return what the place with all that stood below it then came to, the earliest first."""
        return [Past(quarter, self.at(self.org, quarter)) for quarter in self.days]

    def below(self) -> list[tuple[PlaceThen, Figure]]:
        """Return those in reach directly below that have something of it, in code order."""
        found = [
            (place, self.at(place.org))
            for place in self.places.values()
            if place.parent == self.org and place.org in self.here
        ]
        return [(place, figure) for place, figure in found if not figure.is_empty]

    def _as_kept(self, kept: Keeping) -> dict[int, Cell]:
        near, one = set(Org.objects.values_list("pk", flat=True)), self.indicator
        return {
            org: Cell(
                tuple(line.own.get(column, 0) for column in one.columns),
                sorted(line.missing.get(one.id, [])), org in near,
            )
            for org, line in kept.lines.items()
        }  # fmt: skip


def summed(indicator: Indicator, cells: Mapping[int, Cell], orgs: Iterable[int]) -> Figure:
    """Return the figure that the cells of ``orgs`` sum up to."""
    values = [cells[org].values for org in orgs if org in cells]
    zeros = [0] * len(indicator.columns)
    return Figure(indicator, *(map(sum, zip(*values, strict=True)) if values else zeros))
