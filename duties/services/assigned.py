"""Tasks the chair gives out: to the rotating chair or anybody on the committee (domain A23)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from duties.models import AssignedTask, ChairTurn
from duties.rules import presidium as rules
from duties.rules.posts import check_own_place
from duties.services.due import tell_all
from duties.services.sheets import message_to
from members.models import Appointment
from orgs.models import User
from orgs.services import changed, image, made, nothing_to_do, record, verb


@verb("duties.assign_task", "交办任务", undoable=True)
def assign_task(
    *, appointment: Appointment, text: str, due_on: date, by: User | None, at: datetime
) -> AssignedTask:
    """Give ``appointment`` something to do by ``due_on``, and tell her.

    It belongs to her turn when she is rotating chair now. Raises ``ValidationError`` for an empty
    task, a day past or years away, and somebody out of office.
    """
    rows = Appointment.rows.select_for_update(of=("self",)).select_related("org", "grant")
    seat, on = rows.get(pk=appointment.pk), timezone.localdate(at)
    check_own_place(org=seat.org_id, by=by)
    rules.check_task(seat=seat, text=text, due_on=due_on, on=on)
    mine = ChairTurn.rows.filter(appointment=seat, status=ChairTurn.Status.ACTIVE).first()
    task = AssignedTask(
        org=seat.org, appointment=seat, turn=mine, text=text.strip()[:300], given_on=on,
        due_on=due_on,
    )  # fmt: skip
    task.save()
    said = f"{due_on:%Y年%-m月%-d日}前完成。"
    link = f"/tasks/{task.pk}/"
    tell_all(message_to(seat.org, seat, f"task:{task.pk}", "主席交办了一项任务", said, link, at))
    record(task, by=by, changes=[made(task)], name=_called(task))
    return task


@verb("duties.finish_task", "办结任务", undoable=True)
def finish_task(
    *, task: AssignedTask, result: str, on: date, by: User | None, at: datetime
) -> AssignedTask:
    """Keep what came of a task; the chair reads it where she gave it.

    Raises ``ValidationError`` for anybody but who does it, the chair and the desks, without a
    result, and when it is over. The same result twice changes nothing.
    """
    fresh = _held(task)
    rules.check_own_or(seat=fresh.appointment, by=by, roles=rules.ASSIGNERS)
    said = result.strip()[:300]
    if fresh.done_on and fresh.result == said:
        nothing_to_do()
        return fresh
    rules.check_task_open(fresh)
    rules.check_result(result=said, given_on=fresh.given_on, on=on, today=timezone.localdate(at))
    before = image(fresh)
    fresh.done_on, fresh.result, fresh.version = on, said, fresh.version + 1
    fresh.save(update_fields=["done_on", "result", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], name=_called(fresh))
    return fresh


@verb("duties.drop_task", "取消任务", undoable=True)
def drop_task(*, task: AssignedTask, on: date, by: User | None) -> AssignedTask:
    """Take a task off the list that is not wanted any more.

    Raises ``ValidationError`` when it is over, for a chair at another organisation, and for a
    rotating chair whose own task it is.
    """
    fresh = _held(task)
    check_own_place(org=fresh.org_id, by=by)
    rules.check_may_drop(seat=fresh.appointment, by=by)
    if fresh.dropped_on:
        nothing_to_do()
        return fresh
    rules.check_task_open(fresh)
    before = image(fresh)
    fresh.dropped_on, fresh.version = max(on, fresh.given_on), fresh.version + 1
    fresh.save(update_fields=["dropped_on", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], name=_called(fresh))
    return fresh


def _held(task: AssignedTask) -> AssignedTask:
    rows = AssignedTask.rows.select_for_update(of=("self",))
    return rows.select_related("appointment__grant", "org").get(pk=task.pk)


def _called(task: AssignedTask) -> str:
    return f"{task.org.title} 交办任务"
