"""Reads of posts and who holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from duties.models import DutyPost, PostAssignment
from duties.queries.catalogue import posts_kept
from duties.rules.posts import ON_POSTS
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from orgs.models import Org, OrgStatus, User
from orgs.queries.hats import live

PLACE: dict[str, int] = {office: place for place, office in enumerate(ON_POSTS)}


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post of an organisation and who holds it there."""

    post: DutyPost
    holders: list[PostAssignment]


@dataclass(frozen=True, slots=True)
class PostBoard:
    """An organisation's posts on a day: 有岗无人 are ``empty``, 有人无岗 are ``idle``."""

    lines: list[PostLine]
    empty: list[DutyPost]
    idle: list[Appointment]
    seats: list[Appointment]


def seats_at(org: Org, on: date) -> list[Appointment]:
    """Return who may hold a post at ``org`` on the day ``on``, by office and name."""
    seats = Appointment.rows.filter(live(on), org=org, office__in=ON_POSTS)
    named = seats.select_related("person").order_by("person__pinyin", "pk")
    return sorted(named, key=lambda seat: PLACE[seat.office])


def seats_of(user: User, on: date) -> list[Appointment]:
    """Return the seats of hers, at the organisation she acts in, that may hold posts."""
    if user.hat is None:
        return []
    seats = Appointment.rows.filter(
        live(on), org=user.hat.org, grant__user=user, office__in=ON_POSTS
    )
    return sorted(seats.select_related("person", "org"), key=lambda seat: PLACE[seat.office])


def posts_held(seats: Sequence[Appointment], on: date) -> set[int]:
    """Return the keys of the posts that the holders of ``seats`` work in on the day ``on``."""
    held = PostAssignment.rows.filter(live(on), appointment__in=[seat.pk for seat in seats])
    return set(held.values_list("post_id", flat=True))


def board_of(org: Org, on: date) -> PostBoard:
    """Return who holds what at ``org`` on the day ``on``, the empty posts and the idle members."""
    posts, seats = posts_kept(on), seats_at(org, on)
    held = list(
        PostAssignment.rows.filter(live(on), org=org)
        .select_related("appointment__person")
        .order_by("appointment__person__pinyin", "pk")
    )
    lines = [PostLine(post, [one for one in held if one.post_id == post.pk]) for post in posts]
    busy = {one.appointment_id for one in held}
    idle = [
        seat for seat in seats if seat.office == Office.EXECUTIVE_MEMBER and seat.pk not in busy
    ]
    return PostBoard(lines, [line.post for line in lines if not line.holders], idle, seats)


def places_with_posts(on: date) -> QuerySet[Any]:
    """Return active organisations in reach with a committee, in tree order.

    ``filled`` is how many posts somebody holds there, ``members`` how many sit on the committee,
    ``idle`` how many of its ordinary members (I-POST-1) hold no post.
    """
    held = PostAssignment.rows.filter(live(on), appointment=OuterRef("pk"))
    seats = Appointment.rows.filter(live(on), org=OuterRef("pk"), office__in=COMMITTEE)
    ordinary = seats.filter(office=Office.EXECUTIVE_MEMBER)
    idle = ordinary.annotate(busy=Exists(held)).filter(busy=False)
    here = PostAssignment.rows.filter(live(on), org=OuterRef("pk"))
    return (
        Org.objects.filter(status=OrgStatus.ACTIVE)
        .annotate(members=_count(seats, "pk"), idle=_count(idle, "pk"), filled=_count(here, "post"))
        .filter(members__gt=0)
        .order_by("lft")
    )


def _count(rows: QuerySet[Any], column: str) -> Coalesce:
    """Return how many different values ``column`` has in ``rows``, as a part of another query."""
    by_org = rows.order_by().values("org").annotate(many=Count(column, distinct=True))
    return Coalesce(Subquery(by_org.values("many"), output_field=IntegerField()), Value(0))
