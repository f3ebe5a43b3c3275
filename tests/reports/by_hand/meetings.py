"""Deliberation, rotation, requests, duty reports and appraisals counted a second time (A22-A49)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from duties.models import (
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
from orgs.models import SettingName
from orgs.queries.settings import setting
from tests.reports.by_hand.core import BEIJING, Hand, live

QUESTIONS = 4  # of an appraisal
ONES = ("visit_community", "exchange", "activity", "look_back", "analysis", "solved")


class Meetings(Hand):
    """What the families of meetings, rotation, needs and appraisal count."""

    counts = frozenset(
        {"I-MTG-1", "I-MTG-2", "I-MTG-3", "I-ROT-2", "I-ROT-3", "I-ROT-5", "I-ROT-6", "I-ROT-7",
         "I-SRV-1", "I-SRV-1.days", "I-EVAL-1", "I-EVAL-2", "I-EVAL-3"}
    )  # fmt: skip

    def count(self):
        self.new_year = date(self.day.year, 1, 1)
        self.turns = [t for t in ChairTurn.rows.all() if self._stands(t.org_id)]
        self._met()
        self._rotation()
        self._presidium()
        self._four_ones()
        self._asked()
        self._answered()

    def _stands(self, org):
        return org in self.orgs and self.orgs[org].active

    def by(self, day):
        """Say whether something was done by the last day."""
        return day is not None and day <= self.day

    def _met(self):
        held = [
            m for m in Deliberation.rows.all()
            if m.status in ("held", "confirmed")
            and self.in_quarter(m.starts_at.astimezone(BEIJING).date())
        ]  # fmt: skip
        talks = {m.pk: m for m in held if m.kind in ("regular", "enlarged")}
        for org in self.bodies:
            many = len([m for m in talks.values() if m.org_id == org.pk])
            wanted = setting(SettingName.MEETINGS_EACH_QUARTER)
            self.leaf(org.pk, "I-MTG-1", many >= wanted, org.pk)
        for due in MeetingAttendance.rows.all():
            if due.meeting_id in talks:
                org = talks[due.meeting_id].org_id
                self.leaf(org, "I-MTG-2", due.presence == "present", due.pk)
        for one in Resolution.rows.all():
            if self.in_quarter(one.decided_on):
                self.leaf(one.org_id, "I-MTG-3", self.by(one.done_on), one.pk)
        for one in held:
            if one.kind == "rotation":
                self.add(one.org_id, "I-ROT-3", 1)

    def _rotation(self):
        for turn in self.turns:
            last = turn.days.upper - timedelta(days=1)
            if self.in_quarter(last):
                runs = turn.status == "active" and last == self.day  # to the end of this day
                self.leaf(turn.org_id, "I-ROT-2", turn.status == "done" or runs, turn.pk)
        for task in AssignedTask.rows.all():
            if self.in_quarter(task.due_on) and not self.by(task.dropped_on):
                self.leaf(task.org_id, "I-ROT-6", self.by(task.done_on), task.pk)

    def _presidium(self):
        served = {
            (t.org_id, t.appointment_id) for t in self.turns
            if t.status in ("active", "done")
            and t.days.lower <= self.day and t.days.upper > self.new_year
        }  # fmt: skip
        plans = {p.pk: p.org_id for p in RotationPlan.rows.all()
                 if live(p, self.day, "starts_on", "ended_on")}  # fmt: skip
        counted = {org.pk for org in self.bodies}
        members = {
            (plans[m.plan_id], m.appointment_id) for m in RotationMember.rows.all()
            if m.plan_id in plans and m.appointment_id in self.live
        }  # fmt: skip
        for org, seat in members:
            if org in counted:
                self.leaf(org, "I-ROT-5", (org, seat) in served, seat)

    def _four_ones(self):
        checks = {(c.org_id, c.month): c for c in FourOnesCheck.rows.all()}
        towns = {org.pk for org in self.bodies if org.level == "township"}
        due = defaultdict(list)
        for turn in self.turns:
            if turn.org_id not in towns or turn.status == "skipped":
                continue
            day = max(turn.days.lower, self.first)
            while day <= self.day and day < turn.days.upper:
                due[turn.org_id, day.replace(day=1)].append(turn.pk)
                day += timedelta(days=1)
        for (org, month), turns in due.items():
            check = checks.get((org, month))
            whole = check is not None and all(getattr(check, name).strip() for name in ONES)
            self.leaf(org, "I-ROT-7", whole, min(turns))

    def _asked(self):
        for need in NeedRequest.rows.all():
            if self.in_quarter(need.received_on):
                self.leaf(need.org_id, "I-SRV-1", self.by(need.closed_on), need.pk)
            if self.in_quarter(need.closed_on):
                self.add(need.org_id, "I-SRV-1.days", (need.closed_on - need.received_on).days, 1)

    def _answered(self):
        filed = {
            (r.appointment_id, r.audience) for r in DutyReport.rows.filter(year=self.day.year)
            if self.by(r.filed_on)
        }  # fmt: skip
        counted = {org.pk: org for org in self.bodies}
        appraised = defaultdict(list)
        for one in Appraisal.rows.all():
            last = one.until - timedelta(days=1)
            if self.new_year <= last <= self.day and one.answered and one.org_id in counted:
                appraised[one.org_id].append(one)
        for org in counted:
            for seat in self.officers(org):
                if seat.office == "chair":
                    both = {(seat.pk, "party"), (seat.pk, "upper_federation")} <= filed
                    self.leaf(org, "I-EVAL-1", both, seat.pk)
            self.leaf(org, "I-EVAL-2", org in appraised, org)
            for one in appraised.get(org, []):
                self.part(org, "I-EVAL-3", one.pleased, one.answered * QUESTIONS, one.pk)
