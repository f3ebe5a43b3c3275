"""I-YARD, I-VOL, I-CARE, I-SRV-2 and I-MED, written well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from bench.orm.base import Family, keys
from duties.models import AreaAssignment, LedgerEntry
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
from orgs.models import Cluster

NO_NAME = 0  # a list about children names nobody
ENDS = ("cluster_id", "village_id", "group_id", "household_id")


class Programmes(Family):
    """What is done for women, households and children."""

    def count(self) -> None:
        """Count everything of the family."""
        self._yards()
        self._areas()
        self._teams()
        self._services()
        self._care()
        self._visits()
        self._help()

    def _yards(self) -> None:
        scores = CourtyardScore.rows.filter(kind="score", scored_on__lte=self.day)
        many = Counter(scores.values_list("entry_id", flat=True))
        entries = CourtyardEntry.rows.values_list("pk", "household_id")
        scored = {household for pk, household in entries if many[pk] >= 2}
        for household, org in self.at.households:
            self.at.many(org, "I-YARD-1", household in scored)
        best = CourtyardEntry.rows.filter(self.at.live("awarded_on", "ended_on"))
        for org, _ in keys(best, "org_id", "household_id"):
            self.at.add(org, "I-YARD-2")

    def _areas(self) -> None:
        areas = AreaAssignment.rows.filter(self.at.live())
        kept: dict[str, set[tuple[int, int]]] = {end: set() for end in ENDS}
        for org, *targets in areas.values_list("org_id", *ENDS):
            for end, target in zip(ENDS, targets, strict=True):
                if target:
                    kept[end].add((org, target))
        for org, end, target in self._targets():
            self.at.many(org, "I-YARD-3", (org, target) in kept[end])

    def _targets(self) -> Iterator[tuple[int, str, int]]:
        """Yield who owes what: the county clusters, a township villages, a village the rest."""
        root = next(org.pk for org in self.at.orgs.values() if org.level == "county")
        clusters = Cluster.rows.filter(self.at.live()).values_list("pk", flat=True)
        yield from ((root, "cluster_id", pk) for pk in clusters)
        towns = {o.pk for o in self.at.orgs.values() if o.level == "township" and o.is_active}
        for org in self.at.orgs.values():
            if org.level == "village" and org.is_active and org.parent in towns:
                yield org.parent or 0, "village_id", org.pk
        yield from ((org, "group_id", pk) for pk, org in self.at.groups)
        yield from ((org, "household_id", pk) for pk, org in self.at.households)

    def _teams(self) -> None:
        teams = dict(VolunteerTeam.rows.filter(self.at.live()).values_list("pk", "org_id"))
        for org in teams.values():
            if self.at.is_active(org):
                self.at.add(org, "I-VOL-1")
        leaders = TeamLeader.rows.filter(self.at.live())
        leading = {
            s for s, team in leaders.values_list("appointment_id", "team_id") if team in teams
        }
        women = WomenVolunteer.rows.filter(self.at.live(), person__isnull=False)
        serving = {
            (org, who) for org, who, team in women.values_list("org_id", "person_id", "team_id")
            if team in teams
        }  # fmt: skip
        for org in self.at.bodies:
            for seat in self.at.officers[org]:
                leads = seat.pk in leading
                self.at.one(org, "I-VOL-2", leads, seat.pk)
                self.at.one(org, "I-VOL-4", leads or (org, seat.person) in serving, seat.pk)

    def _services(self) -> None:
        shares = Counter(ServiceShare.rows.values_list("activity_id", flat=True))
        done = VolunteerActivity.rows.filter(self.at.within("done_on"), struck_on__isnull=True)
        for pk, org, half_hours in done.values_list("pk", "org_id", "half_hours"):
            self.at.add(org, "I-VOL-3")
            self.at.add(org, "I-VOL-3.hours", half_hours * 50)
            if shares[pk]:
                self.at.add(org, "I-VOL-5", shares[pk])

    def _care(self) -> None:
        columns = ("pk", "org_id", "case_id", "appointment_id", "since", "until")
        self.pairings = list(CarePairing.rows.filter(since__lte=self.day).values_list(*columns))
        live = [one for one in self.pairings if one[5] is None or one[5] > self.day]
        paired = {case for _, _, case, *_ in live}
        carers = {(org, self.at.people.get(seat)) for _, org, _, seat, *_ in live}
        teams = keys(CareTeam.rows.filter(self.at.live()), "org_id")
        for org in self.at.villages:
            self.at.one(org, "I-CARE-1", org in teams, org)
            for officer in self.at.officers[org]:
                self.at.one(org, "I-CARE-3", (org, officer.person) in carers, NO_NAME)
        for case, org in CareCase.rows.filter(self.at.live()).values_list("pk", "org_id"):
            self.at.one(org, "I-CARE-2", case in paired, NO_NAME)

    def _visits(self) -> None:
        met = set()
        visits = CareVisit.rows.filter(self.at.within("done_on"))
        for org, pairing, day, saw, whole in visits.values_list(
            "org_id", "pairing_id", "done_on", "met_child", "is_complete"
        ):
            self.at.one(org, "I-CARE-5", whole, NO_NAME)
            if saw:
                met.add((pairing, day.month))
        for n in range(3):
            first = date(self.first.year, self.first.month + n, 1)
            after = (first + timedelta(days=31)).replace(day=1)
            for pk, org, _, _, since, until in self.pairings:
                if since <= first.replace(day=15) and (until is None or until >= after):
                    self.at.one(org, "I-CARE-4", (pk, first.month) in met, NO_NAME)

    def _help(self) -> None:
        for _, org, kind, amount, *_ in self.at.ledgers:
            if kind == "aid":
                self.at.add(org, "I-SRV-2")
                if amount:
                    self.at.add(org, "I-SRV-2.amount", amount)
            if kind == "mediation":
                self.at.add(org, "I-MED-1")
        over = LedgerEntry.rows.filter(self.at.within("closed_on"), kind="mediation")
        for pk, org, words in over.values_list("pk", "org_id", "content__words"):
            self.at.one(org, "I-MED-2", (words or {}).get("outcome") == "settled", pk)
