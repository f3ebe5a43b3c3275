"""A figure: an indicator with its two integers, and every way in which it is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from reports.catalogue import FEW, Heading, Indicator, Kind, percent, share

HIDDEN = "不显示"


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one place, summed over it and all below it."""

    indicator: Indicator
    numerator: int = 0
    denominator: int = 0
    is_masked: bool = field(default=False, kw_only=True)  # lest it tell a small number elsewhere

    @property
    def is_tellable(self) -> bool:
        """Whether it could tell of somebody: a nought of a breakdown could, of a rate not."""
        return bool(self.numerator or self.denominator or self.indicator.kind is Kind.COUNT)

    def kept_back(self, *, is_hidden: bool, is_left_out: bool = False) -> Figure:
        """Return the same, hidden where it is to be; ``is_left_out``: its integers are not kept."""
        hides = is_hidden and (self.is_tellable or is_left_out)
        return replace(self, is_masked=True) if hides else self

    @property
    def rate(self) -> str:
        """The percentage as printed; a dash where nothing is counted."""
        if self.is_few:
            return HIDDEN
        return percent(self.numerator, self.denominator)

    @property
    def share(self) -> float | None:
        """The percentage as a number, rounded as it is printed."""
        return share(self.numerator, self.denominator)

    @property
    def gaps(self) -> int:
        """How much is missing."""
        if self.indicator.kind is Kind.RATE:
            return max(self.denominator - self.numerator, 0)
        return self.numerator if self.indicator.kind is Kind.GAPS else 0

    @property
    def lack(self) -> str:
        """How much is missing, as people write it."""
        return HIDDEN if self.is_few else self._amount(self.gaps)

    @property
    def left(self) -> str:
        """How much is missing, with its unit."""
        return HIDDEN if self.is_few else f"{self.lack} {self.indicator.unit}"

    @property
    def is_few(self) -> bool:
        """Whether it is, or would tell, too small a number of something sensitive to be shown."""
        if self.is_masked or not self.indicator.is_sensitive:
            return self.is_masked
        rest = self.denominator - self.numerator if self.indicator.is_rate else 0
        return any(0 < count < FEW for count in (self.numerator, self.denominator, rest))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be counted; of what is hidden nobody is told so."""
        if self.is_masked:
            return False
        if self.indicator.kind is Kind.COUNT:
            return not self.numerator
        return not self.denominator

    @property
    def top(self) -> str:
        """The numerator as people write it."""
        return HIDDEN if self.is_few else self._amount(self.numerator)

    @property
    def of(self) -> str:
        """The denominator as people write it; nothing for a count."""
        if self.indicator.kind is Kind.COUNT:
            return ""
        if self.is_few:
            return HIDDEN
        is_money = self.indicator.hundredths and self.indicator.is_rate
        return self._amount(self.denominator) if is_money else f"{self.denominator:,}"

    @property
    def result(self) -> str:
        """What it comes to: 66.7%, 12 个, 23.50 元."""
        if self.is_few:
            return HIDDEN
        if self.indicator.is_rate:
            return self.rate
        if self.indicator.kind is Kind.MEAN:
            return self._mean()
        return f"{self._amount(self.numerator)} {self.indicator.unit}"

    @property
    def values(self) -> tuple[Any, Any, Any]:
        """What stands in cells: numerator, denominator, outcome; nothing where there is none.

        Every document says these; what is hidden says so in all three.
        """
        if self.is_few:
            return HIDDEN, None if self.indicator.kind is Kind.COUNT else HIDDEN, HIDDEN
        if self.is_empty:
            return None, None, None
        scale = 100 if self.indicator.hundredths else 1
        top = self.numerator / scale if scale > 1 else self.numerator
        if self.indicator.kind is Kind.COUNT:
            return top, None, top
        if self.indicator.kind is Kind.MEAN:
            return top, self.denominator, self._hundredths() / 100
        below = self.denominator / scale if scale > 1 else self.denominator
        return top, below, self.share

    @property
    def said(self) -> str:
        """Both integers and what they come to: 2 / 3，66.7%."""
        if self.is_few:
            return "涉及敏感的小数字，不显示"
        if self.indicator.kind is Kind.COUNT:
            return self.result
        if self.is_empty:
            return "没有需要统计的"
        return f"{self.top} / {self.of}，{self.result}"

    @property
    def plainly(self) -> str:
        """The same for who reads it on a phone: 12 个中有 10 个，还差 2 个."""
        if self.is_empty or self.is_few or not self.indicator.has_gaps:
            return self.said
        if self.indicator.kind is Kind.GAPS:
            unit = self.indicator.unit
            told = f"一共 {self.of} {unit}，其中 {self.top} {unit}{self.indicator.gap}"
            return told if self.numerator else "没有缺的"
        if not self.gaps:
            return "都做到了" if self.denominator > 1 else "做到了"
        if self.denominator == 1:
            return self.indicator.gap
        unit = self.indicator.unit
        return f"{self.of} {unit}中有 {self.top} {unit}，还差 {self._amount(self.gaps)} {unit}"

    def _amount(self, count: int) -> str:
        if not self.indicator.hundredths:
            return f"{count:,}"
        whole, rest = divmod(count, 100)
        return f"{whole:,}.{rest:02d}".removesuffix(".00")

    def _mean(self) -> str:
        if not self.denominator:
            return "—"
        whole, rest = divmod(self._hundredths(), 100)
        return f"{whole:,}.{rest:02d} {self.indicator.unit}"

    def _hundredths(self) -> int:
        """Return the mean in hundredths of the unit, half up."""
        scale = 1 if self.indicator.hundredths else 100
        return (2 * self.numerator * scale + self.denominator) // (2 * self.denominator)


def by_heading(figures: Iterable[Figure]) -> list[tuple[Heading, list[Figure]]]:
    """Return figures under the five headings they are read by, empty headings left out."""
    found: dict[Heading, list[Figure]] = {heading: [] for heading in Heading}
    for figure in figures:
        found[figure.indicator.heading].append(figure)
    return [(heading, mine) for heading, mine in found.items() if mine]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading: first what something is missing of, then the rest.

    What is hidden stands with the numbers: elsewhere it would be told whether something is missing.
    ``idle`` are noughts and what does not apply here.
    """

    heading: Heading
    lacking: list[Figure]
    done: list[Figure]
    numbers: list[Figure]
    idle: list[Figure]


def parts_of(figures: Iterable[Figure]) -> list[Part]:
    """Return figures under all five headings, what is missing first."""
    parts = {heading: Part(heading, [], [], [], []) for heading in Heading}
    for figure in figures:
        part = parts[figure.indicator.heading]
        if figure.is_empty:
            part.idle.append(figure)
        elif figure.is_few or not figure.indicator.has_gaps:
            part.numbers.append(figure)
        else:
            (part.lacking if figure.gaps else part.done).append(figure)
    return list(parts.values())
