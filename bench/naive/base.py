"""What every loop begins with: what holds on a day, and numbers to count into."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from duties.models import DutyPost, PostHistory
from members.models import Appointment
from orgs.models import Level, Org
from reports.rules import Quarter
from reports.rules.quarters import ZONE

COMMITTEE = ("chair", "vice_chair", "executive_member")
Counts = dict[tuple[int, str], tuple[int, int]]


class Loop:
    """One organisation at a time."""

    def __init__(self, quarter: Quarter) -> None:
        """Take the quarter."""
        self.quarter, self.first, self.day = quarter, quarter.first, quarter.last
        self.live = self.lasting("since", "until")
        self.span = (self.first, self.day)
        self.first_at = _morning(self.first)
        self.end_at = _morning(self.day + timedelta(days=1))

    def of(self, org: Org) -> dict[str, tuple[int, int]]:
        """Return the numbers of one organisation that are not both nought."""
        self.cells: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.org = org
        self.is_body = org.is_counted and org.level in (Level.VILLAGE, Level.TOWNSHIP)
        self.is_village = self.is_body and org.level == Level.VILLAGE
        self.anywhere()
        if self.is_body:
            self.body()
        return {one: (n, d) for one, (n, d) in self.cells.items() if n or d}

    def anywhere(self) -> None:
        """Count what any organisation may have."""

    def body(self) -> None:
        """Count what townships and villages have."""

    def lasting(self, since: str, until: str) -> Q:
        """Return what holds on the day, half open."""
        open_ended = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": self.day})
        return Q(**{f"{since}__lte": self.day}) & open_ended

    def held(self) -> Q:
        """Return what began in the quarter, by the clock."""
        return Q(starts_at__gte=self.first_at, starts_at__lt=self.end_at)

    def officers(self) -> QuerySet[Appointment]:
        """Return who is on the committee."""
        return Appointment.rows.filter(self.live, org=self.org, office__in=COMMITTEE)

    def posts(self) -> QuerySet[DutyPost]:
        """Return the posts of the day."""
        former = PostHistory.rows.filter(self.live).values("post")
        return DutyPost.rows.filter(self.live | Q(pk__in=former))

    def one(self, indicator: str, met: Any) -> None:
        """Count one thing, there or not."""
        self.add(indicator, int(bool(met)), 1)

    def add(self, indicator: str, n: int, d: int = 0) -> None:
        """Add to both numbers."""
        cell = self.cells[indicator]
        cell[0] += n
        cell[1] += d


def _morning(day: Any) -> datetime:
    return datetime.combine(day, time.min, ZONE)
