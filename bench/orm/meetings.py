"""I-MTG, I-ROT, I-SRV-1 and I-EVAL-1 to 3, written well."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from bench.orm.base import Family, keys
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
)
from duties.rules.reviews import QUESTIONS
from orgs.models import SettingName
from orgs.queries.settings import setting
from reports.rules.quarters import ZONE

ONES = ("visit_community", "exchange", "activity", "look_back", "analysis", "solved")
DAY = timedelta(days=1)


class Meetings(Family):
    """What committees did together."""

    def count(self) -> None:
        """Count everything of the family."""
        self.new_year = date(self.day.year, 1, 1)
        self._met()
        self._turns()
        self._handovers()
        self._tasks()
        self._needs()
        self._reviews()

    def by(self, day: date | None) -> bool:
        """Say whether something was done by the last day."""
        return day is not None and day <= self.day

    def _met(self) -> None:
        held = Deliberation.rows.filter(self.at.held(), status__in=["held", "confirmed"])
        many: Counter[int] = Counter()
        talks = {}
        for pk, org, kind in held.values_list("pk", "org_id", "kind"):
            if kind == "rotation":
                self.at.add(org, "I-ROT-3")
            else:
                talks[pk] = org
                many[org] += 1
        due = setting(SettingName.MEETINGS_EACH_QUARTER)
        for org in self.at.bodies:
            self.at.one(org, "I-MTG-1", many[org] >= due, org)
        there = MeetingAttendance.rows.values_list("pk", "meeting_id", "presence")
        for pk, meeting, presence in there:
            if meeting in talks:
                self.at.one(talks[meeting], "I-MTG-2", presence == "present", pk)
        decided = Resolution.rows.filter(self.at.within("decided_on"))
        for pk, org, done in decided.values_list("pk", "org_id", "done_on"):
            self.at.one(org, "I-MTG-3", self.by(done), pk)

    def _turns(self) -> None:
        served, turning = set(), set()
        due: dict[Any, list[int]] = defaultdict(list)
        turns = ChairTurn.rows.filter(
            days__startswith__lte=self.day, days__endswith__gt=self.new_year
        )
        for pk, org, seat, status, days in turns.values_list(
            "pk", "org_id", "appointment_id", "status", "days"
        ):
            if not self.at.is_active(org):
                continue
            last = days.upper - DAY
            if status in ("active", "done"):
                served.add((org, seat))
                if last >= self.day:
                    turning.add(org)
            self._over(pk, org, status, last)
            if status != "skipped" and org in self.at.towns:
                for month in self._months(days):
                    due[org, month].append(pk)
        for town in self.at.towns:
            self.at.one(town, "I-ROT-1", town in turning, town)
        self._presidium(served)
        self._four_ones(due)

    def _over(self, turn: int, org: int, status: str, last: date) -> None:
        if self.first <= last <= self.day:
            runs = status == "active" and last == self.day
            self.at.one(org, "I-ROT-2", status == "done" or runs, turn)

    def _months(self, days: Any) -> list[date]:
        firsts = [date(self.first.year, self.first.month + n, 1) for n in range(3)]
        ends = [*firsts[1:], self.day + DAY]
        return [
            first for first, end in zip(firsts, ends, strict=True)
            if days.lower < end and days.upper > first
        ]  # fmt: skip

    def _presidium(self, served: set[tuple[int, int]]) -> None:
        members = RotationMember.rows.filter(plan__starts_on__lte=self.day).exclude(
            plan__ended_on__lte=self.day
        )
        for org, seat in keys(members, "plan__org_id", "appointment_id"):
            if org in self.at.bodies and seat in self.at.holders:
                self.at.one(org, "I-ROT-5", (org, seat) in served, seat)

    def _four_ones(self, due: dict[Any, list[int]]) -> None:
        checks = {
            (org, month): all(said)
            for org, month, *said in FourOnesCheck.rows.values_list("org_id", "month", *ONES)
        }
        for (org, month), turns in due.items():
            self.at.one(org, "I-ROT-7", checks.get((org, month), False), min(turns))

    def _handovers(self) -> None:
        rows = Handover.rows.filter(occasion="rotation", due_on__lte=self.day)
        for pk, org, due_on, days, taken, before, given in rows.values_list(
            "pk", "org_id", "due_on", "limit_days", "taken_at", "before_id", "given_at"
        ):
            limit = due_on + timedelta(days=days)
            if self.first <= limit <= self.day and self.at.is_active(org):
                sides = [taken, given] if before else [taken]
                met = all(at and at.astimezone(ZONE).date() <= limit for at in sides)
                self.at.one(org, "I-ROT-4", met, pk)

    def _tasks(self) -> None:
        tasks = AssignedTask.rows.filter(self.at.within("due_on"))
        for pk, org, done, dropped in tasks.values_list("pk", "org_id", "done_on", "dropped_on"):
            if not self.by(dropped):
                self.at.one(org, "I-ROT-6", self.by(done), pk)

    def _needs(self) -> None:
        needs = NeedRequest.rows.filter(received_on__lte=self.day)
        for pk, org, received, closed in needs.values_list(
            "pk", "org_id", "received_on", "closed_on"
        ):
            if received >= self.first:
                self.at.one(org, "I-SRV-1", self.by(closed), pk)
            if closed is not None and self.first <= closed <= self.day:
                self.at.add(org, "I-SRV-1.days", (closed - received).days, 1)

    def _reviews(self) -> None:
        filed = keys(
            DutyReport.rows.filter(year=self.day.year, filed_on__lte=self.day),
            "appointment_id", "audience",
        )  # fmt: skip
        appraised = set()
        rows = Appraisal.rows.filter(
            until__lte=self.day + DAY, until__gt=self.new_year, answered__gt=0
        )
        for pk, org, answered, pleased in rows.values_list("pk", "org_id", "answered", "pleased"):
            if org in self.at.bodies:
                appraised.add(org)
                self.at.part(org, "I-EVAL-3", pleased or 0, (answered or 0) * len(QUESTIONS), pk)
        for org in self.at.bodies:
            self.at.one(org, "I-EVAL-2", org in appraised, org)
            for seat in self.at.officers[org]:
                if seat.office == "chair":
                    both = {(seat.pk, "party"), (seat.pk, "upper_federation")} <= filed
                    self.at.one(org, "I-EVAL-1", both, seat.pk)
