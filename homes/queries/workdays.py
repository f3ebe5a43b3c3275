"""Reads of working days, as the open county arranged them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from homes.models import ArrangedDay
from homes.rules.workdays import AT_WORK, SPANS_OFF, Days


def arranged() -> Days:
    """Return what the county arranged: by day, whether it is worked."""
    return dict(ArrangedDay.rows.values_list("day", "works"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that are arranged alike, and by whom."""

    first: date
    last: date
    works: bool
    name: str
    is_shipped: bool


def stretches(year: int) -> list[Stretch]:
    """Return a year's arrangement as people read it; the county's own days beside the product's."""
    found = [Stretch(a, b, False, name, True) for a, b, name in SPANS_OFF if a.year == year]
    found += [Stretch(day, day, True, "调休上班", True) for day in AT_WORK if day.year == year]
    rows = ArrangedDay.rows.filter(day__year=year).order_by("day")
    found += _joined(rows.values_list("day", "works", "name"))
    return sorted(found, key=lambda one: (one.first, one.is_shipped))


def _joined(rows: Iterable[tuple[date, bool, str]]) -> list[Stretch]:
    days = list(rows)
    starts = [0, *(n for n, (a, b) in enumerate(pairwise(days), 1) if not _goes_on(a, b))]
    ends = [*(n - 1 for n in starts[1:]), len(days) - 1]
    return [
        Stretch(days[a][0], days[b][0], days[a][1], days[a][2], False)
        for a, b in zip(starts, ends, strict=True)
        if days
    ]


def _goes_on(one: tuple[date, bool, str], other: tuple[date, bool, str]) -> bool:
    return (other[0] - one[0]).days == 1 and one[1:] == other[1:]
