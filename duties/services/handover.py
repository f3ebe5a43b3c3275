"""Handing the rotating chair over: on its day, before its day when somebody leaves, confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils import timezone

from duties.models import ChairTurn, Due, Handover, RotationPlan, TurnCover
from duties.queries import turns as reads
from duties.rules import turns as rules
from duties.rules.order import Slot, relaid
from duties.services import lent
from duties.services.due import due_work, tell_all
from duties.services.moving import move_open
from duties.services.rotation import (
    HAND_OVER,
    Status,
    add_turns,
    lay,
    restate,
    round_of,
    slots_of,
    stop,
)
from duties.services.sheets import Begun, message_to, write_sheets
from members.models import Appointment
from orgs.models import User
from orgs.services import changed, image, made, nothing_to_do, record, record_each, verb
from orgs.services.recording import Change


@dataclass(slots=True)
class _Desk:
    """What is needed to hand over in one organisation, read once its plan is held."""

    plan: RotationPlan
    roster: list[Appointment]
    turns: list[ChairTurn]
    changes: list[Change] = field(default_factory=list)
    mine: ChairTurn | None = None
    before: ChairTurn | None = None

    @property
    def ahead(self) -> list[ChairTurn]:
        """Turns of this plan that have not begun."""
        mine = [t for t in self.turns if t.plan_id == self.plan.pk and t.status == Status.PLANNED]
        return sorted(mine, key=lambda turn: turn.days.lower)

    @property
    def called(self) -> str:
        """What the record calls it."""
        return f"{self.plan.org.title} 轮值交接"


@due_work(HAND_OVER, "轮值交接", many=True)
def _when_due(dues: Sequence[Due], now: datetime) -> None:
    hand_over(turns=[due.subject for due in dues], at=now)


@verb("duties.hand_over", "轮值交接")
def hand_over(*, turns: Sequence[int], at: datetime) -> list[Handover]:
    """Let planned turns of different organisations begin; return the handovers, a line each.

    The turn before is over, the sheet is written, all are told. Whoever has left office is passed
    over with the reason kept, and the next in order takes the same days. When nobody is left the
    plan ends and the chair is told. A turn that is not planned any more is left alone. Nobody
    does it: the day has come.
    """
    nothing_to_do()  # unless a line follows
    begun = []
    for desk in _desks(turns):
        desk.mine = next((turn for turn in desk.ahead if turn.pk in turns), None)
        if desk.mine is None:
            continue
        if not rules.is_in_office(desk.mine.appointment, desk.mine.days.lower):
            desk.mine = _pass_over(desk, desk.mine)
        if desk.mine is None:
            _nobody_left(desk, at)
            record(desk.plan, by=None, changes=desk.changes, name=desk.called)
            continue
        begun.append(desk)
    _begin(begun, at)
    done = write_sheets([_begun(desk) for desk in begun], at)
    told = [
        (sheet, [*desk.changes, made(sheet)], desk.called)
        for desk, sheet in zip(begun, done, strict=True)
    ]
    record_each(told, by=None)
    return done


@verb("duties.pass_turn_on", "轮值提前交接", undoable=True)
def pass_turn_on(*, appointment: Appointment, on: date, by: User | None) -> None:
    """Give the rest of her turn from the day ``on`` to the next in order: she leaves office.

    Turns of hers that have not begun by then stay: they are passed over when they are due. Where
    she stands in for others that ends, with what was lent to her for it.
    """
    mine = ChairTurn.rows.filter(appointment=appointment, status__in=reads.OPEN)
    cut = [t for t in mine if _is_cut(t, on)]
    stood_in = lent.stop_covering(appointment, on)
    if not cut:
        if stood_in:
            name = f"{appointment.org.title} 代班"
            record(appointment, by=by, changes=stood_in, name=name)
            return
        nothing_to_do()
        return
    (desk,) = _desks([cut[0].pk])
    desk.changes += stood_in
    for seat in desk.roster:
        if seat.pk == appointment.pk:
            seat.until = min(on, seat.until or on)  # as it will be, whoever asks
    for turn in [t for t in desk.turns if t.appointment_id == appointment.pk and _is_cut(t, on)]:
        days = DateRange(max(on, turn.days.lower), turn.days.upper)
        desk.changes += lent.let_go([turn], on)
        if on > turn.days.lower:
            desk.changes.append(restate(turn, days=DateRange(turn.days.lower, on)))
        else:
            because = rules.why_skipped(appointment)
            desk.changes.append(restate(turn, status=Status.SKIPPED, skipped_because=because))
        later = [one for one in desk.ahead if one.days.lower > days.lower]
        laid = relaid(desk.roster, slots_of([turn, *later], days))
        if not laid:
            _nobody_left(desk, rules.morning(on))
            break
        heir = _turn_of(desk, laid[0], days)
        desk.changes += [change for made_of in add_turns([heir]) for change in made_of]
        desk.changes += lay(later, laid[1:])
    record(desk.plan, by=by, changes=desk.changes, name=desk.called)


@verb("duties.confirm_handover", "确认交接")
def confirm_handover(
    *, handover: Handover, by: User, at: datetime, staying: Sequence[str] = ()
) -> Handover:
    """Keep that ``by`` confirmed the handover, as who gave, who took, or both.

    What is open on the sheet is the taker's from then on, but for what is ``staying`` with who
    gave (``tasks:3``, ``resolutions:7``). Who she is follows from the access her seat opened. A
    second tap changes nothing. Raises ``ValidationError`` for anybody else.
    """
    rows = Handover.rows.select_for_update(of=("self",)).select_related("org", *reads.SIDES)
    fresh = rows.get(pk=handover.pk)
    sides = reads.sides_of(fresh, by.pk)
    rules.check_is_a_side(sides)
    before = image(fresh)
    open_ones = [side for side in sides if getattr(fresh, side) is None]
    if not open_ones:
        nothing_to_do()
        return fresh
    for side in open_ones:
        setattr(fresh, side, at)
    fresh.version += 1
    fresh.save(update_fields=[*open_ones, "version"])
    changes = [changed(fresh, before)]
    if "taken_at" in open_ones:
        changes += move_open(fresh, staying, timezone.localdate(at))
    record(fresh, by=by, changes=changes, name=f"{fresh.org.title} 轮值交接")
    return fresh


def turns_ending(appointment: Appointment, on: date) -> int:
    """Return how many open turns somebody else will take when she leaves on the day ``on``."""
    mine = ChairTurn.rows.filter(appointment=appointment, status__in=reads.OPEN)
    return mine.filter(days__endswith__gt=on).count()


def covers_ending(appointment: Appointment, on: date) -> int:
    """Return how many times she stops standing in for others when she leaves on the day ``on``."""
    rows = TurnCover.rows.filter(appointment=appointment, days__endswith__gt=on)
    return rows.count()


def _is_cut(turn: ChairTurn, on: date) -> bool:
    begun = turn.status == Status.ACTIVE or turn.days.lower < on
    return bool(begun and on < turn.days.upper)


def _desks(turns: Sequence[int]) -> list[_Desk]:
    """Hold the plans of ``turns`` until the transaction ends, then read what stands in them."""
    theirs = set(ChairTurn.rows.filter(pk__in=turns).values_list("plan", flat=True))
    held = RotationPlan.rows.select_for_update(of=("self",)).select_related("org")
    plans = list(held.filter(pk__in=theirs).order_by("pk"))
    rosters, standing = reads.rosters_of(plans), reads.open_turns_of(plans)
    desks = [_Desk(plan, rosters[plan.pk], standing[plan.org_id]) for plan in plans]
    for desk in desks:
        seats = {seat.pk: seat for seat in desk.roster}
        for turn in desk.turns:
            if turn.appointment_id in seats:
                turn.appointment = seats[turn.appointment_id]
            if turn.instead_of_id in seats:
                turn.instead_of = seats[turn.instead_of_id]
    return desks


def _pass_over(desk: _Desk, turn: ChairTurn) -> ChairTurn | None:
    """Skip ``turn`` with its reason; return the turn of whoever takes the same days."""
    because = rules.why_skipped(turn.appointment)
    later = [one for one in desk.ahead if one.days.lower > turn.days.lower]
    laid = relaid(desk.roster, slots_of([turn, *later]))
    desk.changes += lent.let_go([turn], turn.days.lower)
    desk.changes.append(restate(turn, status=Status.SKIPPED, skipped_because=because))
    if not laid:
        return None
    mine = _turn_of(desk, laid[0], turn.days)
    mine.save()
    desk.changes.append(made(mine))
    desk.turns.append(mine)
    desk.changes += lay(later, laid[1:])
    return mine


def _turn_of(desk: _Desk, slot: Slot, days: DateRange) -> ChairTurn:
    """Return the unsaved turn in which ``days`` are served as ``slot`` says."""
    return ChairTurn(
        org=desk.plan.org, plan=desk.plan, appointment=slot.holder, days=days,
        instead_of=slot.by_order if slot.by_order.pk != slot.holder.pk else None,
    )  # fmt: skip


def _nobody_left(desk: _Desk, at: datetime) -> None:
    """End the plan: of its roster nobody is in office any more. The chair is told."""
    on = timezone.localdate(at)
    first = min((t.days.lower for t in desk.ahead), default=on)
    desk.changes += stop(desk.plan, min(first, on), "轮值主席团已没有人在任")
    chairs = reads.chairs_of([desk.plan.org_id])[desk.plan.org_id]
    chair = next((seat for seat in chairs if rules.is_in_office(seat, on)), None)
    text = "轮值主席团的成员都已离任，轮值已经停止。请重新安排轮值。"
    key = f"rotation:{desk.plan.pk}:nobody"
    tell_all(message_to(desk.plan.org, chair, key, "轮值已经停止", text, "/turn/", at))


def _begin(desks: Sequence[_Desk], at: datetime) -> None:
    """End the turns that are going on and let the next begin; plan another round where needed."""
    former: list[tuple[_Desk, ChairTurn]] = []
    now, over, rounds = list(former), list(former), list(former)
    for desk in desks:
        mine = cast(ChairTurn, desk.mine)
        active = [t for t in desk.turns if t.status == Status.ACTIVE and t.pk != mine.pk]
        former += [(desk, turn) for turn in active]
        desk.before = active[-1] if active else _last_done(desk)
        is_last = not [turn for turn in desk.ahead if turn.days.lower > mine.days.lower]
        ended = desk.plan.ended_on
        is_over = ended is not None and mine.days.upper >= ended
        (over if is_over else now).append((desk, mine))
        if is_last and not is_over:
            rounds.append((desk, mine))
    _restate_all(former + over, Status.DONE)
    _restate_all(now, Status.ACTIVE)
    for desk, change in lent.lend(now, at):
        desk.changes.append(change)
    wanted = [(desk, turn) for desk, mine in rounds for turn in _next_round(desk, mine)]
    for (desk, _), changes in zip(wanted, add_turns([t for _, t in wanted]), strict=True):
        desk.changes += changes


def _begun(desk: _Desk) -> Begun:
    return Begun(desk.plan.org, cast(ChairTurn, desk.mine), desk.before, desk.ahead)


def _restate_all(turns: Sequence[tuple[_Desk, ChairTurn]], status: Status) -> None:
    """Give turns of several organisations the same status, in one statement."""
    for desk, turn in turns:
        before = image(turn)
        turn.status, turn.version = status, turn.version + 1
        desk.changes.append(changed(turn, before))
    rows = ChairTurn.rows.filter(pk__in=[turn.pk for _, turn in turns])
    rows.update(status=status, version=F("version") + 1)


def _last_done(desk: _Desk) -> ChairTurn | None:
    """Return the turn that ended last, None before a plan's first."""
    over = ChairTurn.rows.filter(plan=desk.plan, status=Status.DONE).order_by("-days")
    return over.select_related("appointment__grant").first()


def _next_round(desk: _Desk, mine: ChairTurn) -> list[ChairTurn]:
    """Return another round, so that the turn that begins now is not the last."""
    first = mine.days.upper
    seats = rules.order_after(desk.roster, mine.by_order_id, first)
    number = rules.number_at(desk.plan.starts_on, desk.plan.period, first)
    return round_of(desk.plan, seats, number)
