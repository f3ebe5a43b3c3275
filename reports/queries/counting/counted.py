"""A county counted: what each organisation comes to by itself, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import orjson
from django.db import connection

from fulian.database import plans
from reports.catalogue import COLUMNS, INDICATORS, Indicator
from reports.queries.counting.statement import set_based, sums
from reports.rules.quarters import Quarter

FIRST = {one.id: COLUMNS.index(one.columns[0]) for one in INDICATORS}
PAIRS = {one.id for one in INDICATORS if len(one.columns) > 1}


@dataclass(slots=True)
class Leaf:
    """One organisation: its integers in the order of ``COLUMNS``; by indicator what is missing."""

    values: list[int] = field(default_factory=lambda: [0] * len(COLUMNS))
    missing: dict[str, list[int]] = field(default_factory=dict)

    def of(self, one: Indicator) -> list[int]:
        """Return the integers of an indicator: numerator, and denominator where it has one."""
        first = FIRST[one.id]
        return self.values[first : first + len(one.columns)]


def counted(quarter: Quarter, on: date | None = None) -> dict[int, Leaf]:
    """Return every organisation of the open county that has something to count, by key.

    Counted from the facts as they stood on the day ``on``, the quarter's last by default.
    """
    query, facts = sums(quarter, on)
    with set_based(), connection.cursor() as cursor:
        plans.run(cursor, query, facts)
        return leaves_of(cursor.fetchall())


def leaves_of(rows: Iterable[tuple[int, str]]) -> dict[int, Leaf]:
    """Return what the rows of ``sums`` say, by organisation."""
    found: dict[int, Leaf] = {}
    for org, told in rows:
        leaf = found[org] = Leaf()
        for one, (numerator, denominator, *missing) in orjson.loads(told).items():
            place = FIRST[one]
            leaf.values[place] = numerator
            if one in PAIRS:
                leaf.values[place + 1] = denominator
            if missing:
                leaf.missing[one] = sorted(missing)
    return found
