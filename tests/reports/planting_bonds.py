"""Households, their links, contacts, ledgers of every kind and work logs, for second counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duties.ledgers import KINDS
from duties.models import (
    DutyLogEntry,
    DutyPost,
    Household,
    LedgerEntry,
    LedgerFollowUp,
    LiaisonLink,
    Woman,
)
from members.models import Appointment, Person, WomensGroup
from orgs.models import Org, Setting
from tests.reports.planting_days import Sower

WORDS = ("basics", "difficulty", "measures", "result")


class Bonds(Sower):
    """Who keeps in touch with whom, and what was written down."""

    def all(self) -> None:
        norm = {"contact_women": 2, "contact_households": 2}
        norm["contact_months"] = self.luck.choice([1, 3, 6])
        for name, value in norm.items():
            Setting.rows.create(org=self.root, name=name, value=value)
        self.posts = list(DutyPost.rows.order_by("pk"))
        for org in Org.rows.order_by("lft"):
            if not self.seats.get(org.pk):
                continue
            self.groups = list(WomensGroup.rows.filter(org=org).order_by("pk"))
            self.households = [self.household(org, n) for n in self.some(6)]
            self.women = [
                Woman.rows.create(org=org, name=f"{n}嫂", since=self.day()) for n in self.some(3)
            ]
            for seat in self.seats[org.pk]:
                if seat.office == "chair" and seat.until and org.level == "village":
                    self.chain(org, seat)
            for _ in self.some(14):
                self.entry(org)
            for _ in self.some(8):
                DutyLogEntry.rows.create(
                    org=org, post=self.luck.choice(self.posts), what="做了",
                    appointment=self.luck.choice(self.seats[org.pk]), done_on=self.day(),
                    struck_on=self.day() if self.perhaps(0.2) else None,
                )  # fmt: skip

    def chain(self, org: Org, chair: Appointment) -> None:
        """Link a household of its own all the way up to a chair, for as long as she sits."""
        days = {"since": chair.since, "until": chair.until}
        above = chair
        for level, office in enumerate(("vice_chair", "executive_member", "representative"), 1):
            who = Person.rows.create(org=org, name="某人", pinyin="mouren")
            seat = Appointment.rows.create(
                person=who, org=org, office=office, departure="other" if chair.until else "", **days
            )
            LiaisonLink.rows.create(org=org, level=level, above=above, below=seat, **days)
            above = seat
        made = Household.rows.create(org=org, name="末户", since=chair.since)
        self.link(org, made, above, days, is_primary=True)

    def household(self, org: Org, n: int) -> Household:
        made = Household.rows.create(org=org, name=f"{n}户", **self.span())
        offices = {"representative": 4, "executive_member": 1}
        above = [s for s in self.seats[org.pk] for _ in range(offices.get(s.office, 0))]
        if above:
            for days in self.while_there(made, self.spans()):
                self.link(org, made, self.luck.choice(above), days, is_primary=True)
            for days in self.while_there(made, [self.span()]):
                self.link(org, made, self.luck.choice(above), days, is_primary=False)
        return made

    def link(self, org: Org, household: Household, above: Any, days: Any, **more: Any) -> None:
        LiaisonLink.rows.create(
            org=org, level=4, above=above, household=household, **days, **more
        )  # fmt: skip

    def entry(self, org: Org) -> None:
        status = self.luck.choice(["noted", "open", "closed"])
        done = self.day()
        kind = self.luck.choice(["liaison", "liaison", *KINDS])
        words: dict[str, Any] = {
            name: self.said(0.85) for name in WORDS if self.perhaps(0.9)
        } | {"outcome": self.luck.choice(["settled", "settled", "failed", ""])}  # fmt: skip
        made = LedgerEntry.rows.create(
            org=org, kind=kind, appointment=self.luck.choice(self.seats[org.pk]), done_on=done,
            status=status, closed_on=self.closed(done) if status == "closed" else None,
            has_measures=self.perhaps(0.5), content={"words": words, "key": "k"},
            amount=self.luck.choice([None, 0, 50, 800]), **self.about(),
        )  # fmt: skip
        for _ in self.some(2):
            LedgerFollowUp.rows.create(
                entry=made, appointment=self.luck.choice(self.seats[org.pk]), mode="visit",
                done_on=self.day(), what="又去了",
            )  # fmt: skip

    def closed(self, done: Any) -> Any:
        return done + timedelta(days=self.luck.choice([0, 3, 40, 100]))

    def about(self) -> dict[str, Any]:
        """Return whom a line is about: a woman, a name, a group, a household, several, nobody."""
        one = lambda rows: self.luck.choice(rows) if rows and self.perhaps(0.4) else None  # noqa: E731 -- short
        return {
            "woman": one(self.women), "household": one(self.households), "group": one(self.groups),
            "subject_name": self.luck.choice(["", "", "李桂英", "王嫂"]),
        }  # fmt: skip
