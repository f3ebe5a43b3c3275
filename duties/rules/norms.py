"""How many contacts an executive member owes, and in which period (domain B3.1): the county says.

A gap is told to herself and to her chair; nobody is ranked (design: 11).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duties.rules.turns import months_after


@dataclass(frozen=True, slots=True)
class Norm:
    """So many women or so many households, each at least once in so many months."""

    women: int
    households: int
    months: int

    def missing(self, women: int, households: int) -> tuple[int, int]:
        """Return how many women, or how many households, are still missing; zeros when met."""
        if women >= self.women or households >= self.households:
            return 0, 0
        return self.women - women, self.households - households


def period_of(on: date, months: int) -> tuple[date, date]:
    """Return the first day of the period of ``months`` that holds ``on``, and the day after it.

    Periods are counted from January, so that three months are the quarter.
    """
    number = (on.year * 12 + on.month - 1) // months * months
    first = date(number // 12, number % 12 + 1, 1)
    return first, months_after(first, months)
