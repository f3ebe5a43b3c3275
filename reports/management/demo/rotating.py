"""What happens within the demo county's rotations: a swap, leave, tasks, the monthly 四个一."""

from __future__ import annotations

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from duties import services as duties
from duties.models import ChairTurn, RotationPlan
from duties.queries.presidium import partners_for
from duties.rules.turns import months_after
from reports.management.demo.story import Demo, noon

Status = ChairTurn.Status
TASKS = (
    ("走访三户困难家庭，月底前报情况", 9, ""), ("组织一次法律知识讲座", -6, ""),
    ("统计外出务工妇女人数", -20, "已统计，交给主席。"),
)  # fmt: skip
FOUR = {
    "visit_community": "到两个村走访，看了妇女之家和庭院。",
    "exchange": "和执委们座谈，交流联系妇女的做法。",
    "activity": "办了一场手工活动，来了二十多人。",
    "look_back": "活动通知晚，来的人少。", "analysis": "只在一个群里发了通知。",
    "solved": "以后提前三天在各组群里都发。",
}  # fmt: skip


def fill(demo: Demo) -> None:
    """Let the rotations live: a month and an item of the four are missing here and there."""
    plans = RotationPlan.rows.filter(ended_on__isnull=True).order_by("pk")
    for number, plan in enumerate(plans):
        turns = list(plan.turns.select_related("appointment__grant").order_by("days"))
        _four_ones(demo, [t for t in turns if t.status == Status.ACTIVE], number)
        ahead = [t for t in turns if t.status == Status.PLANNED and t.days.lower > demo.on]
        for turn in [t for t in turns if t.status == Status.ACTIVE][:1]:
            _tasks(demo, turn, number)
        if ahead and number < 2:
            _away(demo, ahead, number)


def leave_open(demo: Demo) -> None:
    """Give who serves now a task she will not have done by the end of her turn."""
    turns = ChairTurn.rows.filter(status=Status.ACTIVE).select_related("appointment")
    for turn in turns.order_by("pk"):
        end = turn.days.upper
        duties.assign_task(
            appointment=turn.appointment, text="摸清本镇寄宿女生的情况", by=None,
            due_on=end + timedelta(days=20), at=noon(end - timedelta(days=9)),
        )  # fmt: skip


def _four_ones(demo: Demo, turns: list[ChairTurn], number: int) -> None:
    """Write this month's check in most places, without looking back in every other."""
    month = demo.on.replace(day=1)
    for turn in turns:
        if number == 2 or turn.days.lower >= months_after(month, 1):
            continue
        said = FOUR if number % 2 == 0 else FOUR | {"solved": ""}
        duties.save_four_ones(turn=turn, month=month, said=said, by=None, at=demo.at)


def _tasks(demo: Demo, turn: ChairTurn, number: int) -> None:
    for text, days, result in TASKS[: 1 + number % len(TASKS)]:
        given = min(demo.on, demo.on + timedelta(days=days - 7))
        task = duties.assign_task(
            appointment=turn.appointment, text=text, due_on=demo.on + timedelta(days=days),
            by=None, at=noon(given),
        )  # fmt: skip
        if result:
            duties.finish_task(task=task, result=result, on=demo.on, by=None, at=demo.at)


def _away(demo: Demo, ahead: list[ChairTurn], number: int) -> None:
    """Ask for a swap in the first place; enter leave in the second, on a turn to come."""
    mine = ahead[0]
    if number == 0:
        partners = partners_for(mine, demo.on)
        if partners:
            duties.ask_swap(
                mine=mine, theirs=partners[0], by=None, at=demo.at, reason="那个月要外出学习"
            )
        return
    first = mine.days.lower + timedelta(days=3)
    duties.enter_leave(
        appointment=mine.appointment, days=DateRange(first, first + timedelta(days=5)), by=None,
        at=demo.at, reason="照顾家人",
    )  # fmt: skip
