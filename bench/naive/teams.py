"""I-TEAM, I-TRN, I-EVAL-4 and 5: a query for every question."""

from __future__ import annotations

from datetime import timedelta

from bench.naive.base import COMMITTEE, Loop
from members.models import (
    Appointment,
    Commendation,
    CommitteeSeat,
    CongressTerm,
    Person,
    TrainingAttendance,
    TrainingSession,
)
from reports.queries.counting import quotas_on

HEADS = {"chair": "chair", "vice_chair": "vice", "executive_member": "executive"}
TWO = ("party", "villagers")


class Teams(Loop):
    """Who is in office."""

    def anywhere(self) -> None:
        """Count what any organisation may have."""
        org = self.org
        for session in TrainingSession.rows.filter(org=org, held_on__range=self.span):
            if session.audience == "officers":
                there = TrainingAttendance.rows.filter(session=session).count()
                self.add("I-TRN-3.sessions", 1)
                self.add("I-TRN-3.times", there)
            else:
                self.add("I-TRN-3.women", session.women)
        thanked = Commendation.rows.filter(org=org, given_on__range=self.span)
        self.add("I-EVAL-4", thanked.count())
        left = Appointment.rows.filter(
            org=org, until__range=self.span, office__in=COMMITTEE,
            departure__in=["unfit", "not_performing"],
        )  # fmt: skip
        self.add("I-EVAL-5", left.count())

    def body(self) -> None:
        """Count what townships and villages have."""
        self._team()
        for seat in self.officers():
            self._officer(seat)
        women = Appointment.rows.filter(self.live, org=self.org, office="representative")
        self.add("I-TEAM-2.representative", women.count())
        if self.is_village:
            there = CommitteeSeat.rows.filter(self.live, org=self.org, body__in=TWO)
            self.one("I-TEAM-5", there.exists())
        terms = CongressTerm.rows.filter(org=self.org, starts_on__lte=self.day)
        ends = [term.extended_to or term.ends_on for term in terms]
        if any(end <= self.day for end in ends):
            self.one("I-TEAM-3", any(end > self.day for end in ends))

    def _team(self) -> None:
        then = next(q for q in quotas_on(self.day) if q.level == self.org.level)
        quota = then.quota
        chair, vice, rest = (self.officers().filter(office=office).count() for office in COMMITTEE)
        inclusive = quota.is_inclusive
        size = rest + (chair + vice if inclusive else 0)
        whole = chair >= quota.chair and vice >= quota.vice_min and size >= quota.executive_min
        self.one("I-TEAM-1", whole)
        self.one("I-TEAM-6", chair > 0)
        spare = max(vice - quota.vice_min, 0) if inclusive else 0
        needed = (quota.chair, quota.vice_min, quota.ordinary)
        for office, due, there in zip(COMMITTEE, needed, (chair, vice, rest + spare), strict=True):
            ended = Appointment.rows.filter(org=self.org, office=office, until__lte=self.day)
            opened = [max(self.org.founded_on, then.since)] * due
            opened = sorted(opened + [seat.until for seat in ended if seat.until])
            latest = opened[len(opened) - max(due - there, 0) :]
            self.add("I-TEAM-9", len(latest), due)
            self.add("I-TEAM-9.days", sum((self.day - day).days for day in latest))

    def _officer(self, seat: Appointment) -> None:
        who = seat.person
        self.add(f"I-TEAM-2.{HEADS[seat.office]}", 1)
        self.add("I-TEAM-2.committee", 1)
        part_time = seat.office == "vice_chair" and seat.employment == "part_time"
        if part_time and seat.origin in ("elected", "appointed"):
            self.add(f"I-TEAM-7.{seat.origin}", 1)
        if seat.office == "chair" and self.is_village:
            two = CommitteeSeat.rows.filter(self.live, org=self.org, person=who, body__in=TWO)
            self.one("I-TEAM-4", two.exists())
        self.add(f"I-TEAM-8.age.{self._age(who)}", 1)
        self.add(f"I-TEAM-8.education.{who.education or 'unknown'}", 1)
        self.add(f"I-TEAM-8.party.{who.political_status or 'unknown'}", 1)
        self.add(f"I-TEAM-8.source.{who.source_category or 'unknown'}", 1)
        learned = TrainingAttendance.rows.filter(
            person=who, session__audience="officers",
            session__held_on__range=(seat.since, self.day),
        ).exists()  # fmt: skip
        self.one("I-TRN-1", learned)
        if self.day - seat.since < timedelta(days=365):
            self.one("I-TRN-2", learned)

    def _age(self, who: Person) -> str:
        born, day = who.birth_on, self.day
        if born is None:
            return "unknown"
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return next((str(most) for most in (35, 45, 55) if years <= most), "over")
