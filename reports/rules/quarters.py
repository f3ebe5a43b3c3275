"""Quarters: how they are written, when they end, when their report is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

ZONE = ZoneInfo("Asia/Shanghai")
WRITTEN = re.compile(r"(20[0-9]{2})Q([1-4])")
COMPILE, FREEZE = "reports.compile_quarter", "reports.freeze_report"  # kinds of due work
DUE = time(2, 0)  # on the first day after the quarter


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, written ``2026Q3``."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def called(self) -> str:
        """What people say: 2026年第3季度."""
        return f"{self.year}年第{self.number}季度"

    @property
    def subject(self) -> int:
        """The quarter as a number, for rows of due work: 20263."""
        return self.year * 10 + self.number

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def months(self) -> list[date]:
        """The first days of its three months."""
        return [date(self.year, self.first.month + n, 1) for n in range(3)]

    @property
    def after(self) -> Quarter:
        """The quarter that follows."""
        if self.number == 4:
            return Quarter(self.year + 1, 1)
        return Quarter(self.year, self.number + 1)

    @property
    def before(self) -> Quarter:
        """The quarter before it."""
        return quarter_of(self.first - timedelta(days=1))

    @property
    def last(self) -> date:
        """Its last day: what the report counts holds on that day."""
        return self.after.first - timedelta(days=1)

    @property
    def ends_at(self) -> datetime:
        """The moment it is over, Asia/Shanghai: what is entered later is late."""
        return datetime.combine(self.after.first, time.min, ZONE)

    @property
    def due_at(self) -> datetime:
        """When its report is compiled: two in the morning of the first day after it."""
        return datetime.combine(self.after.first, DUE, ZONE)


def quarter_of(day: date) -> Quarter:
    """Return the quarter that ``day`` lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_numbered(subject: int) -> Quarter:
    """Return the quarter whose ``subject`` this is."""
    return Quarter(*divmod(subject, 10))


def parse(text: str) -> Quarter:
    """Return the quarter written as ``text``; raise ``ValidationError`` for nonsense."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise ValidationError("请把季度写成 2026Q3 这样。", code="bad_quarter")
    return Quarter(int(found[1]), int(found[2]))


def told(day: date) -> str:
    """Return a day as people write it: 2026年9月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def check_over(quarter: Quarter, *, at: datetime) -> None:
    """Refuse a quarter that is not over: its figures are of its last day."""
    if at < quarter.ends_at:
        raise ValidationError(
            f"{quarter.called}还没有结束，结束后才能汇总。", code="quarter_not_over"
        )


def check_standing(quarter: Quarter, *, stood: bool) -> None:
    """Refuse a quarter that ended before the county was opened here."""
    if not stood:
        raise ValidationError(
            f"{quarter.called}结束时本县还没有开通，没有可以汇总的内容。", code="before_opening"
        )
