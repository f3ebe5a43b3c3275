"""I-MTG, I-ROT, I-SRV-1 and I-EVAL-1 to 3: a query for every question."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from bench.naive.base import Loop
from duties.models import (
    Appraisal,
    AssignedTask,
    ChairTurn,
    Deliberation,
    DutyReport,
    FourOnesCheck,
    Handover,
    MeetingAttendance,
    NeedRequest,
    Resolution,
    RotationMember,
    RotationPlan,
)
from duties.rules.reviews import QUESTIONS
from members.models import Appointment
from orgs.models import SettingName
from orgs.queries.settings import setting
from reports.rules.quarters import ZONE

ONES = ("visit_community", "exchange", "activity", "look_back", "analysis", "solved")
DAY = timedelta(days=1)


class Meetings(Loop):
    """What committees did together."""

    def anywhere(self) -> None:
        """Count what any organisation may have."""
        for meeting in self._meetings().exclude(kind="rotation"):
            for there in MeetingAttendance.rows.filter(meeting=meeting):
                self.one("I-MTG-2", there.presence == "present")
        self.add("I-ROT-3", self._meetings().filter(kind="rotation").count())
        self._work()
        for turn in ChairTurn.rows.filter(org=self.org):
            last = turn.days.upper - DAY
            if self.first <= last <= self.day:
                runs = turn.status == "active" and last == self.day
                self.one("I-ROT-2", turn.status == "done" or runs)
        for over in Handover.rows.filter(org=self.org, occasion="rotation"):
            self._handover(over)

    def _work(self) -> None:
        for item in Resolution.rows.filter(org=self.org, decided_on__range=self.span):
            self.one("I-MTG-3", self._by(item.done_on))
        for task in AssignedTask.rows.filter(org=self.org, due_on__range=self.span):
            if not self._by(task.dropped_on):
                self.one("I-ROT-6", self._by(task.done_on))
        for need in NeedRequest.rows.filter(org=self.org, received_on__range=self.span):
            self.one("I-SRV-1", self._by(need.closed_on))
        for need in NeedRequest.rows.filter(org=self.org, closed_on__range=self.span):
            if need.closed_on:
                self.add("I-SRV-1.days", (need.closed_on - need.received_on).days, 1)

    def body(self) -> None:
        """Count what townships and villages have."""
        talks = self._meetings().exclude(kind="rotation").count()
        self.one("I-MTG-1", talks >= setting(SettingName.MEETINGS_EACH_QUARTER))
        if not self.is_village:
            turns = ChairTurn.rows.filter(org=self.org, days__contains=self.day)
            self.one("I-ROT-1", turns.filter(status__in=["active", "done"]).exists())
            self._four_ones()
        self._presidium()
        self._reviews()

    def _meetings(self) -> QuerySet[Deliberation]:
        return Deliberation.rows.filter(self.held(), org=self.org, status__in=["held", "confirmed"])

    def _by(self, day: date | None) -> bool:
        return day is not None and day <= self.day

    def _handover(self, over: Handover) -> None:
        limit = over.due_on + timedelta(days=over.limit_days)
        if self.first <= limit <= self.day:
            sides = [over.taken_at, *([over.given_at] if over.before_id else [])]
            self.one("I-ROT-4", all(at and at.astimezone(ZONE).date() <= limit for at in sides))

    def _presidium(self) -> None:
        new_year = date(self.day.year, 1, 1)
        for plan in RotationPlan.rows.filter(self.lasting("starts_on", "ended_on"), org=self.org):
            for member in RotationMember.rows.filter(plan=plan):
                if not Appointment.rows.filter(self.live, pk=member.appointment_id).exists():
                    continue
                turns = ChairTurn.rows.filter(
                    org=self.org, appointment=member.appointment_id, status__in=["active", "done"],
                    days__startswith__lte=self.day, days__endswith__gt=new_year,
                )  # fmt: skip
                self.one("I-ROT-5", turns.exists())

    def _four_ones(self) -> None:
        for n in range(3):
            month = date(self.first.year, self.first.month + n, 1)
            after = (month + timedelta(days=31)).replace(day=1)
            turns = ChairTurn.rows.filter(org=self.org, days__overlap=(month, after))
            if turns.exclude(status="skipped").exists():
                check = FourOnesCheck.rows.filter(org=self.org, month=month).first()
                self.one("I-ROT-7", check and all(getattr(check, name) for name in ONES))

    def _reviews(self) -> None:
        for seat in self.officers().filter(office="chair"):
            filed = DutyReport.rows.filter(
                appointment=seat, year=self.day.year, filed_on__lte=self.day
            )
            both = [filed.filter(audience=one).exists() for one in ("party", "upper_federation")]
            self.one("I-EVAL-1", all(both))
        over = Appraisal.rows.filter(
            org=self.org, until__lte=self.day + DAY, until__gt=date(self.day.year, 1, 1),
            answered__gt=0,
        )  # fmt: skip
        self.one("I-EVAL-2", over.exists())
        for one in over:
            self.add("I-EVAL-3", one.pleased or 0, (one.answered or 0) * len(QUESTIONS))
