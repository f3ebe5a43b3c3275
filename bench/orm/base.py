"""What the families of the well-written version share: the tree, the seats, cells to count into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from duties.models import DutyPost, Household, LedgerEntry, PostAssignment, PostHistory
from members.models import Appointment, WomensGroup
from orgs.models import Level, Org, OrgHistory
from reports.catalogue import BY_ID
from reports.rules import Quarter
from reports.rules.listing import keeps_keys
from reports.rules.quarters import ZONE

COMMITTEE = ("chair", "vice_chair", "executive_member")
Cells = dict[tuple[int, str], tuple[int, int, list[int]]]


class Place(NamedTuple):
    """An organisation as it stood."""

    pk: int
    parent: int | None
    level: str
    is_counted: bool
    founded_on: date
    kind: str
    is_active: bool
    place: str
    field: str


class Seat(NamedTuple):
    """A seat somebody holds on the day."""

    pk: int
    org: int
    person: int
    office: str
    group: int | None
    since: date
    employment: str
    origin: str


class County:
    """What every family needs, read once, and the cells they count into."""

    def __init__(self, quarter: Quarter) -> None:
        """Read the tree, the seats and the posts of the quarter's last day."""
        self.quarter, self.first, self.day = quarter, quarter.first, quarter.last
        self.first_at = _morning(self.first)
        self.end_at = _morning(self.day + timedelta(days=1))
        self.cells: dict[tuple[int, str], list[Any]] = defaultdict(lambda: [0, 0, []])
        self.orgs = self._standing()
        self.bodies = {
            pk: one for pk, one in self.orgs.items()
            if one.is_active and one.is_counted and one.level in (Level.VILLAGE, Level.TOWNSHIP)
        }  # fmt: skip
        self.villages = {pk for pk, one in self.bodies.items() if one.level == Level.VILLAGE}
        self.towns = self.bodies.keys() - self.villages
        self._seats()
        self._posts()
        self.groups = self._in_villages(WomensGroup, "founded_on", "closed_on")
        self.households = self._in_villages(Household)
        self.ledgers = self._ledgers()

    def live(self, since: str = "since", until: str = "until") -> Q:
        """Return what holds on the day, half open."""
        open_ended = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": self.day})
        return Q(**{f"{since}__lte": self.day}) & open_ended

    def within(self, name: str) -> Q:
        """Return what lies in the quarter."""
        return Q(**{f"{name}__range": (self.first, self.day)})

    def held(self) -> Q:
        """Return what began in the quarter, by the clock."""
        return Q(starts_at__gte=self.first_at, starts_at__lt=self.end_at)

    def one(self, org: int, indicator: str, met: bool, what: int) -> None:
        """Count one thing of a rate."""
        cell = self.cells[org, indicator]
        cell[1] += 1
        if met:
            cell[0] += 1
        else:
            cell[2].append(what)

    def many(self, org: int, indicator: str, met: bool) -> None:
        """Count one of very many things of a rate: of those no keys are kept."""
        cell = self.cells[org, indicator]
        cell[1] += 1
        cell[0] += met

    def gap(self, org: int, indicator: str, missing: bool, what: int) -> None:
        """Count one thing of which what is missing counts."""
        cell = self.cells[org, indicator]
        cell[1] += 1
        if missing:
            cell[0] += 1
            cell[2].append(what)

    def part(self, org: int, indicator: str, n: int, d: int, what: int) -> None:
        """Count so many of so many that go together."""
        cell = self.cells[org, indicator]
        cell[0] += n
        cell[1] += d
        if n < d:
            cell[2].append(what)

    def add(self, org: int, indicator: str, n: int = 1, d: int = 0) -> None:
        """Add to a count, or to a mean."""
        cell = self.cells[org, indicator]
        cell[0] += n
        cell[1] += d

    def found(self) -> Cells:
        """Return all that was counted of organisations that stand."""
        return {
            key: (n, d, sorted(missing) if keeps_keys(BY_ID[key[1]]) else [])
            for key, (n, d, missing) in self.cells.items()
            if key[0] in self.orgs and (n or d)
        }  # fmt: skip

    def is_active(self, org: int) -> bool:
        """Say whether an organisation stood and was not closed."""
        return org in self.orgs and self.orgs[org].is_active

    def _standing(self) -> dict[int, Place]:
        found = {}
        today = Org.rows.filter(since__lte=self.day, founded_on__lte=self.day)
        for pk, parent, level, counted, founded, kind, status, place, field in today.values_list(
            "pk", "parent_id", "level", "is_counted", "founded_on", "kind", "status", "place",
            "field",
        ):  # fmt: skip
            found[pk] = Place(pk, parent, level, counted, founded, kind, status == "active",
                              place, field)  # fmt: skip
        past = OrgHistory.rows.filter(days__contains=self.day, org__founded_on__lte=self.day)
        for was in past.select_related("org"):
            org = was.org
            found[org.pk] = Place(
                org.pk, was.parent_id, org.level, org.is_counted, org.founded_on, was.kind,
                was.status == "active", org.place, org.field,
            )  # fmt: skip
        return found

    def _seats(self) -> None:
        """Read the seats: who holds one, who is on a committee, when others were left."""
        self.holders: dict[int, Seat] = {}
        self.officers: dict[int, list[Seat]] = {org: [] for org in self.bodies}
        self.ended: dict[tuple[int, str], list[date]] = defaultdict(list)
        self.people: dict[int, int] = {}
        self.left: list[tuple[int, int, str]] = []
        rows = Appointment.rows.filter(since__lte=self.day).values_list(
            "pk", "org_id", "person_id", "office", "group_id", "since", "employment", "origin",
            "until", "departure",
        )  # fmt: skip
        for row in rows:
            seat, until, departure = Seat(*row[:8]), row[8], row[9]
            self.people[seat.pk] = seat.person
            if until is not None and until <= self.day:
                self.ended[seat.org, seat.office].append(until)
            else:
                self.holders[seat.pk] = seat
                if seat.office in COMMITTEE and seat.org in self.officers:
                    self.officers[seat.org].append(seat)
            if until is not None and self.first <= until <= self.day and seat.office in COMMITTEE:
                self.left.append((seat.org, seat.pk, departure))

    def _posts(self) -> None:
        self.posts = set(DutyPost.rows.filter(self.live()).values_list("pk", flat=True))
        self.posts |= set(PostHistory.rows.filter(self.live()).values_list("post_id", flat=True))
        held = PostAssignment.rows.filter(self.live())
        self.assigned = [
            (org, seat, post)
            for org, seat, post in held.values_list("org_id", "appointment_id", "post_id")
            if post in self.posts and seat in self.holders
        ]

    def _in_villages(self, model: Any, *days: str) -> list[tuple[int, int]]:
        rows = model.rows.filter(self.live(*days)).values_list("pk", "org_id")
        return [(pk, org) for pk, org in rows if org in self.villages]

    def _ledgers(self) -> list[Any]:
        return list(
            LedgerEntry.rows.filter(self.within("done_on")).values_list(
                "pk", "org_id", "kind", "amount", "has_measures", "status", "closed_on",
                "content__words",
            )
        )  # fmt: skip


class Family:
    """A family of indicators, counted into the cells of a county."""

    def __init__(self, county: County) -> None:
        """Take the county as it was read."""
        self.at = county
        self.day, self.first = county.day, county.first

    def count(self) -> None:
        """Count everything of the family."""
        raise NotImplementedError


def keys(rows: QuerySet[Any], *names: str) -> set[Any]:
    """Return the different values of one column, or of several together."""
    return set(rows.values_list(*names, flat=len(names) == 1))


def by(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """Return pairs gathered by their first."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)
