"""The page of somebody who has just taken a seat: her posts, her people, her dates (feature I4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from duties.models import (
    AssignedTask,
    ChairTurn,
    Deliberation,
    DutyPost,
    LiaisonLink,
    MeetingAttendance,
    PostAssignment,
    Resolution,
)
from duties.queries import norms
from duties.queries.posts import PLACE
from duties.rules.norms import Norm, period_of
from duties.rules.posts import ON_POSTS
from fulian.dated import live_on
from members.models import Appointment, Office
from orgs.models import Org, User
from orgs.queries.hats import live

QUARTER = 3


@dataclass(frozen=True, slots=True)
class Dated:
    """Something of this quarter with its day."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What somebody needs to begin: nothing here is a number of anybody's phone.

    ``chairs`` are whom to ask: her own organisation's chair and the one above.
    """

    seat: Appointment
    posts: list[DutyPost]
    above: list[str]
    below: list[str]
    groups: list[str]
    far: int
    chairs: list[Appointment]
    dates: list[Dated]
    norm: Norm | None
    ends_on: date


def seats_for_packs(org: Org, on: date) -> list[Appointment]:
    """Return who sits at ``org``: whoever came last first, of one day by office."""
    rows = Appointment.objects.filter(live(on), org=org, office__in=ON_POSTS)
    seats = list(rows.select_related("person", "org").order_by("-since", "pk"))
    return sorted(seats, key=lambda seat: (-seat.since.toordinal(), PLACE[seat.office]))


def seat_for_pack(pk: int, user: User, on: date) -> Appointment | None:
    """Return a seat whose page ``user`` may see: her own, or one in reach she arranges."""
    rows = Appointment.objects if user.has_perm("duties.assign_post") else Appointment.rows
    found = rows.filter(live(on), pk=pk, office__in=ON_POSTS)
    if not user.has_perm("duties.assign_post"):
        found = found.filter(grant__user=user)
    return found.select_related("person", "org", "grant").first()


def pack_of(seat: Appointment, at: datetime) -> Pack:
    """Return what the holder of ``seat`` needs to begin, as of now; five queries."""
    today = timezone.localdate(at)
    held = PostAssignment.rows.filter(live(today), appointment=seat).select_related("post")
    above, below, groups, far = _ties(seat, today)
    norm = norms.norm() if seat.office == Office.EXECUTIVE_MEMBER else None
    last = period_of(today, QUARTER)[1] - timedelta(days=1)
    return Pack(
        seat=seat,
        posts=[one.post for one in held.order_by("post__place", "pk")],
        above=above, below=below, groups=groups, far=far,
        chairs=_chairs(seat, today),
        dates=sorted(_dates(seat, today, last), key=lambda one: one.on),
        norm=norm,
        ends_on=last,
    )  # fmt: skip


def _ties(seat: Appointment, on: date) -> tuple[list[str], list[str], list[str], int]:
    rows = LiaisonLink.rows.filter(
        Q(above=seat) | Q(below=seat), live_on(on), is_primary=True
    ).select_related("above__person", "below__person", "group")
    above, below, groups, far = [], [], [], 0
    for tie in rows.order_by("level", "pk"):
        if tie.below_id == seat.pk:
            above.append(tie.above.person.name)
        elif tie.below is not None:
            below.append(tie.below.person.name)
        elif tie.group is not None:
            groups.append(tie.group.name)
        else:
            far += 1
    return above, below, groups, far


def _chairs(seat: Appointment, on: date) -> list[Appointment]:
    where = [pk for pk in (seat.org_id, seat.org.parent_id) if pk]
    rows = Appointment.rows.filter(live(on), org__in=where, office=Office.CHAIR)
    found = rows.exclude(pk=seat.pk).select_related("person", "org")
    return sorted(found, key=lambda one: where.index(one.org_id))


def _dates(seat: Appointment, today: date, last: date) -> Iterable[Dated]:
    """Yield what of hers has a day until the quarter ends: all of it in one query."""
    meetings = MeetingAttendance.rows.filter(
        appointment=seat, meeting__status=Deliberation.Status.CALLED,
        meeting__starts_at__date__gte=today, meeting__starts_at__date__lte=last,
    )  # fmt: skip
    decided = Resolution.rows.filter(owner=seat, done_on__isnull=True, due_on__lte=last)
    tasks = AssignedTask.rows.filter(
        appointment=seat, done_on__isnull=True, dropped_on__isnull=True, due_on__lte=last
    )
    turns = ChairTurn.rows.filter(
        appointment=seat, status=ChairTurn.Status.PLANNED, days__startswith__lte=last
    )
    row: Any = Org.rows.filter(pk=seat.org_id).values(
        meetings=ArraySubquery(meetings.values(
            told=JSONObject(at="meeting__starts_at", what="meeting__title"))),
        decided=ArraySubquery(decided.values(told=JSONObject(on="due_on", what="text"))),
        tasks=ArraySubquery(tasks.values(told=JSONObject(on="due_on", what="text"))),
        turns=ArraySubquery(turns.values("days__startswith")),
    ).get()  # fmt: skip
    for one in row["meetings"]:
        yield Dated(timezone.localdate(datetime.fromisoformat(one["at"])), one["what"])
    for one in row["decided"] + row["tasks"]:
        yield Dated(date.fromisoformat(one["on"]), f"办完：{one['what']}")
    for day in row["turns"]:
        yield Dated(day, "轮到您担任轮值主席")
    yield Dated(last, "本季度最后一天，季度报告按这一天的情况统计")
