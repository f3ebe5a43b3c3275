"""Charts worked out in whole numbers, to be drawn by the page itself: no script is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.catalogue import Kind
from reports.catalogue.kinds import tenths
from reports.rules.figures import Figure
from reports.rules.quarters import Quarter

WIDE, HIGH = 360, 150  # of the trend's picture
LEFT, RIGHT, TOP, BOTTOM = 24, 336, 26, 112
FULL = 1000  # a full bar, and a share in tenths of a percent
SHADES = (
    (1000, "full", "都做到了"),
    (900, "most", "九成以上"),
    (700, "many", "七成到九成"),
    (500, "half", "五成到七成"),
    (0, "need", "需要支持（不到五成）"),
)
NONE, HIDE, COUNT = ("none", "没有需要统计的"), ("hide", "数量太少，不显示"), ("count", "数量")


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the trend: where it is drawn, and what is written at it."""

    x: int
    y: int
    said: str
    under: str
    year: str
    shows_year: bool


def done_of(figure: Figure) -> int:
    """Return how much is done, in tenths of a percent: of a gap, what is not missing."""
    if not figure.denominator:
        return 0
    part = tenths(figure.numerator, figure.denominator)
    return max(FULL - part, 0) if figure.indicator.kind is Kind.GAPS else min(part, FULL)


def shade_of(figure: Figure) -> tuple[str, str]:
    """Return how a place is coloured on the gap map, and what the colour says."""
    if figure.is_few:
        return HIDE
    if figure.is_empty:
        return NONE
    if not figure.indicator.has_gaps:
        return COUNT
    done = done_of(figure)
    return next((name, says) for least, name, says in SHADES if done >= least)


def widths_of(figures: Sequence[Figure]) -> list[int]:
    """Return how long the bar of each is drawn, of 1000: a share, or beside the largest."""
    return [0 if one.is_few or one.is_empty else wide for one, wide in _measured(figures)]


def spots_of(past: Sequence[tuple[Quarter, Figure]]) -> list[Spot]:
    """Return the points of a trend, the year written where it begins."""
    measured = _measured([figure for _, figure in past])
    step = (RIGHT - LEFT) // max(len(past) - 1, 1)
    found: list[Spot] = []
    for n, ((quarter, figure), (_, wide)) in enumerate(zip(past, measured, strict=True)):
        if figure.is_few or figure.is_empty:
            continue
        year = f"{quarter.year}"
        found.append(
            Spot(
                LEFT + n * step, BOTTOM - (BOTTOM - TOP) * wide // FULL, short_of(figure),
                f"{quarter.number}季度", year, shows_year=not found or found[-1].year != year,
            )
        )  # fmt: skip
    return found


def short_of(figure: Figure) -> str:
    """Return what is written at a point: the result without its unit, a whole percent as one."""
    if figure.indicator.kind is Kind.GAPS:
        return figure.top
    return figure.result.split(" ")[0].replace(".0%", "%")  # else neighbours touch on a phone


def _measured(figures: Sequence[Figure]) -> list[tuple[Figure, int]]:
    """Return each with its length of 1000."""
    if not figures:
        return []
    kind = figures[0].indicator.kind
    if kind is Kind.RATE:
        return [(one, done_of(one)) for one in figures]
    sizes = [_size(one) for one in figures]
    largest = max([size for one, size in zip(figures, sizes, strict=True) if not one.is_few] or [0])
    return [
        (one, FULL * size // largest if largest else 0)
        for one, size in zip(figures, sizes, strict=True)
    ]


def _size(one: Figure) -> int:
    if one.indicator.kind is Kind.MEAN:
        return 100 * one.numerator // one.denominator if one.denominator else 0
    return one.numerator
