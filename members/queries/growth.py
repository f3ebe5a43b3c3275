"""Reads of training coverage, hers and the county's, and of funding by township and level."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from fulian.dated import live_on
from members.models import (
    Appointment,
    Audience,
    Commendation,
    FundingBasis,
    FundingLine,
    Office,
    Person,
    TrainingAttendance,
    TrainingSession,
    WomensGroup,
)
from members.models.appointments import COMMITTEE
from members.queries.seats import by_office
from orgs.models import Level, Org, OrgStatus

SHOWN = 20
NEW_DAYS = 365  # whose seat is younger than this is newly in office
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who of those in office was trained since her seat began (domain A38: persons, not times)."""

    officers: int
    trained: int
    newcomers: int
    newcomers_trained: int
    missing: list[int]

    @property
    def rate(self) -> str:
        """The share as people say it."""
        return share(self.trained, self.officers)

    @property
    def newcomers_rate(self) -> str:
        """The newcomers' share as people say it."""
        return share(self.newcomers_trained, self.newcomers)


def share(part: Any, whole: Any) -> str:
    """Return a share with one decimal; a dash where there is nothing to share."""
    return f"{100 * part / whole:.1f}%" if whole else "—"


def coverage(on: date) -> Coverage:
    """Return how many of the committees in reach were trained, as of the day ``on``.

    Each person counts once. What counts is a training for officers, anywhere in the county, held
    since the earliest of the seats she holds in reach on that day began, and not after ``on``.
    """
    seats = Appointment.objects.filter(live_on(on), office__in=COMMITTEE)
    began = dict(seats.values_list("person").annotate(Min("since")).order_by())
    last = last_trained(on)
    done = {pk for pk, since in began.items() if pk in last and last[pk] >= since}
    fresh = {pk for pk, since in began.items() if since > on - timedelta(days=NEW_DAYS)}
    missing = sorted(began.keys() - done)
    return Coverage(len(began), len(done), len(fresh), len(fresh & done), missing)


def last_trained(on: date) -> dict[int, date]:
    """Return on which day each person was last at a training for officers, by ``on``."""
    officers = Q(session__audience=Audience.OFFICERS, session__held_on__lte=on)
    rows = TrainingAttendance.rows.filter(officers).values_list("person")
    return dict(rows.annotate(Max("session__held_on")).order_by())


def seats_of_missing(found: Coverage, on: date) -> QuerySet[Appointment]:
    """Return the committee seats of whoever is missing, by place in the tree."""
    rows = Appointment.objects.filter(
        live_on(on), office__in=COMMITTEE, person__in=found.missing
    ).select_related("person", "org")
    return rows.order_by("org__lft", by_office(), "person__pinyin", "pk")


@dataclass(frozen=True, slots=True)
class Held:
    """How much training there was in a year."""

    sessions: int
    times: int
    women_sessions: int
    women: int


def held_in(year: int) -> Held:
    """Return the trainings in reach of a year, and their person-times."""
    rows = TrainingSession.objects.filter(held_on__year=year)
    officers, women = Q(audience=Audience.OFFICERS), Q(audience=Audience.WOMEN)
    found = rows.aggregate(
        sessions=Count("pk", filter=officers),
        women_sessions=Count("pk", filter=women),
        women=Sum("women", filter=women),
    )
    times = TrainingAttendance.objects.filter(session__held_on__year=year).count()
    return Held(found["sessions"], times, found["women_sessions"], found["women"] or 0)


def with_attended(rows: QuerySet[TrainingSession]) -> QuerySet[TrainingSession]:
    """Return ``rows`` with ``attended``: how many were there."""
    return rows.annotate(attended=Count("attendances"))


def attendances_of(session: TrainingSession) -> QuerySet[TrainingAttendance]:
    """Return who was at a training, by name."""
    rows = TrainingAttendance.rows.filter(session=session).select_related("person", "person__org")
    return rows.order_by("person__pinyin", "pk")


def attendable(on: date) -> QuerySet[Person]:
    """Return the people in reach who hold a seat on the day ``on``."""
    seated = Appointment.objects.filter(live_on(on))
    return Person.objects.filter(pk__in=seated.values("person")).select_related("org")


@dataclass(frozen=True, slots=True)
class Own:
    """What was kept of one person."""

    trainings: list[TrainingSession]
    commendations: list[Commendation]


def own_of(grant: int) -> Own:
    """Return the trainings and commendations of whoever sits in the seat of an access grant."""
    people = Appointment.rows.filter(grant=grant).values("person")
    sessions = TrainingAttendance.rows.filter(person__in=people).values("session")
    trainings = TrainingSession.rows.filter(pk__in=sessions).order_by("-held_on", "-pk")
    commendations = Commendation.rows.filter(person__in=people).order_by("-given_on", "-pk")
    return Own(list(trainings), list(commendations))


@dataclass(slots=True)
class Money:
    """What was due and what came, somewhere."""

    title: str
    due: Decimal = NONE
    received: Decimal = NONE
    heads: int = 0
    for_heads: Decimal = NONE

    @property
    def rate(self) -> str:
        """Received ÷ due (I-FUND-1)."""
        return share(self.received, self.due)

    @property
    def per_head(self) -> str:
        """What came for each head (I-FUND-2)."""
        return f"{self.for_heads / self.heads:.2f}" if self.heads else "—"

    def add(self, line: FundingLine) -> None:
        """Add a line."""
        self.due += line.due
        self.received += line.received
        if line.basis == FundingBasis.PER_HEAD:
            self.heads += line.heads or 0
            self.for_heads += line.received


@dataclass(frozen=True, slots=True)
class Totals:
    """A year's funding in reach: all of it, by level, by township."""

    whole: Money
    levels: list[Money]
    townships: list[Money]


def totals(year: int) -> Totals:
    """Return the funding in reach of a year; a township's with all that lies below it."""
    lines = list(FundingLine.objects.filter(year=year).select_related("org"))
    whole = Money("合计")
    levels = {level.value: Money(str(level.label)) for level in Level}
    tops = list(Org.objects.filter(level=Level.TOWNSHIP, status=OrgStatus.ACTIVE).order_by("lft"))
    places = [Money(top.title) for top in tops]
    edges = [top.lft for top in tops]
    for line in lines:
        whole.add(line)
        levels[line.org.level].add(line)
        at = bisect_right(edges, line.org.lft) - 1
        if at >= 0 and line.org.lft < tops[at].rght:
            places[at].add(line)
    return Totals(whole, [one for one in levels.values() if one.due], places)


def years() -> list[int]:
    """Return the years with funding in reach, the latest first."""
    return sorted(set(FundingLine.objects.values_list("year", flat=True)), reverse=True)


def funding_of(org: Org, year: int) -> Money:
    """Return an organisation's own funding of a year."""
    own = Money(org.title)
    for line in FundingLine.rows.filter(org=org, year=year):
        own.add(line)
    return own


def commendations_of(org: Org) -> list[Commendation]:
    """Return the last commendations of the organisation itself."""
    given = Commendation.rows.filter(org=org, person__isnull=True).order_by("-given_on", "-pk")
    return list(given[:SHOWN])


def groups_below(org: Org, on: date) -> tuple[int, int]:
    """Return how many women's groups stand at ``org`` and below it, and how many have a leader."""
    inside = Q(org__lft__gte=org.lft, org__lft__lt=org.rght)
    groups = WomensGroup.objects.filter(inside, live_on(on, "founded_on", "closed_on"))
    led = Appointment.rows.filter(live_on(on), office=Office.GROUP_LEADER).values("group")
    return groups.count(), groups.filter(pk__in=led).count()
