"""One of everything within a rotation: a swap, a leave, a cover, a task, a monthly check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from duties import services
from duties.models import (
    AssignedTask,
    ChairTurn,
    FourOnesCheck,
    Handover,
    Leave,
    RotationPlan,
    TurnCover,
    TurnSwap,
)
from members.models import Appointment, Office
from members.services import end_appointment
from tests.duties.roster import START, at, planned, presidium
from tests.people import seat

SOON = date(2026, 1, 5)
NOW = at(SOON)
DAYS = DateRange(date(2026, 2, 10), date(2026, 2, 15))


def plan(cast: Any) -> RotationPlan:
    """Return the village's rotation, planned when it has none."""
    standing = RotationPlan.rows.filter(org=cast.village).first()
    return standing or planned(cast.village, presidium(cast.village)[1:])


def turns(cast: Any) -> list[ChairTurn]:
    """Return its turns, the first of them going on."""
    mine = plan(cast)
    services.do_next(at(START))
    rows = ChairTurn.rows.filter(plan=mine).select_related("appointment__grant")
    return list(rows.order_by("days"))


def _by(turn: ChairTurn) -> Any:
    assert turn.appointment.grant is not None
    return turn.appointment.grant.user


def swap(cast: Any) -> TurnSwap:
    """Ask to change places."""
    _, mine, theirs = turns(cast)[:3]
    return services.ask_swap(mine=mine, theirs=theirs, by=_by(mine), at=NOW)


def _answer(cast: Any) -> TurnSwap:
    asked = swap(cast)
    return services.answer_swap(swap=asked, accepted=True, by=_by(asked.theirs), at=NOW)


def leave(cast: Any) -> Leave:
    """Enter a leave of the second."""
    seat = turns(cast)[1].appointment
    return services.enter_leave(appointment=seat, days=DAYS, by=None, at=NOW)


def cover(cast: Any) -> TurnCover:
    """Let the first stand in for the second."""
    first, second = turns(cast)[:2]
    return services.cover_turn(
        turn=second, appointment=first.appointment, days=DAYS, by=None, at=NOW
    )


def task(cast: Any) -> AssignedTask:
    """Give the first something to do."""
    return services.assign_task(
        appointment=turns(cast)[0].appointment, text="走访三户", due_on=SOON + timedelta(days=9),
        by=cast.chair, at=NOW,
    )  # fmt: skip


def check(cast: Any) -> FourOnesCheck:
    """Write the check of the month."""
    mine = turns(cast)[0]
    return services.save_four_ones(
        turn=mine, month=START, said={"exchange": "开了一次座谈会"}, by=_by(mine), at=NOW
    )


def _noted(cast: Any) -> FourOnesCheck | None:
    """Let an activity be known in the month's check."""
    return services.note_four_ones(
        turn=turns(cast)[0], month=START, box="activity", text="读书会（1月9日）", by=None
    )


def _changed(cast: Any) -> RotationPlan:
    members = [turn.appointment for turn in turns(cast)][::-1]
    return services.change_rotation(plan=plan(cast), members=members, by=None, at=NOW)


def _chased(cast: Any) -> int:
    turns(cast)
    return services.chase_handovers(on=date(2026, 1, 20), at=at(date(2026, 1, 20)))


def _seat_left(cast: Any) -> Appointment:
    giver = _left(cast).giver
    assert giver is not None
    return giver


def _left(cast: Any) -> Handover:
    chair = presidium(cast.village)[0]
    done = services.hand_on_seat(appointment=chair, on=SOON, by=None)
    assert done is not None
    return done


def _found(cast: Any) -> int:
    chair = presidium(cast.village)[0]
    end_appointment(appointment=chair, on=SOON, departure="moved", by=None)
    seat(cast.village, Office.CHAIR, "舒若兰", since=SOON)
    return services.find_takers(on=SOON, at=NOW)


VERBS: dict[str, Callable[[Any], Any]] = {
    "duties.change_rotation": _changed,
    "duties.ask_swap": swap,
    "duties.answer_swap": _answer,
    "duties.withdraw_swap": lambda c: services.withdraw_swap(swap=swap(c), by=None),
    "duties.suggest_swap": lambda c: services.suggest_swap(turn=turns(c)[1], by=c.chair, at=NOW),
    "duties.enter_leave": leave,
    "duties.end_leave": lambda c: services.end_leave(leave=leave(c), on=SOON, by=None),
    "duties.cover_turn": cover,
    "duties.end_cover": lambda c: services.end_cover(cover=cover(c), on=SOON, by=None),
    "duties.assign_task": task,
    "duties.finish_task": lambda c: services.finish_task(
        task=task(c), result="都走访了", on=SOON, by=None, at=NOW
    ),
    "duties.drop_task": lambda c: services.drop_task(task=task(c), on=SOON, by=None),
    "duties.save_four_ones": check,
    "duties.note_four_ones": _noted,
    "duties.chase_handovers": _chased,
    "duties.hand_on_seat": _left,
    "duties.hand_on_term": lambda c: services.hand_on_term(
        left=[_seat_left(c)], staying=[], on=SOON, by=None
    ),
    "duties.find_takers": _found,
}
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    TurnSwap: swap, Leave: leave, TurnCover: cover, AssignedTask: task, FourOnesCheck: check,
}  # fmt: skip


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address; return the keys by name."""
    given, mine = task(cast), turns(cast)[1].pk
    return {
        "swaps": swap(cast).pk, "leave": leave(cast).pk, "covers": cover(cast).pk,
        "tasks": given.pk, "assignedtask": given.pk, "turns": mine,
        "four-ones": (written := check(cast)).turn_id, "fouronescheck": written.pk,
    }  # fmt: skip
