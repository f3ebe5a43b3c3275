"""What a city or a province reads: published reports, side by side and summed.

Asked outside every scope: nothing here can reach a county's own rows. Of each county the latest
version counts, and a county whose code changed counts once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from orgs.models import County, User
from orgs.queries.divisions import counties_below, region_named
from reports.models import Oversight, PublishedReport
from reports.rules import INDICATORS, Heading, Indicator
from reports.rules.figures import Figure

Totals = Mapping[str, list[int] | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator of one county, or of all of them: its figure, or that it is not shown."""

    indicator: Indicator
    figure: Figure
    is_hidden: bool = False
    is_partial: bool = False

    @property
    def said(self) -> str:
        """Both integers: 12/15; one for a count; a dash where nothing is counted."""
        if self.is_hidden or self.figure.is_few:
            return "不显示"
        if self.figure.is_empty:
            return "—"
        return f"{self.figure.top}/{self.figure.of}" if self.figure.of else self.figure.result

    @property
    def result(self) -> str:
        """What the two come to; nothing for a count, whose number was said."""
        silent = self.is_hidden or self.figure.is_few or self.figure.is_empty
        return "" if silent or not self.figure.of else self.figure.result


NOUGHTS = {one.id: Cell(one, Figure(one)) for one in INDICATORS}  # nothing of it is written


@dataclass(frozen=True, slots=True)
class Side:
    """A county, or one of its townships, beside the others."""

    code: str
    name: str
    cells: list[Cell]
    row: PublishedReport | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """A quarter below a prefix: who published what, what it comes to, who is missing."""

    quarter: str
    wanted: list[Indicator]
    sides: list[Side]
    summed: list[Cell]
    missing: list[tuple[str, list[str]]]

    @property
    def expected(self) -> int:
        """How many counties there are."""
        return len(self.sides) + self.absent

    @property
    def absent(self) -> int:
        """How many counties have published nothing of the quarter."""
        return sum(len(names) for _, names in self.missing)


def oversight_of(user: User) -> Oversight:
    """Return what the account oversees; raise ``DoesNotExist`` for one that oversees nothing."""
    return Oversight.objects.get(user=user, ended_at__isnull=True)


def published_below(prefix: str) -> QuerySet[PublishedReport]:
    """Return what was published by counties whose code begins with ``prefix``, bodies left out."""
    rows = PublishedReport.objects.filter(county_code__startswith=prefix)
    return rows.defer("body", "signature")


def quarters_below(prefix: str) -> list[str]:
    """Return the quarters of which anything was published, the latest first."""
    rows = published_below(prefix).order_by("-quarter")
    return list(rows.values_list("quarter", flat=True).distinct())


def latest_of(rows: Iterable[PublishedReport]) -> list[PublishedReport]:
    """Return each county's latest version, in code order; all codes of a county are one county."""
    found: list[PublishedReport] = []
    for row in sorted(rows, key=lambda one: (one.version, one.published_at), reverse=True):
        if not any(_is_same(row, known) for known in found):
            found.append(row)
    return sorted(found, key=lambda one: one.county_code)


def board(prefix: str, quarter: str, heading: Heading | None = None) -> Board:
    """Return the quarter's reports below ``prefix``, under one heading or under all of them."""
    rows = latest_of(published_below(prefix).filter(quarter=quarter))
    wanted = [one for one in INDICATORS if heading is None or one.heading is heading]
    sides = [
        Side(row.county_code, row.county_name, cells_of(row.totals, wanted), row) for row in rows
    ]
    columns = [n for n in range(len(wanted)) if any(_is_said(s.cells[n]) for s in sides)]
    kept = [
        Side(side.code, side.name, [side.cells[n] for n in columns], side.row) for side in sides
    ]
    shown = [wanted[n] for n in columns]
    sums = [summed(one, [side.cells[n] for side in kept]) for n, one in enumerate(shown)]
    return Board(quarter, shown, kept, sums, _missing(prefix, rows))


def report_below(prefix: str, quarter: str, code: str) -> PublishedReport | None:
    """Return the latest version of what one county below ``prefix`` published, found by a code."""
    line = Q(county_code=code) | Q(other_codes__contains=[code])
    rows = PublishedReport.objects.filter(line, county_code__startswith=prefix, quarter=quarter)
    return next(iter(latest_of(rows)), None)


def places_of(row: PublishedReport, heading: Heading | None = None) -> list[Side]:
    """Return the county and its townships as they stand in a published report."""
    wanted = [one for one in INDICATORS if heading is None or one.heading is heading]
    places = json.loads(row.body)["places"]
    return [Side(one["code"], one["title"], cells_of(one["figures"], wanted)) for one in places]


def townships_of(sides: Sequence[Side]) -> tuple[Side, list[Side], list[Indicator]]:
    """Return the county, its townships, and the indicators any of them says something of."""
    county, *towns = sides
    said = [n for n, _ in enumerate(county.cells) if any(_is_said(s.cells[n]) for s in sides)]
    trimmed = [Side(s.code, s.name, [s.cells[n] for n in said]) for s in (county, *towns)]
    return trimmed[0], trimmed[1:], [county.cells[n].indicator for n in said]


def cells_of(totals: Totals, wanted: Sequence[Indicator]) -> list[Cell]:
    """Return the cells of ``wanted``; what is not written is nought, what is null is hidden."""
    return [_cell(one, totals[one.id]) if one.id in totals else NOUGHTS[one.id] for one in wanted]


def summed(indicator: Indicator, cells: Iterable[Cell]) -> Cell:
    """Return the sum of what is shown: a share comes from sums, and is never averaged.

    What is hidden is not in it, else it could be reckoned.
    """
    every = list(cells)
    shown = [one.figure for one in every if not (one.is_hidden or one.figure.is_few)]
    total = Figure(
        indicator, sum(one.numerator for one in shown), sum(one.denominator for one in shown)
    )
    return Cell(indicator, total, is_hidden=not shown, is_partial=len(shown) < len(every))


def _is_same(one: PublishedReport, other: PublishedReport) -> bool:
    """Say whether two rows are of one county: what another installation says binds only itself."""
    if one.county_code == other.county_code:
        return True
    told = one.county_code in other.other_codes or other.county_code in one.other_codes
    return told and one.source_id == other.source_id


def _cell(one: Indicator, pair: list[int] | None) -> Cell:
    return Cell(one, Figure(one, *(pair or [])), is_hidden=pair is None)


def _is_said(cell: Cell) -> bool:
    return cell.is_hidden or not cell.figure.is_empty


def _missing(prefix: str, rows: Iterable[PublishedReport]) -> list[tuple[str, list[str]]]:
    """Return the counties that published nothing, by city."""
    here = {code for row in rows for code in (row.county_code, *row.other_codes)}
    opened = County.objects.filter(opened_at__isnull=False, code__startswith=prefix)
    known = dict(counties_below(prefix))
    gone: set[str] = set()
    for code, name, former in opened.values_list("code", "name", "former_codes"):
        known[code] = name
        gone.update(former)
        if here.intersection(former):
            here.add(code)
    found: dict[str, list[str]] = {}
    for code in sorted(set(known) - here - gone):
        found.setdefault(code[:4], []).append(known[code])
    return [(region_named(city).split(" ")[-1], names) for city, names in found.items()]


def published_by(county: Any) -> QuerySet[PublishedReport]:
    """Return what a county here published, under any code it had."""
    codes = [county.code, *county.former_codes]
    return PublishedReport.objects.filter(source=None, county_code__in=codes)
