"""What is wrong with a rotation: gaps, overlaps, who left, turns on leave; turns per person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from duties.models import ChairTurn
from duties.rules.presidium import falls_on, is_covered
from duties.rules.turns import holds, months_after

Status = ChairTurn.Status
BACK = 12  # months over which turns are counted


@dataclass(frozen=True, slots=True)
class Quality:
    """The findings about one plan. ``served`` is shown as a count, never as an order of merit."""

    gaps: list[DateRange] = field(default_factory=list)
    overlaps: list[DateRange] = field(default_factory=list)
    vacated: list[Any] = field(default_factory=list)
    on_leave: list[Any] = field(default_factory=list)
    served: dict[int, int] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Whether there is nothing to mend."""
        return not (self.gaps or self.overlaps or self.vacated or self.on_leave)


def quality_of(
    turns: Sequence[Any], roster: Sequence[Any], leaves: Sequence[Any], covers: Sequence[Any],
    on: date,
) -> Quality:  # fmt: skip
    """Return what is wrong on the day ``on`` with a plan: its turns, roster, leaves and covers.

    Turns are counted over the twelve months before ``on``, by roster seat. Only turns that are not
    over can fall on leave; covered days do not count.
    """
    standing = sorted((t for t in turns if t.status != Status.SKIPPED), key=lambda t: t.days.lower)
    pairs = list(pairwise(standing))
    since = months_after(on, -BACK)
    begun = [t for t in standing if t.status != Status.PLANNED and t.days.upper > since]
    served = Counter(t.appointment_id for t in begun)
    open_ones = [t for t in standing if t.status != Status.DONE and t.days.upper > on]
    return Quality(
        gaps=[
            DateRange(a.days.upper, b.days.lower) for a, b in pairs if a.days.upper < b.days.lower
        ],
        overlaps=[
            DateRange(b.days.lower, min(a.days.upper, b.days.upper))
            for a, b in pairs
            if b.days.lower < a.days.upper
        ],
        vacated=[seat for seat in roster if not holds(seat, on)],
        on_leave=[
            turn
            for turn in open_ones
            if any(falls_on(one, turn) and not is_covered(one, turn, covers) for one in leaves)
        ],
        served={seat.pk: served[seat.pk] for seat in roster},
    )
