"""Liaison down to the household, contacts, ledgers and work logs counted a second time (A20-A26).

A chain is climbed link by link; whom somebody reached is put into sets.
"""

from __future__ import annotations

from duties.ledgers import KINDS
from duties.models import DutyLogEntry, Household, LedgerEntry, LedgerFollowUp, LiaisonLink
from orgs.models import SettingName
from orgs.queries.settings import setting
from tests.reports.by_hand.core import Hand, live

FOUR_GROUPS = ("basics", "difficulty", "measures", "result")  # S3:210
NOBODY = (None, "")


class Bonds(Hand):
    """What the families of liaison and posts count beyond the first reports."""

    counts = frozenset(
        {"I-LIA-4.household", "I-LIA-5.household", "I-LIA-6", "I-LIA-7.times", "I-LIA-7.visits",
         "I-LIA-7.women", "I-LIA-7.households", "I-LIA-8", "I-LIA-9", "I-LIA-9.measures",
         "I-LIA-10", "I-POST-3", "I-POST-4"}
    )  # fmt: skip

    def count(self):
        links = [k for k in LiaisonLink.rows.filter(is_primary=True) if live(k, self.day)]
        self.to_household = {k.household_id: k.above_id for k in links if k.household_id}
        self.to_seat = {(k.level, k.below_id): k.above_id for k in links if k.below_id}
        for household in Household.rows.all():
            if live(household, self.day) and self.in_a_village(household.org_id):
                self._household(household)
        self.contacts = list(self._contacts())
        for org in self.bodies:
            for seat in self.officers(org.pk):
                if seat.office == "executive_member":
                    self._member(seat)
            self._idle_posts(org)
        self._told()
        self._ledgers()
        for line in DutyLogEntry.rows.all():
            if line.struck_on is None and self.in_quarter(line.done_on):
                self.add(line.org_id, "I-POST-3", 1)

    def in_a_village(self, org):
        """Say whether an organisation is one of the villages that count."""
        return any(one.pk == org and one.level == "village" for one in self.bodies)

    def _household(self, household):
        up = self.live.get(self.to_household.get(household.pk))
        up = up if up and up.office == "representative" else None
        self.leaf(household.org_id, "I-LIA-4.household", up is not None, household.pk)
        for level in (3, 2, 1):
            up = up and self.live.get(self.to_seat.get((level, up.pk)))
        whole = up is not None and up.office == "chair"
        self.leaf(household.org_id, "I-LIA-5.household", whole, household.pk)

    def _contacts(self):
        """Yield the day, the seat, the line and its key of every contact."""
        lines = {e.pk: e for e in LedgerEntry.rows.all() if KINDS[e.kind].is_contact}
        for line in lines.values():
            yield line.done_on, line.appointment_id, line
        for more in LedgerFollowUp.rows.all():
            if more.entry_id in lines:
                yield more.done_on, more.appointment_id, lines[more.entry_id]

    @staticmethod
    def woman(line):
        """Return who a line is about: a woman known, else a group and a name; None for nobody."""
        if line.woman_id:
            return line.woman_id
        named = (line.group_id, line.subject_name)
        return None if named == NOBODY else named

    def _member(self, seat):
        hers = [(day, line) for day, who, line in self.contacts if who == seat.pk]
        touched = any(self.in_quarter(day) for day, _ in hers)
        self.leaf(seat.org_id, "I-LIA-6", touched, seat.pk)
        months = setting(SettingName.CONTACT_MONTHS)
        begins = self.day.replace(month=(self.day.month - 1) // months * months + 1, day=1)
        owed = [line for day, line in hers if begins <= day <= self.day]
        women = {self.woman(line) for line in owed} - {None}
        households = {line.household_id for line in owed} - {None}
        met = (
            len(women) >= setting(SettingName.CONTACT_WOMEN)
            or len(households) >= setting(SettingName.CONTACT_HOUSEHOLDS)
        )  # fmt: skip
        self.gaps(seat.org_id, "I-LIA-8", [] if met else [seat.pk], 1)

    def _told(self):
        women, households = set(), set()
        for day, _, line in self.contacts:
            if not self.in_quarter(day):
                continue
            self.add(line.org_id, "I-LIA-7.times", 1)
            if line.household_id:
                self.add(line.org_id, "I-LIA-7.visits", 1)
                households.add((line.org_id, line.household_id))
            if self.woman(line) is not None:
                women.add((line.org_id, self.woman(line)))
        for org, _ in women:
            self.add(org, "I-LIA-7.women", 1)
        for org, _ in households:
            self.add(org, "I-LIA-7.households", 1)

    def _ledgers(self):
        for line in LedgerEntry.rows.all():
            if not self.in_quarter(line.done_on):
                continue
            if line.status != "noted":  # a difficulty was raised
                done = line.closed_on is not None and line.closed_on <= self.day
                self.leaf(line.org_id, "I-LIA-9", done, line.pk)
                self.leaf(line.org_id, "I-LIA-9.measures", line.has_measures, line.pk)
            if line.kind == "liaison":
                whole = all(line.words.get(name) for name in FOUR_GROUPS)
                self.leaf(line.org_id, "I-LIA-10", whole, line.pk)

    def _idle_posts(self, org):
        worked = {
            line.post_id for line in DutyLogEntry.rows.filter(org=org.pk)
            if line.struck_on is None and self.in_quarter(line.done_on)
        }  # fmt: skip
        filled = {a.post_id for a in self.held if a.org_id == org.pk}
        self.gaps(org.pk, "I-POST-4", sorted(filled - worked), len(filled))
