"""What happens to seats and groups when their organisation goes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from fulian.consequences import Effect, follows, preview_of
from members import identity
from members.models import Appointment, Departure, Person, WomensGroup
from members.queries.seats import live
from members.rules import ROLES
from members.services import close_group, end_appointment, pass_on, passing_affects
from members.services.appointments import called
from members.services.leftovers import leave_the_rest, rest_affects
from orgs import services as ground
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
    own += rest_affects(org=org)
    return own + [Effect(what, count, then) for (what, then), count in above.items()]


@follows("orgs.close_org", app="members", preview=preview_close)
def close(*, org: Org, on: date, by: Any) -> None:
    """End the seats of the organisation and all else kept there; what had not begun never does."""
    for seat in Appointment.rows.filter(org=org, until__isnull=True).order_by("pk"):
        day = max(on, seat.since)
        end_appointment(appointment=seat, on=day, departure=Departure.OTHER, by=by, reason=WHY)
    for group in WomensGroup.rows.filter(org=org, closed_on__isnull=True).order_by("pk"):
        close_group(group=group, on=max(on, group.founded_on), by=by, reason=WHY)
    leave_the_rest(org=org, on=on, by=by, reason=WHY)


def preview_move(*, org: Org, on: date) -> list[Effect]:
    """Return whom the desk above will be another for."""
    below = Org.rows.filter(lft__gte=org.lft, rght__lte=org.rght).values("pk")
    seats = Appointment.rows.filter(live(on), org__in=below).count()
    people = Person.rows.filter(org__in=below, merged_into__isnull=True).count()
    then = "随同移动，归新的上级管理"
    return [Effect("人员", people, then), Effect("任职", seats, then)]


@follows("orgs.move_org", app="members", preview=preview_move)
def go_along(*, org: Org, on: date, by: Any) -> None:
    """Leave people and seats as they are: they belong to the organisation wherever it stands."""


@follows("orgs.merge_orgs", app="members", preview=passing_affects)
@follows("orgs.split_org", app="members", preview=passing_affects)
def carry_on(*, org: Org, into: Org, on: date, by: Any, keep_members: bool) -> None:
    """Let the people and groups of what ends in a merge or a split belong to its successor."""
    pass_on(org=org, into=into, on=on, by=by, keep_members=keep_members)


def preview_claim(*, grant: AccessGrant, on: date) -> list[Effect]:
    """Return the seat a code's access will hang on, and the access that gives way to it."""
    seat = _seat_of(grant)
    old = _given_way(seat, grant) if seat else None
    return [
        Effect("任职", int(seat is not None), "登录随任职开通，离任时一起结束"),
        Effect("账号授权", int(old is not None), "旧手机号的登录同时结束"),
    ]


@follows("orgs.take_up_claim", app="members", preview=preview_claim)
def hang_on_seat(*, grant: AccessGrant, on: date, by: Any) -> None:
    """Hang access taken up by a code on the seat of the same phone, so that it ends with it.

    What the seat had under an earlier phone ends: it would outlive the office.
    """
    seat = _seat_of(grant)
    if seat is None or seat.grant_id == grant.pk:
        return
    old, before = _given_way(seat, grant), image(seat)
    seat.grant, seat.version = grant, seat.version + 1
    seat.save(update_fields=["grant", "version"])
    record(seat, by=by, changes=[changed(seat, before)], name=called(seat))
    if old is not None:
        ground.end_access(grant=old, on=max(on, old.since), by=by, reason="更换手机号")


def _given_way(seat: Appointment, grant: AccessGrant) -> AccessGrant | None:
    """Return the seat's earlier access that no other seat lives on."""
    others = Appointment.rows.filter(grant=seat.grant_id or 0, until__isnull=True)
    if others.exclude(pk=seat.pk).exists():
        return None
    held = AccessGrant.rows.filter(pk=seat.grant_id or 0, until__isnull=True)
    return held.exclude(pk=grant.pk).first()


def _seat_of(grant: AccessGrant) -> Appointment | None:
    """Return the live seat at the grant's organisation whose holder has the same phone."""
    offices = [office for office, role in ROLES.items() if role == grant.role]
    seats = Appointment.rows.filter(
        org=grant.org_id, office__in=offices, until__isnull=True,
        person__phone_key=identity.phone_index(grant.plain_phone),
    )  # fmt: skip
    return seats.select_related("person", "org").order_by("pk").first()
