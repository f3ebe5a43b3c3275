"""What happens to seats and groups when their organisation goes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from fulian.consequences import Effect, follows, preview_of
from members.models import Appointment, Departure, WomensGroup
from members.services import close_group, end_appointment
from orgs.models import Org

WHY = "组织撤销"


def preview_close(*, org: Org, on: date) -> list[Effect]:
    """Return the seats and groups that end, and what ends with each seat in the apps above."""
    seats = list(Appointment.rows.filter(org=org, until__isnull=True))
    groups = WomensGroup.rows.filter(org=org, closed_on__isnull=True).count()
    above: Counter[tuple[str, str]] = Counter()
    for seat in seats:
        for effect in preview_of("members.end_appointment", appointment=seat, on=on):
            above[effect.what, effect.outcome] += effect.count
    own = [Effect("任职", len(seats), "当天离任"), Effect("妇女小组", groups, "当天撤销")]
    return own + [Effect(what, count, then) for (what, then), count in above.items()]


@follows("orgs.close_org", app="members", preview=preview_close)
def close(*, org: Org, on: date, by: Any) -> None:
    """End the seats of the organisation and close its groups; what had not begun never does."""
    for seat in Appointment.rows.filter(org=org, until__isnull=True).order_by("pk"):
        day = max(on, seat.since)
        end_appointment(appointment=seat, on=day, departure=Departure.OTHER, by=by, reason=WHY)
    for group in WomensGroup.rows.filter(org=org, closed_on__isnull=True).order_by("pk"):
        close_group(group=group, on=max(on, group.founded_on), by=by, reason=WHY)
