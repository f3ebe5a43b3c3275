"""A small county with gaps on purpose, for reports: committees, chains, posts, turns, history."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.db.backends.postgresql.psycopg_any import DateRange

from duties.models import (
    ChairTurn,
    DutyPost,
    Handover,
    LiaisonLink,
    PostAssignment,
    RotationPlan,
)
from fulian.scoping import scope
from members.models import Appointment, Person, WomensGroup
from orgs.models import Org
from tests import copied
from tests.reports.planting_bonds import Bonds
from tests.reports.planting_meetings import Meetings
from tests.reports.planting_programmes import Programmes

BEGAN = date(2026, 1, 1)
PART = (0.85, 0.9, 0.8)


class Planter:
    """Fills organisations from one seed: the same seed, the same county."""

    def __init__(self, seed: int = 1):
        self.luck = random.Random(seed)
        self.root = Org.rows.get(parent__isnull=True)
        codes = ["poverty_alleviation", "publicity", "mediation", "culture", "sanitation"]
        self.posts = [
            DutyPost.rows.create(org=self.root, code=code, name=f"岗{n}", place=n, since=BEGAN)
            for n, code in enumerate(codes)
        ]
        self.posts[4].until = date(2026, 8, 1)
        self.posts[4].save()

    def day(self, within: int = 330) -> date:
        return BEGAN + timedelta(days=self.luck.randrange(within))

    def span(self) -> dict[str, date | None]:
        since = self.day()
        gone = self.luck.random() < 0.35
        until = since + timedelta(days=self.luck.randrange(1, 150)) if gone else None
        return {"since": since, "until": until}

    def seat(self, org: Org, office: str, **facts) -> Appointment:
        who = Person.rows.create(org=org, name="某人", pinyin="mouren")
        facts = facts or self.span()
        departure = "other" if facts.get("until") else ""
        return Appointment.rows.create(
            person=who, org=org, office=office, departure=departure, **facts
        )

    def committee(self, org: Org, vices: int, executives: int) -> list[Appointment]:
        seats = []
        if self.luck.random() < 0.8:  # one after another: two at a time would be refused
            left = self.day(200)
            seats.append(self.seat(org, "chair", since=BEGAN, until=left))
            if self.luck.random() < 0.7:
                seats.append(self.seat(org, "chair", since=left + timedelta(days=9)))
        seats += [self.seat(org, "vice_chair") for _ in range(vices)]
        seats += [self.seat(org, "executive_member") for _ in range(executives)]
        return seats

    def village(self, org: Org) -> None:
        luck = self.luck
        seats = self.committee(org, luck.randrange(5), luck.randrange(16))
        women = [self.seat(org, "representative") for _ in range(luck.randrange(8))]
        groups = [
            WomensGroup.rows.create(
                org=org, name=f"{n}组", founded_on=self.day(),
                closed_on=None if luck.random() < 0.8 else date(2026, 12, 1),
            )
            for n in range(luck.randrange(6))
        ]  # fmt: skip
        above: dict[str, list[Appointment]] = {}
        for seat in [*seats, *women]:
            above.setdefault(seat.office, []).append(seat)
        steps = [("chair", "vice_chair"), ("vice_chair", "executive_member"),
                 ("executive_member", "representative")]  # fmt: skip
        for level, (up, down) in enumerate(steps, 1):
            for seat in above.get(down, []):
                self.link(org, level, above.get(up, []), below=seat)
        for group in groups:
            self.link(org, 4, above.get("representative", []), group=group)
        self.assign(org, seats)

    def link(self, org: Org, level: int, uppers: list[Appointment], **below) -> None:
        if uppers and self.luck.random() < 0.85:
            upper = self.luck.choice(uppers)
            LiaisonLink.rows.create(
                org=org, level=level, above=upper, since=upper.since, until=upper.until, **below
            )

    def assign(self, org: Org, seats: list[Appointment]) -> None:
        for seat in seats:
            for post in self.luck.sample(self.posts, self.luck.randrange(3)):
                PostAssignment.rows.create(
                    org=org, appointment=seat, post=post, since=seat.since, until=seat.until
                )

    def township(self, org: Org) -> None:
        seats = self.committee(org, self.luck.randrange(1, 6), self.luck.randrange(26))
        self.assign(org, seats)
        vice = [seat for seat in seats if seat.office == "vice_chair"]
        plan = RotationPlan.rows.create(org=org, period="month", starts_on=BEGAN)
        before = None
        for month in range(1, 13):
            if self.luck.random() < 0.15:
                continue
            first = date(2026, month, 1)
            after = date(2027, 1, 1) if month == 12 else date(2026, month + 1, 1)
            turn = ChairTurn.rows.create(
                org=org, plan=plan, appointment=self.luck.choice(vice),
                days=DateRange(first, after),
                status=self.luck.choice(["done", "done", "active", "planned", "skipped"]),
            )  # fmt: skip
            Handover.rows.create(
                org=org, turn=turn, before=before, due_on=first, limit_days=5,
                handed_at=datetime(2026, month, 1, tzinfo=UTC), given_at=self.said(first),
                taken_at=self.said(first),
            )  # fmt: skip
            before = turn

    def said(self, first: date) -> datetime | None:
        """Some say it in time, some hours before or after midnight of the last day, some never."""
        if self.luck.random() < 0.2:
            return None
        hours = self.luck.choice([10, 24 * 5 + 15, 24 * 5 + 17, 24 * 8])
        return datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(hours=hours)

    def all(self) -> None:
        for org in Org.rows.filter(status="active").order_by("lft"):
            if org.level == "township":
                self.township(org)
            if org.level == "village":
                self.village(org)
        for sower in (Bonds, Meetings, Programmes):
            sower(self.luck).all()


def filled(cast: SimpleNamespace, seed: int) -> SimpleNamespace:
    """Fill the county of ``cast`` from ``seed``."""

    def fill() -> None:
        with scope(cast.county.pk):
            Planter(seed).all()

    copied.once(f"planted {cast.county.code} {seed}", fill, cast.county)
    return cast
