"""Another order, or other members, for a rotation that runs: what has begun stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from duties.models import RotationMember, RotationPlan
from duties.queries import upcoming
from duties.rules import turns as rules
from duties.services.rotation import lay
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
    hands fall away. Raises ``ValidationError`` for a plan that ended and a roster that is none.
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
    changes += lay(ahead, upcoming.relaid_with(fresh, seats, ahead))
    if not changes:
        nothing_to_do()
        return fresh
    record(fresh, by=by, changes=changes)
    return fresh


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
