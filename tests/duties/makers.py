"""One of everything of ``duties``: how each verb is done once, and how each table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from duties import services
from duties.models import (
    ChairTurn,
    Channel,
    Due,
    Handover,
    Message,
    Notice,
    RotationMember,
    RotationPlan,
)
from tests.duties import arranged, deliberating, kept, ledgering, reviewing, sending, turning
from tests.duties.roster import START, at, planned, presidium


def _plan(cast: Any) -> RotationPlan:
    """Return the village's rotation, planned when it has none: an organisation has one."""
    standing = RotationPlan.rows.filter(org=cast.village).first()
    return standing or planned(cast.village, presidium(cast.village)[1:])


def _handed(cast: Any) -> Handover:
    _plan(cast)
    services.do_next(at(START))
    return Handover.rows.order_by("pk")[0]


def _turn(done: Handover) -> ChairTurn:
    assert done.turn is not None
    return done.turn


def _confirm(cast: Any) -> Handover:
    done = _handed(cast)
    grant = _turn(done).appointment.grant
    assert grant is not None
    return services.confirm_handover(handover=done, by=grant.user, at=at(START))


def _pass_on(cast: Any) -> None:
    seat = _turn(_handed(cast)).appointment
    services.pass_turn_on(appointment=seat, on=START.replace(day=9), by=None)


def _message(cast: Any) -> Message:
    services.tell(
        org=cast.village, user_id=cast.chair.pk, key=f"test-{cast.county.code}",
        title="轮值主席已交接", text="请看。", link="/turn/", at=at(START),
    )  # fmt: skip
    return Message.rows.get(key=f"test-{cast.county.code}")


def _notice(cast: Any) -> Notice:
    message = _message(cast)
    services.send_next(at(START))
    return Notice.rows.get(message=message)


def _hand_over(cast: Any) -> list[Handover]:
    turn = _plan(cast).turns.order_by("days")[0]
    return services.hand_over(turns=[turn.pk], at=at(START))


def _channel(cast: Any) -> Channel:
    return services.set_channel(
        by=cast.chair, org=cast.village, kind="wecom", pace="week",
        address="11111111-2222-3333-4444-555555555555",
    )  # fmt: skip


def _failed(cast: Any) -> Due:
    turn = _plan(cast).turns.order_by("days")[0]
    due = Due.rows.get(subject=turn.pk)
    Due.rows.filter(pk=due.pk).update(tries=1, failure="试", retry_at=at(START, 23))
    return due


VERBS: dict[str, Callable[[Any], Any]] = {
    "duties.plan_rotation": _plan,
    "duties.end_rotation": lambda c: services.end_rotation(plan=_plan(c), on=START, by=c.admin),
    "duties.hand_over": _hand_over,
    "duties.pass_turn_on": _pass_on,
    "duties.confirm_handover": _confirm,
    "duties.set_channel": _channel,
    "duties.drop_channel": lambda c: services.drop_channel(channel=_channel(c), by=c.chair),
    "duties.try_again": lambda c: services.try_again(due=_failed(c), by=c.admin, at=at(START)),
    "duties.read_notices": lambda c: services.read_notices(by=c.chair, at=at(START)),
}
VERBS |= reviewing.VERBS
VERBS |= arranged.VERBS | deliberating.VERBS | turning.VERBS | sending.VERBS | ledgering.VERBS
VERBS |= kept.VERBS
SILENT: dict[str, str] = {  # what rightly leaves no line of its own, and why
    "duties.read_notices": "what she reads, and when, is nobody's business",
}
SILENT |= sending.SILENT | reviewing.SILENT
TWICE: set[str] = set()  # two lines of the same act
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    RotationPlan: _plan,
    RotationMember: lambda c: _plan(c).members.order_by("place")[0],
    ChairTurn: lambda c: _plan(c).turns.order_by("days")[0],
    Handover: _handed,
    Due: lambda c: Due.rows.get(subject=_plan(c).turns.order_by("days")[0].pk),
    Message: _message,
    Channel: _channel,
    Notice: _notice,
}
ROWS |= arranged.ROWS | deliberating.ROWS | turning.ROWS | sending.ROWS | ledgering.ROWS
ROWS |= reviewing.ROWS
ROWS |= kept.ROWS


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return the keys by name."""
    done = _handed(cast)
    mine = {"turn": done.pk, "rotationplan": _turn(done).plan_id}
    mine["drop_channel"] = _channel(cast).pk
    mine["due"] = Due.rows.filter(kind="duties.hand_over").order_by("pk")[0].pk
    mine |= kept.pks(cast)
    mine["start"] = _turn(done).appointment_id
    mine |= deliberating.pks(cast)
    mine |= reviewing.pks(cast)
    return mine | arranged.pks(cast) | turning.pks(cast) | sending.pks(cast) | ledgering.pks(cast)
