"""When the work of the calendar falls due (domain A.8): days as rules, nothing remembered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.permissions import allow
from orgs.rules import role_may
from orgs.rules.access import KEEPERS

Falls = Callable[[date], bool]
LONGEST = 366  # days between two of anything
MORNING = time(8, 30)  # quiet lasts from 21:00 to 8:00


@allow("duties.view_due", "duties.try_again")
def may_watch_the_calendar(user: Any, obj: Any) -> bool:
    """County administrators and staff see what the system does by itself."""
    return role_may(user, KEEPERS)


def check_failed(*, is_done: bool, tries: int) -> None:
    """Refuse to try again what is done, or has not failed."""
    if is_done:
        raise ValidationError("已经办完了，不用再试。", code="done")
    if not tries:
        raise ValidationError("还没有到办理的时间，不用再试。", code="not_failed")


def daily(day: date) -> bool:
    """Say yes to every day."""
    return True


def mondays(day: date) -> bool:
    """Say whether ``day`` is a Monday."""
    return day.weekday() == 0


def monthly(number: int) -> Falls:
    """Return a rule for the day ``number`` (at most 28) of every month."""
    return lambda day: day.day == number


def yearly(month: int, number: int) -> Falls:
    """Return a rule for one day of every year."""
    return lambda day: (day.month, day.day) == (month, number)


def next_day(falls: Falls, after: date) -> date:
    """Return the first day after ``after`` on which ``falls`` says yes."""
    days = (after + timedelta(days=n) for n in range(1, LONGEST + 1))
    return next(day for day in days if falls(day))


def due_at(day: date) -> datetime:
    """Return when the calendar's work of ``day`` begins: in the morning, in Beijing."""
    return timezone.make_aware(datetime.combine(day, MORNING))
