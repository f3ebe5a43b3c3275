"""The figures of care, I-CARE-1 to 5 (domain A44, A.9), and which of them may be shown.

A few children in a village are no statistic: a count from 1 to 4, and whatever would tell it by
subtraction, is left out for everybody above the team.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

FEW = 5  # a smaller count is not shown
NOT_SHOWN = "不显示"
DUE_BY = 15  # a pairing begun after this day of a month is first due the month after


@dataclass(frozen=True, slots=True)
class CareFigures:
    """The integers of one place and month; rates are derived where they are shown."""

    villages: int = 0
    teams: int = 0
    children: int = 0
    paired: int = 0
    execs: int = 0
    paired_execs: int = 0
    due: int = 0
    done: int = 0
    visits: int = 0
    complete: int = 0

    def __add__(self, other: CareFigures) -> CareFigures:
        return CareFigures(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(CareFigures))
        )

    @property
    def rates(self) -> dict[str, tuple[int, int]]:
        """Numerator and denominator of I-CARE-1 to 5."""
        return {
            "I-CARE-1": (self.teams, self.villages),
            "I-CARE-2": (self.paired, self.children),
            "I-CARE-3": (self.paired_execs, self.execs),
            "I-CARE-4": (self.done, self.due),
            "I-CARE-5": (self.complete, self.visits),
        }

    @property
    def looks_computed(self) -> bool:
        """Whether the executives are a round number a village (domain D2.3): not counted."""
        return bool(self.villages > 1 and self.execs and self.execs % self.villages == 0)


def rate(part: int, whole: int) -> str:
    """Return a rate in percent, one decimal, half up; a dash of nothing."""
    return f"{_half_up(part * 100, whole, 1)}%" if whole else "—"


def per(part: int, whole: int, digits: int) -> str:
    """Return how many of ``part`` come to one of ``whole``, half up."""
    return _half_up(part, whole, digits) if whole else "—"


def month_of(day: date) -> tuple[date, date]:
    """Return the first day of the month of ``day``, and of the next."""
    first = day.replace(day=1)
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return first, date.fromordinal(last.toordinal() + 1)


def is_due(since: date, until: date | None, month: date) -> bool:
    """Say whether a visit is due in the month of a pairing: it began by the 15th, and lasts.

    Monthly visits in 湘西 (domain A44); who is paired late in a month has the next one for it.
    """
    first, end = month_of(month)
    return since <= first.replace(day=DUE_BY) and (until is None or until >= end)


def hidden(counts: Sequence[int]) -> set[int]:
    """Return the places of ``counts`` that may not be shown, when their sum is.

    Every count from 1 to 4; and, lest the rest be told by subtraction, the next smallest ones
    until two or more are hidden that come to five and do not all have to be one.
    """
    gone = {n for n, count in enumerate(counts) if 0 < count < FEW}
    rest = sorted((c, n) for n, c in enumerate(counts) if c >= FEW)
    while gone and rest and not _is_vague([counts[n] for n in gone]):
        gone.add(rest.pop(0)[1])
    return gone


def shown_pairs(
    pairs: Sequence[tuple[int, int]], also: frozenset[int] = frozenset()
) -> tuple[list[tuple[str, str]], tuple[str, str]]:
    """Return each part of a whole as it may be shown, and their sums.

    A part is left out too where what is missing of the whole is from 1 to 4 (the complement), and
    all of what stands at the places ``also``. What is left out looks alike, so that nobody can
    tell why it is.
    """
    wholes, parts = [w for _, w in pairs], [p for p, _ in pairs]
    rests = [w - p for p, w in pairs]
    gone = hidden(wholes) | also
    gone_parts = gone | hidden(parts) | hidden(rests)
    lines = [(_said(p, n in gone_parts), _said(w, n in gone)) for n, (p, w) in enumerate(pairs)]
    whole_tells = _tells(wholes, gone)
    part_tells = whole_tells or _tells(parts, gone_parts) or _tells(rests, gone_parts)
    return lines, (_said(sum(parts), part_tells), _said(sum(wholes), whole_tells))


def shown_parts(
    pairs: Sequence[tuple[int, int]], also: frozenset[int]
) -> tuple[list[tuple[str, str]], tuple[str, str]]:
    """Return parts of wholes that anybody may know; the parts at the places ``also`` left out."""
    parts = [p for p, _ in pairs]
    lines = [(_said(p, n in also), str(w)) for n, (p, w) in enumerate(pairs)]
    return lines, (_said(sum(parts), _tells(parts, also) if also else False),
                   str(sum(w for _, w in pairs)))  # fmt: skip


def _tells(counts: Sequence[int], gone: set[int] | frozenset[int]) -> bool:
    """Say whether the sum of ``counts`` would give away one of those that are hidden."""
    left_out = [counts[n] for n in gone if counts[n]]
    return 0 < sum(counts) < FEW or (bool(left_out) and not _is_vague(left_out))


def _is_vague(counts: Sequence[int]) -> bool:
    return len(counts) > 1 and sum(counts) >= FEW and sum(counts) > len(counts)


def _said(count: int, is_hidden: bool) -> str:
    return NOT_SHOWN if is_hidden else str(count)


def _half_up(part: int, whole: int, digits: int) -> str:
    scaled = (2 * part * 10**digits + whole) // (2 * whole)
    whole_part, decimals = divmod(scaled, 10**digits)
    return f"{whole_part}.{decimals:0{digits}d}"
