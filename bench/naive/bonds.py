"""I-LIA and I-POST: a chain is climbed by a query for every link."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from bench.naive.base import Loop
from duties.models import (
    DutyLogEntry,
    Household,
    LedgerEntry,
    LedgerFollowUp,
    LiaisonLink,
    PostAssignment,
)
from duties.queries.norms import contact_kinds, norm
from duties.rules.norms import period_of
from members.models import Appointment, WomensGroup

LEVELS = {"vice_chair": 1, "executive_member": 2, "representative": 3}
WORDS = ("basics", "difficulty", "measures", "result")
MEMBER = "executive_member"


class Bonds(Loop):
    """Who keeps in touch with whom, and what was done at the posts."""

    def anywhere(self) -> None:
        """Count what any organisation may have."""
        self._told()
        for line in LedgerEntry.rows.filter(org=self.org, done_on__range=self.span):
            if line.status != "noted":
                self.one("I-LIA-9", line.closed_on and line.closed_on <= self.day)
                self.one("I-LIA-9.measures", line.has_measures)
            if line.kind == "liaison":
                words = line.content.get("words", {})
                self.one("I-LIA-10", all(words.get(one) for one in WORDS))
        logged = DutyLogEntry.rows.filter(
            org=self.org, struck_on__isnull=True, done_on__range=self.span
        )
        self.add("I-POST-3", logged.count())

    def body(self) -> None:
        """Count what townships and villages have."""
        for seat in self.officers().filter(office=MEMBER):
            self._member(seat)
        self._posts()
        if self.is_village:
            self._chains()

    def _chains(self) -> None:
        for seat in Appointment.rows.filter(self.live, org=self.org, office__in=LEVELS):
            level = LEVELS[seat.office]
            self.one(f"I-LIA-{level}", self._above(level, below=seat))
        for group in WomensGroup.rows.filter(self.lasting("founded_on", "closed_on"), org=self.org):
            up = self._woman(group=group)
            self.one("I-LIA-4", up)
            self.one("I-LIA-5", self._reaches_chair(up))
        for household in Household.rows.filter(self.live, org=self.org):
            up = self._woman(household=household)
            self.one("I-LIA-4.household", up)
            self.one("I-LIA-5.household", self._reaches_chair(up))

    def _above(self, level: int, **end: Any) -> Appointment | None:
        link = LiaisonLink.rows.filter(self.live, level=level, is_primary=True, **end).first()
        if link is None:
            return None
        return Appointment.rows.filter(self.live, pk=link.above_id).first()

    def _woman(self, **end: Any) -> Appointment | None:
        up = self._above(4, **end)
        return up if up and up.office == "representative" else None

    def _reaches_chair(self, up: Appointment | None) -> bool:
        for level in (3, 2, 1):
            up = self._above(level, below=up) if up else None
        return up is not None and up.office == "chair"

    def _contacts(self, first: Any, **who: Any) -> list[LedgerEntry]:
        """Return the lines of a time, one for each time somebody was met."""
        span, kinds = (first, self.day), contact_kinds()
        lines = list(LedgerEntry.rows.filter(kind__in=kinds, done_on__range=span, **who))
        of_line = {"entry__org" if name == "org" else name: value for name, value in who.items()}
        more = LedgerFollowUp.rows.filter(done_on__range=span, **of_line)
        return lines + [one.entry for one in more if one.entry.kind in kinds]

    def _told(self) -> None:
        lines = self._contacts(self.first, org=self.org)
        homes = [line.household_id for line in lines if line.household_id]
        self.add("I-LIA-7.times", len(lines))
        self.add("I-LIA-7.visits", len(homes))
        self.add("I-LIA-7.households", len(set(homes)))
        self.add("I-LIA-7.women", len({_whom(line) for line in lines} - {None}))

    def _member(self, seat: Appointment) -> None:
        asks = norm()
        begins, _ = period_of(self.day, asks.months)
        self.one("I-LIA-6", self._contacts(self.first, appointment=seat))
        lines = self._contacts(begins, appointment=seat)
        women = {_whom(line) for line in lines} - {None}
        homes = {line.household_id for line in lines if line.household_id}
        self.one("I-LIA-8", len(women) < asks.women and len(homes) < asks.households)
        held = PostAssignment.rows.filter(self.live, appointment=seat, post__in=self.posts())
        self.one("I-POST-1", held.exists())

    def _posts(self) -> None:
        for post in self.posts():
            held = PostAssignment.rows.filter(self.live, org=self.org, post=post)
            sits = [Appointment.rows.filter(self.live, pk=a.appointment_id).exists() for a in held]
            self.one("I-POST-2", any(sits))
            if any(sits):
                done = DutyLogEntry.rows.filter(
                    Q(struck_on__isnull=True), org=self.org, post=post, done_on__range=self.span
                )
                self.one("I-POST-4", not done.exists())


def _whom(line: LedgerEntry) -> Any:
    """Return who a line is about; None for nobody."""
    if line.woman_id:
        return line.woman_id
    named = (line.group_id, line.subject_name)
    return None if named == (None, "") else named
