"""People and groups pass over to the organisation that carries on what theirs was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from fulian.consequences import Effect
from members.models import Appointment, CongressTerm, Departure, Office, Person, WomensGroup
from members.models.appointments import COMMITTEE
from members.queries.seats import term_of
from members.services.appointments import appoint, end_appointment, ending_affects
from members.services.groups import close_group, found_group
from members.services.leftovers import pass_the_rest, passing_rest_affects
from members.services.settling import passing_settles, settle_transfers
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import pass_access_on, record, verb
from orgs.services.recording import Change

WHY = "组织合并或拆分"
NAME = 40  # as long as a group's name may be
TOLD = ("账号授权", "妇联常委")  # said once for the whole organisation
IS_SAME = (Office.GROUP_LEADER, Office.REPRESENTATIVE)


@dataclass(slots=True)
class _Pass:
    """One passing: from where, to where, and which group became which."""

    org: Org
    into: Org
    on: date
    by: User | None
    groups: dict[int, WomensGroup] = field(default_factory=dict)


@verb("members.pass_on", "人员和小组转入承接组织", undoable=True)
def pass_on(*, org: Org, into: Org, on: date, by: User | None, keep_members: bool = False) -> None:
    """Let the people and women's groups of ``org`` belong to ``into`` from the day ``on``.

    Every seat ends. Group leaders and representatives sit on at ``into``; the committee does as
    executive members with ``keep_members``, but nobody sits there twice. Groups are closed and
    founded again with the same facts. Raises ``ValidationError`` when something at ``org`` began
    or ended after ``on``.
    """
    places.check_all_go(org=org, later=_later(org, on))
    going = _Pass(org, into, on, by)
    seats = list(_seats(org).select_related("person", "grant"))
    for seat in seats:
        end_appointment(appointment=seat, on=on, departure=Departure.ORG_MERGED, by=by, reason=WHY)
    for group in _groups(org):
        going.groups[group.pk] = _founded_again(going, group)
    for seat in seats:
        if office := _office_after(seat, into, on, keep_members=keep_members):
            _seat_again(going, seat, office)
    pass_the_rest(org=org, into=into, on=on, by=by, reason=WHY)
    settle_transfers(org=org, into=into, on=on, by=by, reason=WHY)
    changes = persons_move(Person.rows.filter(org=org), org, into)
    said = f"{org.title} 的 {len(changes)} 人转入 {into.title}"
    record(into, by=by, changes=changes, name=said)


def passing_affects(
    *, org: Org, into: Org | None, on: date, among: Collection[Org] = (),
    keep_members: bool = False, without: Collection[WomensGroup] = (),
    besides: Collection[int] = (),
) -> list[Effect]:  # fmt: skip
    """Return what passing on would touch: people, seats and what ends with them, groups.

    ``without`` are groups, with their leaders, and ``besides`` people that went before.
    """
    own = {"again": 0, "kept": 0, "ended": 0}
    ends: list[Effect] = []
    gone = [group.pk for group in without]
    left = list(_seats(org).filter(group__in=gone))
    for seat in _seats(org).exclude(group__in=gone):
        above = ending_affects(appointment=seat, on=on, after=left, closed=list(without))
        ends += [e for e in above if e.what not in TOLD]
        left.append(seat)
        office = _office_after(seat, into, on, keep_members=keep_members)
        kind = "ended" if not office else "again" if seat.office == office in IS_SAME else "kept"
        own[kind] += 1
    return [
        Effect("人员", Person.rows.filter(org=org).exclude(pk__in=besides).count(),
               "所在组织改为承接组织"),
        Effect("妇女小组长和妇女代表", own["again"], "转到承接组织继续任职"),
        Effect("主席、副主席和执委", own["kept"], "转为承接组织的执委"),
        Effect("任职", own["ended"], "当天离任（组织合并或拆分），不再转入"),
        Effect("妇女小组", _groups(org).exclude(pk__in=gone).count(),
               "撤销，在承接组织按原样重新建立"),
        *passing_rest_affects(org=org, into=into),
        *passing_settles(org=org, into=into, among=among or [org], besides=besides),
        *ends,
    ]  # fmt: skip


def _seats(org: Org) -> Any:
    return Appointment.rows.filter(org=org, until__isnull=True).order_by("pk")


def _groups(org: Org) -> Any:
    return WomensGroup.rows.filter(org=org, closed_on__isnull=True).order_by("pk")


def _later(org: Org, on: date) -> list[str]:
    """Return, in words, what began or ended at ``org`` after the day ``on``."""
    seats = Appointment.rows.filter(Q(since__gt=on) | Q(until__gt=on), org=org).count()
    groups = WomensGroup.rows.filter(Q(founded_on__gt=on) | Q(closed_on__gt=on), org=org).count()
    told = [(seats, "项任职的变动"), (groups, "个妇女小组的变动")]
    return [f" {count} {what}" for count, what in told if count]


def _office_after(
    seat: Appointment, into: Org | None, on: date, *, keep_members: bool
) -> str | None:
    """Return the office she has at the successor; None when her seat ends for good."""
    if seat.office == Office.GROUP_LEADER:
        return seat.office
    offices = COMMITTEE if seat.office in COMMITTEE else (Office.REPRESENTATIVE,)
    if seat.office in COMMITTEE and not keep_members:
        return None
    held = Appointment.rows.filter(org=into, person=seat.person_id, office__in=offices)
    lasting = held.filter(Q(until__isnull=True) | Q(until__gt=on))
    if into is not None and lasting.exists():
        return None
    return Office.EXECUTIVE_MEMBER if seat.office in COMMITTEE else seat.office


def _founded_again(going: _Pass, group: WomensGroup) -> WomensGroup:
    close_group(group=group, on=going.on, by=going.by, reason=WHY)
    taken = set(_groups(going.into).values_list("name", flat=True))
    return found_group(
        org=going.into, name=_free_name(group.name, going.org.short_name, taken), kind=group.kind,
        households=group.households, women=group.women, on=going.on, by=going.by,
    )  # fmt: skip


def _free_name(name: str, village: str, taken: set[str]) -> str:
    """Return ``name``, with the old village's name before it (and a number) where it is taken."""
    wanted, number = name, 1
    while wanted in taken:
        tail = "" if number == 1 else f"（{number}）"
        wanted = f"{village}{name}"[: NAME - len(tail)] + tail
        number += 1
    return wanted


def _seat_again(going: _Pass, seat: Appointment, office: str) -> None:
    new = appoint(
        person=seat.person, org=going.into, office=office, on=going.on, by=going.by,
        origin=seat.origin, term=_term(going) if seat.term_id else None,
        group=going.groups[seat.group_id] if seat.group_id else None,
    )  # fmt: skip
    pass_access_on(old=seat.grant, new=new.grant)


def _term(going: _Pass) -> CongressTerm | None:
    """Return the successor's term on the day: the old one was another congress's."""
    return term_of(going.into, going.on)


def persons_move(people: QuerySet[Person], org: Org, into: Org) -> list[Change]:
    """Let ``people``, who belonged to ``org``, belong to ``into``; return the changes."""
    hers = people.select_for_update().order_by("pk")
    versions = list(hers.values_list("pk", "version"))
    known = Person.rows.filter(pk__in=[pk for pk, _ in versions])
    known.update(org=into, version=F("version") + 1)
    before, after = {"org_id": org.pk}, {"org_id": into.pk}
    same = {"model": "members.person", "before": before, "after": after}
    return [same | {"id": pk, "version": version + 1} for pk, version in versions]
