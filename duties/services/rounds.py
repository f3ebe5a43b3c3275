"""The calendar's rounds through rotations (domain A.8): what is near, missing or not signed."""

from __future__ import annotations

from datetime import date, datetime

from duties.rules import seasons as days
from duties.services import giving_up, nudges
from duties.services.seasons import season


@season("duties.warn_of_leave", "轮值遇上请假", when="每天", falls=days.daily)
def _warn_of_leave(on: date, at: datetime) -> int:
    return nudges.warn_of_leave(on=on, at=at)


@season("duties.remind_four_ones", "“四个一”提醒", when="每天", falls=days.daily)
def _remind_four_ones(on: date, at: datetime) -> int:
    return nudges.remind_four_ones(on=on, at=at)


@season("duties.chase_handovers", "催办交接", when="每天", falls=days.daily)
def _chase_handovers(on: date, at: datetime) -> int:
    giving_up.find_takers(on=on, at=at)
    return nudges.chase_handovers(at=at)


@season("duties.check_rotations", "检查轮值安排", when="每周一", falls=days.mondays)
def _check_rotations(on: date, at: datetime) -> int:
    return nudges.check_rotations(on=on, at=at)
