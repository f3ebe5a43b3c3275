"""The calendar: work that comes round by itself (domain A.8), each time as a row that falls due.

``come_round`` registers a piece of work and the days on which it falls. Its row in ``Due`` is done
once a day it falls on, in order after a standstill, and puts the next one (design: 8). A county
gets its rows from ``keep_seasons``, which may be called at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from duties.models import Due
from duties.rules import seasons as rules
from duties.services.due import due_work, put_due
from fulian.scoping import scope
from orgs.models import Org


class Act(Protocol):
    """What is done: for a day, at a moment."""

    def __call__(self, *, on: date, at: datetime) -> object:
        """Do it."""


@dataclass(frozen=True, slots=True)
class Season:
    """A piece of work that comes round: its name, what people call it, on which days."""

    name: str
    title: str
    when: str
    falls: rules.Falls
    act: Act


SEASONS: dict[str, Season] = {}


def come_round(one: Season) -> None:
    """Make ``one`` a part of the calendar. Raises ``ValueError`` when two have the same name."""
    due_work(one.name, one.title)(_come_round)
    SEASONS[one.name] = one


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
    one.act(on=day, at=now)
    _expect(one, day)


def _expect(one: Season, after: date) -> None:
    day = rules.next_day(one.falls, after)
    put_due(
        kind=one.name, subject=day.toordinal(), org=None, line=one.name, due_at=rules.due_at(day)
    )
