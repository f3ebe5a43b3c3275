"""What a figure did from one quarter to another, in words and in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

from reports.catalogue import Kind
from reports.catalogue.kinds import tenths
from reports.rules.figures import HIDDEN, Figure

NEUTRAL = {"I-ACT-2"}  # neither more nor less of it is better
SAME = "持平"


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator on two days."""

    then: Figure
    now: Figure

    @property
    def is_told(self) -> bool:
        """Whether there is something on both days that may be shown."""
        return not any(one.is_few or one.is_empty for one in (self.then, self.now))

    @property
    def points(self) -> int:
        """By how many tenths of a percent the share rose, as both are printed; 0 without one."""
        if not (self.then.denominator and self.now.denominator):
            return 0
        return tenths(self.now.numerator, self.now.denominator) - tenths(
            self.then.numerator, self.then.denominator
        )

    @property
    def gain(self) -> int:
        """The same counted the good way round: a share of what is missing shall fall."""
        if self.now.indicator.id in NEUTRAL or not self.now.indicator.has_gaps:
            return 0
        return -self.points if self.now.indicator.kind is Kind.GAPS else self.points

    @property
    def said(self) -> str:
        """In words: 上升 5.2 个百分点; 增加 3 个."""
        if any(one.is_few for one in (self.then, self.now)):
            return HIDDEN
        if self.then.is_empty or self.now.is_empty:
            return "有一期没有需要统计的，不能比较"
        if self.now.indicator.kind is Kind.RATE:
            return _moved(self.points, f"{_tenth(self.points)} 个百分点", "上升", "下降")
        by, amount = self._by()
        return _moved(by, f"{amount} {self.now.indicator.unit}", "增加", "减少")

    @property
    def sentence(self) -> str:
        """The whole of it: 执委设岗率从 62.5% 上升到 80.0%，上升 17.5 个百分点."""
        one = self.now.indicator
        if one.kind is Kind.RATE:
            told = f"从 {self.then.rate} 到 {self.now.rate}，{self.said}"
            return f"{one.name}{told}（{self.now.of} {one.unit}中有 {self.now.top} {one.unit}）"
        return f"{one.name}从 {self.then.result} 到 {self.now.result}，{self.said}"

    def _by(self) -> tuple[int, str]:
        """Return by how much, in the unit's hundredths where it has them, and how it is written."""
        then, now = self.then, self.now
        if now.indicator.kind is Kind.MEAN:
            scale = 1 if now.indicator.hundredths else 100
            by = _mean(now, scale) - _mean(then, scale)
            return by, _hundredth(by)
        by = now.numerator - then.numerator
        return by, _hundredth(by) if now.indicator.hundredths else f"{abs(by):,}"


def _moved(by: int, amount: str, up: str, down: str) -> str:
    return f"{up if by > 0 else down} {amount}" if by else SAME


def _mean(one: Figure, scale: int) -> int:
    return (2 * one.numerator * scale + one.denominator) // (2 * one.denominator)


def _tenth(count: int) -> str:
    whole, rest = divmod(abs(count), 10)
    return f"{whole}.{rest}"


def _hundredth(count: int) -> str:
    whole, rest = divmod(abs(count), 100)
    return f"{whole:,}.{rest:02d}".removesuffix(".00")
