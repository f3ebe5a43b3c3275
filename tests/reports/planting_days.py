"""Days to plant with: at random, and on purpose around the ends of quarters, months and years."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from members.models import Appointment
from orgs.models import Org
from tests.reports.by_hand.core import BEIJING

BEGAN = date(2025, 12, 10)
ENDS = [date(2026, month, 1) for month in (1, 2, 4, 7, 8, 10)] + [date(2027, 1, 1)]


class Sower:
    """Rows of one organisation after another, from the luck it is given."""

    def __init__(self, luck: random.Random):
        self.luck = luck
        self.root = Org.rows.get(parent__isnull=True)
        self.seats: dict[int, list[Appointment]] = {}
        for seat in Appointment.rows.order_by("pk"):
            self.seats.setdefault(seat.org_id, []).append(seat)

    def some(self, most: int) -> range:
        """Return so many times, at random."""
        return range(self.luck.randrange(most + 1))

    def perhaps(self, share: float) -> bool:
        """Say yes so often."""
        return self.luck.random() < share

    def day(self) -> date:
        """Return a day of the year or near it; often the day before, of or after a boundary."""
        if self.perhaps(0.4):
            beside = timedelta(days=self.luck.choice([-1, -1, 0, 1, 14, 15]))
            return self.luck.choice(ENDS) + beside
        return BEGAN + timedelta(days=self.luck.randrange(410))

    def later(self, first: date, gone: float = 0.4) -> date | None:
        """Return a day from ``first`` on, or none."""
        if not self.perhaps(gone):
            return None
        return max(first, self.day()) if self.perhaps(0.5) else first + timedelta(
            days=self.luck.randrange(120)
        )  # fmt: skip

    def span(self, gone: float = 0.4) -> dict[str, Any]:
        """Return days, half open; some of them none at all."""
        since = self.day()
        return {"since": since, "until": self.later(since, gone)}

    def spans(self, gone: float = 0.6) -> list[dict[str, Any]]:
        """Return one or two after another, that do not overlap."""
        first = self.span(gone)
        if first["until"] is None or self.perhaps(0.5):
            return [first]
        since = first["until"] + timedelta(days=self.luck.choice([0, 0, 20]))
        return [first, {"since": since, "until": self.later(since)}]

    def while_there(self, row: Any, spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return what of ``spans`` lies in the days of ``row``: a tie ends with what it is to."""
        found = []
        for days in spans:
            since = max(days["since"], row.since)
            until = min(filter(None, (days["until"], row.until)), default=None)
            if until is None or since <= until:
                found.append({"since": since, "until": until})
        return found

    def moment(self) -> datetime:
        """Return a moment in Beijing, often the last or first minutes of a day."""
        day = self.day()
        hour, minute = self.luck.choice([(0, 0), (0, 1), (10, 0), (23, 59)])
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING)

    def said(self, share: float = 0.6) -> str:
        """Return words, or none."""
        return "有" if self.perhaps(share) else ""
