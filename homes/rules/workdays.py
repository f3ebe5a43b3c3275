"""Which days are working days (工作日): the State Council's arrangement, by year.

A year's arrangement comes out at the end of the year before; that of 2026 is shipped here
(国务院办公厅关于2026年部分节假日安排的通知). A county enters a later year, or a day of its own, at
the desk. A year nobody has entered is counted by weekends and the holidays of a fixed day, and the
pages say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from homes.rules.words import check_words
from orgs.rules import role_may
from orgs.rules.access import AUDITORS, KEEPERS

FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}  # the same day every year
A_YEAR = 13  # so many days off the law gives: fewer are no year's arrangement
LONGEST, FARTHEST = 15, 3  # days in one entry; years ahead
Days = Mapping[date, bool]
SPANS_OFF = (
    (date(2026, 1, 1), date(2026, 1, 3), "元旦"),
    (date(2026, 2, 15), date(2026, 2, 23), "春节"),
    (date(2026, 4, 4), date(2026, 4, 6), "清明节"),
    (date(2026, 5, 1), date(2026, 5, 5), "劳动节"),
    (date(2026, 6, 19), date(2026, 6, 21), "端午节"),
    (date(2026, 9, 25), date(2026, 9, 27), "中秋节"),
    (date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
)
AT_WORK = (
    date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20),
    date(2026, 10, 10),
)  # fmt: skip


def span(first: date, last: date) -> Iterator[date]:
    """Yield every day from ``first`` to ``last``, both with them."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


SHIPPED: dict[date, bool] = dict.fromkeys(AT_WORK, True) | {
    day: False for first, last, _ in SPANS_OFF for day in span(first, last)
}


@allow("homes.view_workdays")
def may_view_workdays(user: Any, obj: Any) -> bool:
    """Let the county, and its auditor, see them."""
    return role_may(user, KEEPERS | AUDITORS)


@allow("homes.arrange_days")
def may_arrange_days(user: Any, obj: Any) -> bool:
    """County administrators and staff."""
    return role_may(user, KEEPERS)


def is_working(day: date, arranged: Days) -> bool:
    """Say whether a day is worked: as the county arranged it, else as shipped, else by the week."""
    for known in (arranged, SHIPPED):
        if day in known:
            return known[day]
    return day.weekday() < 5 and (day.month, day.day) not in FIXED


def working_days(first: date, last: date, arranged: Days | None = None) -> int:
    """Return how many working days lie after ``first`` up to and with ``last``."""
    return sum(is_working(day, arranged or {}) for day in span(first + timedelta(days=1), last))


def unknown_years(first: date, last: date, arranged: Days) -> list[int]:
    """Return the years between two days of which nobody has entered the arrangement."""
    off = Counter(day.year for day, works in (SHIPPED | dict(arranged)).items() if not works)
    return [year for year in range(first.year, last.year + 1) if off[year] < A_YEAR]


def check_span(*, first: date, last: date, name: str, today: date) -> None:
    """Refuse days the wrong way round, too many at once, too far off, and without a word why."""
    if last < first:
        raise ValidationError("最后一天不能早于第一天。", code="days")
    if (last - first).days >= LONGEST:
        raise ValidationError(f"一次最多登记 {LONGEST} 天。", code="too_many")
    if first.year < today.year - 1 or last.year > today.year + FARTHEST:
        raise ValidationError("只能登记去年到三年以后的日子。", code="too_far")
    check_words(name, what="说明", most=20)
