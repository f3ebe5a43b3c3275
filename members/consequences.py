"""What happens to seats and groups when their organisation goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db.models import QuerySet

from fulian.consequences import Effect, follows, preview_of, shares
from members import identity, rules
from members.models import Appointment, Departure, Office, Person, WomensGroup
from members.queries.quotas import InForce, book_on
from members.queries.seats import live
from members.rules import ROLES
from members.services import (
    close_group,
    end_appointment,
    pass_on,
    passing_affects,
    settle_transfers,
    share_out,
    sharing_affects,
    update_person,
)
from members.services.appointments import called
from members.services.leftovers import leave_the_rest, leaving_rest_affects
from members.services.settling import closing_settles
from members.services.sharing import groups_of, people_along
from orgs import services as ground
from orgs.models import AccessGrant, Level, Org
from orgs.services import changed, image, record

WHY = "组织撤销"
GROUP = "group-"


def preview_close(*, org: Org, on: date) -> list[Effect]:
    """Return the seats and groups that end, and what ends with each seat in the apps above."""
    seats = list(Appointment.rows.filter(org=org, until__isnull=True).order_by("pk"))
    groups = WomensGroup.rows.filter(org=org, closed_on__isnull=True).count()
    above: Counter[tuple[str, str]] = Counter()
    for number, seat in enumerate(seats):
        facts = {"appointment": seat, "on": on, "after": seats[:number]}
        for effect in preview_of("members.end_appointment", **facts):
            above[effect.what, effect.outcome] += effect.count
    own = [Effect("任职", len(seats), "当天离任"), Effect("妇女小组", groups, "当天撤销")]
    own += leaving_rest_affects(org=org) + closing_settles(org=org)
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
    settle_transfers(org=org, into=None, on=on, by=by, reason=WHY)


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
def carry_on(*, org: Org, into: Org, among: Any, on: date, by: Any, keep_members: bool) -> None:
    """Let the people and groups of what ends in a merge belong to its successor."""
    pass_on(org=org, into=into, on=on, by=by, keep_members=keep_members)


@shares("orgs.split_org")
def groups_to_share(*, org: Org) -> list[tuple[str, str]]:
    """Return the women's groups of ``org``: a split gives each to one of the new organisations."""
    groups = WomensGroup.rows.filter(org=org, closed_on__isnull=True).order_by("founded_on", "pk")
    return [(f"{GROUP}{group.pk}", group.name) for group in groups]


def preview_split(
    *, org: Org, into: Org | None, shares: Mapping[str, Org | None], closes: bool, on: date,
    keep_members: bool,
) -> list[Effect]:  # fmt: skip
    """Return what goes with the groups shared out, and what else passes on when ``org`` closes."""
    groups = groups_of(org, _by_group(shares))
    own = sharing_affects(org=org, groups=groups, on=on)
    if not closes:
        return own
    along = people_along(org=org, groups=groups)
    return own + passing_affects(
        org=org, into=into, on=on, keep_members=keep_members, without=groups, besides=along
    )


@follows("orgs.split_org", app="members", preview=preview_split)
def share_and_carry_on(
    *, org: Org, into: Org, shares: Mapping[str, Org], closes: bool, on: date, by: Any,
    keep_members: bool,
) -> None:  # fmt: skip
    """Give groups to the organisations chosen; what ends passes the rest on to its successor."""
    if shares:
        share_out(org=org, shares=_by_group(shares), on=on, by=by)
    if closes:
        pass_on(org=org, into=into, on=on, by=by, keep_members=keep_members)


def _by_group(shares: Mapping[str, Any]) -> dict[int, Any]:
    return {int(key.removeprefix(GROUP)): to for key, to in shares.items()}


def preview_convert(*, org: Org, kind: str, on: date) -> list[Effect]:
    """Return whether another kind is held to other head-counts, and whether it elects."""
    then, book = copy(org), book_on(on)
    then.kind = kind
    old, new = book.of(org), book.of(then)
    if old == new:
        return []
    effects = [Effect("职数规定", 1, _quota_says(new))]
    if org.level == Level.UNIT and (old is None) != (new is None):
        says = "列入" if new else "不再列入"
        effects.append(Effect("换届进度和接续预警", 1, says))
    return effects


def _quota_says(new: InForce | None) -> str:
    if new is None:
        return "这一类型没有规定，不再核对"
    quota = new.quota
    least = f"副主席至少 {quota.vice_min} 名、执委至少 {quota.executive_min} 名"
    return f"改按主席 {quota.chair} 名、{least}核对"


@follows("orgs.convert_org", app="members", preview=preview_convert)
def count_anew(*, org: Org, kind: str, on: date, by: Any) -> None:
    """Write nothing: head-counts are looked up by the kind an organisation is."""


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

    Who sits there without a phone is known by her name, and has this one from now on. What the
    seat had under an earlier phone ends: it would outlive the office. Raises ``ValidationError``
    for a chair's code in other hands than those of the chair who sits.
    """
    seat = _seat_of(grant)
    if seat is None:
        rules.check_nobody_chairs(role=grant.role, is_taken=_is_chaired(grant))
        return
    if seat.grant_id == grant.pk:
        return
    if not seat.person.phone:
        number, why = grant.plain_phone, "使用认领码"
        seat.person = update_person(person=seat.person, phone=number, by=by, reason=why)
    old, before = _given_way(seat, grant), image(seat)
    seat.grant, seat.version = grant, seat.version + 1
    seat.save(update_fields=["grant", "version"])
    record(seat, by=by, changes=[changed(seat, before)], name=called(seat))
    if old is not None:
        ground.end_access(grant=old, on=max(on, old.since), by=by, reason="更换手机号")


def _is_chaired(grant: AccessGrant) -> bool:
    return _seats_of(grant).filter(office=Office.CHAIR).exists()


def _given_way(seat: Appointment, grant: AccessGrant) -> AccessGrant | None:
    """Return the seat's earlier access that no other seat lives on."""
    others = Appointment.rows.filter(grant=seat.grant_id or 0, until__isnull=True)
    if others.exclude(pk=seat.pk).exists():
        return None
    held = AccessGrant.rows.filter(pk=seat.grant_id or 0, until__isnull=True)
    return held.exclude(pk=grant.pk).first()


def _seat_of(grant: AccessGrant) -> Appointment | None:
    """Return the live seat at the grant's organisation that is its holder's.

    Of whoever has the same phone; else of the one woman of that name who has none yet.
    """
    seats, key = _seats_of(grant), identity.phone_index(grant.plain_phone)
    if found := seats.filter(person__phone_key=key).first():
        return found
    named = list(seats.filter(person__name=grant.holder, person__phone_key="")[:2])
    return named[0] if len(named) == 1 else None


def _seats_of(grant: AccessGrant) -> QuerySet[Appointment]:
    """Return the live seats at the grant's organisation whose office opens what it gives."""
    offices = [office for office, role in ROLES.items() if role == grant.role]
    seats = Appointment.rows.filter(org=grant.org_id, office__in=offices, until__isnull=True)
    return seats.select_related("person", "org").order_by("pk")
