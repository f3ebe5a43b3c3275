"""Reads of activities: lists of an organisation, calendars, and what is still to come."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from duties.models import DutyPost
from duties.queries.posts import seats_at
from fulian.dated import live_on
from fulian.scoping import current
from homes.models import Activity, ActivityPhoto, Campaign, CoOrganiser, TakeDown, WomensHome
from homes.rules.activities import COMING
from members.models import Appointment
from orgs.models import Org, OrgStatus

Status = Activity.Status


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month's calendar with its activities; ``is_in`` is False for the edges."""

    on: date
    is_in: bool
    activities: list[Activity]


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen for an activity of an organisation."""

    seats: list[Appointment]
    homes: list[WomensHome]
    posts: list[DutyPost]
    campaigns: list[Campaign]


def run_by(orgs: Any) -> Q:
    """Condition: one of ``orgs`` (keys, or a query of them) holds an activity or runs it along."""
    along = CoOrganiser.rows.filter(activity=OuterRef("pk"), org__in=orgs)
    return Q(org__in=orgs) | Q(Exists(along))


def in_reach() -> QuerySet[Activity]:
    """Return activities held or co-organised by an organisation in reach, each once."""
    rows = Activity.rows.select_related("org")
    return rows.filter(run_by(Org.objects.values("pk"))) if current().under else rows


def activity_in_reach(pk: int) -> Activity | None:
    """Return one of them with all it points to; None for a foreign one as for none."""
    rows = in_reach().filter(pk=pk)
    links = ("home", "campaign", "turn", "responsible__person", "responsible__grant")
    return rows.select_related(*links).first()


def activities_of(org: Org) -> QuerySet[Activity]:
    """Return what an organisation holds, or runs along, itself."""
    return Activity.rows.select_related("org").filter(run_by([org.pk]))


def of_month(rows: QuerySet[Activity], month: date) -> list[Activity]:
    """Return those of ``rows`` that begin in a month, in their order."""
    first, after = month_of(month)
    return list(rows.filter(starts_at__gte=first, starts_at__lt=after).order_by("starts_at", "pk"))


def month_of(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day's month, and of the next."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return _morning(first), _morning(after)


def beside(month: date) -> tuple[date, date]:
    """Return the first days of the month before and of the month after."""
    first = month.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)


def weeks_of(month: date, found: Sequence[Activity]) -> list[list[Day]]:
    """Return a month in weeks from Monday, each day with what begins on it."""
    by_day: dict[date, list[Activity]] = defaultdict(list)
    for one in found:
        by_day[timezone.localdate(one.starts_at)].append(one)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [[Day(on, on.month == month.month, by_day[on]) for on in week] for week in weeks]


def month_asked(text: str, today: date) -> date:
    """Return the first day of the month written as 2026-11; nonsense is this month."""
    try:
        return datetime.strptime(text, "%Y-%m").replace(day=1).date()  # noqa: DTZ007 -- a month
    except ValueError:
        return today.replace(day=1)


def choices_at(org: Org, on: date) -> Choices:
    """Return who may answer for an activity of ``org``, and what it may belong to."""
    homes = WomensHome.rows.filter(live_on(on), org=org).order_by("kind", "name")
    above = {"org__lft__lte": org.lft, "org__rght__gte": org.rght}  # its own and those above
    themes = Campaign.rows.filter(live_on(on), **above).order_by("since", "name")
    posts = DutyPost.rows.filter(live_on(on)).order_by("place")
    return Choices(seats_at(org, on), list(homes), list(posts), list(themes))


def partners_named(lines: Sequence[str]) -> tuple[list[Org], list[str]]:
    """Return what the lines name: organisations of the county by their whole name or code, units.

    What no organisation is called, or several are, stays a unit's name in words.
    """
    wanted = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    short = {name: name.removesuffix("妇联") for name in wanted}
    found: dict[str, list[Org]] = defaultdict(list)
    rows = Org.rows.filter(status=OrgStatus.ACTIVE)
    same = Q(short_name__in=[*wanted, *short.values()]) | Q(name__in=wanted) | Q(code__in=wanted)
    for org in rows.filter(same):
        for said in wanted:
            if said in (org.name, org.code, org.title, org.short_name):
                found[said].append(org)
    orgs = [found[said][0] for said in wanted if len(found[said]) == 1]
    return orgs, [said for said in wanted if len(found[said]) != 1]


def public_of(org: Org, at: datetime) -> list[Activity]:
    """Return what is to come at an organisation and is open to everybody, the next first."""
    rows = activities_of(org).filter(status=Status.OPEN, starts_at__gt=at)
    return list(rows.order_by("starts_at", "pk")[:20])


def is_plan_down(org: Org) -> bool:
    """Say whether what is on was taken down from an organisation's public page."""
    rows = TakeDown.rows.filter(org=org, what=TakeDown.What.ACTIVITY_PLAN, back_at__isnull=True)
    return rows.exists()


def coming_of(org: Org, on: date) -> QuerySet[Activity]:
    """Return the organisation's own activities that are still to come on the day ``on``."""
    rows = Activity.rows.filter(org=org, status__in=COMING, starts_at__gte=_morning(on))
    return rows.order_by("pk")


def coming_in(appointment: Appointment, on: date) -> QuerySet[Activity]:
    """Return coming activities that the holder of a seat answers for."""
    rows = Activity.rows.filter(responsible=appointment, status__in=COMING)
    return rows.filter(starts_at__gte=_morning(on)).order_by("pk")


def coming_at(home: WomensHome, on: date) -> QuerySet[Activity]:
    """Return coming activities that take place at a home."""
    rows = Activity.rows.filter(home=home, status__in=COMING)
    return rows.filter(starts_at__gte=_morning(on)).order_by("pk")


def photos_of(activity: Activity) -> list[ActivityPhoto]:
    """Return the photos of an activity that are still kept."""
    return list(activity.photos.order_by("pk"))


def partners_of(activity: Activity) -> list[CoOrganiser]:
    """Return who runs it along, in the order written down."""
    return list(activity.co_organisers.select_related("org").order_by("pk"))


def _morning(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


def is_held_by(seat: Appointment, user: Any) -> bool:
    """Say whether a seat of ``choices_at`` is the one she acts in."""
    return user.hat is not None and seat.grant_id == user.hat.grant
