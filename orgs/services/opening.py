"""Opening a county: its whole tree in one statement, and its first administrator."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from fulian.consequences import apply_all
from fulian.database import bulk
from fulian.scoping import scope
from orgs.models import AccessGrant, County, Org, OrgKind, OrgStatus, Role, User
from orgs.models.lock import whole_tree
from orgs.queries.divisions import Proposal, Unit, proposal_for
from orgs.rules.tree import ORDER
from orgs.services.access import grant_access, issue_link
from orgs.services.recording import made_many, record, verb

TAKE = """
INSERT INTO orgs_county (code, name, path, former_codes, opened_at) VALUES (%s, %s, %s, '{}', %s)
ON CONFLICT (code) DO UPDATE
    SET name = excluded.name, path = excluded.path, opened_at = excluded.opened_at
    WHERE orgs_county.opened_at IS NULL
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a county made: the county, how many organisations, the administrator's code."""

    county: County
    written: int
    proposal: Proposal
    code: str = ""


@verb("orgs.open_county", "开通县", undoable=True)
def open_county(
    *,
    code: str,
    on: date,
    at: datetime,
    by: User | None,
    without: Collection[str] = (),
    flipped: Collection[str] = (),
    admin_phone: str = "",
    admin_name: str = "",
) -> Opened:
    """Open county ``code`` with the tree the division list proposes, as adjusted.

    ``without`` leaves out townships (with their villages) or villages, ``flipped`` count the other
    way round. With ``admin_phone`` the first administrator gets a seat and a one-time code.
    Raises ``ValidationError`` for a code that is no county's and for a county that is open.
    """
    proposal = proposal_for(code).adjusted(without=without, flipped=flipped)
    county = _take(proposal, at)
    with scope(county.pk, by=by):
        ids = plant_tree(proposal.units, on=on)
        root = _root(county, proposal, ids[0])
        note = f"不含 {'、'.join(sorted(without))}" if without else ""
        record(root, by=by, changes=[made_many(Org, ids)], name=proposal.name, reason=note)
        apply_all("orgs.open_county", org=root, on=on, by=by)
        link = ""
        if admin_phone:
            grant = _first_admin(root, admin_phone, admin_name, on, by)
            link = issue_link(grant=grant, at=at, by=by)
    return Opened(county, len(ids), proposal, link)


def plant_tree(units: Sequence[Unit], *, on: date) -> list[int]:
    """Fill the open, empty county with ``units`` in code order; return their ids.

    Codes sorted ascending are the tree in preorder: the nested sets are computed, not found by
    query, and everything goes in by one statement. A second tree fails on ``org_one_root``.
    """
    with whole_tree() as county:
        ids = bulk.next_ids(Org, len(units))
        same = {"county_id": county, "tree_id": county, "founded_on": on, "since": on, "version": 1}
        same |= {"kind": OrgKind.FEDERATION, "status": OrgStatus.ACTIVE}
        bulk.insert_columns(Org, _facts(units) | _places(units, ids), same)
        return ids


def _take(proposal: Proposal, at: datetime) -> County:
    """Return the county's row, marked open by this transaction alone; a twin waits, then loses."""
    if now := County.objects.filter(former_codes__contains=[proposal.code]).first():
        said = f"{proposal.code} 已改为 {now.code}（{now.name}），不能再用原代码开通。"
        raise ValidationError(said, code="recoded")
    county = County(code=proposal.code, name=proposal.name, path=proposal.path, opened_at=at)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [county.code, county.name, county.path, at])
        taken = cursor.fetchone()
    if taken is None:
        said = f"{proposal.name}（{proposal.code}）已经开通，没有做任何改动。"
        raise ValidationError(said, code="county_opened")
    (county.pk,) = taken
    return county


def _root(county: County, proposal: Proposal, pk: int) -> Org:
    """Return the county's own organisation as it was planted."""
    top = proposal.units[0]
    facts = {"code": top.code, "name": top.name, "short_name": top.short_name, "level": top.level}
    return Org(pk=pk, county=county, lft=1, rght=2 * len(proposal.units), **facts)


def _first_admin(root: Org, phone: str, name: str, on: date, by: User | None) -> AccessGrant:
    return grant_access(
        org=root, role=Role.COUNTY_ADMIN, phone=phone, holder=name or "县管理员", on=on, by=by,
        reason="首位县管理员",
    )  # fmt: skip


def _facts(units: Sequence[Unit]) -> dict[str, Sequence[Any]]:
    return dict(zip(Unit._fields, zip(*units, strict=True), strict=True))


def _places(units: Sequence[Unit], ids: Sequence[int]) -> dict[str, Sequence[Any]]:
    lft: list[int] = []
    depths: list[int] = []
    parents: list[int | None] = []
    rght = [0] * len(units)
    path: list[int] = []  # where the ones above stand in the lists
    edge = 0
    for here, unit in enumerate(units):
        depth = ORDER.index(unit.level)
        while len(path) > depth:
            edge += 1
            rght[path.pop()] = edge
        edge += 1
        lft.append(edge)
        depths.append(depth)
        parents.append(ids[path[-1]] if path else None)
        path.append(here)
    while path:
        edge += 1
        rght[path.pop()] = edge
    return {"id": ids, "parent_id": parents, "lft": lft, "rght": rght, "depth": depths}
