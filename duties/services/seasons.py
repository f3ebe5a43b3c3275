"""The calendar: work that comes round by itself (domain A.8), each time as a row that falls due.

``season`` registers a piece of work and the days on which it falls. Its row in ``Due`` is done once
a day it falls on, in order after a standstill, and puts the next one (design: 8). A county gets its
rows from ``keep_seasons``, which may be called at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from duties.models import Due
from duties.rules import seasons as rules
from duties.services.due import due_work, put_due
from fulian.scoping import scope
from orgs.models import Org

Act = Callable[[date, datetime], object]


@dataclass(frozen=True, slots=True)
class Season:
    """A piece of work that comes round: its name, what people call it, on which days."""

    name: str
    title: str
    when: str
    falls: rules.Falls
    act: Act


SEASONS: dict[str, Season] = {}


def season(name: str, title: str, *, when: str, falls: rules.Falls) -> Callable[[Act], Act]:
    """Make the decorated function the calendar's ``name``; it gets the day and the moment.

    ``when`` says in Chinese on which days ``falls`` is true.
    """

    def keep(act: Act) -> Act:
        SEASONS[name] = Season(name, title, when, falls, act)
        due_work(name, title)(_come_round)
        return act

    return keep


def keep_calendar(counties: Sequence[int], on: date) -> None:
    """Give each of ``counties`` the rows of the calendar it lacks; no scope is open."""
    for county in counties:
        with scope(county):
            keep_seasons(on)


def keep_seasons(on: date) -> int:
    """Give the open county a row of each season that has none waiting; return how many.

    The first falls after the day ``on``. A county whose opening was taken back gets none.
    """
    if not Org.rows.filter(parent__isnull=True).exists():
        return 0
    waiting = Due.rows.filter(kind__in=SEASONS, done_at__isnull=True)
    missing = SEASONS.keys() - set(waiting.values_list("kind", flat=True))
    for name in sorted(missing):
        _expect(SEASONS[name], on)
    return len(missing)


def _come_round(due: Due, now: datetime) -> None:
    one, day = SEASONS[due.kind], date.fromordinal(due.subject)
    if not Org.rows.filter(parent__isnull=True).exists():
        return
    one.act(day, now)
    _expect(one, day)


def _expect(one: Season, after: date) -> None:
    day = rules.next_day(one.falls, after)
    put_due(
        kind=one.name, subject=day.toordinal(), org=None, line=one.name, due_at=rules.due_at(day)
    )
