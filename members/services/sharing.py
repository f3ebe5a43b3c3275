"""Women's groups that a split gives to a new organisation, with their leaders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from fulian.consequences import Effect, preview_of
from members.models import Appointment, Departure, Person, WomensGroup
from members.services.appointments import appoint, end_appointment, ending_affects
from members.services.groups import close_group, found_group
from members.services.passing import WHY, persons_move
from members.services.settling import WAITING, settle_transfers, waiting_at
from orgs.models import Org, User
from orgs.services import pass_access_on, record, verb


@verb("members.share_out", "划出妇女小组", undoable=True)
def share_out(*, org: Org, shares: Mapping[int, Org], on: date, by: User | None) -> None:
    """Let women's groups of ``org``, by key, be those of the organisations named from ``on``.

    They are closed and founded again with the same facts; their leaders go along, and belong there
    when they hold no other seat at ``org``. Links to the groups end.
    """
    moved = []
    for into in dict.fromkeys(shares.values()):
        groups = groups_of(org, [pk for pk, to in shares.items() if to == into])
        people = _people(org, _leaders(groups))
        for group in groups:
            _go(group, into, on, by)
        settle_transfers(org=org, into=into, on=on, by=by, reason=WHY, people=people)
        moved += persons_move(Person.rows.filter(pk__in=people), org, into)
    record(org, by=by, changes=moved, name=f"{org.title} 划出 {len(shares)} 个妇女小组")


def sharing_affects(*, org: Org, groups: Collection[WomensGroup], on: date) -> list[Effect]:
    """Return what sharing ``groups`` out would touch."""
    leaders, left, ends = _leaders(groups), list[Appointment](), list[Effect]()
    for seat in leaders:
        ends += ending_affects(appointment=seat, on=on, after=left)
        left.append(seat)
    people = _people(org, leaders)
    for group in groups:
        above = preview_of("members.close_group", group=group, on=on)
        ends += [Effect(effect.what, effect.count, "同时结束") for effect in above]
    return [
        Effect("妇女小组", len(groups), "划到选定的新组织，按原样重新建立"),
        Effect("妇女小组长", len(leaders), "随小组到新组织继续任职"),
        Effect("人员", len(people), "随小组到新组织"),
        Effect(WAITING, waiting_at(org).filter(org=org, person__in=people).count(),
               "由新组织接着办理"),
        *ends,
    ]  # fmt: skip


def people_along(*, org: Org, groups: Collection[WomensGroup]) -> list[int]:
    """Return who belongs to the new organisations when ``groups`` go there."""
    return _people(org, _leaders(groups))


def groups_of(org: Org, keys: Iterable[int]) -> list[WomensGroup]:
    """Return the open groups of ``org`` with these keys."""
    rows = WomensGroup.rows.filter(org=org, closed_on__isnull=True, pk__in=list(keys))
    return list(rows.order_by("pk"))


def _leaders(groups: Collection[WomensGroup]) -> list[Appointment]:
    seats = Appointment.rows.filter(group__in=groups, until__isnull=True)
    return list(seats.select_related("person", "grant").order_by("pk"))


def _people(org: Org, leaders: Collection[Appointment]) -> list[int]:
    """Return of the leaders those who belong to ``org`` and hold no other seat there."""
    held = Appointment.rows.filter(org=org, until__isnull=True)
    others = held.exclude(pk__in=[seat.pk for seat in leaders]).values("person")
    hers = Person.rows.filter(org=org, pk__in=[seat.person_id for seat in leaders])
    return list(hers.exclude(pk__in=others).order_by("pk").values_list("pk", flat=True))


def _go(group: WomensGroup, into: Org, on: date, by: User | None) -> None:
    leaders = _leaders([group])
    for seat in leaders:
        end_appointment(appointment=seat, on=on, departure=Departure.ORG_MERGED, by=by, reason=WHY)
    close_group(group=group, on=on, by=by, reason=WHY, releases=True)
    again = found_group(
        org=into, name=group.name, kind=group.kind, households=group.households,
        women=group.women, on=on, by=by,
    )  # fmt: skip
    for seat in leaders:
        new = appoint(
            person=seat.person, org=into, office=seat.office, on=on, by=by, origin=seat.origin,
            group=again,
        )  # fmt: skip
        pass_access_on(old=seat.grant, new=new.grant)
