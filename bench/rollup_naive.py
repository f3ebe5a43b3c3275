"""The way it is written at first: a query for every seat, post and group, place by place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from duties.models import ChairTurn, DutyPost, Handover, LiaisonLink, PostAssignment, PostHistory
from members.models import Appointment, WomensGroup
from orgs.models import Level, Org
from reports.queries.counting import quotas_on
from reports.rules import Quarter
from reports.rules.quarters import ZONE

LEVELS = {"vice_chair": 1, "executive_member": 2, "representative": 3}
Cells = dict[str, list[int]]


class Naive:
    """One organisation at a time, with everything below it; today's tree, as nobody moved."""

    def __init__(self, quarter: Quarter) -> None:
        """Take the quarter."""
        self.quarter, self.day = quarter, quarter.last
        self.live = Q(since__lte=self.day) & (Q(until__isnull=True) | Q(until__gt=self.day))
        self.former = PostHistory.rows.filter(self.live).values("post")

    def figures(self, top: Org) -> dict[tuple[int, str], tuple[int, int]]:
        """Return the figures of ``top`` and of each organisation below it."""
        found = {}
        for org in top.get_descendants(include_self=True):
            cells: Cells = {}
            for below in org.get_descendants(include_self=True).filter(is_counted=True):
                self._one(below, cells)
            for indicator, (n, d) in cells.items():
                if d:
                    found[org.pk, indicator] = (n, d)
        return found

    def _one(self, org: Any, cells: Cells) -> None:
        self._team(org, cells)
        village = org.level == Level.VILLAGE
        if village:
            _count(cells, "I-ORG-1", org.kind == "federation")
            for group in WomensGroup.rows.filter(org=org, founded_on__lte=self.day):
                self._group(group, cells)
        else:
            turns = ChairTurn.rows.filter(org=org, days__contains=self.day)
            _count(cells, "I-ROT-1", turns.filter(status__in=["active", "done"]).exists())
        for seat in Appointment.rows.filter(self.live, org=org):
            if seat.office in LEVELS and village:
                level = LEVELS[seat.office]
                _count(cells, f"I-LIA-{level}", self._above(level, below=seat) is not None)
            if seat.office == "executive_member":
                held = PostAssignment.rows.filter(self.live, appointment=seat)
                _count(cells, "I-POST-1", held.exists())
        for post in DutyPost.rows.filter(self.live | Q(pk__in=self.former)):
            held = PostAssignment.rows.filter(self.live, org=org, post=post)
            seats = [Appointment.rows.filter(self.live, pk=a.appointment_id).exists() for a in held]
            _count(cells, "I-POST-2", any(seats))
        for over in Handover.rows.filter(org=org, occasion="rotation"):
            self._handover(over, cells)

    def _team(self, org: Any, cells: Cells) -> None:
        then = next(q for q in quotas_on(self.day) if q.level == org.level)
        quota = then.quota
        held = Appointment.rows.filter(self.live, org=org)
        offices = ("chair", "vice_chair", "executive_member")
        chair, vice, rest = (held.filter(office=office).count() for office in offices)
        inclusive = quota.is_inclusive
        size = rest + (chair + vice if inclusive else 0)
        whole = chair >= quota.chair and vice >= quota.vice_min and size >= quota.executive_min
        _count(cells, "I-TEAM-1", whole)
        _count(cells, "I-TEAM-6", chair > 0)
        spare = max(vice - quota.vice_min, 0) if inclusive else 0
        needed = (quota.chair, quota.vice_min, quota.ordinary)
        cell = cells.setdefault("I-TEAM-9", [0, 0])
        for office, seats, there in zip(offices, needed, (chair, vice, rest + spare), strict=True):
            ended = Appointment.rows.filter(org=org, office=office, until__lte=self.day)
            opened = [max(org.founded_on, then.since)] * seats
            opened = sorted(opened + [d for d in ended.values_list("until", flat=True) if d])
            self._vacant(cell, opened, seats, max(seats - there, 0))

    def _vacant(self, cell: list[int], opened: list[date], seats: int, count: int) -> None:
        latest = opened[len(opened) - count :]
        cell[0] += len(latest)
        cell[1] += seats

    def _above(self, level: int, **end: Any) -> Appointment | None:
        link = LiaisonLink.rows.filter(self.live, level=level, is_primary=True, **end).first()
        if link is None:
            return None
        return Appointment.rows.filter(self.live, pk=link.above_id).first()

    def _group(self, group: WomensGroup, cells: Cells) -> None:
        up = self._above(4, group=group)
        up = up if up and up.office == "representative" else None
        _count(cells, "I-LIA-4", up is not None)
        for level in (3, 2, 1):
            up = self._above(level, below=up) if up else None
        _count(cells, "I-LIA-5", up is not None and up.office == "chair")

    def _handover(self, over: Handover, cells: Cells) -> None:
        limit = over.due_on + timedelta(days=over.limit_days)
        if self.quarter.first <= limit <= self.quarter.last:
            sides = [over.taken_at, *([over.given_at] if over.before_id else [])]
            met = all(side and side.astimezone(ZONE).date() <= limit for side in sides)
            _count(cells, "I-ROT-4", met)


def _count(cells: Cells, indicator: str, met: bool) -> None:
    cell = cells.setdefault(indicator, [0, 0])
    cell[0] += met
    cell[1] += 1
