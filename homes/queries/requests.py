"""Reads of requests: those I may see, those I am asked, the table of answers, who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from fulian.dated import live_on
from homes.models import (
    DataRequest,
    FieldKind,
    RequestAnswer,
    RequestField,
    RequestStatus,
)
from homes.queries.burden import OUT
from homes.rules.requests import HEADS
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Level, Org, OrgStatus, User
from orgs.queries.tree import top_of_reach
from orgs.rules import role_may

DUE = Q(answered_at__isnull=True, fell_on__isnull=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One receiver in a request's table: its answer, cell by cell."""

    answer: RequestAnswer
    cells: list[str]

    @property
    def state(self) -> str:
        """How far it is, in a word."""
        if self.answer.fell_on:
            return "不用填"
        if not self.answer.answered_at:
            return "没有填" if self.answer.request.asks else "系统回答"
        marks = ["乡镇代填"] * self.answer.is_for_another + ["过期"] * self.answer.is_late
        return "、".join(marks) or "已填"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a table with what all answers to it come to."""

    field: RequestField
    sum: str


@dataclass(frozen=True, slots=True)
class Table:
    """The answers to a request that are in reach, in the order of the tree."""

    columns: list[Column]
    lines: list[Line]
    asked: int
    answered: int

    @property
    def left(self) -> int:
        """How many have not answered."""
        return self.asked - self.answered


@dataclass(frozen=True, slots=True)
class Mine:
    """What an organisation has to fill in: how much, and how long it takes this month."""

    pieces: int
    minutes: int
    late: int


def visible() -> QuerySet[DataRequest]:
    """Return requests from or to organisations in reach; a draft is its own organisation's."""
    own = top_of_reach()
    to_mine = Exists(RequestAnswer.objects.filter(request=OuterRef("pk")))
    from_mine = Q(pk__in=DataRequest.objects.exclude(status=RequestStatus.DRAFT).values("pk"))
    rows = DataRequest.rows.filter(Q(org=own) | from_mine | Q(to_mine, status__in=OUT))
    return rows.select_related("org").order_by("-drafted_at", "-pk")


def with_counts(rows: QuerySet[DataRequest]) -> QuerySet[Any]:
    """Return ``rows`` with how many in reach are asked and how many have answered."""
    reach = Q(answers__org__in=Org.objects.values("pk"), answers__fell_on__isnull=True)
    return rows.annotate(
        asked=Count("answers", filter=reach),
        answered=Count("answers", filter=reach & Q(answers__answered_at__isnull=False)),
    )


def table_of(request: DataRequest, *, state: str = "", town: int = 0, text: str = "") -> Table:
    """Return the answers in reach: all, or those of a ``state``, a township, a name; 2 queries."""
    fields = list(RequestField.rows.filter(request=request).order_by("place"))
    rows = RequestAnswer.objects.filter(request=request).select_related(
        "org__parent", "request", "grant"
    )
    found = list(rows.order_by("org__lft", "pk"))
    standing = [one for one in found if one.fell_on is None]
    shown = [one for one in found if _is_wanted(one, state, town, text)]
    lines = [Line(one, [one.values.get(str(f.pk), "") for f in fields]) for one in shown]
    told = [line for line in lines if line.answer.fell_on is None]
    columns = [Column(f, _sum(f, [line.cells[n] for line in told])) for n, f in enumerate(fields)]
    done = sum(one.answered_at is not None for one in standing)
    return Table(columns, lines, len(standing), done)


def _is_wanted(one: RequestAnswer, state: str, town: int, text: str) -> bool:
    if town and town not in (one.org_id, one.org.parent_id):
        return False
    if text and text not in one.org.short_name and not one.org.code.startswith(text):
        return False
    is_due = one.answered_at is None and one.fell_on is None
    wanted = {
        "missing": is_due, "answered": one.answered_at is not None, "late": one.is_late,
        "for": one.is_for_another,
    }  # fmt: skip
    return wanted.get(state, True)


def _sum(field: RequestField, cells: Sequence[str]) -> str:
    """Return the total of numbers, or how often each answer was given; nothing for words, days."""
    told = [cell for cell in cells if cell]
    if field.kind == FieldKind.NUMBER or (field.known and all(map(str.isdigit, told))):
        return f"{sum(map(Decimal, told))}" if told else ""
    if field.kind in (FieldKind.YES_NO, FieldKind.CHOICE):
        return "，".join(f"{said} {many}" for said, many in Counter(told).most_common())
    return ""


def missing_of(request: DataRequest) -> list[tuple[str, list[str]]]:
    """Return who in reach has not answered, by township, in the order of the tree."""
    rows = RequestAnswer.objects.filter(DUE, request=request, org__status=OrgStatus.ACTIVE)
    found: dict[str, list[str]] = {}
    for level, name, above in rows.order_by("org__lft").values_list(
        "org__level", "org__short_name", "org__parent__short_name"
    ):
        place = "乡镇（街道）" if level == Level.TOWNSHIP else above
        found.setdefault(place or "", []).append(name)
    return list(found.items())


def text_to_copy(request: DataRequest, missing: Sequence[tuple[str, list[str]]]) -> str:
    """Return words for the group chat: what is asked, until when, who has not."""
    names = "；".join(f"{place}：{'、'.join(names)}" for place, names in missing)
    return (
        f"【填报】{request.title}（{request.due_on.month}月{request.due_on.day}日前，"
        f"大约 {request.minutes} 分钟）\n还没有填的：{names}。\n"
        "打开手机上的妇联工作台，首页点“要填的”就行，有困难请乡镇代填。"
    )


def asked_of(user: User, today: date) -> QuerySet[Any]:
    """Return what her organisation, or she herself, is asked: overdue first, then by last day.

    ``stage`` is 0 overdue, 1 open, 2 the rest. A member sees what was handed to her.
    """
    org = user.hat.org if user.hat else 0
    rows = RequestAnswer.rows.filter(org=org, request__status__in=(*OUT, RequestStatus.RECALLED))
    rows = rows.filter(request__asks__gt=0)
    if not role_may(user, HEADS):
        rows = rows.filter(live_on(today, "hand__since", "hand__until"), hand__grant__user=user)
    is_open = DUE & Q(request__status=RequestStatus.OPEN)
    stage = Case(
        When(is_open & Q(request__due_on__lt=today), then=Value(0)), When(is_open, then=Value(1)),
        default=Value(2), output_field=IntegerField(),
    )  # fmt: skip
    told = rows.annotate(stage=stage).select_related("request__org", "org", "hand__person")
    return told.order_by("stage", "request__due_on", "-request__sent_at", "-pk")


def mine_of(user: User, today: date) -> Mine:
    """Return how much of what she is asked is still to be filled in; one query."""
    rows = asked_of(user, today).filter(stage__lt=2).order_by()
    told = list(rows.values_list("stage", "request__minutes"))
    return Mine(len(told), sum(m for _, m in told), sum(stage == 0 for stage, _ in told))


def fields_of(request: DataRequest) -> tuple[list[RequestField], list[RequestField]]:
    """Return the fields that are asked, and those the system answers."""
    fields = list(RequestField.rows.filter(request=request).order_by("place"))
    return [one for one in fields if not one.known], [one for one in fields if one.known]


def keeper_of(answer: RequestAnswer, on: date) -> int | None:
    """Return the account of the member it was handed to, while she sits."""
    seat = Appointment.rows.filter(live_on(on), pk=answer.hand_id or 0).select_related("grant")
    held = seat.first()
    return held.grant.user_id if held is not None and held.grant is not None else None


def may_be_handed(org: int, on: date) -> list[Appointment]:
    """Return the members of the committee who have an account; never the chair."""
    rows = Appointment.rows.filter(
        live_on(on), org=org, office__in=COMMITTEE[1:], grant__accepted_at__isnull=False
    )
    return list(rows.select_related("person").order_by("person__pinyin", "pk"))


def below(org: Org) -> QuerySet[Org]:
    """Return the townships and villages that may be asked below ``org``, in tree order."""
    rows: QuerySet[Org] = Org.rows.filter(
        lft__gt=org.lft, lft__lt=org.rght, status=OrgStatus.ACTIVE,
        level__in=(Level.TOWNSHIP, Level.VILLAGE),
    )  # fmt: skip
    return rows.order_by("lft")


def waiting_for_the_county() -> int:
    """Return how many requests wait for the county's word."""
    return DataRequest.rows.filter(status=RequestStatus.WAITING).count()
