"""Thirteen of the indicators by a good ORM version: each table once, then dictionaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from duties.models import ChairTurn, DutyPost, Handover, LiaisonLink, PostAssignment
from members.models import Appointment, WomensGroup
from orgs.models import Level, Org, OrgHistory
from reports.queries.counting import quotas_on
from reports.rules import Quarter
from reports.rules.quarters import ZONE

Own = dict[tuple[int, str], tuple[int, int]]
COUNTED = frozenset(
    {"I-ORG-1", "I-TEAM-1", "I-TEAM-6", "I-TEAM-9", "I-LIA-1", "I-LIA-2", "I-LIA-3", "I-LIA-4",
     "I-LIA-5", "I-POST-1", "I-POST-2", "I-ROT-1", "I-ROT-4"}
)  # fmt: skip


class Read:
    """A good ORM version: each table once, then dictionaries."""

    def __init__(self, quarter: Quarter) -> None:
        """Read what is live on the quarter's last day in one query a table."""
        self.quarter, day = quarter, quarter.last
        holding = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))
        self.orgs = self._standing(day)
        self.seats: dict[int, tuple[int, str]] = {}
        self.ended: dict[tuple[int, str], list[date]] = defaultdict(list)
        begun = Appointment.rows.filter(since__lte=day)
        for pk, org, office, until in begun.values_list("pk", "org_id", "office", "until"):
            if until is None or until > day:
                self.seats[pk] = (org, office)
            else:
                self.ended[org, office].append(until)
        links = LiaisonLink.rows.filter(holding, is_primary=True).values_list(
            "level", "below", "group", "above"
        )
        self.above: dict[tuple[int, int | None, int | None], int] = {
            (n, low, grp): up for n, low, grp, up in links if up in self.seats
        }
        self.posts = list(DutyPost.rows.filter(holding).values_list("pk", flat=True))
        held = PostAssignment.rows.filter(holding, post__in=self.posts)
        pairs = held.values_list("org_id", "post_id", "appointment_id")
        self.held = [one for one in pairs if one[2] in self.seats]
        self.groups = WomensGroup.rows.filter(founded_on__lte=day).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=day)
        )
        turns = ChairTurn.rows.filter(status__in=["active", "done"], days__contains=day)
        self.turning = set(turns.values_list("org_id", flat=True))
        self.quotas = {then.level: then for then in quotas_on(day)}

    def _standing(self, day: date) -> dict[int, Any]:
        rows = Org.rows.filter(since__lte=day, founded_on__lte=day)
        names = ("pk", "parent_id", "level", "is_counted", "founded_on", "kind", "status")
        found = {row[0]: row[1:] for row in rows.values_list(*names)}
        past = OrgHistory.rows.filter(days__contains=day).select_related("org")
        for was in past:
            org = was.org
            found[org.pk] = (
                was.parent_id, org.level, org.is_counted, org.founded_on, was.kind, was.status,
            )  # fmt: skip
        return found

    def figures(self) -> Own:
        """Return both integers of each organisation and all below it."""
        own: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
        count = _counter(own)
        bodies = {
            org: facts for org, facts in self.orgs.items()
            if facts[2] and facts[5] == "active" and facts[1] in (Level.VILLAGE, Level.TOWNSHIP)
        }  # fmt: skip
        numbers: dict[tuple[int, str], int] = defaultdict(int)
        for org, office in self.seats.values():
            numbers[org, office] += 1
        filled = {(org, post) for org, post, _ in self.held}
        for org, facts in bodies.items():
            self._team(own, count, org, facts, numbers)
            for post in self.posts:
                count(org, "I-POST-2", (org, post) in filled)
            if facts[1] == Level.VILLAGE:
                count(org, "I-ORG-1", facts[4] == "federation")
            else:
                count(org, "I-ROT-1", org in self.turning)
        self._people(count, bodies)
        self._chains(count, bodies)
        self._handovers(count)
        return self._up(own)

    def _team(self, own: Any, count: Any, org: int, facts: Any, numbers: Any) -> None:
        then = self.quotas[facts[1]]
        quota, inclusive = then.quota, then.quota.is_inclusive
        chair, vice, rest = (
            numbers[org, office] for office in ("chair", "vice_chair", "executive_member")
        )
        size = rest + (chair + vice if inclusive else 0)
        whole = chair >= quota.chair and vice >= quota.vice_min and size >= quota.executive_min
        count(org, "I-TEAM-1", whole)
        count(org, "I-TEAM-6", chair > 0)
        spare = max(vice - quota.vice_min, 0) if inclusive else 0
        due = (("chair", quota.chair, chair), ("vice_chair", quota.vice_min, vice),
               ("executive_member", quota.ordinary, rest + spare))  # fmt: skip
        cell = own[org, "I-TEAM-9"]
        for office, seats, there in due:
            opened = sorted([*[max(facts[3], then.since)] * seats, *self.ended[org, office]])
            vacant = opened[len(opened) - max(seats - there, 0) :]
            cell[0] += len(vacant)
            cell[1] += seats

    def _people(self, count: Any, bodies: Any) -> None:
        levels = {"vice_chair": 1, "executive_member": 2, "representative": 3}
        busy = {appointment for _, _, appointment in self.held}
        for pk, (org, office) in self.seats.items():
            if org not in bodies:
                continue
            if office == "executive_member":
                count(org, "I-POST-1", pk in busy)
            if office in levels and bodies[org][1] == Level.VILLAGE:
                n = levels[office]
                count(org, f"I-LIA-{n}", (n, pk, None) in self.above)

    def _chains(self, count: Any, bodies: Any) -> None:
        for pk, org in self.groups.values_list("pk", "org_id"):
            if org not in bodies or bodies[org][1] != Level.VILLAGE:
                continue
            up = self.above.get((4, None, pk))
            up = up if up and self.seats[up][1] == "representative" else None
            count(org, "I-LIA-4", up is not None)
            for n in (3, 2, 1):
                up = self.above.get((n, up, None)) if up else None
            count(org, "I-LIA-5", up is not None and self.seats[up][1] == "chair")

    def _handovers(self, count: Any) -> None:
        for over in Handover.rows.all():
            limit = over.due_on + timedelta(days=over.limit_days)
            if not self.quarter.first <= limit <= self.quarter.last or over.org_id not in self.orgs:
                continue
            sides = [over.taken_at, *([over.given_at] if over.before_id else [])]
            count(
                over.org_id, "I-ROT-4", all(s and s.astimezone(ZONE).date() <= limit for s in sides)
            )

    def _up(self, own: dict[tuple[int, str], list[int]]) -> Own:
        sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
        for (org, indicator), numbers in own.items():
            here: int | None = org
            while here in self.orgs:
                cell = sums[here, indicator]
                for place in range(2):
                    cell[place] += numbers[place]
                here = self.orgs[here][0]
        return {key: (n, d) for key, (n, d) in sums.items() if d}


def _counter(own: Any) -> Callable[[int, str, bool], None]:
    def count(org: int, indicator: str, met: bool) -> None:
        cell = own[org, indicator]
        cell[0] += met
        cell[1] += 1

    return count
