"""Every indicator counted a second time, by loops over the rows, without any SQL of the product.

Written from the definitions (domain.md A.9), not from the statement: the tree is walked upwards
from each organisation, openings are dealt out one by one, a chain is followed link by link.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from types import SimpleNamespace as Row
from typing import Any
from zoneinfo import ZoneInfo

from duties.models import ChairTurn, DutyPost, Handover, LiaisonLink, PostAssignment
from members.models import Appointment, QuotaRule, WomensGroup
from members.rules import DEFAULT_QUOTAS, Quota
from orgs.models import Org, OrgHistory
from reports.rules.quarters import Quarter

BEIJING = ZoneInfo("Asia/Shanghai")
AGO = date(1949, 10, 1)


def live(row, day, begin="since", end="until"):
    """Half open: the last day is the first on which it no longer holds."""
    return getattr(row, begin) <= day and (getattr(row, end) is None or getattr(row, end) > day)


class ByHand:
    """A county on the last day of a quarter."""

    def __init__(self, quarter: Quarter):
        self.day, self.first = quarter.last, quarter.first
        self.orgs = self._orgs()
        self.leaves: dict[
            Any, Any
        ] = {}  # (org, indicator) -> [numerator, denominator, days, missing]
        self.seats = [s for s in Appointment.rows.all() if s.since <= self.day]
        self.live = {s.pk: s for s in self.seats if live(s, self.day)}
        self.links = [
            k
            for k in LiaisonLink.rows.filter(is_primary=True)
            if live(k, self.day) and k.above_id in self.live
        ]
        self.posts = [p.pk for p in DutyPost.rows.all() if live(p, self.day)]
        self.held = [
            a for a in PostAssignment.rows.all()
            if live(a, self.day) and a.post_id in self.posts and a.appointment_id in self.live
        ]  # fmt: skip

    def _orgs(self):
        past = defaultdict(list)
        for row in OrgHistory.rows.all():
            past[row.org_id].append(row)
        found = {}
        for org in Org.rows.all():
            then = org if org.since <= self.day else None
            for row in past[org.pk]:
                if row.days.lower <= self.day < row.days.upper:
                    then = row
            if then is not None:
                found[org.pk] = Row(
                    pk=org.pk, level=org.level, counted=org.is_counted, founded=org.founded_on,
                    parent=then.parent_id, kind=then.kind, active=then.status == "active",
                )  # fmt: skip
        return found

    def leaf(self, org, indicator, met, what):
        cell = self.leaves.setdefault((org, indicator), [0, 0, 0, []])
        cell[1] += 1
        if met:
            cell[0] += 1
        else:
            cell[3].append(what)

    def count(self):
        """Return {(org, indicator): (own n, own d, own days, n, d, days, missing)}."""
        bodies = [
            o for o in self.orgs.values()
            if o.active and o.counted and o.level in ("village", "township")
        ]  # fmt: skip
        for org in bodies:
            self._team(org)
            self._posts(org)
            if org.level == "village":
                self.leaf(org.pk, "I-ORG-1", org.kind == "federation", {"org": org.pk})
                self._chains(org)
            else:
                turns = [
                    t for t in ChairTurn.rows.filter(org=org.pk)
                    if t.status in ("active", "done") and t.days.lower <= self.day < t.days.upper
                ]  # fmt: skip
                self.leaf(org.pk, "I-ROT-1", bool(turns), {"org": org.pk})
        self._handovers()
        return self._rolled_up()

    def _quota(self, level):
        for rule in QuotaRule.rows.filter(level=level):
            if live(rule, self.day):
                numbers = rule.chair, rule.vice_min, rule.executive_min, rule.counting
                return Quota(*numbers), rule.since
        return DEFAULT_QUOTAS[level], AGO

    def _team(self, org):
        quota, since = self._quota(org.level)
        mine = [s for s in self.seats if s.org_id == org.pk]
        sitting = lambda office: len([s for s in mine if s.office == office and s.pk in self.live])  # noqa: E731 -- short
        chair, vice, rest = map(sitting, ("chair", "vice_chair", "executive_member"))
        inclusive = quota.counting == "inclusive"
        number = chair + vice + rest if inclusive else rest
        whole = chair >= quota.chair and vice >= quota.vice_min and number >= quota.executive_min
        self.leaf(org.pk, "I-TEAM-1", whole, {"org": org.pk})
        self.leaf(org.pk, "I-TEAM-6", chair > 0, {"org": org.pk})
        open_ones = []
        surplus = max(vice - quota.vice_min, 0) if inclusive else 0
        offices = {
            "chair": quota.chair, "vice_chair": quota.vice_min, "executive_member": quota.ordinary
        }  # fmt: skip
        for office, seats in offices.items():
            ever = [s for s in mine if s.office == office]
            openings = [max(org.founded, since)] * seats
            openings += [s.until for s in ever if s.until is not None and s.until <= self.day]
            begun = len(ever) + (surplus if office == "executive_member" else 0)
            open_ones += [(office, opened) for opened in sorted(openings)[begun:]]
        days = sum((self.day - opened).days for _, opened in open_ones)
        missing = [{"office": o, "opened_on": d.isoformat()} for o, d in sorted(open_ones)]
        self.leaves[org.pk, "I-TEAM-9"] = [
            len(open_ones), sum(offices.values()), days, missing
        ]  # fmt: skip

    def _posts(self, org):
        for seat in self.live.values():
            if seat.org_id == org.pk and seat.office == "executive_member":
                has = any(a.appointment_id == seat.pk for a in self.held)
                self.leaf(org.pk, "I-POST-1", has, {"appointment": seat.pk})
        for post in self.posts:
            filled = any(a.post_id == post and a.org_id == org.pk for a in self.held)
            self.leaf(org.pk, "I-POST-2", filled, {"post": post})

    def _above(self, level, *, below=None, group=None):
        for link in self.links:
            if link.level == level and (link.below_id, link.group_id) == (below, group):
                return self.live[link.above_id]
        return None

    def _chains(self, org):
        levels = {"vice_chair": 1, "executive_member": 2, "representative": 3}
        for seat in self.live.values():
            if seat.org_id == org.pk and seat.office in levels:
                level = levels[seat.office]
                linked = self._above(level, below=seat.pk) is not None
                self.leaf(org.pk, f"I-LIA-{level}", linked, {"appointment": seat.pk})
        for group in WomensGroup.rows.filter(org=org.pk):
            if not live(group, self.day, "founded_on", "closed_on"):
                continue
            up = self._above(4, group=group.pk)
            up = up if up and up.office == "representative" else None
            self.leaf(org.pk, "I-LIA-4", up is not None, {"group": group.pk})
            for level in (3, 2, 1):
                up = up and self._above(level, below=up.pk)
            whole = up is not None and up.office == "chair"
            self.leaf(org.pk, "I-LIA-5", whole, {"group": group.pk})

    def _handovers(self):
        for over in Handover.rows.all():
            limit = over.due_on + timedelta(days=over.limit_days)
            org = self.orgs.get(over.org_id)
            if org is None or not org.active or not self.first <= limit <= self.day:
                continue
            sides = [over.taken_at] + ([over.given_at] if over.before_id else [])
            met = all(at and at.astimezone(BEIJING).date() <= limit for at in sides)
            self.leaf(over.org_id, "I-ROT-4", met, {"handover": over.pk})

    def _rolled_up(self):
        root = next(o.pk for o in self.orgs.values() if o.parent is None)
        sums = defaultdict(lambda: [0, 0, 0])
        for (org, indicator), (n, d, days, _) in self.leaves.items():
            above, here = {root}, org
            while here in self.orgs and here not in above:
                above.add(here)
                here = self.orgs[here].parent
            for top in above | {org}:
                for place, number in enumerate((n, d, days)):
                    sums[top, indicator][place] += number
        found = {}
        for key, (n, d, days) in sums.items():
            own = self.leaves.get(key, [0, 0, 0, []])
            if d:
                missing = sorted(own[3], key=lambda m: [m[k] for k in sorted(m)])
                found[key] = (*own[:3], n, d, days, missing)
        return found
