"""Homes and groups of many organisations at once (统一登记): shown first, taken back as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from fulian.database import bulk
from homes.models import GroupCount, OnlineGroup, WomensHome
from homes.queries import many as reads
from homes.services.homes import CALLED
from homes.services.online_groups import default_name
from orgs.models import Org, User
from orgs.queries.many import orgs_chosen
from orgs.queries.tree import top_of_reach
from orgs.services import made_many, nothing_to_do, record, verb


@verb("homes.found_many_homes", "统一登记妇女之家", undoable=True)
def found_many_homes(
    *, orgs: Collection[int], kinds: Collection[str], on: date, by: User | None
) -> int:
    """Found the homes of ``kinds`` that ``orgs`` lack, as ``found_homes`` does; return how many.

    Raises ``ValidationError`` when one is out of reach or lacks none; then nothing is written.
    """
    top, found = top_of_reach(), orgs_chosen(orgs, held=True)
    reads.plan_of_homes(found, kinds=kinds, on=on).refuse_skipped()
    lacks = reads.homes_lacking(found, kinds, on)
    homes = [
        WomensHome(county_id=org.county_id, org=org, kind=kind, since=on,
                   name=f"{org.short_name}{CALLED[kind]}")
        for org in found
        for kind in lacks[org.pk]
    ]  # fmt: skip
    return _written(top, homes, len(found), by)


@verb("homes.register_many_groups", "统一登记工作群", undoable=True)
def register_many_groups(
    *, orgs: Collection[int], kinds: Collection[str], platform: str, on: date, by: User | None,
    rules_on: date | None = None,
) -> int:  # fmt: skip
    """Register the groups of ``kinds`` that ``orgs`` lack; return how many organisations it was.

    The chair who is in office owns them. Raises ``ValidationError`` as ``found_many_homes`` does.
    """
    top, found = top_of_reach(), orgs_chosen(orgs, held=True)
    reads.plan_of_groups(found, kinds=kinds, on=on).refuse_skipped()
    lacks, chairs = reads.groups_lacking(found, kinds, on), reads.chairs_of(found, on)
    groups = [
        OnlineGroup(county_id=org.county_id, org=org, kind=kind, platform=platform, since=on,
                    name=default_name(org, kind), owner_id=chairs.get(org.pk), rules_on=rules_on)
        for org in found
        for kind in lacks[org.pk]
    ]  # fmt: skip
    return _written(top, groups, len(found), by)


@verb("homes.write_homes", "批量登记妇女之家和工作群", undoable=True)
def write_homes(
    *, org: Org, homes: Sequence[WomensHome] = (), groups: Sequence[OnlineGroup] = (),
    counts: Sequence[GroupCount] = (), by: User | None,
) -> int:  # fmt: skip
    """Write unsaved rows below ``org`` that were checked before; counts name their group.

    Returns how many. What the database's constraints refuse is a ``ValidationError``, and nothing
    is written.
    """
    tables: list[Sequence[WomensHome | OnlineGroup]] = [homes, groups]
    changes = [made_many(type(rows[0]), bulk.insert_all(rows)) for rows in tables if rows]
    for one in counts:  # their keys are known only now
        one.group_id = one.group.pk
    if counts:
        changes.append(made_many(GroupCount, bulk.insert_all(counts)))
    count = sum(len(change["ids"]) for change in changes)
    record(org, by=by, changes=changes, name=f"{org.title} {count} 条")
    return count


def _written(
    top: Org, rows: Collection[WomensHome] | Collection[OnlineGroup], orgs: int, by: User | None
) -> int:
    made = list(rows)
    if not made:
        nothing_to_do()
        return 0
    changes = [made_many(type(made[0]), bulk.insert_all(made))]
    record(top, by=by, changes=changes, name=f"{orgs} 个组织 {len(made)} 个")
    return orgs
