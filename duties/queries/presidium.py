"""Reads within a rotation: swaps, leave, covers, tasks, the monthly checks and what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from duties.models import (
    AssignedTask,
    ChairTurn,
    FourOnesCheck,
    Leave,
    RotationPlan,
    TurnCover,
    TurnSwap,
)
from duties.queries import turns as reads
from duties.rules import presidium as rules
from duties.rules.quality import Quality, quality_of
from duties.rules.turns import ON_ROSTER, is_in_office, months_after
from fulian.dated import live_on
from members.models import Appointment
from orgs.models import Org, User

Status = ChairTurn.Status
SIDE = ("appointment__person", "appointment__grant")


def turns() -> QuerySet[ChairTurn]:
    """Return the turns in reach with who holds them."""
    return ChairTurn.objects.select_related("org", "plan", "instead_of__person", *SIDE)


def swaps_of(user: User) -> list[TurnSwap]:
    """Return the requests open now that she made or has to answer, the oldest first."""
    hers = "appointment__grant__user"
    mine = Q(**{f"mine__{hers}": user}) | Q(**{f"theirs__{hers}": user})
    return list(swaps().filter(mine, status=TurnSwap.Status.ASKED).order_by("asked_at", "pk"))


def swaps() -> QuerySet[TurnSwap]:
    """Return the swaps in reach with both turns and who holds them."""
    both = [f"{side}__{name}" for side in ("mine", "theirs") for name in SIDE]
    return TurnSwap.objects.select_related("org", "mine__plan", *both)


def partners_for(turn: ChairTurn, on: date) -> list[ChairTurn]:
    """Return the turns of others with which ``turn`` may be swapped on the day ``on``."""
    ahead = turns().filter(plan=turn.plan, status=Status.PLANNED, days__startswith__gt=on)
    others = ahead.exclude(appointment=turn.appointment_id).order_by("days")
    return [
        other
        for other in others
        if is_in_office(other.appointment, turn.days.lower)
        and is_in_office(turn.appointment, other.days.lower)
    ]


def leaves_of(orgs: Sequence[int], on: date) -> list[Leave]:
    """Return the leaves of organisations that are not over on the day ``on``, by first day."""
    rows = Leave.rows.filter(org__in=orgs, days__endswith__gt=on)
    return list(rows.select_related("org", "appointment__person", "appointment__grant")
                .order_by("days", "pk"))  # fmt: skip


def leaves() -> QuerySet[Leave]:
    """Return the leaves in reach."""
    return Leave.objects.select_related("org", "appointment__person", "appointment__grant")


def covers() -> QuerySet[TurnCover]:
    """Return the covers in reach."""
    return TurnCover.objects.select_related("turn__org", "turn__appointment__grant", *SIDE)


def covers_of(turn_keys: Sequence[int]) -> list[TurnCover]:
    """Return who stands in on which days of some turns."""
    rows = TurnCover.rows.filter(turn__in=turn_keys).select_related("appointment__person")
    return list(rows.order_by("days", "pk"))


def may_cover(turn: ChairTurn, on: date) -> list[Appointment]:
    """Return who may stand in for the holder of ``turn``."""
    rows = Appointment.objects.filter(live_on(on), org=turn.org_id, office__in=ON_ROSTER)
    rows = rows.exclude(person=turn.appointment.person_id).select_related("person")
    return list(rows.order_by("-office", "person__pinyin", "pk"))


@dataclass(frozen=True, slots=True)
class OnLeave:
    """A turn that falls on the leave of who holds it."""

    turn: ChairTurn
    leave: Leave


def turns_on_leave(found: Sequence[Leave], on: date, until: date) -> list[OnLeave]:
    """Return the turns that begin by ``until`` and fall on one of these leaves, uncovered."""
    seats = {leave.appointment_id for leave in found}
    rows = ChairTurn.rows.filter(
        appointment__in=seats, status__in=reads.OPEN, days__startswith__lte=until,
        days__endswith__gt=on,
    ).select_related("org")  # fmt: skip
    mine = list(rows.order_by("days"))
    stand_ins = covers_of([turn.pk for turn in mine])
    return [
        OnLeave(turn, leave)
        for turn in mine
        for leave in found
        if rules.falls_on(leave, turn) and not rules.is_covered(leave, turn, stand_ins)
    ]


def qualities(plans: Sequence[RotationPlan], on: date) -> dict[int, Quality]:
    """Return what is wrong with each plan on the day ``on``, by its key; in five queries."""
    keys = [plan.pk for plan in plans]
    since = months_after(on, -12)
    rows = ChairTurn.rows.filter(plan__in=keys, days__endswith__gt=since).order_by("days", "pk")
    by_plan: dict[int, list[ChairTurn]] = defaultdict(list)
    for turn in rows:
        by_plan[turn.plan_id].append(turn)
    rosters = reads.rosters_of(plans)
    away: dict[int, list[Leave]] = defaultdict(list)
    for leave in Leave.rows.filter(org__in=[p.org_id for p in plans], days__endswith__gt=on):
        away[leave.org_id].append(leave)
    stand_ins = list(TurnCover.rows.filter(turn__plan__in=keys, days__endswith__gt=on))
    return {
        plan.pk: quality_of(
            by_plan[plan.pk], rosters.get(plan.pk, []), away[plan.org_id], stand_ins, on
        )
        for plan in plans
    }


def unsound(on: date) -> list[int]:
    """Return the keys of running plans in reach in which something is wrong."""
    plans = list(reads.plans().filter(ended_on__isnull=True))
    return [pk for pk, found in qualities(plans, on).items() if not found.is_sound]


def tasks() -> QuerySet[AssignedTask]:
    """Return the tasks in reach, overdue and soonest due first, then what is over."""
    rows = AssignedTask.objects.select_related("org", "turn", *SIDE)
    over = F("done_on").asc(nulls_first=True), F("dropped_on").asc(nulls_first=True)
    return rows.order_by(*over, "due_on", "pk")


def open_tasks() -> QuerySet[AssignedTask]:
    """Return the tasks in reach that wait to be done, the first due first."""
    return tasks().filter(done_on__isnull=True, dropped_on__isnull=True)


def tasks_of(user: User) -> list[AssignedTask]:
    """Return the tasks that wait for her."""
    return list(open_tasks().filter(appointment__grant__user=user))


def checks() -> QuerySet[FourOnesCheck]:
    """Return the monthly checks in reach, the last month first."""
    rows = FourOnesCheck.objects.select_related("org", "turn__appointment__person")
    return rows.order_by("-month", "org__lft")


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One organisation's month: how many of the four have evidence; None when none is written."""

    org: Org
    month: date
    count: int | None
    turn: ChairTurn | None = None
    check: FourOnesCheck | None = None


def four_ones_board(rows: QuerySet[Any], on: date, months: int = 6) -> list[MonthLine]:
    """Return a line for each organisation with a turn and each of the last ``months``.

    ``rows`` are the turns asked about, in reach. The months without a check stand as gaps.
    """
    first = months_after(on.replace(day=1), 1 - months)
    held = rows.exclude(status=Status.SKIPPED).filter(
        days__endswith__gt=first, days__startswith__lte=on
    )
    turns_ = list(held.select_related("org", "appointment__person").order_by("org__lft", "days"))
    orgs = {turn.org_id for turn in turns_}
    written = FourOnesCheck.rows.filter(org__in=orgs, month__gte=first)
    known = {(check.org_id, check.month): check for check in written}
    lines: dict[tuple[int, date], MonthLine] = {}
    for turn in turns_:
        for month in _months(max(first, turn.days.lower.replace(day=1)), turn.days.upper, on):
            check = known.get((turn.org_id, month))
            count = rules.four_ones_count(check) if check else None
            lines[turn.org_id, month] = MonthLine(turn.org, month, count, turn, check)
    return sorted(lines.values(), key=lambda line: (-line.month.toordinal(), line.org.lft))


def months_to_write(user: User, on: date) -> list[MonthLine]:
    """Return the months of her turns, this one and the last, with what she wrote."""
    hers = Q(appointment__grant__user=user) | Q(
        pk__in=TurnCover.rows.filter(
            appointment__grant__user=user, days__startswith__lte=on, days__endswith__gt=on
        ).values("turn")
    )
    return four_ones_board(ChairTurn.objects.filter(hers), on, months=1 + rules.MOST_BACK)


def _months(first: date, end: date, on: date) -> list[date]:
    found = []
    while first < end and first <= on:
        found.append(first)
        first = months_after(first, 1)
    return found
