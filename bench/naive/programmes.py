"""I-YARD, I-VOL, I-CARE, I-SRV-2 and I-MED: a query for every question."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bench.naive.base import Loop
from duties.models import AreaAssignment, Household, LedgerEntry
from homes.models import (
    CareCase,
    CarePairing,
    CareTeam,
    CareVisit,
    CourtyardEntry,
    CourtyardScore,
    ServiceShare,
    TeamLeader,
    VolunteerActivity,
    VolunteerTeam,
    WomenVolunteer,
)
from members.models import WomensGroup
from orgs.models import Cluster, Org


class Programmes(Loop):
    """What is done for women, households and children."""

    def anywhere(self) -> None:
        """Count what any organisation may have."""
        org = self.org
        self.add("I-VOL-1", VolunteerTeam.rows.filter(self.live, org=org).count())
        done = VolunteerActivity.rows.filter(org=org, struck_on__isnull=True)
        for service in done.filter(done_on__range=self.span):
            self.add("I-VOL-3", 1)
            self.add("I-VOL-3.hours", service.half_hours * 50)
            self.add("I-VOL-5", ServiceShare.rows.filter(activity=service).count())
        if org.level == "county":
            for cluster in Cluster.rows.filter(self.live):
                self._area(cluster=cluster)
        if org.level == "township":
            for village in Org.rows.filter(parent=org, level="village", status="active"):
                self._area(village=village)
        self._care()
        self._help()

    def body(self) -> None:
        """Count what townships and villages have."""
        for seat in self.officers():
            leads = any(
                VolunteerTeam.rows.filter(self.live, pk=one.team_id).exists()
                for one in TeamLeader.rows.filter(self.live, appointment=seat)
            )
            women = WomenVolunteer.rows.filter(self.live, org=self.org, person=seat.person_id)
            serves = any(
                VolunteerTeam.rows.filter(self.live, pk=one.team_id).exists() for one in women
            )
            self.one("I-VOL-2", leads)
            self.one("I-VOL-4", leads or serves)
        if self.is_village:
            self._village()

    def _area(self, **end: Any) -> None:
        self.one("I-YARD-3", AreaAssignment.rows.filter(self.live, org=self.org, **end).exists())

    def _village(self) -> None:
        best = CourtyardEntry.rows.filter(self.lasting("awarded_on", "ended_on"), org=self.org)
        self.add("I-YARD-2", best.values("household").distinct().count())
        for group in WomensGroup.rows.filter(self.lasting("founded_on", "closed_on"), org=self.org):
            self._area(group=group)
        for household in Household.rows.filter(self.live, org=self.org):
            self._area(household=household)
            self.one("I-YARD-1", self._is_scored(household))
        self.one("I-CARE-1", CareTeam.rows.filter(self.live, org=self.org).exists())
        for seat in self.officers():
            pairs = CarePairing.rows.filter(
                self.live, org=self.org, appointment__person=seat.person_id
            )
            self.one("I-CARE-3", pairs.exists())

    def _is_scored(self, household: Household) -> bool:
        return any(
            CourtyardScore.rows.filter(entry=entry, kind="score", scored_on__lte=self.day).count()
            >= 2
            for entry in CourtyardEntry.rows.filter(household=household)
        )

    def _care(self) -> None:
        for case in CareCase.rows.filter(self.live, org=self.org):
            self.one("I-CARE-2", CarePairing.rows.filter(self.live, case=case).exists())
        for pairing in CarePairing.rows.filter(org=self.org, since__lte=self.day):
            for n in range(3):
                self._month(pairing, date(self.first.year, self.first.month + n, 1))
        for visit in CareVisit.rows.filter(org=self.org, done_on__range=self.span):
            self.one("I-CARE-5", visit.is_complete)

    def _month(self, pairing: CarePairing, first: date) -> None:
        after = (first + timedelta(days=31)).replace(day=1)
        lasted = pairing.until is None or pairing.until >= after
        if pairing.since <= first.replace(day=15) and lasted:
            seen = CareVisit.rows.filter(
                pairing=pairing, met_child=True, done_on__gte=first, done_on__lt=after
            )
            self.one("I-CARE-4", seen.exists())

    def _help(self) -> None:
        lines = LedgerEntry.rows.filter(org=self.org, done_on__range=self.span)
        for line in lines.filter(kind="aid"):
            self.add("I-SRV-2", 1)
            self.add("I-SRV-2.amount", line.amount or 0)
        self.add("I-MED-1", lines.filter(kind="mediation").count())
        over = LedgerEntry.rows.filter(org=self.org, kind="mediation", closed_on__range=self.span)
        for line in over:
            self.one("I-MED-2", line.content.get("words", {}).get("outcome") == "settled")
