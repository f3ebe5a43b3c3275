"""Meetings, rotation, tasks, requests, duty reports and appraisals, for second counts."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from duties.models import (
    AgendaItem,
    Appraisal,
    AssignedTask,
    ChairTurn,
    Deliberation,
    DutyReport,
    FourOnesCheck,
    MeetingAttendance,
    NeedRequest,
    Resolution,
    RotationMember,
    RotationPlan,
)
from members.models import Appointment
from orgs.models import Org, Setting
from tests.reports.planting_days import Sower

AUDIENCES = ["party", "upper_federation", "women"]
FIELDS = ("visit_community", "exchange", "activity", "look_back", "analysis", "solved")


class Meetings(Sower):
    """What committees did together."""

    def all(self) -> None:
        Setting.rows.create(org=self.root, name="meetings_each_quarter", value=2)
        for org in Org.rows.order_by("lft"):
            seats = self.seats.get(org.pk)
            if not seats:
                continue
            for _ in self.some(9):
                self.meeting(org, seats)
            self.rotation(org, seats)
            for _ in self.some(5):
                self.task(org, seats)
                self.need(org)
            self.reports(org, seats)
            self.appraisals(org)

    def meeting(self, org: Org, seats: list[Appointment]) -> None:
        status = self.luck.choice(["called", "held", "held", "confirmed", "cancelled"])
        made = Deliberation.rows.create(
            org=org, kind=self.luck.choice(["regular", "enlarged", "rotation"]), title="会",
            mode="online", starts_at=self.moment(), status=status,
        )  # fmt: skip
        for seat in self.luck.sample(seats, min(len(seats), self.luck.randrange(5))):
            MeetingAttendance.rows.create(
                meeting=made, appointment=seat,
                presence=self.luck.choice(["due", "present", "present", "leave", "absent"]),
            )  # fmt: skip
        item = AgendaItem.rows.create(org=org, meeting=made, title="事")
        for _ in self.some(2):
            decided = self.day()
            Resolution.rows.create(
                org=org, item=item, text="办", owner=self.luck.choice(seats), decided_on=decided,
                due_on=decided, done_on=self.later(decided, 0.6),
            )  # fmt: skip

    def rotation(self, org: Org, seats: list[Appointment]) -> None:
        """Let whoever has no plan yet have one, of quarters; the presidium of all plans."""
        plan = RotationPlan.rows.filter(org=org).first()
        if plan is None:
            starts = self.luck.choice([date(2025, 10, 1), date(2026, 1, 1), date(2026, 6, 1)])
            ended = self.luck.choice([None, None, date(2026, 9, 30), date(2026, 10, 1)])
            plan = RotationPlan.rows.create(
                org=org, period="quarter", starts_on=starts, ended_on=ended
            )
            for n in range(5):
                self.turn(org, plan, n, seats)
        heads = [seat for seat in seats if seat.office != "representative"]
        for n, seat in enumerate(self.luck.sample(heads, min(len(heads), 4)), 1):
            RotationMember.rows.create(plan=plan, appointment=seat, place=n)
        for turn in ChairTurn.rows.filter(org=org).order_by("pk"):
            self.checked(org, turn)

    def turn(self, org: Org, plan: RotationPlan, n: int, seats: list[Appointment]) -> None:
        first = date(2025 + (9 + 3 * n) // 12, (9 + 3 * n) % 12 + 1, 1)
        after = date(2025 + (12 + 3 * n) // 12, (12 + 3 * n) % 12 + 1, 1)
        if self.perhaps(0.2):
            after -= timedelta(days=self.luck.choice([1, 10]))
        status = self.luck.choice(["done", "done", "active", "planned", "skipped"])
        ChairTurn.rows.create(
            org=org, plan=plan, appointment=self.luck.choice(seats), status=status,
            days=DateRange(first, after),
        )  # fmt: skip

    def checked(self, org: Org, turn: ChairTurn) -> None:
        month = turn.days.lower.replace(day=1)
        known = FourOnesCheck.rows.filter(org=org, month=month).exists()
        if self.perhaps(0.7) and not known:
            FourOnesCheck.rows.create(
                org=org, turn=turn, month=month, **{name: self.said(0.93) for name in FIELDS}
            )

    def task(self, org: Org, seats: list[Appointment]) -> None:
        given = self.day()
        AssignedTask.rows.create(
            org=org, appointment=self.luck.choice(seats), text="办", given_on=given,
            due_on=given + timedelta(days=self.luck.randrange(40)), done_on=self.later(given),
            dropped_on=self.later(given, 0.2),
        )  # fmt: skip

    def need(self, org: Org) -> None:
        received = self.day()
        closed = self.later(received, 0.6)
        NeedRequest.rows.create(
            org=org, channel="face", category="other", text="求", received_on=received,
            status="closed" if closed else "acting", closed_on=closed,
        )  # fmt: skip

    def reports(self, org: Org, seats: list[Appointment]) -> None:
        for seat in seats:
            if seat.office != "chair" and self.perhaps(0.9):
                continue
            for year in (2025, 2026):
                for audience in self.luck.sample(AUDIENCES, self.luck.choice([2, 3, 3])):
                    DutyReport.rows.create(
                        org=org, appointment=seat, year=year, audience=audience, text="述",
                        filed_on=self.day() if self.perhaps(0.9) else None,
                    )  # fmt: skip

    def appraisals(self, org: Org) -> None:
        """Some over within the year, one across its beginning, some with too few answers."""
        spans = [(date(2025, 12, 20), date(2026, 1, 10)), (date(2026, 2, 1), date(2026, 4, 1)),
                 (date(2026, 6, 1), date(2026, 10, 1)), (date(2026, 11, 5), date(2026, 12, 31)),
                 (date(2026, 12, 31), date(2027, 1, 1))]  # fmt: skip
        for since, until in self.luck.sample(spans, self.luck.randrange(3)):
            answered = self.luck.choice([None, 0, 10, 12])
            pleased = None if answered is None else self.luck.randrange(4 * answered + 1)
            Appraisal.rows.create(
                org=org, since=since, until=until, answered=answered, pleased=pleased
            )
