"""What happens to seats and groups when their organisation goes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from fulian.consequences import Effect, follows, preview_of
from members import identity
from members.models import Appointment, Departure, WomensGroup
from members.rules import ROLES
from members.services import close_group, end_appointment, pass_on, passing_affects
from members.services.appointments import called
from orgs.models import AccessGrant, Org
from orgs.services import changed, image, record

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


@follows("orgs.merge_orgs", app="members", preview=passing_affects)
@follows("orgs.split_org", app="members", preview=passing_affects)
def carry_on(*, org: Org, into: Org, on: date, by: Any, keep_members: bool) -> None:
    """Let the people and groups of what ends in a merge or a split belong to its successor."""
    pass_on(org=org, into=into, on=on, by=by, keep_members=keep_members)


def preview_claim(*, grant: AccessGrant, on: date) -> list[Effect]:
    """Return the seat a code's access will hang on."""
    return [Effect("任职", int(_seat_of(grant) is not None), "登录随任职开通，离任时一起结束")]


@follows("orgs.take_up_claim", app="members", preview=preview_claim)
def hang_on_seat(*, grant: AccessGrant, on: date, by: Any) -> None:
    """Hang access taken up by a code on the seat of the same phone, so that it ends with it."""
    seat = _seat_of(grant)
    if seat is None or seat.grant_id == grant.pk:
        return
    before = image(seat)
    seat.grant, seat.version = grant, seat.version + 1
    seat.save(update_fields=["grant", "version"])
    record(seat, by=by, changes=[changed(seat, before)], name=called(seat))


def _seat_of(grant: AccessGrant) -> Appointment | None:
    """Return the live seat at the grant's organisation whose holder has the same phone."""
    offices = [office for office, role in ROLES.items() if role == grant.role]
    seats = Appointment.rows.filter(
        org=grant.org_id, office__in=offices, until__isnull=True,
        person__phone_key=identity.phone_index(grant.plain_phone),
    )  # fmt: skip
    return seats.select_related("person", "org").order_by("pk").first()
