"""Within a rotation: swaps, leave, covers, tasks of the chair, the monthly check (A23, A24)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from duties.models import AssignedTask, ChairTurn, Leave, TurnCover, TurnSwap
from duties.rules.posts import check_own_place
from duties.rules.turns import ON_ROSTER, PLANNERS, holds, months_after
from fulian.permissions import allow
from members.models import Appointment
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import ON_THE_GROUND, PEOPLE

# A rotating chair deputises for the chair and may give out work, in her turn only.
ASSIGNERS = PLANNERS | {Role.ROTATING_CHAIR}
WARN = timedelta(days=14)
LONGEST = timedelta(days=366)
Status = ChairTurn.Status
FOUR = ("visit_community", "exchange", "activity", "look_back")
LOOKED = ("analysis", "solved")
MOST_BACK = 1  # months: the check of the last month may still be written


@allow("duties.change_rotation", "duties.suggest_swap")
def may_change_rotation(user: Any, obj: Any) -> bool:
    """Let whoever may plan a rotation change it, for what lies in her reach."""
    return role_may(user, PLANNERS)


@allow("duties.ask_swap", "duties.answer_swap", "duties.withdraw_swap", "duties.enter_leave",
       "duties.end_leave", "duties.cover_turn", "duties.end_cover")  # fmt: skip
def may_arrange_her_own(user: Any, obj: Any) -> bool:
    """Let those on a committee settle their own turns, and the chair and desks those in reach."""
    return role_may(user, PLANNERS | ON_THE_GROUND)


@allow("duties.assign_task", "duties.drop_task")
def may_assign(user: Any, obj: Any) -> bool:
    """Let the chair give out tasks, and the rotating chair during her turn (S3:187)."""
    return role_may(user, ASSIGNERS)


@allow("duties.view_task", "duties.view_four_ones")
def may_view_tasks(user: Any, obj: Any) -> bool:
    """Let everyone with a seat see what lies in her reach."""
    return role_may(user, PEOPLE)


@allow("duties.finish_task", "duties.save_four_ones")
def may_finish(user: Any, obj: Any) -> bool:
    """Let those on a committee report what they did, and desks enter it for them."""
    return role_may(user, PLANNERS | ON_THE_GROUND)


def is_hers(seat: Appointment, by: Any) -> bool:
    """Say whether the account ``by`` sits in ``seat``."""
    return by is not None and seat.grant is not None and seat.grant.user_id == by.pk


def check_own_or(*, seat: Appointment, by: Any, roles: set[Role]) -> None:
    """Refuse whoever neither sits in ``seat`` nor acts as one of ``roles``; None is the system."""
    if by is None or is_hers(seat, by):
        return
    if not role_may(by, roles):
        raise ValidationError("只有本人或主席可以办理。", code="not_yours")
    check_own_place(org=seat.org_id, by=by)


def check_swap(*, mine: ChairTurn, theirs: ChairTurn, on: date) -> None:
    """Refuse a swap outside one plan, with oneself, of a turn that began, or with who has left."""
    if mine.plan_id != theirs.plan_id:
        raise ValidationError("只能和同一个轮值安排里的人换班。", code="other_plan")
    if mine.appointment_id == theirs.appointment_id:
        raise ValidationError("不能和自己换班。", code="herself")
    for turn in (mine, theirs):
        check_planned(turn=turn, on=on)
    for seat, turn in ((mine.appointment, theirs), (theirs.appointment, mine)):
        if not holds(seat, turn.days.lower):
            raise ValidationError("对方到那时已经离任，不能换班。", code="left")


def check_planned(*, turn: ChairTurn, on: date) -> None:
    """Refuse to change a turn that has begun, is over, or fell away."""
    if turn.status != Status.PLANNED or turn.days.lower <= on:
        raise ValidationError("已经开始或已经过去的轮值期不能换。", code="begun")


def check_not_asked(known: Sequence[TurnSwap]) -> None:
    """Refuse a second request about a turn that already waits for an answer."""
    if known:
        raise ValidationError("这一期已经有一个换班请求在等答复。", code="twice")


def check_is_open(swap: TurnSwap) -> None:
    """Refuse to answer or withdraw what is settled."""
    if swap.status != TurnSwap.Status.ASKED:
        raise ValidationError(f"这个换班请求{swap.get_status_display()}。", code="settled")


def check_side(*, seat: Appointment, by: Any) -> None:
    """Refuse anybody but whoever sits in ``seat``."""
    if by is not None and not is_hers(seat, by):
        raise ValidationError("只有本人可以办理。", code="not_yours")


def check_days(days: DateRange, on: date) -> None:
    """Refuse days the wrong way round, all in the past, or more than a year."""
    if days.lower >= days.upper:
        raise ValidationError("结束日期不能早于开始日期。", code="ends_before")
    if days.upper <= on:
        raise ValidationError("这几天已经过去了。", code="past")
    if days.upper - days.lower > LONGEST:
        raise ValidationError("最长一年，请核对日期。", code="too_long")


def check_leave(*, seat: Appointment, days: DateRange, on: date) -> None:
    """Refuse nonsense days, and leave of somebody who is not in office then."""
    check_days(days, on)
    if not holds(seat, days.lower):
        raise ValidationError("她在这几天不在任。", code="not_in_office")


def check_cover(*, turn: ChairTurn, seat: Appointment, days: DateRange, on: date) -> None:
    """Refuse a cover outside the turn, by its holder, a stranger, or somebody out of office."""
    check_days(days, on)
    if turn.status not in (Status.PLANNED, Status.ACTIVE):
        raise ValidationError("这一期已经结束，不能再安排代班。", code="over")
    if days.lower < turn.days.lower or days.upper > turn.days.upper:
        raise ValidationError("代班的日期要在这一期之内。", code="outside")
    if seat.org_id != turn.org_id or seat.office not in ON_ROSTER:
        raise ValidationError("只能由本组织的副主席或执委代班。", code="not_member")
    if seat.person_id == turn.appointment.person_id:
        raise ValidationError("不能由她本人代自己的班。", code="herself")
    last = days.upper - timedelta(days=1)
    if not (holds(seat, days.lower) and holds(seat, last)):
        raise ValidationError("代班的人在这几天里不在任。", code="left")


def check_task(*, seat: Appointment, text: str, due_on: date, on: date) -> None:
    """Refuse an empty task, one due before today or in years, and somebody out of office."""
    if not text.strip():
        raise ValidationError("请写明要办什么。", code="empty")
    if due_on < on:
        raise ValidationError("完成期限不能早于今天。", code="past")
    if due_on - on > LONGEST:
        raise ValidationError("完成期限最长一年。", code="too_far")
    if not holds(seat, on):
        raise ValidationError("她已经不在任，请交给别人。", code="left")


def check_task_open(task: AssignedTask) -> None:
    """Refuse to finish or drop what is finished or dropped."""
    if task.done_on is not None:
        raise ValidationError("这项任务已经办结。", code="done")
    if task.dropped_on is not None:
        raise ValidationError("这项任务已经取消。", code="dropped")


def check_month(*, turn: ChairTurn, month: date, on: date) -> None:
    """Refuse a month to come, one long past, and one in which the turn did not run (A24)."""
    if month.day != 1 or month > on:
        raise ValidationError("还没有到这个月。", code="future")
    if month < months_after(on.replace(day=1), -MOST_BACK):
        raise ValidationError("只能填本月和上个月的。", code="too_late")
    if not touches(turn=turn, month=month):
        raise ValidationError("这个月不在她的轮值期里。", code="outside")


def touches(*, turn: ChairTurn, month: date) -> bool:
    """Say whether a turn has a day in the month that begins on ``month``."""
    return bool(turn.days.lower < months_after(month, 1) and turn.days.upper > month)


def four_ones_count(check: Any) -> int:
    """Return how many of the four have evidence: 0 to 4.

    S4:55: looking back (对照一回头) is done when the problem, its reason and what was done about
    it are all said.
    """
    looked = all(getattr(check, name).strip() for name in ("look_back", *LOOKED))
    return sum(bool(getattr(check, name).strip()) for name in FOUR[:3]) + looked


def falls_on(leave: Leave, turn: ChairTurn) -> bool:
    """Say whether a turn of hers falls on her leave, in part or whole."""
    return bool(
        leave.appointment_id == turn.appointment_id
        and leave.days.lower < turn.days.upper
        and turn.days.lower < leave.days.upper
    )


def is_covered(leave: Leave, turn: ChairTurn, covers: Sequence[TurnCover]) -> bool:
    """Say whether somebody stands in on every day of the turn that falls on leave."""
    day = max(leave.days.lower, turn.days.lower)
    end = min(leave.days.upper, turn.days.upper)
    for cover in sorted((c for c in covers if c.turn_id == turn.pk), key=lambda c: c.days.lower):
        if cover.days.lower <= day < cover.days.upper:
            day = cover.days.upper
    return bool(day >= end)


def may_drop(*, seat: Appointment, by: Any) -> bool:
    """Say whether ``by`` may cancel what ``seat`` was given: not hers, by lent rights (S3:187)."""
    return by is None or not is_hers(seat, by) or role_may(by, PLANNERS)


def check_may_drop(*, seat: Appointment, by: Any) -> None:
    """Refuse to cancel a task that is hers to do, by rights lent to her for her turn."""
    if not may_drop(seat=seat, by=by):
        raise ValidationError("交给您办的任务，请主席取消。", code="her_own")


def check_result(*, result: str, given_on: date, on: date, today: date) -> None:
    """Refuse a task done without a result, before it was given, or on a day to come."""
    if not result:
        raise ValidationError("请写明办理结果。", code="empty")
    if not given_on <= on <= today:
        raise ValidationError("完成日期要在交办之后、今天以前。", code="bad_day")
