"""What stands behind one number of a report: place by place, what counts and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection

from fulian.searching import meant
from orgs.models import Level, Org
from orgs.queries.naming import places as meant_places
from reports.models import QuarterlyCoverageReport
from reports.queries.counting import listing, set_based
from reports.queries.gaps import NAMING, named
from reports.queries.history import History
from reports.queries.places import PlaceThen, below_of, townships_above
from reports.rules import Indicator, Kind
from reports.rules.figures import Figure
from reports.rules.listing import (
    is_guarded,
    may_list_counted,
    may_list_missing,
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

    def __init__(self, history: History, *, names: bool) -> None:
        """Read nothing yet; ``names`` is whether she who asks may see who sits where."""
        self.history, self.names = history, names
        self.report: QuarterlyCoverageReport = history.report
        self.indicator: Indicator = history.indicator

    @cached_property
    def figure(self) -> Figure:
        """The number itself."""
        return self.history.at(self.history.org)

    @cached_property
    def below(self) -> list[tuple[PlaceThen, Figure]]:
        """Those directly below that have something of it; none where that would tell a list."""
        top = self.history.places.get(self.history.org)
        if self.is_guarded and (top is None or top.level != Level.COUNTY):
            return []
        return self.history.below()

    @property
    def is_guarded(self) -> bool:
        """Whether only numbers are ever shown of it."""
        return is_guarded(self.indicator)

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
        if not (self.has_missing or self.has_counted):
            return []
        places, cells = self.history.places, self.history.here
        above = townships_above(places)
        inside = [org for org in below_of(places, self.history.org) if org in cells]
        found = [
            Here(
                places[org], places[above[org]].title, Figure(self.indicator, *cells[org].values),
                cells[org].missing,
            )
            for org in inside if any(cells[org].values)
        ]  # fmt: skip
        return sorted(found, key=lambda here: here.place.code)

    def lacking(self) -> list[Here]:
        """Return who lacks something of it."""
        return [here for here in self.here if here.figure.gaps] if self.has_missing else []

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
                here.said = named(here.missing, known)

    def tell_counted(self, lines: Sequence[Here]) -> None:
        """Put into words what counts at each of ``lines``.

        While the report is open its rows are read; of a frozen one only the numbers are kept, and
        rows entered since would say something else.
        """
        rows = self._rows([here.place.org for here in lines]) if self._names_counted else {}
        known = self._known(rows)
        for here in lines:
            mine = rows.get(here.place.org, [])
            here.said = [here.figure.said]
            if mine and known:
                here.said = named(mine, known)

    def meant(self, text: str, lines: Iterable[Here]) -> list[Here]:
        """Return those of ``lines`` called so, today or then, by name or spelling."""
        if not text:
            return list(lines)
        found = Org.objects.filter(meant(text, {"pk": meant_places}))
        keys = set(found.values_list("pk", flat=True))
        return [here for here in lines if here.place.org in keys or text in here.place.title]

    @property
    def _names_counted(self) -> bool:
        is_open = self.report.status == QuarterlyCoverageReport.Status.OPEN
        return is_open and self.indicator.what in NAMING and self.indicator.what != "office"

    def _rows(self, orgs: list[int]) -> Rows:
        """Return by organisation the rows that count, read from the facts of the day."""
        one = self.indicator
        query, facts = listing(self.history.quarter, one.id, orgs, self.report.taken_on)
        with set_based(), connection.cursor() as cursor:
            cursor.execute(query, facts)
            rows = cursor.fetchall()
        found: Rows = {}
        for org, numerator, denominator, key in rows:
            is_in = numerator >= denominator if one.kind is Kind.RATE else bool(numerator)
            if is_in != (one.kind is Kind.GAPS):
                found.setdefault(org, []).append(key)
        return found

    def _known(self, rows: Rows) -> Mapping[int, str] | None:
        """Return what the rows are called; None where nothing of the kind has a name to show."""
        wanted = {key for keys in rows.values() for key in keys}
        if self.indicator.what not in NAMING or not wanted:
            return None
        return NAMING[self.indicator.what](wanted, self.report.taken_on, self.names)
