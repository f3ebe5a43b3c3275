"""有岗无人 and 有人无岗 over everything in reach, and the same as text to paste into a group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from duties.models import DutyPost, PostAssignment
from duties.queries.catalogue import posts_kept
from fulian.dated import live_on
from fulian.searching import meant
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from members.queries.people import women
from orgs.models import Level, Org, OrgStatus
from orgs.queries.naming import places

MOST_TEXT = 300  # lines a group text may have


@dataclass(frozen=True, slots=True)
class EmptyPosts:
    """An organisation and the posts nobody holds there."""

    org: Org
    posts: list[DutyPost]

    @property
    def said(self) -> str:
        """The posts in a row."""
        return "、".join(post.name for post in self.posts)


def empty_posts(on: date, *, text: str = "", town: Org | None = None) -> list[EmptyPosts]:
    """Return 有岗无人 on the day ``on``: places in reach with a committee, in tree order."""
    posts = posts_kept(on)
    seats = Appointment.rows.filter(live_on(on), org=OuterRef("pk"), office__in=COMMITTEE)
    orgs = Org.objects.filter(Exists(seats), status=OrgStatus.ACTIVE)
    orgs = below(orgs, town, "").filter(meant(text, {"pk": places})).order_by("lft")
    held = PostAssignment.objects.filter(live_on(on)).order_by()
    filled = set(held.values_list("org", "post").distinct())
    found = [
        EmptyPosts(org, [post for post in posts if (org.pk, post.pk) not in filled]) for org in orgs
    ]
    return [one for one in found if one.posts]


def idle_members(on: date, *, text: str = "", town: Org | None = None) -> QuerySet[Appointment]:
    """Return 有人无岗 on the day ``on``: executive members in reach who hold no post."""
    held = PostAssignment.rows.filter(live_on(on), appointment=OuterRef("pk"))
    seats = Appointment.objects.filter(
        live_on(on), ~Exists(held), office=Office.EXECUTIVE_MEMBER,
        org__status=OrgStatus.ACTIVE,
    )  # fmt: skip
    seats = below(seats, town, "org__").filter(meant(text, {"org": places, "person": women}))
    return seats.select_related("org", "person").order_by("org__lft", "person__pinyin", "pk")


def below(rows: QuerySet[Any], town: Org | None, way: str) -> QuerySet[Any]:
    """Return those of ``rows`` at ``town`` or below it; all without one."""
    if town is None:
        return rows
    return rows.filter(**{f"{way}lft__gte": town.lft, f"{way}lft__lte": town.rght})


def towns() -> QuerySet[Org]:
    """Return the townships in reach, in tree order."""
    return Org.objects.filter(level=Level.TOWNSHIP, status=OrgStatus.ACTIVE).order_by("lft")


def empty_text(found: Sequence[EmptyPosts], on: date) -> str:
    """Return 有岗无人 as lines to paste into a group."""
    return _text(
        f"【有岗无人】{on:%Y年%-m月%-d日}，共 {len(found)} 个组织：",
        (f"{one.org.title}：{one.said}" for one in found), len(found),
    )  # fmt: skip


def idle_text(found: QuerySet[Appointment], many: int, on: date) -> str:
    """Return 有人无岗 as lines to paste into a group, one for each organisation."""
    seats = groupby(found[:MOST_TEXT], key=lambda seat: seat.org.title)
    lines = (f"{org}：{'、'.join(one.person.name for one in here)}" for org, here in seats)
    return _text(f"【有人无岗】{on:%Y年%-m月%-d日}，执委还没有岗位的 {many} 人：", lines, many)


def _text(title: str, lines: Iterable[str], many: int) -> str:
    shown = [line for line, _ in zip(lines, range(MOST_TEXT), strict=False)]
    more = [f"……只列前 {MOST_TEXT} 个，请按乡镇分开看。"] if many > MOST_TEXT else []
    return "\n".join([title, *shown, *more, "请各位主席在手机“岗位”里安排。"])
