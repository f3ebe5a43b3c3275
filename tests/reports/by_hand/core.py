"""What every second count stands on: the tree of the day, who sat where, and cells to count into.

Nothing here uses SQL of the product: rows are read whole and asked one by one.
"""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace as Row
from typing import Any
from zoneinfo import ZoneInfo

from duties.models import DutyPost, PostAssignment
from members.models import Appointment
from orgs.models import Org, OrgHistory
from reports.catalogue import BY_ID
from reports.rules.listing import keeps_keys
from reports.rules.quarters import Quarter

BEIJING = ZoneInfo("Asia/Shanghai")
COMMITTEE = ("chair", "vice_chair", "executive_member")


def live(row, day, begin="since", end="until"):
    """Half open: the last day is the first on which it no longer holds."""
    return getattr(row, begin) <= day and (getattr(row, end) is None or getattr(row, end) > day)


class Hand:
    """A county on the last day of a quarter; ``counts`` names the indicators it counts."""

    counts: frozenset[str] = frozenset()

    def __init__(self, quarter: Quarter):
        self.day, self.first = quarter.last, quarter.first
        self.orgs = self._orgs()
        self.leaves: dict[Any, Any] = {}  # (org, indicator) -> [numerator, denominator, missing]
        self.seats = [s for s in Appointment.rows.all() if s.since <= self.day]
        self.live = {s.pk: s for s in self.seats if live(s, self.day)}
        self.posts = [p.pk for p in DutyPost.rows.all() if live(p, self.day)]
        self.held = [
            a for a in PostAssignment.rows.all()
            if live(a, self.day) and a.post_id in self.posts and a.appointment_id in self.live
        ]  # fmt: skip
        self.bodies = [
            o for o in self.orgs.values()
            if o.active and o.counted and o.level in ("village", "township")
        ]  # fmt: skip
        self.count()

    def count(self):
        """Fill ``leaves``."""
        raise NotImplementedError

    def cells(self):
        """Return {(org, indicator): (numerator, denominator, missing)} of what is standing."""
        return {
            key: (n, d, sorted(missing) if keeps_keys(BY_ID[key[1]]) else [])
            for key, (n, d, missing) in self.leaves.items() if key[0] in self.orgs and (n or d)
        }  # fmt: skip

    def officers(self, org):
        """Return who sits on the committee of an organisation."""
        return [s for s in self.live.values() if s.org_id == org and s.office in COMMITTEE]

    def in_quarter(self, day):
        """Say whether a day lies in the quarter."""
        return day is not None and self.first <= day <= self.day

    def leaf(self, org, indicator, met, what):
        """Count one thing of a rate: there or missing."""
        cell = self.leaves.setdefault((org, indicator), [0, 0, []])
        cell[1] += 1
        if met:
            cell[0] += 1
        else:
            cell[2].append(what)

    def part(self, org, indicator, met, of, what):
        """Count so many of so many that go together: one thing that is whole, or missing."""
        cell = self.leaves.setdefault((org, indicator), [0, 0, []])
        cell[0] += met
        cell[1] += of
        cell[2] += [what] if met < of else []

    def gaps(self, org, indicator, missing, of):
        """Count what is missing, of how many."""
        cell = self.leaves.setdefault((org, indicator), [0, 0, []])
        cell[0] += len(missing)
        cell[1] += of
        cell[2] += missing

    def add(self, org, indicator, count, of=0):
        """Add to a count, or to a mean."""
        cell = self.leaves.setdefault((org, indicator), [0, 0, []])
        cell[0] += count
        cell[1] += of

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
            if then is not None and org.founded_on <= self.day:
                found[org.pk] = Row(
                    pk=org.pk, level=org.level, counted=org.is_counted, founded=org.founded_on,
                    parent=then.parent_id, kind=then.kind, active=then.status == "active",
                    place=org.place, field=org.field,
                )  # fmt: skip
        return found
