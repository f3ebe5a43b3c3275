"""Reads of what was sent down the tree: to me, from me, who has not; and the county's texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from duties.models import Dispatch, DispatchReceipt, WorkTemplate
from duties.rules.dispatches import SETTLED, STANDING, UNSETTLED
from fulian.dated import live_on
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import AccessGrant, Level, Org, OrgStatus, Role, User

ANSWERS = (Role.CHAIR, Role.TOWNSHIP_STAFF)  # who is told at an organisation: the first there is


@dataclass(frozen=True, slots=True)
class Waiting:
    """Those of one township who have not settled something, in the order of the tree."""

    place: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is: how many were sent it, how many settled it, who has not."""

    sent: int
    settled: int
    waiting: list[Waiting]

    @property
    def left(self) -> int:
        """How many have not."""
        return sum(len(one.names) for one in self.waiting)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """I-GOV-4: guidance that was read, of guidance sent; ``missing`` by organisation."""

    numerator: int
    denominator: int
    missing: list[int]


def answering(rows: Sequence[DispatchReceipt], on: date) -> dict[int, int]:
    """Return the account that is told of each receipt: the member's own, or the chair's there.

    Where no chair has an account it is a township's staff; where nobody has, nobody is told.
    """
    if not rows:
        return {}
    seats = [one.appointment_id for one in rows if one.appointment_id]
    own = dict(Appointment.rows.filter(pk__in=seats, grant__isnull=False).values_list(
        "pk", "grant__user"
    )) if seats else {}  # fmt: skip
    places = {one.org_id for one in rows if not one.appointment_id}
    grants = AccessGrant.rows.filter(live_on(on), org__in=places, role__in=ANSWERS)
    found = sorted(
        grants.values_list("role", "pk", "org_id", "user_id"),
        key=lambda row: (ANSWERS.index(Role(row[0])), row[1]),
    )
    there: dict[int, int] = {}
    for _, _, org, user in found:
        there.setdefault(org, user)
    told = {
        one.pk: own.get(one.appointment_id) if one.appointment_id else there.get(one.org_id)
        for one in rows
    }
    return {pk: user for pk, user in told.items() if user is not None}


def received_by(user: User, today: date) -> QuerySet[Any]:
    """Return what was sent to her organisation or to herself: overdue first, then by last day.

    What is settled, closed or recalled comes after. ``stage`` is 0 overdue, 1 open, 2 the rest.
    """
    org = user.hat.org if user.hat else 0
    mine = DispatchReceipt.rows.filter(org=org).filter(
        Q(appointment__isnull=True) | Q(appointment__grant__user=user)
    )
    is_open = UNSETTLED & Q(dispatch__closed_at__isnull=True, dispatch__recalled_at__isnull=True)
    stage = Case(
        When(is_open & Q(dispatch__due_on__lt=today), then=Value(0)), When(is_open, then=Value(1)),
        default=Value(2), output_field=IntegerField(),
    )  # fmt: skip
    rows = mine.annotate(stage=stage).select_related("dispatch__org", "appointment")
    return rows.order_by(
        "stage", F("dispatch__due_on").asc(nulls_last=True), "-dispatch__sent_at", "-pk"
    )


def sent_ones() -> QuerySet[Dispatch]:
    """Return what organisations in reach sent, with ``sent`` and ``settled``; the newest first."""
    settled = Q(receipts__done_at__isnull=False) | (
        Q(receipts__read_at__isnull=False) & ~Q(kind=Dispatch.Kind.TASK)
    )
    rows = Dispatch.objects.select_related("org").annotate(
        sent=Count("receipts"), settled=Count("receipts", filter=settled)
    )
    return rows.order_by("-sent_at", "-pk")


def progress_of(dispatch: Dispatch) -> Progress:
    """Return how far it is, and who has not, by township; never who was first or last."""
    rows = DispatchReceipt.rows.filter(dispatch=dispatch)
    done = rows.filter(SETTLED).count()
    waiting = rows.filter(UNSETTLED, STANDING).order_by("org__lft", "pk")
    named = waiting.values_list(
        "org__level", "org__short_name", "org__parent__short_name", "appointment__person__name"
    )
    found: dict[str, list[str]] = {}
    for level, name, above, person in named:
        place = "本组织" if person else above if level != Level.TOWNSHIP else "乡镇（街道）"
        found.setdefault(place or "", []).append(person or name)
    return Progress(rows.count(), done, [Waiting(place, names) for place, names in found.items()])


def answers_to(dispatch: Dispatch) -> QuerySet[DispatchReceipt]:
    """Return what receivers in reach wrote back, in the order of the tree."""
    rows = DispatchReceipt.objects.filter(dispatch=dispatch).exclude(answer="")
    return rows.select_related("org").order_by("org__lft", "pk")


def text_to_copy(dispatch: Dispatch, progress: Progress) -> str:
    """Return words for the group chat: what is asked, until when, and who is still to do it."""
    until = f"（{dispatch.due_on.month}月{dispatch.due_on.day}日前）" if dispatch.due_on else ""
    names = "；".join(f"{one.place}：{'、'.join(one.names)}" for one in progress.waiting)
    return f"【{dispatch.get_kind_display()}】{dispatch.title}{until}\n还没有办的：{names}。" + (
        "\n请办好以后在手机上点一下“已办”，有困难的在群里说一声。"
        if dispatch.kind == Dispatch.Kind.TASK
        else "\n请在手机上看一看，点一下“已阅”。"
    )


def below(org: Org) -> QuerySet[Org]:
    """Return the active organisations below ``org``, in tree order."""
    rows: QuerySet[Org] = Org.rows.filter(
        lft__gt=org.lft, lft__lt=org.rght, status=OrgStatus.ACTIVE
    )
    return rows.order_by("lft")


def counts_below(org: Org) -> dict[str, int]:
    """Return how many organisations of each level stand below ``org``."""
    rows = below(org).order_by().values_list("level").annotate(many=Count("pk"))
    return dict(rows)


def committee_of(org: Org, on: date) -> list[Appointment]:
    """Return who sits on the committee of ``org``, the chair left out."""
    seats = Appointment.rows.filter(live_on(on), org=org, office__in=COMMITTEE[1:])
    return list(seats.select_related("person").order_by("-office", "person__pinyin", "pk"))


def guidance_acknowledged(on: date, org: Org | None = None) -> Acknowledged:
    """Return I-GOV-4 as of the day ``on``: of guidance sent by then, and what ``org`` was sent."""
    rows = DispatchReceipt.rows.filter(
        STANDING, dispatch__kind=Dispatch.Kind.GUIDANCE, dispatch__sent_at__date__lte=on,
        dispatch__recalled_at__isnull=True,
    )  # fmt: skip
    if org is not None:
        rows = rows.filter(org=org)
    read = rows.filter(read_at__date__lte=on).count()
    missing = rows.exclude(read_at__date__lte=on).order_by("org_id")
    return Acknowledged(read, rows.count(), list(missing.values_list("org_id", flat=True)))


def templates_kept(on: date) -> QuerySet[WorkTemplate]:
    """Return the county's texts that are kept on the day ``on``; every seat in it reads them."""
    return WorkTemplate.rows.filter(live_on(on)).order_by("kind", "pk")


def is_open(dispatch: Dispatch) -> bool:
    """Say whether it still asks for something."""
    return dispatch.closed_at is None and dispatch.recalled_at is None
