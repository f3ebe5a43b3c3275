"""A county counted: what each organisation comes to by itself, and what it lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import orjson
from django.db import connection

from fulian.database import plans
from reports.catalogue import COLUMNS, INDICATORS, PLACE, Indicator
from reports.queries.counting.statement import parts, set_based, sums
from reports.rules.quarters import Quarter

NAMES = {str(PLACE[one.id]): one.id for one in INDICATORS}  # as JSON has them
PAIRS = {PLACE[one.id] for one in INDICATORS if len(one.columns) > 1}


@dataclass(slots=True)
class Leaf:
    """One organisation: its integers in the order of ``COLUMNS``; by indicator what is missing."""

    values: list[int] = field(default_factory=lambda: [0] * len(COLUMNS))
    missing: dict[str, list[int]] = field(default_factory=dict)

    def of(self, one: Indicator) -> list[int]:
        """Return the integers of an indicator: numerator, and denominator where it has one."""
        first = PLACE[one.id]
        return self.values[first : first + len(one.columns)]


def counted(quarter: Quarter, on: date | None = None) -> dict[int, Leaf]:
    """Return every organisation of the open county that has something to count, by key.

    Counted from the facts as they stood on the day ``on``, the quarter's last by default.
    """
    query, facts = sums(quarter, on)
    with set_based(), connection.cursor() as cursor:
        plans.run(cursor, query, facts)
        return leaves_of(cursor.fetchall())


def leaves_of(rows: Iterable[tuple[int, int, str, str | None]]) -> dict[int, Leaf]:
    """Return what the rows of ``sums`` say, by organisation."""
    found: dict[int, Leaf] = defaultdict(Leaf)
    places = parts()
    for org, part, told, lacking in rows:
        leaf = found[org]
        values, cells = leaf.values, orjson.loads(told)
        if part:
            for place, n in zip(places[part], cells, strict=True):
                values[place] = n
        else:
            for place, n, d in zip(cells[::3], cells[1::3], cells[2::3], strict=True):
                values[place] = n
                if place in PAIRS:
                    values[place + 1] = d
        if lacking:
            for place, keys in orjson.loads(lacking).items():
                keys.sort()
                leaf.missing[NAMES[place]] = keys
    return dict(found)
