"""Planning a rotation and ending it. Turns are rows; each waits for its day in ``Due``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from duties.models import ChairTurn, Due, Period, RotationMember, RotationPlan
from duties.queries import turns as reads
from duties.rules import turns as rules
from duties.rules.order import Slot
from duties.services import lent
from duties.services.due import put_dues
from fulian.database import bulk
from members.models import Appointment
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import changed, image, made, record, verb
from orgs.services.recording import Change

HAND_OVER = "duties.hand_over"
Status = ChairTurn.Status


@verb("duties.plan_rotation", "安排轮值", undoable=True)
def plan_rotation(
    *, org: Org, members: Sequence[Appointment], period: str, starts_on: date, by: User | None,
    at: datetime,
) -> RotationPlan:  # fmt: skip
    """Let ``members`` of ``org`` take turns in this order, a ``period`` each, from ``starts_on``.

    One round is planned; when its last turn begins the next one is. Raises ``ValidationError`` for
    a roster that is none (``rules.check_roster``), a nonsense day, and a second plan.
    """
    if period not in Period.values:
        raise ValidationError("请选择轮值周期。", code="bad_period")
    rules.check_start(starts_on=starts_on, today=timezone.localdate(at))
    fresh = Org.rows.get(pk=org.pk)
    places.check_active(fresh)
    found = Appointment.rows.in_bulk([seat.pk for seat in members])
    seats = [found[seat.pk] for seat in members if seat.pk in found]
    rules.check_roster(org=fresh, members=seats, on=starts_on)
    plan = RotationPlan(org=fresh, period=period, starts_on=starts_on)
    plan.save()
    roster = [
        RotationMember(plan=plan, appointment=seat, place=place)
        for place, seat in enumerate(seats, start=1)
    ]
    RotationMember.rows.bulk_create(roster)
    turns = [change for changes in add_turns(round_of(plan, seats, 0)) for change in changes]
    record(plan, by=by, changes=[made(plan), *map(made, roster), *turns])
    return plan


@verb("duties.end_rotation", "停止轮值", undoable=True)
def end_rotation(
    *, plan: RotationPlan, on: date, by: User | None, reason: str = ""
) -> RotationPlan:
    """End ``plan`` on the day ``on``: the turn then going on ends, those to come are skipped.

    Raises ``ValidationError`` when it has ended.
    """
    fresh = RotationPlan.rows.select_for_update(of=("self",)).select_related("org").get(pk=plan.pk)
    rules.check_end(starts_on=fresh.starts_on, ended_on=fresh.ended_on, on=on)
    changes = stop(fresh, on, "轮值安排已停止")
    record(fresh, by=by, changes=changes, reason=reason)
    return fresh


def round_of(plan: RotationPlan, seats: Sequence[Appointment], number: int) -> list[ChairTurn]:
    """Return a turn for each of ``seats``, from turn ``number`` on; nothing is written."""
    return [
        ChairTurn(
            org=plan.org, plan=plan, appointment=seat,
            days=rules.turn_days(plan.starts_on, plan.period, number + n),
        )
        for n, seat in enumerate(seats)
    ]  # fmt: skip


def add_turns(turns: Sequence[ChairTurn]) -> list[list[Change]]:
    """Write planned turns, each due on its first morning, on its organisation's own line.

    Returns the changes, a list for each turn.
    """
    if not turns:
        return []
    bulk.insert_all(turns)
    dues = [
        Due(org=turn.org, kind=HAND_OVER, subject=turn.pk, line=rules.line_of(turn.org_id),
            due_at=rules.morning(turn.days.lower))
        for turn in turns
    ]  # fmt: skip
    put_dues(dues)
    return [[made(turn), made(due)] for turn, due in zip(turns, dues, strict=True)]


def stop(plan: RotationPlan, on: date, because: str) -> list[Change]:
    """End a plan that is held: shorten the turn of the day, skip what comes, close its due work.

    A row that some worker does at this moment waits for us, and then finds nothing to do.
    """
    mine = [turn for turn in reads.open_turns_of([plan])[plan.org_id] if turn.plan_id == plan.pk]
    cut = [turn for turn in mine if turn.days.upper > on]
    changes = lent.let_go(cut, on)
    changes += [_cut(turn, on, because) for turn in cut]
    over = [turn for turn in mine if turn.days.upper <= on and turn.status == Status.ACTIVE]
    changes += [restate(turn, status=Status.DONE) for turn in over]
    skipped = ChairTurn.rows.filter(plan=plan, status=Status.SKIPPED).values("pk")
    waiting = Due.rows.filter(kind=HAND_OVER, subject__in=skipped, done_at__isnull=True)
    for due in waiting.select_for_update(skip_locked=True):
        before = image(due)
        due.done_at, due.failure = due.due_at, because
        due.save(update_fields=["done_at", "failure"])
        changes.append(changed(due, before))
    before = image(plan)
    plan.ended_on, plan.version = on, plan.version + 1
    plan.save(update_fields=["ended_on", "version"])
    return [*changes, changed(plan, before)]


def restate(turn: ChairTurn, **facts: object) -> Change:
    """Give a turn other facts; return the change."""
    before = image(turn)
    for name, value in facts.items():
        setattr(turn, name, value)
    turn.version += 1
    turn.save(update_fields=[*facts, "version"])
    return changed(turn, before)


def slots_of(turns: Sequence[ChairTurn], first: DateRange | None = None) -> list[Slot]:
    """Return the slots of ``turns``, the first of them on the days ``first``."""
    slots = [Slot(t.days, t.instead_of or t.appointment, t.appointment) for t in turns]
    return [replace(slots[0], days=first), *slots[1:]] if first is not None else slots


def lay(turns: Sequence[ChairTurn], slots: Sequence[Slot]) -> list[Change]:
    """Give planned ``turns`` whom the ``slots`` say; what hung on who held them is let go."""
    changes: list[Change] = []
    for turn, slot in zip(turns, slots, strict=False):
        other = slot.by_order if slot.by_order.pk != slot.holder.pk else None
        if (turn.appointment_id, turn.instead_of_id) == (slot.holder.pk, other and other.pk):
            continue
        if turn.appointment_id != slot.holder.pk:
            changes += lent.let_go([turn], turn.days.lower)
        changes.append(restate(turn, appointment=slot.holder, instead_of=other))
    return changes


def _cut(turn: ChairTurn, on: date, because: str) -> Change:
    if turn.days.lower >= on:
        return restate(turn, status=Status.SKIPPED, skipped_because=because)
    days = DateRange(turn.days.lower, on)
    if turn.status == Status.ACTIVE:
        return restate(turn, days=days, status=Status.DONE)
    return restate(turn, days=days)
