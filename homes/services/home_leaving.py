"""What becomes of homes and groups when a seat or an organisation ends; names not kept for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from homes.models import GroupCount, HomeAsset, HomeKind, OnlineGroup, WomensHome
from homes.queries.home_leaving import answered_by, homes_of, may_pass, to_forget
from homes.queries.home_past import begun_on
from homes.services.home_messages import ask_for_others, take_back
from homes.services.home_past import turned
from homes.services.homes import end_rows
from members.models import Appointment
from orgs.models import Org, User
from orgs.services import changed_so_far, clean, made, nothing_to_do, record, restated, verb
from orgs.services.recording import Change

NAME = 60
KEPT = timedelta(days=365)  # after a home closed


@verb("homes.give_up_seat", "离任后不再负责妇女之家和工作群")
def give_up_seat(*, appointment: Appointment, on: date, by: User | None) -> int:
    """Let a seat that ends answer for no home and own no group; the chair is told to find another.

    That she answered for a home until that day stays known.
    """
    left: dict[str, list[Any]] = {
        column: list(rows.select_for_update(of=("self",)))
        for column, rows in answered_by([appointment.pk])
    }
    changes = [
        change
        for home in left["manager"]
        for change in turned(home, {"manager": None}, max(on, begun_on(home)))
    ]
    changes += [restated(group, {"owner": None}) for group in left["owner"]]
    record(appointment, by=by, changes=changes, name=str(appointment))
    ask_for_others(appointment=appointment, homes=left["manager"], groups=left["owner"], on=on)
    return len(left["manager"]) + len(left["owner"])


@verb("homes.take_up_again", "连任后继续负责妇女之家和工作群")
def take_up_again(*, now: dict[int, Appointment], org: Org, by: User | None) -> int:
    """Give those elected again the homes and groups their old seats answered for until this act.

    ``now`` tells the new seat by the old one's key.
    """
    changes: list[Change] = []
    kinds: list[tuple[str, Any]] = [("manager", WomensHome), ("owner", OnlineGroup)]
    for column, model in kinds:
        were = {
            pk: before[f"{column}_id"]
            for pk, before in changed_so_far(model).items()
            if before.get(f"{column}_id") in now
        }
        for row in model.rows.select_for_update(of=("self",)).filter(pk__in=were):
            changes.append(restated(row, {column: now[were[row.pk]]}))
    take_back(now)
    if changes:
        record(org, by=by, changes=changes, name=f"{org.title} {len(changes)} 个")
    else:
        nothing_to_do()
    return len(changes)


@verb("homes.end_with_org", "妇女之家和工作群随组织结束")
def end_with_org(*, org: Org, on: date, by: User | None) -> int:
    """Close the homes and dissolve the groups of an organisation that closes."""
    homes = list(homes_of(org).select_for_update(of=("self",)))
    groups = OnlineGroup.rows.select_for_update().filter(org=org, until__isnull=True)
    changes = end_rows(homes, on)
    changes += [restated(group, {"until": max(on, group.since)}) for group in groups]
    if changes:
        record(org, by=by, changes=changes, name=org.title)
    else:
        nothing_to_do()
    return len(changes)


@verb("homes.pass_homes_on", "妇女之家和工作群转入承接组织")
def pass_homes_on(*, org: Org, into: Org, on: date, by: User | None) -> int:
    """Let the homes and groups of what ends belong to its successor from the day ``on``.

    A home whose like the successor has is closed, its micro-homes and assets go to that one; names
    that are taken get the old village's behind them.
    """
    kept, closing = may_pass(org, into)
    theirs = {home.kind: home for home in [*kept, *homes_of(into)]}
    parent = theirs.get(HomeKind.PHYSICAL)
    micro = [home for home in kept if home.kind == HomeKind.MICRO]
    changes: list[Change] = []
    for home in kept:
        facts = _under(home, into) | ({"parent": parent} if home in micro else {})
        changes += turned(home, facts, max(on, begun_on(home)))
    changes += _handed(closing, parent) + end_rows(closing, on)
    groups = OnlineGroup.rows.select_for_update(of=("self",)).select_related("org")
    for group in groups.filter(org=org, until__isnull=True).order_by("pk"):
        changes += _carried_on(group, into, on)
    if changes:
        record(into, by=by, changes=changes, name=f"{org.title}的转入{into.title}")
    else:
        nothing_to_do()
    return len(changes)


@verb("homes.forget_keepers", "清除撤销满一年的妇女之家里的姓名")
def forget_keepers(*, on: date) -> int:
    """Forget who hosted, kept keys and things of homes that closed over a year ago."""
    homes, assets = to_forget(on - KEPT)
    count = homes.update(host="", host_consented_on=None, keys="") + assets.update(kept_by="")
    if count:
        record(Org.rows.get(parent__isnull=True), by=None, name=f"{count} 处")
    else:
        nothing_to_do()
    return count


def _handed(closing: Sequence[WomensHome], parent: WomensHome | None) -> list[Change]:
    """Give the assets of a physical home that closes to the one that goes on."""
    gone = [home.pk for home in closing if home.kind == HomeKind.PHYSICAL]
    if parent is None or not gone:
        return []
    known = set(
        HomeAsset.rows.filter(home=parent, until__isnull=True).values_list("what", flat=True)
    )
    rows = HomeAsset.rows.select_for_update(of=("self",)).select_related("home__org")
    changes = []
    for asset in rows.filter(home__in=gone, until__isnull=True).order_by("pk"):
        tail = f"（{asset.home.org.short_name}）" if asset.what in known else ""
        facts = {"home": parent, "what": asset.what[: 40 - len(tail)] + tail}
        changes.append(restated(asset, facts))
        known.add(asset.what)
    return changes


def _carried_on(group: OnlineGroup, into: Org, on: date) -> list[Change]:
    """Let a group go on at ``into`` with its owner, rules and last count; that it was here stays.

    One that had not begun by then is theirs from its beginning.
    """
    facts = _under(group, into)
    if group.since >= on:
        return [restated(group, facts)]
    last = GroupCount.rows.filter(group=group, counted_on__lte=on).order_by("-counted_on").first()
    new = OnlineGroup(
        kind=group.kind, platform=group.platform, owner=group.owner, rules_on=group.rules_on,
        since=on, **facts,
    )  # fmt: skip
    changes = [restated(group, {"until": on}), _kept(new)]
    if last is not None:
        told = GroupCount(group=new, counted_on=last.counted_on, members=last.members)
        changes.append(_kept(told))
    return changes


def _kept(row: Any) -> Change:
    clean(row)
    row.save()
    return made(row)


def _under(row: Any, into: Org) -> dict[str, Any]:
    """Return what lets a home or group be the successor's, under a name it has not."""
    kind: Any = type(row)
    taken = kind.rows.filter(org=into, name=row.name).exists()
    tail = f"（{row.org.short_name}）" if taken else ""
    return {"org": into, "name": row.name[: NAME - len(tail)] + tail}
