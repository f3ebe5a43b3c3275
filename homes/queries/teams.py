"""Reads of volunteer teams, who is in them, and what they did (domain A42, A43)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fulian.dated import live_on
from homes.models import TeamLeader, VolunteerActivity, VolunteerTeam, WomenVolunteer
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from orgs.models import Org, User
from orgs.queries.hats import live

COUNTS = Q(struck_on__isnull=True)
MEMBERS_SHOWN = 200


def hours_said(half_hours: int) -> str:
    """Return half hours in hours as they are printed: 12.5."""
    return f"{half_hours / 2:g}"


@dataclass(frozen=True, slots=True)
class Served:
    """What was done: how often, how long (half hours), how many times somebody was helped."""

    times: int = 0
    half_hours: int = 0
    helped: int = 0

    @property
    def hours(self) -> str:
        """The time in hours as it is printed: 12.5."""
        return hours_said(self.half_hours)


@dataclass(frozen=True, slots=True)
class Volunteering:
    """I-VOL-1 to I-VOL-4 of one organisation, or of several together."""

    teams: int = 0
    leading: int = 0
    enrolled: int = 0
    members: int = 0
    served: Served = Served()


def teams_of(on: date, *, ended: bool = False) -> QuerySet[VolunteerTeam]:
    """Return the teams in reach on a day (those ended by then), with leader, members and time."""
    rows = VolunteerTeam.objects.filter(until__lte=on) if ended else VolunteerTeam.objects.filter(
        live(on)
    )  # fmt: skip
    found: QuerySet[VolunteerTeam] = with_figures(rows, on).select_related("org")
    return found.order_by("org__lft", "name", "pk")


def with_figures(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Add to each team who leads it, how many are in it, and its time in half hours."""
    leads = TeamLeader.rows.filter(live(on), team=OuterRef("pk"))
    there = WomenVolunteer.rows.filter(live(on), team=OuterRef("pk")).order_by().values("team")
    done = VolunteerActivity.rows.filter(COUNTS, team=OuterRef("pk")).order_by().values("team")
    found: QuerySet[Any] = rows.annotate(
        leader=Subquery(leads.values("appointment__person__name")[:1]),
        size=_number(there.annotate(n=Count("pk")).values("n")),
        times=_number(done.annotate(n=Count("pk")).values("n")),
        half_hours=_number(done.annotate(n=Sum("half_hours")).values("n")),
    )
    return found


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def in_on(team: VolunteerTeam, on: date) -> QuerySet[WomenVolunteer]:
    """Return who was in a team on a day, the leader among them."""
    return WomenVolunteer.rows.filter(live(on), team=team).order_by("since", "pk")


def services_of(team: VolunteerTeam) -> QuerySet[VolunteerActivity]:
    """Return what a team did, the latest first, with how many ``people`` took part."""
    rows = VolunteerActivity.objects.filter(team=team)
    return rows.annotate(people=Count("shares") + F("others")).order_by("-done_on", "-pk")


def members_of(team: VolunteerTeam, on: date) -> list[WomenVolunteer]:
    """Return who is in a team on a day with her time, as ``hours``."""
    counted = Q(shares__activity__struck_on__isnull=True)
    rows: Any = in_on(team, on).annotate(time=Sum("shares__half_hours", filter=counted))
    found = list(rows[:MEMBERS_SHOWN])
    for one in found:
        one.hours = hours_said(one.time or 0)
    return found


def serves_in(team: VolunteerTeam, user: User | None, on: date) -> bool:
    """Say whether an account leads a team on a day, or is in it."""
    if user is None or user.hat is None:
        return False
    mine = Appointment.rows.filter(live(on), org=user.hat.org, grant__user=user)
    leads = TeamLeader.rows.filter(live(on), team=team, appointment__in=mine.values("pk"))
    serves = in_on(team, on).filter(person__in=mine.values("person"))
    return leads.exists() or serves.exists()


def teams_for(user: User, org: Org, on: date, *, everything: bool) -> list[VolunteerTeam]:
    """Return the teams of ``org`` she may write for: hers first; a chair all of them."""
    rows = list(
        with_figures(VolunteerTeam.rows.filter(live(on), org=org), on).order_by("name", "pk")
    )
    mine = Appointment.rows.filter(live(on), org=org, grant__user=user)
    led = TeamLeader.rows.filter(live(on), appointment__in=mine.values("pk")).values("team")
    serves = WomenVolunteer.rows.filter(live(on), person__in=mine.values("person")).values("team")
    hers = set(
        VolunteerTeam.rows.filter(Q(pk__in=led) | Q(pk__in=serves)).values_list("pk", flat=True)
    )
    for team in rows:
        team.is_hers = team.pk in hers
    first = sorted(rows, key=lambda team: team.pk not in hers)
    return first if everything else [team for team in first if team.pk in hers]


def leaders_at(org: Org, on: date) -> list[Appointment]:
    """Return who may lead a team of ``org`` on a day: its committee, by office and name."""
    rows = Appointment.rows.filter(live(on), org=org, office__in=COMMITTEE)
    place = {office: n for n, office in enumerate(COMMITTEE)}
    found = rows.select_related("person").order_by("person__pinyin", "pk")
    return sorted(found, key=lambda seat: place[Office(seat.office)])


def volunteering(orgs: Iterable[int], first: date, last: date) -> dict[int, Volunteering]:
    """Return by organisation I-VOL-1 to 4 on the day ``last``, and what was done from ``first``.

    Executive members are counted by person: one who leads two teams is one. Three queries.
    """
    keys = list(orgs)
    there = VolunteerTeam.rows.filter(live(last))
    teams = _by(there.filter(org__in=keys), Count("pk"))
    seats = Appointment.rows.filter(live(last), org__in=keys, office__in=COMMITTEE)
    led = TeamLeader.rows.filter(live(last), team__in=there)
    served = WomenVolunteer.rows.filter(
        live(last), team__in=there, org=OuterRef("org"), person=OuterRef("person")
    )
    leads = Q(pk__in=led.values("appointment"))
    people = {
        org: (leading, enrolled, members)
        for org, leading, enrolled, members in seats.order_by()
        .annotate(serves=Exists(served))
        .values_list("org")
        .annotate(
            leading=Count("person", filter=leads, distinct=True),
            enrolled=Count("person", filter=leads | Q(serves=True), distinct=True),
            members=Count("person", distinct=True),
        )
    }
    done = VolunteerActivity.rows.filter(
        COUNTS, org__in=keys, done_on__gte=first, done_on__lte=last
    ).order_by()
    times = {
        org: Served(n, time or 0, helped or 0)
        for org, n, time, helped in done.values_list("org").annotate(
            n=Count("pk"), time=Sum("half_hours"), helped=Sum("beneficiaries")
        )
    }
    return {
        pk: Volunteering(teams.get(pk, 0), *people.get(pk, (0, 0, 0)), times.get(pk, Served()))
        for pk in keys
    }


def together(each: Iterable[Volunteering]) -> Volunteering:
    """Return the sum of several organisations."""
    known = list(each)
    done = [one.served for one in known]
    served = Served(
        sum(one.times for one in done),
        sum(one.half_hours for one in done),
        sum(one.helped for one in done),
    )
    return Volunteering(
        sum(one.teams for one in known),
        sum(one.leading for one in known),
        sum(one.enrolled for one in known),
        sum(one.members for one in known),
        served,
    )


def _by(rows: QuerySet[Any], what: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("org").annotate(n=what))


def leaderless(on: date) -> QuerySet[VolunteerTeam]:
    """Return the teams in reach that stand on a day and that nobody leads."""
    led = TeamLeader.rows.filter(live_on(on), team=OuterRef("pk"))
    rows = VolunteerTeam.objects.filter(live(on)).exclude(Exists(led))
    return rows.select_related("org").order_by("org__lft", "name", "pk")
