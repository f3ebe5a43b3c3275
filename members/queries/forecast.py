"""What falls empty or over term soon, and where a committee hangs on too few (接续预警)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import Coalesce

from members.models import Appointment, Office, Person
from members.models.appointments import COMMITTEE
from members.queries.seats import by_office, live
from members.queries.terms import TermNow, electing, latest_terms
from members.rules import WARN_DAYS
from orgs.models import Org

MANY_SEATS = 4


@dataclass(frozen=True, slots=True)
class Ending:
    """An organisation whose term is over or ends soon, and how many of its seats hang on it."""

    org: Org
    now: TermNow
    seats: list[int]

    @property
    def count(self) -> int:
        """How many seats."""
        return len(self.seats)


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody in many seats."""

    person: Person
    seats: list[Appointment]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the next ``days`` after ``on`` bring."""

    on: date
    days: int
    leaving: list[Appointment]
    ending: list[Ending]
    lone: list[Org]
    busy: list[Busy]

    @property
    def over(self) -> list[Ending]:
        """Those whose term is over already."""
        return [one for one in self.ending if one.now.is_over]

    @property
    def seats(self) -> set[int]:
        """The seats that fall empty or go over term, by key."""
        ending = {pk for one in self.ending for pk in one.seats}
        return {seat.pk for seat in self.leaving} | ending

    @property
    def outlook(self) -> list[tuple[int, int]]:
        """How many seats are at stake within each of 30, 90 and 180 days, as far as this looks."""
        within = [days for days in WARN_DAYS if days <= self.days]
        return [(days, len(self.within(days).seats)) for days in within]

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing to warn of."""
        return not (self.seats or self.ending or self.lone or self.busy)

    def within(self, days: int) -> Forecast:
        """Return the same for fewer days."""
        last = self.on + timedelta(days=days)
        leaving = [seat for seat in self.leaving if seat.leaves_on and seat.leaves_on <= last]
        ending = [one for one in self.ending if one.now.ends_on and one.now.ends_on <= last]
        return Forecast(self.on, days, leaving, ending, self.lone, self.busy)


def forecast(on: date, days: int = WARN_DAYS[-1]) -> Forecast:
    """Return what falls empty or over term until ``days`` after ``on``, in reach; six queries."""
    orgs = {org.pk: org for org in electing(on)}
    held = Appointment.objects.filter(live(on), office__in=COMMITTEE).order_by()
    seats: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for pk, org, office in held.values_list("pk", "org_id", "office"):
        seats[org].append((pk, office))
    return Forecast(
        on, days, _leaving(on, days), _ending(on, days, orgs, seats), _lone(orgs, seats), _busy(on)
    )


def _leaving(on: date, days: int) -> list[Appointment]:
    """Return the seats that end within ``days`` by what is written down or expected."""
    held = Appointment.objects.filter(live(on), office__in=COMMITTEE)
    rows = held.alias(leaves=Coalesce("until", "expected_until"))
    rows = rows.filter(leaves__lte=on + timedelta(days=days)).select_related("org", "person")
    return list(rows.order_by("leaves", "org__lft", by_office(), "pk"))


def _ending(
    on: date, days: int, orgs: dict[int, Org], seats: Mapping[int, list[tuple[int, str]]]
) -> list[Ending]:
    last = on + timedelta(days=days)
    found = [
        Ending(orgs[pk], now, [seat for seat, _ in seats.get(pk, [])])
        for pk, now in latest_terms(on).items()
        if pk in orgs and now.ends_on is not None and now.ends_on <= last
    ]
    return sorted(found, key=lambda one: (one.now.ends_on or on, one.org.lft))


def _lone(orgs: dict[int, Org], seats: Mapping[int, list[tuple[int, str]]]) -> list[Org]:
    """Return the organisations whose chair has no vice-chair, in tree order."""
    offices = {pk: {office for _, office in seats.get(pk, [])} for pk in orgs}
    return [
        org
        for pk, org in orgs.items()
        if Office.CHAIR in offices[pk] and Office.VICE_CHAIR not in offices[pk]
    ]


def _busy(on: date) -> list[Busy]:
    """Return who holds four seats or more, in any office, the busiest first."""
    held = Appointment.objects.filter(live(on))
    many = held.order_by().values("person").annotate(n=Count("pk")).filter(n__gte=MANY_SEATS)
    rows = held.filter(person__in=many.values("person"))
    seats: dict[int, list[Appointment]] = defaultdict(list)
    for seat in rows.select_related("person", "org").order_by("org__lft", by_office(), "pk"):
        seats[seat.person_id].append(seat)
    found = [Busy(those[0].person, those) for those in seats.values()]
    return sorted(found, key=lambda one: (-len(one.seats), one.person.pinyin, one.person.pk))
