"""Leave and covers: days on which somebody cannot serve, and who stands in for her."""

from __future__ import annotations

from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from duties.models import ChairTurn, Leave, RotationPlan, TurnCover
from duties.rules import presidium as rules
from duties.rules.gone import still_there
from duties.rules.turns import PLANNERS, days_in_words
from duties.services import lent
from duties.services.due import tell_all
from duties.services.nudges import leave_warnings
from duties.services.sheets import message_to
from members.models import Appointment
from orgs.models import User
from orgs.services import changed, image, made, record, removed, verb


@verb("duties.enter_leave", "登记请假", undoable=True)
def enter_leave(
    *, appointment: Appointment, days: DateRange, by: User | None, at: datetime, reason: str = ""
) -> Leave:
    """Keep the days on which she cannot serve, by herself or entered by the chair.

    Where a turn of hers falls on them within 14 days the chair is warned at once. Raises
    ``ValidationError`` for nonsense days, twice the same, and somebody else's leave.
    """
    rows = Appointment.rows.select_for_update(of=("self",)).select_related("org", "grant")
    seat, on = rows.get(pk=appointment.pk), timezone.localdate(at)
    rules.check_own_or(seat=seat, by=by, roles=PLANNERS)
    rules.check_leave(seat=seat, days=days, on=on)
    leave = Leave(org=seat.org, appointment=seat, days=days, reason=reason.strip()[:60])
    leave.save()
    record(leave, by=by, changes=[made(leave)], name=f"{seat.org.title} 请假")
    tell_all(leave_warnings([leave], on, at))
    return leave


@verb("duties.end_leave", "销假", undoable=True)
def end_leave(*, leave: Leave, on: date, by: User | None) -> Leave | None:
    """End a leave on the day ``on``; None when it had not begun and is withdrawn.

    Raises ``ValidationError`` when it is over, and for somebody else's.
    """
    rows = Leave.rows.select_for_update(of=("self",)).select_related("appointment__grant", "org")
    fresh = still_there(rows.filter(pk=leave.pk).first())
    rules.check_own_or(seat=fresh.appointment, by=by, roles=PLANNERS)
    rules.check_days(fresh.days, on)
    name = f"{fresh.org.title} 请假"
    if fresh.days.lower >= on:
        record(fresh, by=by, changes=[removed(fresh)], name=name)
        fresh.delete()
        return None
    before = image(fresh)
    fresh.days, fresh.version = DateRange(fresh.days.lower, on), fresh.version + 1
    fresh.save(update_fields=["days", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], name=name)
    return fresh


@verb("duties.cover_turn", "安排代班", undoable=True)
def cover_turn(
    *, turn: ChairTurn, appointment: Appointment, days: DateRange, by: User | None, at: datetime
) -> TurnCover:
    """Let somebody stand in on some ``days`` of a turn; the turn stays whose it is.

    On those days she has the rights lent to a rotating chair. Raises ``ValidationError`` as
    ``rules.check_cover`` says, where somebody stands in already, and for anybody but the turn's
    holder, the chair and the desks.
    """
    rows = Appointment.rows.select_for_update(of=("self",)).select_related("grant")
    seat, on = rows.get(pk=appointment.pk), timezone.localdate(at)  # before the plan: she may leave
    list(RotationPlan.rows.select_for_update().filter(pk=turn.plan_id))
    mine = ChairTurn.rows.select_related("appointment__grant", "org").get(pk=turn.pk)
    rules.check_own_or(seat=mine.appointment, by=by, roles=PLANNERS)
    rules.check_cover(turn=mine, seat=seat, days=days, on=on)
    cover = TurnCover(turn=mine, appointment=seat, days=days)
    cover.save()
    changes = [made(cover), *lent.lend_cover(cover, mine.org, at)]
    key, said = f"cover:{cover.pk}", days_in_words(days)
    told = message_to(mine.org, seat, f"{key}:cover", "请您代班", said, "/turn/", at)
    told += message_to(
        mine.org, mine.appointment, f"{key}:holder", "您的轮值期里有人代班", said, "/turn/", at
    )
    tell_all(told)
    record(cover, by=by, changes=changes, name=f"{mine.org.title} 代班", org=mine.org_id)
    return cover


@verb("duties.end_cover", "取消代班", undoable=True)
def end_cover(*, cover: TurnCover, on: date, by: User | None) -> TurnCover | None:
    """End a cover on the day ``on`` with what was lent for it; None when it had not begun.

    Raises ``ValidationError`` when it is over, and for anybody but the turn's holder, who stands
    in, the chair and the desks.
    """
    plans = RotationPlan.rows.select_for_update()  # before the cover, as all who change a turn do
    list(plans.filter(pk=ChairTurn.rows.get(pk=cover.turn_id).plan_id))
    rows = TurnCover.rows.select_for_update(of=("self",)).select_related(
        "turn__appointment__grant", "turn__org", "appointment__grant"
    )
    fresh = still_there(rows.filter(pk=cover.pk).first())
    if not rules.is_hers(fresh.appointment, by):
        rules.check_own_or(seat=fresh.turn.appointment, by=by, roles=PLANNERS)
    rules.check_days(fresh.days, on)
    org, grant = fresh.turn.org, fresh.appointment.grant
    rest = DateRange(max(on, fresh.days.lower), fresh.days.upper)
    changes = lent.take_back(org.pk, rest, grant.user_id) if grant else []
    is_new = fresh.days.lower >= on
    changes.append(lent.cut(fresh, on))
    record(fresh, by=by, changes=changes, name=f"{org.title} 代班", org=org.pk)
    return None if is_new else fresh
