"""What every family is sown from: who sits where, luck, days, and one statement a table."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import NOT_PROVIDED

from fulian import scoping
from fulian.database import bulk

Row = dict[str, Any]
COMMITTEE = ("chair", "vice_chair", "executive_member")
QUARTER, LASTS = date(2026, 7, 1), 92  # the quarter that is counted, and its days


@dataclass(slots=True)
class Sown:
    """A county as far as it is sown: organisations, and who sits, leads and lives there."""

    luck: random.Random
    orgs: list[tuple[int, str]]
    seats: dict[int, list[Row]] = field(default_factory=dict)
    groups: dict[int, list[Row]] = field(default_factory=dict)
    households: dict[int, list[Row]] = field(default_factory=dict)
    posts: list[int] = field(default_factory=list)

    def perhaps(self, share: float) -> bool:
        """Say yes so often."""
        return self.luck.random() < share

    def day(self) -> date:
        """Return a day of the quarter."""
        return QUARTER + timedelta(days=self.luck.randrange(LASTS))

    def moment(self) -> datetime:
        """Return a moment of the quarter, in daylight."""
        return _at(self.day(), self.luck.randrange(1, 10))

    def soon(self, day: date, share: float = 0.7) -> date | None:
        """Return a day up to some weeks after ``day``, or none."""
        later = timedelta(days=self.luck.randrange(60))
        return day + later if self.perhaps(share) else None

    def villages(self) -> list[int]:
        """Return the villages in the order of the tree."""
        return [org for org, level in self.orgs if level == "village"]

    def townships(self) -> list[int]:
        """Return the townships in the order of the tree."""
        return [org for org, level in self.orgs if level == "township"]

    def committee(self, org: int) -> list[Row]:
        """Return who sits on the committee of ``org`` and has not left."""
        return [s for s in self.seats.get(org, []) if s["office"] in COMMITTEE and not s["until"]]

    def anyone(self, org: int) -> int:
        """Return the key of one of them, the first who ever sat where nobody does."""
        return int(self.luck.choice(self.committee(org) or self.seats[org])["id"])


def insert(model: type[models.Model], rows: Sequence[Row], **same: Any) -> list[int]:
    """Insert ``rows`` in one statement and return their keys; what nobody gave is the default."""
    if not rows:
        return []
    if "id" not in rows[0]:
        for row, pk in zip(rows, bulk.next_ids(model, len(rows)), strict=True):
            row["id"] = pk
    shared = {"county_id": scoping.current().county, "version": 1} | same
    fields = model._meta.concrete_fields
    shared |= {
        f.column: _default(f) for f in fields
        if f.column not in rows[0] and f.column not in shared and _is_owed(f)
    }  # fmt: skip
    known = {f.column for f in fields}
    same = {column: value for column, value in shared.items() if column in known}
    bulk.insert_columns(model, {name: [row[name] for row in rows] for name in rows[0]}, same)
    return [row["id"] for row in rows]


def _is_owed(f: Any) -> bool:
    return not f.null and f.db_default is NOT_PROVIDED and not f.primary_key


def _default(f: Any) -> Any:
    value = f.get_default()
    return "{}" if value == {} else "" if value is None else value


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
