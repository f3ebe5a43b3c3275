"""What stands behind one number of a report: place by place, what counts and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from django.db.models import F
from django.db.models.fields.json import KeyTransform

from fulian.searching import meant
from orgs.models import Level, Org
from orgs.queries.naming import places as meant_places
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries.counting import listing, set_based
from reports.queries.figures import InReach, Line
from reports.queries.gaps import NAMING, said_of
from reports.queries.places import PlaceThen, below_of, townships_above
from reports.rules import Indicator, Kind, parse
from reports.rules.figures import Figure
from reports.rules.listing import (
    is_guarded,
    may_list_counted,
    may_list_missing,
    without_tells,
)

Rows = dict[int, list[int]]


@dataclass(slots=True)
class Here:
    """An organisation itself: what it comes to without those below it, and which rows those are."""

    place: PlaceThen
    town: str
    figure: Figure
    missing: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def lacks(self) -> str:
        """How much is missing here, in words: 3 人还没有岗位."""
        one = self.figure.indicator
        return f"{self.figure.lack} {one.unit}{one.gap}"


class Behind:
    """One indicator at one place of a report, as far as the open scope reaches."""

    def __init__(self, seen: InReach, org: int, indicator: Indicator, *, names: bool) -> None:
        """Read nothing yet; ``names`` is whether she who asks may see who sits where."""
        self.seen, self.org, self.indicator, self.names = seen, org, indicator, names

    @cached_property
    def figure(self) -> Figure:
        """The number itself."""
        return self.seen.figures(self.org, [self.indicator])[0]

    @cached_property
    def below(self) -> list[Line]:
        """Those directly below that have something of it; none where that would tell a list."""
        top = self.seen.places.get(self.org)
        if is_guarded(self.indicator) and (top is None or top.level != Level.COUNTY):
            return []
        lines = self.seen.lines_below(self.org, [self.indicator])
        return beside([line for line in lines if not line.figures[0].is_empty])

    @property
    def has_missing(self) -> bool:
        """Whether a list of what is missing may be shown."""
        return may_list_missing(self.indicator)

    @property
    def has_counted(self) -> bool:
        """Whether a list of what counts may be shown."""
        return may_list_counted(self.indicator)

    @cached_property
    def here(self) -> list[Here]:
        """Every organisation at or below the place that it counts, in the tree's order."""
        if not (self.has_missing or self.has_counted) or self.org not in self.seen.reached:
            return []
        places, one = self.seen.places, self.indicator
        above = townships_above(places)
        inside = [org for org in below_of(places, self.org) if org in self.seen.reached]
        leaves = QuarterLeaf.objects.filter(quarter=self.seen.report.quarter, org__in=inside)
        facts = [KeyTransform(one.id, "missing"), *(F(name) for name in one.columns)]
        found = [
            Here(
                places[org], places[above[org]].title, Figure(one, *values),
                missing=sorted(missing or []),
            )
            for org, missing, *values in leaves.values_list("org_id", *facts)
            if any(values)
        ]  # fmt: skip
        return sorted(found, key=lambda here: here.place.code)

    def lacking(self) -> list[Here]:
        """Return who lacks something of it."""
        return [here for here in self.here if here.missing] if self.has_missing else []

    def counting(self) -> list[Here]:
        """Return who has something that counts: what is there, of a gap what is not missing."""
        if not self.has_counted:
            return []
        gaps = self.indicator.kind is Kind.GAPS
        return [
            here for here in self.here
            if (here.figure.denominator - here.figure.numerator if gaps else here.figure.numerator)
        ]  # fmt: skip

    def tell_missing(self, lines: Sequence[Here]) -> None:
        """Put into words what each of ``lines`` lacks; one query for all."""
        one = self.indicator
        known = self._known({here.place.org: here.missing for here in lines})
        for here in lines:
            if one.what == "org" or known is None:
                here.said = [one.gap if one.what == "org" else here.lacks]
            else:
                here.said = said_of(one, here.missing, known)

    def tell_counted(self, lines: Sequence[Here]) -> None:
        """Put into words what counts at each of ``lines``.

        While the report is open its rows are read; of a frozen one only the numbers are kept, and
        rows entered since would say something else.
        """
        rows = self._rows([here.place.org for here in lines]) if self._names_counted else {}
        known = self._known(rows)
        for here in lines:
            mine = rows.get(here.place.org, [])
            here.said = said_of(self.indicator, mine, known) if mine and known else [
                here.figure.said
            ]  # fmt: skip

    def meant(self, text: str, lines: Iterable[Here]) -> list[Here]:
        """Return those of ``lines`` called so, today or then, by name or spelling."""
        if not text:
            return list(lines)
        keys = set(
            Org.objects.filter(meant(text, {"pk": meant_places})).values_list("pk", flat=True)
        )
        return [here for here in lines if here.place.org in keys or text in here.place.title]

    def _rows(self, orgs: list[int]) -> Rows:
        """Return by organisation the rows that count, read from the facts of the day."""
        report, one = self.seen.report, self.indicator
        query, facts = listing(parse(report.quarter), one.id, orgs, report.taken_on)
        with set_based(), connection.cursor() as cursor:
            cursor.execute(query, facts)
            rows = cursor.fetchall()
        found: Rows = {}
        for org, numerator, denominator, key in rows:
            is_in = numerator >= denominator if one.kind is Kind.RATE else bool(numerator)
            if is_in != (one.kind is Kind.GAPS):
                found.setdefault(org, []).append(key)
        return found

    @property
    def _names_counted(self) -> bool:
        is_open = self.seen.report.status == QuarterlyCoverageReport.Status.OPEN
        return is_open and self.indicator.what in NAMING and self.indicator.what != "office"

    def _known(self, rows: Rows) -> Mapping[int, str] | None:
        """Return what the rows are called; None where nothing of the kind has a name to show."""
        wanted = {key for keys in rows.values() for key in keys}
        if self.indicator.what not in NAMING or not wanted:
            return None
        return NAMING[self.indicator.what](wanted, self.seen.report.taken_on, self.names)


def beside(lines: Sequence[Line]) -> list[Line]:
    """Return lines of one indicator with what would tell a hidden figure hidden too."""
    shown = without_tells([line.figures[0] for line in lines])
    return [Line(line.place, [one]) for line, one in zip(lines, shown, strict=True)]
