"""Another order, or other members, for a rotation that runs: what has begun stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from duties.models import ChairTurn, Message, RotationMember, RotationPlan, TurnCover
from duties.queries import upcoming
from duties.queries.upcoming import Dropped
from duties.rules import turns as rules
from duties.services.due import tell_all
from duties.services.rotation import lay
from duties.services.sheets import message_to
from members.models import Appointment
from orgs import rules as places
from orgs.models import User
from orgs.services import made, nothing_to_do, record, removed, verb
from orgs.services.recording import Change


@verb("duties.change_rotation", "调整轮值", undoable=True)
def change_rotation(
    *, plan: RotationPlan, members: Sequence[Appointment], by: User | None, at: datetime
) -> RotationPlan:
    """Let ``members`` take turns in this order from the first turn that has not begun.

    Past turns and the one going on stay; days stay. Swaps and covers of the turns that change
    hands fall away (``upcoming.dropped_by`` says which); who had or gets such a turn, or was to
    stand in, is told. Raises ``ValidationError`` for a plan that ended and a roster that is none.
    """
    held = RotationPlan.rows.select_for_update(of=("self",)).select_related("org")
    fresh, on = held.get(pk=plan.pk), timezone.localdate(at)
    rules.check_runs(fresh.ended_on)
    places.check_active(fresh.org)
    found = Appointment.rows.select_related("grant").in_bulk([seat.pk for seat in members])
    seats = [found[seat.pk] for seat in members if seat.pk in found]
    ahead = upcoming.turns_ahead(fresh, on)
    first = ahead[0].days.lower if ahead else on
    rules.check_roster(org=fresh.org, members=seats, on=first)
    changes = _roster(fresh, seats)
    laid = upcoming.relaid_with(fresh, seats, ahead)
    dropped = upcoming.dropped_by(ahead, laid)
    had = {turn.appointment_id: turn.appointment for turn in dropped.turns}
    changes += lay(ahead, laid)
    if not changes:
        nothing_to_do()
        return fresh
    tell_all(_told(fresh, had, ahead, dropped, at))
    record(fresh, by=by, changes=changes)
    return fresh


def _told(
    plan: RotationPlan, had: dict[int, Appointment], ahead: Sequence[ChairTurn], dropped: Dropped,
    at: datetime,
) -> list[Message]:  # fmt: skip
    """Return a message to everybody whose turns changed, and to who was to stand in."""
    seats = had | {turn.appointment_id: turn.appointment for turn in dropped.turns}
    key, link = f"rotation:{plan.pk}:order:{at:%y%m%d%H%M%S%f}", "/turn/"
    told: list[Message] = []
    for pk, seat in seats.items():
        mine = [rules.days_in_words(turn.days) for turn in ahead if turn.appointment_id == pk]
        text = f"您的轮值期：{'；'.join(mine)}。" if mine else "接下来没有排到您。"
        told += message_to(plan.org, seat, f"{key}:{pk}", "轮值次序有调整", text, link, at)
    by_seat = groupby(sorted(dropped.covers, key=_who), key=_who)
    for pk, covers in by_seat:
        gone = list(covers)
        days = "；".join(rules.days_in_words(cover.days) for cover in gone)
        text, seat = f"不用再代班：{days}。", gone[0].appointment
        told += message_to(plan.org, seat, f"{key}:cover:{pk}", "代班已取消", text, link, at)
    return told


def _who(cover: TurnCover) -> int:
    return cover.appointment_id


def _roster(plan: RotationPlan, seats: Sequence[Appointment]) -> list[Change]:
    """Write the roster anew; nothing when it is the same."""
    was = list(RotationMember.rows.filter(plan=plan).order_by("place"))
    if [member.appointment_id for member in was] == [seat.pk for seat in seats]:
        return []
    changes = [removed(member) for member in was]
    RotationMember.rows.filter(plan=plan).delete()
    fresh = [
        RotationMember(plan=plan, appointment=seat, place=place)
        for place, seat in enumerate(seats, start=1)
    ]
    RotationMember.rows.bulk_create(fresh)
    return [*changes, *map(made, fresh)]
