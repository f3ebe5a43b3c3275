"""I-TEAM, I-TRN, I-EVAL-4 and 5, written well."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from bench.orm.base import COMMITTEE, Family, Place, Seat, keys
from members.models import (
    Commendation,
    CommitteeSeat,
    CongressTerm,
    Person,
    TrainingAttendance,
    TrainingSession,
)
from reports.queries.counting import quotas_on

HEADS = {"chair": "chair", "vice_chair": "vice", "executive_member": "executive"}
AGES = (35, 45, 55)


class Teams(Family):
    """Who is in office."""

    def count(self) -> None:
        """Count everything of the family."""
        self.quotas = {then.level: then for then in quotas_on(self.day)}
        self._learned()
        self._known()
        for org in self.at.bodies.values():
            seats = self.at.officers[org.pk]
            self._team(org, seats)
            for seat in seats:
                self._officer(org, seat)
            if org.level == "village":
                self.at.one(org.pk, "I-TEAM-5", org.pk in self.with_women, org.pk)
        for seat in self.at.holders.values():
            if seat.office == "representative" and seat.org in self.at.bodies:
                self.at.add(seat.org, "I-TEAM-2.representative")
        self._terms()
        self._thanked()

    def _thanked(self) -> None:
        given = Commendation.rows.filter(self.at.within("given_on"))
        for org in given.values_list("org_id", flat=True):
            self.at.add(org, "I-EVAL-4")
        for org, _, departure in self.at.left:
            if departure in ("unfit", "not_performing"):
                self.at.add(org, "I-EVAL-5")

    def _known(self) -> None:
        columns = ("pk", "birth_on", "education", "political_status", "source_category")
        self.who = {row[0]: row[1:] for row in Person.rows.values_list(*columns)}
        seats = CommitteeSeat.rows.filter(self.at.live(), body__in=["party", "villagers"])
        self.in_two = keys(seats, "org_id", "person_id")
        self.with_women = {org for org, _ in self.in_two}

    def _team(self, org: Place, seats: list[Seat]) -> None:
        quota = self.quotas[org.level].quota
        many = Counter(seat.office for seat in seats)
        chair, vice, rest = (many[office] for office in COMMITTEE)
        size = rest + (chair + vice if quota.is_inclusive else 0)
        whole = chair >= quota.chair and vice >= quota.vice_min and size >= quota.executive_min
        self.at.one(org.pk, "I-TEAM-1", whole, org.pk)
        self.at.one(org.pk, "I-TEAM-6", chair > 0, org.pk)
        spare = max(vice - quota.vice_min, 0) if quota.is_inclusive else 0
        there = (chair, vice, rest + spare)
        due = (quota.chair, quota.vice_min, quota.ordinary)
        for place, (office, seats_due, held) in enumerate(
            zip(COMMITTEE, due, there, strict=True), 1
        ):
            self._vacant(org, office, place, seats_due, held)

    def _vacant(self, org: Place, office: str, place: int, due: int, held: int) -> None:
        if due:
            self.at.add(org.pk, "I-TEAM-9", 0, due)
        if due <= held:
            return
        began = max(org.founded_on, self.quotas[org.level].since)
        opened = sorted([*[began] * due, *self.at.ended[org.pk, office]])[held - due :]
        cell = self.at.cells[org.pk, "I-TEAM-9"]
        cell[0] += len(opened)
        cell[2] += [place] * len(opened)
        self.at.add(org.pk, "I-TEAM-9.days", sum((self.day - day).days for day in opened))

    def _officer(self, org: Place, seat: Seat) -> None:
        at, pk = self.at, org.pk
        at.add(pk, f"I-TEAM-2.{HEADS[seat.office]}")
        at.add(pk, "I-TEAM-2.committee")
        part_time = seat.office == "vice_chair" and seat.employment == "part_time"
        if part_time and seat.origin in ("elected", "appointed"):
            at.add(pk, f"I-TEAM-7.{seat.origin}")
        if seat.office == "chair" and org.level == "village":
            at.one(pk, "I-TEAM-4", (pk, seat.person) in self.in_two, seat.pk)
        born, education, party, source = self.who[seat.person]
        at.add(pk, f"I-TEAM-8.age.{self._age(born)}")
        at.add(pk, f"I-TEAM-8.education.{education or 'unknown'}")
        at.add(pk, f"I-TEAM-8.party.{party or 'unknown'}")
        at.add(pk, f"I-TEAM-8.source.{source or 'unknown'}")
        last = self.learned.get(seat.person)
        done = last is not None and last >= seat.since
        at.one(pk, "I-TRN-1", done, seat.pk)
        if self.day - seat.since < timedelta(days=365):
            at.one(pk, "I-TRN-2", done, seat.pk)

    def _age(self, born: date | None) -> str:
        if born is None:
            return "unknown"
        day = self.day
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return next((str(most) for most in AGES if years <= most), "over")

    def _terms(self) -> None:
        ends = defaultdict(list)
        terms = CongressTerm.rows.filter(starts_on__lte=self.day)
        for org, end, extended in terms.values_list("org_id", "ends_on", "extended_to"):
            ends[org].append(extended or end)
        for org, days in ends.items():
            if org in self.at.bodies and min(days) <= self.day:
                self.at.one(org, "I-TEAM-3", max(days) > self.day, org)

    def _learned(self) -> None:
        """Read the trainings: what was held, and when each was last at one for officers."""
        self.learned: dict[int, date] = {}
        columns = ("pk", "org_id", "audience", "held_on", "women")
        sessions = TrainingSession.rows.filter(held_on__lte=self.day)
        known = {row[0]: row[1:] for row in sessions.values_list(*columns)}
        there: Counter[int] = Counter()
        for session, who in TrainingAttendance.rows.values_list("session_id", "person_id"):
            there[session] += 1
            if session in known and known[session][1] == "officers":
                self.learned[who] = max(self.learned.get(who, date.min), known[session][2])
        for pk, (org, audience, held_on, women) in known.items():
            if held_on < self.first:
                continue
            if audience == "officers":
                self.at.add(org, "I-TRN-3.sessions")
                self.at.add(org, "I-TRN-3.times", there[pk])
            elif audience == "women":
                self.at.add(org, "I-TRN-3.women", women or 0)
