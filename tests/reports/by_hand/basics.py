"""Committees, chains, posts and rotation counted a second time: by loops over the rows.

Openings are dealt out one by one, a chain is followed link by link.
"""

from __future__ import annotations

from datetime import date, timedelta

from duties.models import ChairTurn, Handover, LiaisonLink
from members.models import QuotaRule, WomensGroup
from members.rules import DEFAULT_QUOTAS, Quota
from tests.reports.by_hand.core import BEIJING, Hand, live

AGO = date(1949, 10, 1)


class Basics(Hand):
    """What the first reports counted."""

    counts = frozenset(
        {"I-ORG-1", "I-TEAM-1", "I-TEAM-6", "I-TEAM-9", "I-TEAM-9.days", "I-LIA-1", "I-LIA-2",
         "I-LIA-3", "I-LIA-4", "I-LIA-5", "I-POST-1", "I-POST-2", "I-ROT-1", "I-ROT-4"}
    )  # fmt: skip

    def count(self):
        self.links = [
            k
            for k in LiaisonLink.rows.filter(is_primary=True)
            if live(k, self.day) and k.above_id in self.live
        ]
        for org in self.bodies:
            self._team(org)
            self._posts(org)
            if org.level == "village":
                self.leaf(org.pk, "I-ORG-1", org.kind == "federation", org.pk)
                self._chains(org)
            else:
                turns = [
                    t for t in ChairTurn.rows.filter(org=org.pk)
                    if t.status in ("active", "done") and t.days.lower <= self.day < t.days.upper
                ]  # fmt: skip
                self.leaf(org.pk, "I-ROT-1", bool(turns), org.pk)
        self._handovers()

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
        self.leaf(org.pk, "I-TEAM-1", whole, org.pk)
        self.leaf(org.pk, "I-TEAM-6", chair > 0, org.pk)
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
        places = {"chair": 1, "vice_chair": 2, "executive_member": 3}
        self.gaps(org.pk, "I-TEAM-9", [places[o] for o, _ in open_ones], sum(offices.values()))
        self.add(org.pk, "I-TEAM-9.days", days)

    def _posts(self, org):
        for seat in self.live.values():
            if seat.org_id == org.pk and seat.office == "executive_member":
                has = any(a.appointment_id == seat.pk for a in self.held)
                self.leaf(org.pk, "I-POST-1", has, seat.pk)
        for post in self.posts:
            filled = any(a.post_id == post and a.org_id == org.pk for a in self.held)
            self.leaf(org.pk, "I-POST-2", filled, post)

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
                self.leaf(org.pk, f"I-LIA-{level}", linked, seat.pk)
        for group in WomensGroup.rows.filter(org=org.pk):
            if not live(group, self.day, "founded_on", "closed_on"):
                continue
            up = self._above(4, group=group.pk)
            up = up if up and up.office == "representative" else None
            self.leaf(org.pk, "I-LIA-4", up is not None, group.pk)
            for level in (3, 2, 1):
                up = up and self._above(level, below=up.pk)
            whole = up is not None and up.office == "chair"
            self.leaf(org.pk, "I-LIA-5", whole, group.pk)

    def _handovers(self):
        for over in Handover.rows.all():
            limit = over.due_on + timedelta(days=over.limit_days)
            org = self.orgs.get(over.org_id)
            if org is None or not org.active or not self.first <= limit <= self.day:
                continue
            sides = [over.taken_at] + ([over.given_at] if over.before_id else [])
            met = all(at and at.astimezone(BEIJING).date() <= limit for at in sides)
            self.leaf(over.org_id, "I-ROT-4", met, over.pk)
