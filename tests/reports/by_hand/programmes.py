"""Yards, contracted areas, volunteers, care and help counted a second time (A29, A41-A46)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

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
from orgs.models import Cluster
from tests.reports.by_hand.core import Hand, live

NO_NAME = 0  # a list about children names nobody


class Programmes(Hand):
    """What the families of yards, volunteers, care and services count."""

    counts = frozenset(
        {"I-YARD-1", "I-YARD-2", "I-YARD-3", "I-VOL-1", "I-VOL-2", "I-VOL-3", "I-VOL-3.hours",
         "I-VOL-4", "I-VOL-5", "I-CARE-1", "I-CARE-2", "I-CARE-3", "I-CARE-4", "I-CARE-5",
         "I-SRV-2", "I-SRV-2.amount", "I-MED-1", "I-MED-2"}
    )  # fmt: skip

    def count(self):
        self.villages = [org for org in self.bodies if org.level == "village"]
        mine = {org.pk for org in self.villages}
        self.households = [
            h for h in Household.rows.all() if live(h, self.day) and h.org_id in mine
        ]
        self._yards()
        self._areas(mine)
        self._volunteers()
        self._services()
        self._care()
        self._visits()
        self._help()

    def _yards(self):
        scorers = defaultdict(set)
        for score in CourtyardScore.rows.filter(kind="score"):
            if score.scored_on <= self.day:
                scorers[score.entry_id].add(score.appointment_id)
        scored, best = set(), set()
        for entry in CourtyardEntry.rows.all():
            if len(scorers[entry.pk]) >= 2:
                scored.add(entry.household_id)
            if entry.awarded_on and live(entry, self.day, "awarded_on", "ended_on"):
                best.add((entry.org_id, entry.household_id))
        for household in self.households:
            self.leaf(household.org_id, "I-YARD-1", household.pk in scored, household.pk)
        for org, _ in best:
            self.add(org, "I-YARD-2", 1)

    def _areas(self, villages):
        kept = defaultdict(set)
        for area in AreaAssignment.rows.all():
            if live(area, self.day):
                for end in ("cluster", "village", "group", "household"):
                    kept[area.org_id, end].add(getattr(area, f"{end}_id"))
        for org, end, target in self._targets(villages):
            self.leaf(org, "I-YARD-3", target in kept[org, end], target)

    def _targets(self, villages):
        """Yield who owes what: the county clusters, a township villages, a village the rest."""
        root = next(org.pk for org in self.orgs.values() if org.level == "county")
        yield from ((root, "cluster", c.pk) for c in Cluster.rows.all() if live(c, self.day))
        towns = {o.pk for o in self.orgs.values() if o.level == "township" and o.active}
        for org in self.orgs.values():
            if org.level == "village" and org.active and org.parent in towns:
                yield org.parent, "village", org.pk
        for group in WomensGroup.rows.all():
            if group.org_id in villages and live(group, self.day, "founded_on", "closed_on"):
                yield group.org_id, "group", group.pk
        yield from ((h.org_id, "household", h.pk) for h in self.households)

    def _volunteers(self):
        teams = {t.pk: t for t in VolunteerTeam.rows.all() if live(t, self.day)}
        for team in teams.values():
            if self.orgs[team.org_id].active:
                self.add(team.org_id, "I-VOL-1", 1)
        leading = {k.appointment_id for k in TeamLeader.rows.all()
                   if live(k, self.day) and k.team_id in teams}  # fmt: skip
        serving = {(w.org_id, w.person_id) for w in WomenVolunteer.rows.all()
                   if w.person_id and live(w, self.day) and w.team_id in teams}  # fmt: skip
        for org in self.bodies:
            for seat in self.officers(org.pk):
                leads = seat.pk in leading
                self.leaf(org.pk, "I-VOL-2", leads, seat.pk)
                enrolled = leads or (org.pk, seat.person_id) in serving
                self.leaf(org.pk, "I-VOL-4", enrolled, seat.pk)

    def _services(self):
        for done in VolunteerActivity.rows.all():
            if done.struck_on is not None or not self.in_quarter(done.done_on):
                continue
            self.add(done.org_id, "I-VOL-3", 1)
            self.add(done.org_id, "I-VOL-3.hours", done.half_hours * 50)
            for _ in ServiceShare.rows.filter(activity=done.pk):
                self.add(done.org_id, "I-VOL-5", 1)

    def _care(self):
        teams = {t.org_id for t in CareTeam.rows.all() if live(t, self.day)}
        pairings = [p for p in CarePairing.rows.all() if live(p, self.day)]
        people = {seat.pk: seat.person_id for seat in self.seats}
        paired = {p.case_id for p in pairings}
        carers = {(p.org_id, people.get(p.appointment_id)) for p in pairings}
        for org in self.villages:
            self.leaf(org.pk, "I-CARE-1", org.pk in teams, org.pk)
            for seat in self.officers(org.pk):
                cares = (org.pk, seat.person_id) in carers
                self.leaf(org.pk, "I-CARE-3", cares, NO_NAME)
        for case in CareCase.rows.all():
            if live(case, self.day):
                self.leaf(case.org_id, "I-CARE-2", case.pk in paired, NO_NAME)

    def _visits(self):
        met = set()
        for visit in CareVisit.rows.all():
            if self.in_quarter(visit.done_on):
                self.leaf(visit.org_id, "I-CARE-5", visit.is_complete, NO_NAME)
            if visit.met_child:
                met.add((visit.pairing_id, visit.done_on.year, visit.done_on.month))
        month = self.first
        while month <= self.day:
            after = (month + timedelta(days=31)).replace(day=1)
            for pairing in CarePairing.rows.all():
                began = pairing.since <= month.replace(day=15)
                lasted = pairing.until is None or pairing.until >= after
                if began and lasted:
                    done = (pairing.pk, month.year, month.month) in met
                    self.leaf(pairing.org_id, "I-CARE-4", done, NO_NAME)
            month = after

    def _help(self):
        for line in LedgerEntry.rows.all():
            now = self.in_quarter(line.done_on)
            if line.kind == "aid" and now:
                self.add(line.org_id, "I-SRV-2", 1)
                self.add(line.org_id, "I-SRV-2.amount", line.amount or 0)
            if line.kind == "mediation" and now:
                self.add(line.org_id, "I-MED-1", 1)
            if line.kind == "mediation" and self.in_quarter(line.closed_on):
                settled = line.words.get("outcome") == "settled"
                self.leaf(line.org_id, "I-MED-2", settled, line.pk)
