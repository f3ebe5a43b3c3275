"""Head-counts, terms, shape, training and commendation counted a second time."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from members.models import (
    Commendation,
    CommitteeSeat,
    CongressTerm,
    Person,
    TrainingAttendance,
    TrainingSession,
)
from reports.catalogue import INDICATORS
from tests.reports.by_hand.core import COMMITTEE, Hand, live

HEADS = {
    "chair": "I-TEAM-2.chair", "vice_chair": "I-TEAM-2.vice",
    "executive_member": "I-TEAM-2.executive", "representative": "I-TEAM-2.representative",
}  # fmt: skip
FACTS = {"education": "education", "party": "political_status", "source": "source_category"}


class Teams(Hand):
    """Who is in office (docs/indicators.md; domain A15-A19, A37, A38)."""

    counts = frozenset(
        one.id for one in INDICATORS
        if one.id.startswith(("I-TEAM-2", "I-TEAM-7", "I-TEAM-8", "I-TRN"))
    ) | {"I-TEAM-3", "I-TEAM-4", "I-TEAM-5", "I-EVAL-4", "I-EVAL-5"}  # fmt: skip

    def count(self):
        self.people = {p.pk: p for p in Person.rows.all()}
        self._learn()
        in_two = {
            (c.org_id, c.person_id) for c in CommitteeSeat.rows.all()
            if live(c, self.day) and c.body in ("party", "villagers")
        }  # fmt: skip
        for org in self.bodies:
            self._heads(org)
            self._term(org)
            if org.level == "village":
                self._two_committees(org, in_two)
        self._trainings()
        self._thanked()

    def _heads(self, org):
        for seat in self.live.values():
            if seat.org_id == org.pk and seat.office in HEADS:
                self.add(org.pk, HEADS[seat.office], 1)
        for seat in self.officers(org.pk):
            self.add(org.pk, "I-TEAM-2.committee", 1)
            part_time = seat.office == "vice_chair" and seat.employment == "part_time"
            if part_time and seat.origin in ("elected", "appointed"):
                self.add(org.pk, f"I-TEAM-7.{seat.origin}", 1)
            who = self.people[seat.person_id]
            self.add(org.pk, f"I-TEAM-8.age.{self._age(who)}", 1)
            for fact, column in FACTS.items():
                said = getattr(who, column) or "unknown"
                self.add(org.pk, f"I-TEAM-8.{fact}.{said}", 1)
            self._trained(org, seat)

    def _age(self, who):
        born, day = who.birth_on, self.day
        if born is None:
            return "unknown"
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return next((str(most) for most in (35, 45, 55) if years <= most), "over")

    def _term(self, org):
        ends = [
            t.extended_to or t.ends_on for t in CongressTerm.rows.filter(org=org.pk)
            if t.starts_on <= self.day
        ]  # fmt: skip
        if any(end <= self.day for end in ends):
            self.leaf(org.pk, "I-TEAM-3", any(end > self.day for end in ends), org.pk)

    def _two_committees(self, org, in_two):
        self.leaf(org.pk, "I-TEAM-5", any(at == org.pk for at, _ in in_two), org.pk)
        for seat in self.officers(org.pk):
            if seat.office == "chair":
                there = (org.pk, seat.person_id) in in_two
                self.leaf(org.pk, "I-TEAM-4", there, seat.pk)

    def _learn(self):
        self.sessions = [t for t in TrainingSession.rows.all() if t.held_on <= self.day]
        self.there = defaultdict(list)  # by session: who was there
        self.learned = defaultdict(list)  # by person: when she was at a training for officers
        for row in TrainingAttendance.rows.select_related("session"):
            self.there[row.session_id].append(row.person_id)
            if row.session.audience == "officers" and row.session.held_on <= self.day:
                self.learned[row.person_id].append(row.session.held_on)

    def _trained(self, org, seat):
        done = any(day >= seat.since for day in self.learned[seat.person_id])
        self.leaf(org.pk, "I-TRN-1", done, seat.pk)
        if self.day - seat.since < timedelta(days=365):
            self.leaf(org.pk, "I-TRN-2", done, seat.pk)

    def _trainings(self):
        for one in self.sessions:
            if not self.in_quarter(one.held_on):
                continue
            if one.audience == "officers":
                self.add(one.org_id, "I-TRN-3.sessions", 1)
                self.add(one.org_id, "I-TRN-3.times", len(self.there[one.pk]))
            else:
                self.add(one.org_id, "I-TRN-3.women", one.women)

    def _thanked(self):
        for one in Commendation.rows.all():
            if self.in_quarter(one.given_on):
                self.add(one.org_id, "I-EVAL-4", 1)
        for seat in self.seats:
            adjusted = seat.departure in ("unfit", "not_performing") and seat.office in COMMITTEE
            if adjusted and self.in_quarter(seat.until):
                self.add(seat.org_id, "I-EVAL-5", 1)
