"""Who officers are, terms, two committees, training and commendation by chance, for reports."""

from __future__ import annotations

from datetime import date, timedelta

from members.models import (
    Appointment,
    Commendation,
    CommitteeSeat,
    CongressTerm,
    Education,
    Person,
    PoliticalStatus,
    SourceCategory,
    TrainingAttendance,
    TrainingSession,
)
from tests.reports.sower import EDGES, Sower


class TeamSower(Sower):
    """Sows facts of the people who sit already, and what was done for them."""

    def all(self) -> None:
        """Sow everything."""
        self.people = list(Person.rows.order_by("pk"))
        for who in self.people:
            self.person(who)
        columns = ["birth_on", "education", "political_status", "source_category"]
        Person.rows.bulk_update(self.people, columns)
        self.seats()
        for org in self.bodies:
            self.terms(org)
        self.two_committees()
        for n in range(12):
            self.training(n)
        self.thanks()

    def person(self, who: Person) -> None:
        """Say who she is, with gaps; some have their birthday on the last day of a quarter."""
        luck, edge = self.luck, self.luck.choice(EDGES)
        age = luck.choice([22, 35, 36, 45, 46, 55, 56, 70])
        born = edge.replace(year=2026 - age) + timedelta(days=luck.randrange(2))
        who.birth_on = born if self.chance(0.85) else None
        who.education = luck.choice(["", *Education.values])
        who.political_status = luck.choice(["", *PoliticalStatus.values])
        who.source_category = luck.choice(["", *SourceCategory.values])

    def seats(self) -> None:
        """Say how vice-chairs serve, and why some left."""
        luck = self.luck
        rows = list(Appointment.rows.order_by("pk"))
        for seat in rows:
            seat.origin = luck.choice(["elected", "appointed", "recommended"])
            seat.employment = luck.choice(["part_time", "part_time", "full_time", "seconded"])
            if seat.until:
                seat.departure = luck.choice(["unfit", "not_performing", "resigned", "moved"])
        Appointment.rows.bulk_update(rows, ["origin", "employment", "departure"])

    def terms(self, org) -> None:
        """Sow terms one after another: over and renewed, over and not, extended, or none."""
        start = date(2021, self.luck.randrange(1, 13), 1)
        for number in range(1, 1 + self.luck.randrange(4)):
            end = self.day() if number == 1 else start + timedelta(days=self.luck.randrange(1, 200))
            extended = end + timedelta(days=90) if self.chance(0.2) else None
            CongressTerm.rows.create(
                org=org, number=number, starts_on=start, ends_on=end, extended_to=extended
            )
            start = end + timedelta(days=self.luck.randrange(100))

    def two_committees(self) -> None:
        """Sow seats in the two committees, and among the standing members, who are neither."""
        chosen = [
            seat for seat in Appointment.rows.order_by("pk")
            if seat.office == "chair" or self.chance(0.05)
        ]  # fmt: skip
        for org, person in dict.fromkeys((seat.org_id, seat.person_id) for seat in chosen):
            body = self.luck.choice(["party", "villagers", "standing"])
            self.sow(CommitteeSeat, org_id=org, person_id=person, body=body)

    def training(self, n: int) -> None:
        """Sow a training anywhere in the county, for officers or for women, and who came."""
        audience = self.luck.choice(["officers", "officers", "women"])
        held = self.day() - timedelta(days=self.luck.choice([0, 0, 90]))
        one = TrainingSession.rows.create(
            org=self.luck.choice(self.early), topic=f"培训{n}", audience=audience, mode="go_down",
            held_on=held, hours=2, women=self.luck.randrange(60) if audience == "women" else 0,
        )  # fmt: skip
        there = self.luck.sample(self.people, min(len(self.people), self.luck.randrange(12)))
        TrainingAttendance.rows.bulk_create(
            TrainingAttendance(county_id=one.county_id, session=one, person=who) for who in there
        )

    def thanks(self) -> None:
        """Sow commendations of organisations and of people."""
        for n in range(8):
            who = self.luck.choice([None, self.luck.choice(self.people)]) if self.people else None
            Commendation.rows.create(
                org=self.luck.choice(self.early), person=who, title=f"先进{n}", given_by="县妇联",
                given_on=self.day(),
            )  # fmt: skip
