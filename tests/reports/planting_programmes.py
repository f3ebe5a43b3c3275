"""Yards, contracted areas, volunteer teams and care, for second counts."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from duties.models import AreaAssignment, Household
from homes.models import (
    CareCase,
    CarePairing,
    CareTeam,
    CareVisit,
    CourtyardCampaign,
    CourtyardEntry,
    CourtyardScheme,
    CourtyardScore,
    ServiceShare,
    TeamLeader,
    VolunteerActivity,
    VolunteerTeam,
    WomenVolunteer,
)
from members.models import Appointment, WomensGroup
from orgs.models import Cluster, Org
from tests.reports.planting_days import Sower

PARTS = {f"name_{n}": f"{n}美" for n in range(1, 5)} | {f"weight_{n}": 25 for n in range(1, 5)}
POINTS = {f"points_{n}": 80 for n in range(1, 5)} | {"hundredths": 8000}


class Programmes(Sower):
    """What is done for women, households and children."""

    def all(self) -> None:
        self.feed = count(1)
        self.rounds = [
            CourtyardCampaign.rows.create(org=self.root, name=f"{n}轮", since=self.day())
            for n in range(2)
        ]
        self.sheets = [
            CourtyardScheme.rows.create(courtyard=one, number=1, **PARTS) for one in self.rounds
        ]
        orgs = list(Org.rows.order_by("lft"))
        self.clusters([org for org in orgs if org.level == "village"])
        for org in orgs:
            if self.seats.get(org.pk):
                self.villages(org)
                self.yards(org)
                self.teams(org)
                self.care(org)

    def clusters(self, villages: list[Org]) -> None:
        seat = self.seats[villages[0].pk][0] if self.seats.get(villages[0].pk) else None
        for n in self.some(4):
            made = Cluster.rows.create(
                org=self.root, name=f"{n}片", kind="community", core=villages[0], **self.span()
            )
            if seat:
                self.area(self.root, seat, cluster=made)

    def area(self, org: Org, seat: Appointment, **end: Any) -> None:
        if self.perhaps(0.7):
            spans = self.while_there(seat, self.spans())
            if household := end.get("household"):
                spans = self.while_there(household, spans)
            for days in spans:
                AreaAssignment.rows.create(org=org, appointment=seat, **end, **days)

    def villages(self, org: Org) -> None:
        seats = self.seats[org.pk]
        for village in Org.rows.filter(parent=org, level="village").order_by("lft"):
            self.area(org, self.luck.choice(seats), village=village)
        for group in WomensGroup.rows.filter(org=org).order_by("pk"):
            self.area(org, self.luck.choice(seats), group=group)
        for household in Household.rows.filter(org=org).order_by("pk"):
            self.area(org, self.luck.choice(seats), household=household)

    def yards(self, org: Org) -> None:
        for household in Household.rows.filter(org=org).order_by("pk"):
            for one, sheet in zip(self.rounds, self.sheets, strict=True):
                if self.perhaps(0.6):
                    self.yard(org, household, one, sheet)

    def yard(self, org: Org, household: Household, one: Any, sheet: Any) -> None:
        awarded = self.day() if self.perhaps(0.5) else None
        ended = self.later(awarded, 0.3) if awarded else None
        entry = CourtyardEntry.rows.create(
            org=org, courtyard=one, household=household, nominated_by="群众",
            nominated_on=self.day(), awarded_on=awarded, ended_on=ended,
            level="village" if awarded else "", status="awarded" if awarded else "nominated",
        )  # fmt: skip
        seats = self.seats[org.pk]
        for seat in self.luck.sample(seats, min(len(seats), self.luck.randrange(4))):
            CourtyardScore.rows.create(
                entry=entry, scheme=sheet, appointment=seat, scored_on=self.day(),
                kind=self.luck.choice(["score", "score", "recheck"]), **POINTS,
            )  # fmt: skip

    def teams(self, org: Org) -> None:
        seats = self.seats[org.pk]
        for n in self.some(3):
            team = VolunteerTeam.rows.create(org=org, kind="care", name=f"{n}队", **self.span())
            for days in self.spans():
                TeamLeader.rows.create(team=team, appointment=self.luck.choice(seats), **days)
            women = [
                WomenVolunteer.rows.create(
                    org=org, team=team, name=f"志{m}", **self.span(),
                    person_id=seat.person_id if self.perhaps(0.8) else None,
                )
                for m, seat in enumerate(self.luck.sample(seats, min(len(seats), 4)))
            ]  # fmt: skip
            for _ in self.some(4):
                self.service(team, women)

    def service(self, team: VolunteerTeam, women: list[WomenVolunteer]) -> None:
        done = VolunteerActivity.rows.create(
            org_id=team.org_id, team=team, done_on=self.day(), kind="cleaning",
            half_hours=self.luck.randrange(1, 9), feed=next(self.feed),
            struck_on=self.day() if self.perhaps(0.2) else None,
        )  # fmt: skip
        for woman in self.luck.sample(women, self.luck.randrange(len(women) + 1)):
            ServiceShare.rows.create(activity=done, volunteer=woman, half_hours=1)

    def care(self, org: Org) -> None:
        seats = self.seats[org.pk]
        for days in self.spans() if self.perhaps(0.7) else []:
            CareTeam.rows.create(org=org, **days)
        for _ in self.some(6):
            case = CareCase.rows.create(org=org, **self.span())
            for days in self.spans() if self.perhaps(0.8) else []:
                pairing = CarePairing.rows.create(
                    org=org, case=case, appointment=self.luck.choice(seats), kind="one_to_one",
                    **days,
                )  # fmt: skip
                self.visits(org, pairing)

    def visits(self, org: Org, pairing: CarePairing) -> None:
        """Some visits, at most one a day, the middle and both ends of a month among them."""
        days = {self.day() for _ in self.some(8)} | {
            pairing.since + timedelta(days=30 * n) for n in self.some(8)
        }
        for day in sorted(days):
            CareVisit.rows.create(
                org=org,
                pairing=pairing,
                done_on=day,
                met_child=self.perhaps(0.8),
                is_complete=self.perhaps(0.6),
            )
