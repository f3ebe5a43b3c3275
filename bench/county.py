"""A whole county for the roll-up: its tree, committees, representatives, groups, chains, posts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from bench.ground import AT, ON
from duties.models import (
    ChairTurn,
    DutyPost,
    Handover,
    LiaisonLink,
    PostAssignment,
    PostCode,
    RotationPlan,
)
from fulian import scoping
from fulian.database import bulk
from members.models import Appointment, Person, WomensGroup
from orgs.models import Level, Org

SHAPE = {Level.VILLAGE: (1, 2, 12, 24), Level.TOWNSHIP: (1, 3, 21, 0)}
OFFICES = ("chair", "vice_chair", "executive_member", "representative")
GROUPS, EMPTY, LEFT, LOOSE = 12, 0.06, 0.1, 0.07  # groups a village; shares left undone
YEAR = 200  # days within which things began


class Filler:
    """Rows of each table, gathered in Python and written in one statement each."""

    def __init__(self, seed: int = 1) -> None:
        """Begin with nothing, and a seed: the same seed, the same county."""
        self.luck = random.Random(seed)
        self.seats: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        self.groups: list[dict[str, Any]] = []
        self.held: list[dict[str, Any]] = []
        self.ids: dict[type[models.Model], list[int]] = {}

    def fill(self) -> None:
        """Fill every counted organisation of the open county."""
        counted = Org.rows.filter(is_counted=True, level__in=SHAPE).order_by("lft")
        orgs = list(counted.values_list("pk", "level"))
        posts = _posts()
        for model, most in ((Appointment, 40), (WomensGroup, GROUPS)):
            self.ids[model] = bulk.next_ids(model, most * len(orgs))
        for org, level in orgs:
            self._one(org, Level(level), posts)
        self._write()
        _rotate([org for org, level in orgs if level == Level.TOWNSHIP], self.luck)

    def _one(self, org: int, level: Level, posts: list[int]) -> None:
        by_office = [
            [self._seat(org, office) for _ in range(count) if self.luck.random() > EMPTY]
            for office, count in zip(OFFICES, SHAPE[level], strict=True)
        ]
        for seat in by_office[2]:
            if self.luck.random() > LOOSE:
                self._take(org, seat, self.luck.choice(posts))
        if level == Level.VILLAGE:
            for step in range(3):
                self._chain(org, step + 1, by_office[step], by_office[step + 1])
            self._groups(org, by_office[3])

    def _seat(self, org: int, office: str) -> dict[str, Any]:
        since = ON + timedelta(days=self.luck.randrange(YEAR))
        gone = office != "chair" and self.luck.random() < LEFT
        seat = {
            "id": self.ids[Appointment].pop(), "org_id": org, "office": office, "since": since,
            "until": since + timedelta(days=30) if gone else None,
            "departure": "other" if gone else "",
        }  # fmt: skip
        self.seats.append(seat)
        return seat

    def _take(self, org: int, seat: dict[str, Any], post: int) -> None:
        days = {"since": seat["since"], "until": seat["until"]}
        self.held.append({"org_id": org, "appointment_id": seat["id"], "post_id": post, **days})

    def _chain(self, org: int, level: int, uppers: list[Any], lowers: list[Any]) -> None:
        for lower in lowers if uppers else []:
            if self.luck.random() > LOOSE:
                self._link(org, level, self.luck.choice(uppers), below=lower["id"])

    def _groups(self, org: int, women: list[Any]) -> None:
        for n in range(GROUPS):
            group = self.ids[WomensGroup].pop()
            self.groups.append({"id": group, "org_id": org, "name": f"{n + 1}组"})
            if women and self.luck.random() > LOOSE:
                self._link(org, 4, self.luck.choice(women), group=group)

    def _link(
        self, org: int, level: int, upper: Any, below: int | None = None, group: int | None = None
    ) -> None:
        self.links.append(
            {"org_id": org, "level": level, "above_id": upper["id"], "below_id": below,
             "group_id": group, "since": upper["since"], "until": upper["until"]}
        )  # fmt: skip

    def _write(self) -> None:
        people = bulk.next_ids(Person, len(self.seats))
        for seat, person in zip(self.seats, people, strict=True):
            seat["person_id"] = person
        _insert(Person, [{"id": s["person_id"], "org_id": s["org_id"]} for s in self.seats],
                name="某人", pinyin="mou ren")  # fmt: skip
        _insert(Appointment, self.seats, origin="elected")
        _insert(WomensGroup, self.groups, kind="villager_group", founded_on=ON)
        _insert(LiaisonLink, self.links, is_primary=True)
        _insert(PostAssignment, self.held)


def _insert(model: type[models.Model], rows: Sequence[dict[str, Any]], **same: Any) -> None:
    """Insert ``rows``; words nobody gave are empty."""
    given = {*rows[0], *same}
    words = {
        f.column: "" for f in model._meta.concrete_fields
        if isinstance(f, models.CharField) and f.column not in given
    }  # fmt: skip
    county = {"county_id": scoping.current().county, "version": 1}
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    bulk.insert_columns(model, columns, county | words | same)


def _posts() -> list[int]:
    """Return the five posts, those the county was opened with if it was."""
    known = list(DutyPost.rows.values_list("pk", flat=True))
    if known:
        DutyPost.rows.update(since=ON)
        return known
    root = Org.rows.get(parent__isnull=True)
    made = [
        DutyPost.rows.create(org=root, code=code, name=code.label, place=n, since=ON)
        for n, code in enumerate(PostCode) if code != PostCode.CUSTOM
    ]  # fmt: skip
    return [post.pk for post in made]


def _rotate(towns: list[int], luck: random.Random) -> None:
    """Give most townships a rotation, its turns and their handovers."""
    for town in towns[1:]:
        vice = Appointment.rows.filter(org=town, office="executive_member")[0]
        plan = RotationPlan.rows.create(org_id=town, period="month", starts_on=ON)
        for month in range(1, 10):
            first, after = date(2026, month, 1), date(2026, month + 1, 1)
            turn = ChairTurn.rows.create(
                org_id=town, plan=plan, appointment=vice, days=DateRange(first, after),
                status="active" if month == 9 else "done",
            )  # fmt: skip
            Handover.rows.create(
                org_id=town, turn=turn, due_on=first, limit_days=5, handed_at=AT,
                taken_at=datetime(2026, month, luck.choice([2, 5, 9]), tzinfo=UTC),
            )  # fmt: skip
