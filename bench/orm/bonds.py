"""I-LIA and I-POST, written well."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from bench.orm.base import Family
from duties.models import DutyLogEntry, LedgerEntry, LedgerFollowUp, LiaisonLink
from duties.queries.norms import contact_kinds, norm
from duties.rules.norms import period_of

LEVELS = {"vice_chair": 1, "executive_member": 2, "representative": 3}
WORDS = ("basics", "difficulty", "measures", "result")
MEMBER = "executive_member"


class Bonds(Family):
    """Who keeps in touch with whom, and what was done at the posts."""

    def count(self) -> None:
        """Count everything of the family."""
        self._links()
        for seat in self.at.holders.values():
            level = LEVELS.get(seat.office)
            if level and seat.org in self.at.villages:
                self.at.one(seat.org, f"I-LIA-{level}", (level, seat.pk) in self.above, seat.pk)
        for group, org in self.at.groups:
            above = self.to_group.get(group)
            self.at.one(org, "I-LIA-4", above is not None, group)
            self.at.one(org, "I-LIA-5", above in self.whole, group)
        for household, org in self.at.households:
            above = self.to_household.get(household)
            self.at.many(org, "I-LIA-4.household", above is not None)
            self.at.many(org, "I-LIA-5.household", above in self.whole)
        self._contacts()
        self._ledgers()
        self._posts()

    def _links(self) -> None:
        """Read the links; a chain is whole where a representative's own goes up to a chair."""
        seats = self.at.holders
        self.above: dict[tuple[int, int], int] = {}
        self.to_group: dict[int | None, int] = {}
        self.to_household: dict[int | None, int] = {}
        links = LiaisonLink.rows.filter(self.at.live(), is_primary=True)
        for level, above, below, group, household in links.values_list(
            "level", "above_id", "below_id", "group_id", "household_id"
        ):
            if above in seats and below:
                self.above[level, below] = above
            elif above in seats and seats[above].office == "representative":
                self.to_group[group] = self.to_household[household] = above
        self.whole = {
            below for level, below in self.above if level == 3 and self._reaches_chair(below)
        }

    def _reaches_chair(self, seat: int) -> bool:
        up: Any = seat
        for step in (3, 2, 1):
            up = self.above.get((step, up))
        return up is not None and self.at.holders[up].office == "chair"

    def _contacts(self) -> None:
        asks, kinds = norm(), contact_kinds()
        self.norm_first, _ = period_of(self.day, asks.months)
        since = min(self.first, self.norm_first)
        self.women: dict[int, set[Any]] = defaultdict(set)
        self.homes: dict[int, set[int]] = defaultdict(set)
        self.touched: set[int] = set()
        self.told: dict[int, tuple[set[Any], set[int]]] = defaultdict(lambda: (set(), set()))
        about = ("org_id", "woman_id", "household_id", "group_id", "subject_name")
        span = {"done_on__range": (since, self.day)}
        lines = LedgerEntry.rows.filter(kind__in=kinds, **span)
        more = LedgerFollowUp.rows.filter(entry__kind__in=kinds, **span)
        for row in lines.values_list("appointment_id", "done_on", *about):
            self._contact(*row)
        for row in more.values_list(
            "appointment_id", "done_on", *(f"entry__{one}" for one in about)
        ):
            self._contact(*row)
        for org, (women, households) in self.told.items():
            self.at.add(org, "I-LIA-7.women", len(women))
            self.at.add(org, "I-LIA-7.households", len(households))
        for org in self.at.bodies:
            for seat in self.at.officers[org]:
                if seat.office == MEMBER:
                    self.at.one(org, "I-LIA-6", seat.pk in self.touched, seat.pk)
                    reached = len(self.women[seat.pk]) >= asks.women
                    reached = reached or len(self.homes[seat.pk]) >= asks.households
                    self.at.gap(org, "I-LIA-8", not reached, seat.pk)

    def _contact(self, seat: int, day: Any, org: int, woman: Any, household: Any, group: Any,
                 name: str) -> None:  # fmt: skip
        who = woman or ((group, name) if group or name else None)
        if day >= self.norm_first:
            if who:
                self.women[seat].add(who)
            if household:
                self.homes[seat].add(household)
        if day < self.first:
            return
        self.touched.add(seat)
        self.at.add(org, "I-LIA-7.times")
        women, households = self.told[org]
        if household:
            self.at.add(org, "I-LIA-7.visits")
            households.add(household)
        if who:
            women.add(who)

    def _ledgers(self) -> None:
        for pk, org, kind, _, measures, status, closed_on, words in self.at.ledgers:
            if status != "noted":
                closed = closed_on is not None and closed_on <= self.day
                self.at.one(org, "I-LIA-9", closed, pk)
                self.at.one(org, "I-LIA-9.measures", measures, pk)
            if kind == "liaison":
                self.at.one(org, "I-LIA-10", all((words or {}).get(one) for one in WORDS), pk)

    def _posts(self) -> None:
        logged: set[tuple[int, int]] = set()
        logs = DutyLogEntry.rows.filter(self.at.within("done_on"), struck_on__isnull=True)
        for org, post in logs.values_list("org_id", "post_id"):
            self.at.add(org, "I-POST-3")
            logged.add((org, post))
        busy = {seat for _, seat, _ in self.at.assigned}
        filled = {(org, post) for org, _, post in self.at.assigned}
        for org in self.at.bodies:
            for seat in self.at.officers[org]:
                if seat.office == MEMBER:
                    self.at.one(org, "I-POST-1", seat.pk in busy, seat.pk)
            for post in self.at.posts:
                self.at.one(org, "I-POST-2", (org, post) in filled, post)
        for org, post in filled:
            if org in self.at.bodies:
                self.at.gap(org, "I-POST-4", (org, post) not in logged, post)
