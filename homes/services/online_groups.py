"""Online groups of an organisation: registered, counted, dissolved (domain A35)."""

from __future__ import annotations

from datetime import date

from duties.rules.posts import check_own_place
from homes.models import GroupCount, OnlineGroup, OnlineGroupKind
from homes.rules import homes as seats
from homes.rules import online_groups as rules
from homes.services.holding import active, fresh
from members.models import Appointment
from orgs.models import Org, User
from orgs.services import clean, corrected, ended, made, nothing_to_do, record, restated, tidy, verb


@verb("homes.register_group", "登记工作群", undoable=True)
def register_group(
    *, org: Org, kind: str, platform: str, on: date, by: User | None, name: str = "",
    owner: Appointment | None = None, members: int | None = None, counted_on: date | None = None,
    rules_on: date | None = None,
) -> OnlineGroup:  # fmt: skip
    """Register a group that exists since the day ``on``, its owner and how many are in it.

    Raises ``ValidationError`` for a closed organisation, a name it has already, an owner who is
    not on its committee, and a number no group can have.
    """
    check_own_place(org=org.pk, by=by)
    here = active(org)
    called = tidy(name) or default_name(here, kind)
    today = counted_on or on
    if owner is not None:
        seats.check_answers(seat=owner, org=here.pk, on=today)
    group = OnlineGroup(
        org=here, kind=kind, platform=platform, name=called, owner=owner, rules_on=rules_on,
        since=on,
    )  # fmt: skip
    clean(group)
    group.save()
    changes = [made(group)]
    if members is not None:
        rules.check_members(members)
        count = GroupCount(group=group, counted_on=today, members=members)
        count.save()
        changes.append(made(count))
    record(group, by=by, changes=changes)
    return group


@verb("homes.change_group", "修改工作群", undoable=True)
def change_group(
    *, group: OnlineGroup, name: str, kind: str, platform: str, rules_on: date | None,
    by: User | None,
) -> OnlineGroup:  # fmt: skip
    """Correct what is known of a group, and when its members were told its rules."""
    row = _standing(group, by)
    facts = {"name": tidy(name), "kind": kind, "platform": platform, "rules_on": rules_on}
    return corrected(row, facts, by=by)


@verb("homes.name_owner", "确定群主", undoable=True)
def name_owner(
    *, group: OnlineGroup, seat: Appointment | None, on: date, by: User | None
) -> OnlineGroup:
    """Say who owns a group now: the holder of a committee seat, or nobody."""
    row = _standing(group, by)
    if seat is not None:
        seats.check_answers(seat=seat, org=row.org_id, on=on)
    return corrected(row, {"owner": seat}, by=by)


@verb("homes.count_group", "报群人数", undoable=True)
def count_group(*, group: OnlineGroup, members: int, on: date, by: User | None) -> GroupCount:
    """Keep how many are in a group on the day ``on``; said again that day it is corrected."""
    row = _standing(group, by)
    rules.check_members(members)
    rules.check_day(group=row, on=on)
    known = GroupCount.rows.select_for_update().filter(group=row, counted_on=on).first()
    if known is not None and known.members == members:
        nothing_to_do()
        return known
    if known is not None:
        changes = [restated(known, {"members": members})]
    else:
        known = GroupCount(group=row, counted_on=on, members=members)
        known.save()
        changes = [made(known)]
    record(row, by=by, changes=changes, name=f"{row.name} {known}")
    return known


@verb("homes.end_group", "群已解散", undoable=True)
def end_group(*, group: OnlineGroup, on: date, by: User | None, reason: str = "") -> OnlineGroup:
    """Keep that a group was dissolved on the day ``on``."""
    return ended(_standing(group, by), on=on, by=by, reason=tidy(reason))


def default_name(org: Org, kind: str) -> str:
    """Return what a group is called when nobody says: 白莲村妇联执委群."""
    label = str(OnlineGroupKind(kind).label) if kind in OnlineGroupKind.values else "群"
    return f"{org.short_name}{label if kind == OnlineGroupKind.HOME else f'妇联{label}'}"


def _standing(group: OnlineGroup, by: User | None) -> OnlineGroup:
    check_own_place(org=group.org_id, by=by)
    row = fresh(group)
    rules.check_open(row)
    return row
