"""A county counted: what each organisation comes to by itself, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from reports.catalogue import BY_ID, COLUMNS
from reports.queries.counting.statement import set_based, sums
from reports.rules.quarters import Quarter

PLACE = {column: n for n, column in enumerate(COLUMNS)}
AT = {one.id: [PLACE[column] for column in one.columns] for one in BY_ID.values()}


@dataclass(slots=True)
class Leaf:
    """One organisation: its integers in the order of ``COLUMNS``; by indicator what is missing."""

    values: list[int] = field(default_factory=lambda: [0] * len(COLUMNS))
    missing: dict[str, list[int]] = field(default_factory=dict)


def counted(quarter: Quarter, on: date | None = None) -> dict[int, Leaf]:
    """Return every organisation of the open county that has something to count, by key.

    Counted from the facts as they stood on the day ``on``, the quarter's last by default.
    """
    query, facts = sums(quarter, on)
    with set_based(), connection.cursor() as cursor:
        cursor.execute(query, facts)
        rows = cursor.fetchall()
    found: dict[int, Leaf] = {}
    for org, indicator, numerator, denominator, missing in rows:
        leaf = found.get(org)
        if leaf is None:
            leaf = found[org] = Leaf()
        for place, value in zip(AT[indicator], (numerator, denominator), strict=False):
            leaf.values[place] = value
        if missing:
            leaf.missing[indicator] = sorted(missing)
    return found
