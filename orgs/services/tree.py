"""Changes to the organisation tree. The only module that changes its shape.

Every verb takes the county's tree alone before it reads anything of it, and keeps what an
organisation was until the day ``on`` in ``OrgHistory``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from fulian.consequences import Effect, apply_all, preview_of
from orgs import rules
from orgs.models import AccessGrant, Level, Org, OrgHistory, OrgKind, OrgStatus, Place, User
from orgs.models.lock import check_locked, whole_tree
from orgs.queries import tree as reads
from orgs.queries.hats import live
from orgs.services.access import end_access
from orgs.services.endings import (
    beside_affects,
    end_beside,
    leave_clusters,
    leaving_affects,
)
from orgs.services.recording import Change, changed, image, made, nothing_to_do, record, verb

DERIVED = ["lft", "rght", "depth", "tree_id"]
RENUMBER = """
UPDATE orgs_org SET lft = f.lft, rght = f.rght, depth = f.depth, tree_id = %(county)s
FROM unnest(%(ids)s::bigint[], %(lft)s::int[], %(rght)s::int[], %(depth)s::int[])
     AS f(id, lft, rght, depth)
WHERE orgs_org.county_id = %(county)s AND orgs_org.id = f.id
"""
SHIFT = """
UPDATE orgs_org SET
    lft = lft + CASE WHEN lft BETWEEN %(first)s AND %(last)s THEN %(jump)s
                     WHEN lft BETWEEN %(low)s AND %(high)s THEN %(slide)s ELSE 0 END,
    rght = rght + CASE WHEN rght BETWEEN %(first)s AND %(last)s THEN %(jump)s
                       WHEN rght BETWEEN %(low)s AND %(high)s THEN %(slide)s ELSE 0 END,
    depth = depth + CASE WHEN lft BETWEEN %(first)s AND %(last)s THEN %(deeper)s ELSE 0 END,
    parent_id = CASE WHEN id = %(org)s THEN %(parent)s ELSE parent_id END
WHERE county_id = %(county)s
  AND (lft BETWEEN %(low)s AND %(high)s OR rght BETWEEN %(low)s AND %(high)s)
"""


@verb("orgs.found_org", "新建组织", undoable=True)
def found_org(
    *,
    parent: Org,
    name: str,
    on: date,
    by: User | None,
    short_name: str = "",
    code: str = "",
    kind: str = OrgKind.FEDERATION,
    place: str = "",
    is_counted: bool | None = None,
    field: str = "",
    reason: str = "",
) -> Org:
    """Found an organisation as the last one below ``parent`` (domain.md A08).

    Without ``code`` it gets the parent's with the next number. Raises ``ValidationError`` when the
    code does not fit, is taken, or the parent is closed.
    """
    with whole_tree() as county:
        above = Org.rows.get(pk=parent.pk)
        rules.check_active(above)
        code = code or _next_code(above)
        level = Level.UNIT if "-" in code else rules.level_of(code)
        rules.check_code(code=code, parent=above, level=level)
        kept = place or (Place.OTHER if level == Level.UNIT else rules.place_of(code, name))
        rules.check_field(field=field, level=level, place=kept)
        org = Org(
            county_id=county, code=code, parent=above, name=name,
            short_name=short_name or rules.short_name(name), kind=kind, level=level, place=kept,
            field=field,
            is_counted=rules.is_counted(Place(kept)) if is_counted is None else is_counted,
            founded_on=on, since=on,
        )  # fmt: skip
        org.clean_fields(exclude=[*DERIVED, "county", "parent"])
        org.insert_at(above, "last-child", refresh_target=False)
        org.save()
        record(org, by=by, changes=[made(org)], reason=reason)
        return org


@verb("orgs.rename_org", "组织改名", undoable=True)
def rename_org(
    *, org: Org, name: str, on: date, by: User | None, short_name: str = "", reason: str = ""
) -> Org:
    """Give ``org`` another name from the day ``on``; what it was called before is kept."""
    with whole_tree():
        facts = {"name": name, "short_name": short_name or rules.short_name(name)}
        return _restate(Org.rows.get(pk=org.pk), facts, on=on, by=by, reason=reason)


@verb("orgs.convert_org", "组织类型变更", undoable=True)
def convert_org(*, org: Org, kind: str, on: date, by: User | None, reason: str = "") -> Org:
    """Make ``org`` another kind of organisation from the day ``on`` (会改联, domain.md A01)."""
    with whole_tree():
        fresh = _restate(Org.rows.get(pk=org.pk), {"kind": kind}, on=on, by=by, reason=reason)
        apply_all("orgs.convert_org", org=fresh, kind=kind, on=on, by=by)
        return fresh


@verb("orgs.move_org", "调整上级", undoable=True)
def move_org(*, org: Org, parent: Org, on: date, by: User | None, reason: str = "") -> Org:
    """Put ``org`` and everything below it under ``parent`` from the day ``on``."""
    with whole_tree():
        fresh, target = Org.rows.get(pk=org.pk), Org.rows.get(pk=parent.pk)
        rules.check_active(fresh)
        rules.check_may_move(org=fresh, parent=target)
        rules.check_effective(org=fresh, on=on)
        before, changes = image(fresh), _keep_past(fresh, on)
        leave_clusters(org=fresh, parent=target, on=on, by=by, reason=reason or "调整上级")
        place_under(fresh, target)
        fresh.save(update_fields=["since", "version"])
        apply_all("orgs.move_org", org=fresh, on=on, by=by)
        record(fresh, by=by, changes=[*changes, changed(fresh, before)], reason=reason)
        return fresh


@verb("orgs.close_org", "撤销组织", undoable=True)
def close_org(*, org: Org, on: date, by: User | None, reason: str = "") -> Org:
    """Close ``org`` from the day ``on``; its accounts lose their seats there at once."""
    with whole_tree():
        fresh = Org.rows.held(org)
        below = Org.rows.filter(parent=fresh, status=OrgStatus.ACTIVE).count()
        rules.check_may_close(org=fresh, active_children=below)
        for grant in AccessGrant.rows.filter(lasting(on), org=fresh):
            end_access(grant=grant, on=on, by=by, reason=reason or "组织撤销")
        end_beside(org=fresh, on=on, by=by, reason=reason or "组织撤销")
        apply_all("orgs.close_org", org=fresh, on=on, by=by)
        facts = {"status": OrgStatus.CLOSED, "closed_on": on}
        return _restate(fresh, facts, on=on, by=by, reason=reason)


@verb("orgs.reopen_org", "恢复组织", undoable=True)
def reopen_org(*, org: Org, on: date, by: User | None, reason: str = "") -> Org:
    """Let a closed organisation work again from the day ``on``; its accounts stay ended."""
    with whole_tree():
        fresh = Org.rows.select_related("parent").get(pk=org.pk)
        rules.check_closed(fresh)
        rules.check_active(cast(Org, fresh.parent))  # the county's own is never closed
        facts = {"status": OrgStatus.ACTIVE, "closed_on": None}
        return _restate(fresh, facts, on=on, by=by, reason=reason)


def closing_affects(*, org: Org, on: date) -> list[Effect]:
    """Return what closing ``org`` on ``on`` would touch, here and in the apps above."""
    grants = AccessGrant.rows.filter(lasting(on), org=org).count()
    own = [Effect("账号授权", grants, "当天结束")] if grants else []
    return own + beside_affects(org=org, on=on) + preview_of("orgs.close_org", org=org, on=on)


def moving_affects(*, org: Org, on: date, parent: Org | None = None) -> list[Effect]:
    """Return what moving ``org`` on ``on`` would touch, here and in the apps above.

    While ``parent`` is not chosen yet: what moving it out of where it is would.
    """
    below = Org.rows.filter(lft__gt=org.lft, rght__lt=org.rght, status=OrgStatus.ACTIVE).count()
    own = [Effect("下级组织", below, "随同移动")] if below else []
    target = parent or Org.rows.get(parent__isnull=True)
    held = AccessGrant.rows.filter(live(on), org__lft__gte=org.lft, org__rght__lte=org.rght)
    own += [Effect("账号授权", held.count(), "不变，归新的上级管理")] if held.exists() else []
    own += leaving_affects(org=org, parent=target, on=on)
    return own + preview_of("orgs.move_org", org=org, on=on)


def lasting(on: date) -> Q:
    """Condition: what closing on the day ``on`` ends; also what begins later, or ended later."""
    return Q(until__isnull=True) | Q(until__gt=on)


def place_under(org: Org, parent: Org) -> None:
    """Move ``org``, as last, below ``parent``, both as they are now; the lock is held.

    mptt's own move writes every row of the tree and reads both ends again: here only what lies
    between the two places is written.
    """
    check_locked()
    width = org.rght - org.lft + 1
    if parent.rght > org.rght:
        low, high, slide, jump = org.lft, parent.rght - 1, -width, parent.rght - 1 - org.rght
    else:
        low, high, slide, jump = parent.rght, org.rght, width, parent.rght - org.lft
    numbers = {"first": org.lft, "last": org.rght, "low": low, "high": high}
    shift = {"slide": slide, "jump": jump, "deeper": parent.depth + 1 - org.depth}
    ends = {"org": org.pk, "parent": parent.pk, "county": org.county_id}
    with connection.cursor() as cursor:
        cursor.execute(SHIFT, numbers | shift | ends)
    org.lft, org.rght, org.depth = org.lft + jump, org.rght + jump, parent.depth + 1
    org.parent = parent
    Org._mptt_meta.update_mptt_cached_fields(org)  # else saving it would move it again


@verb("orgs.fix_tree", "修复组织树")
def fix_tree(*, by: User | None) -> list[str]:
    """Renumber the open county's tree from its parents; return the codes that were wrong.

    Raises ``ValueError`` when parents form a circle, which numbers cannot mend.
    """
    with whole_tree() as county:
        if not (broken := reads.broken_nodes()):
            nothing_to_do()
            return []
        rows = list(Org.rows.order_by("lft", "code").values_list("pk", "parent_id"))
        columns = _preorder(rows)
        with connection.cursor() as cursor:
            cursor.execute(RENUMBER, columns | {"county": county})
        record(by=by, reason="、".join(code for _, code in broken)[:200])
        return [code for _, code in broken]


def _restate(fresh: Org, facts: dict[str, Any], *, on: date, by: User | None, reason: str) -> Org:
    rules.check_effective(org=fresh, on=on)
    before, changes = image(fresh), _keep_past(fresh, on)
    for name, value in facts.items():
        setattr(fresh, name, value)
    fresh.clean_fields(exclude=[*DERIVED, "county", "parent"])
    fresh.save(update_fields=[*facts, "since", "version"])
    record(fresh, by=by, changes=[*changes, changed(fresh, before)], reason=reason)
    return fresh


def _keep_past(org: Org, on: date) -> list[Change]:
    changes: list[Change] = []
    if on > org.since:
        past = OrgHistory.of(org, days=DateRange(org.since, on))
        past.save()
        changes.append(made(past))
    org.since = on
    org.version += 1
    return changes


def _next_code(parent: Org) -> str:
    stem = f"{parent.code}-"
    used = Org.rows.filter(code__startswith=stem).values_list("code")  # also those moved away
    numbers = [int(tail) for (code,) in used if (tail := code.removeprefix(stem)).isdigit()]
    return f"{stem}{max(numbers, default=0) + 1}"


def _preorder(rows: Sequence[tuple[int, int | None]]) -> dict[str, list[int]]:
    below: dict[int | None, list[int]] = {}
    for pk, parent in rows:
        below.setdefault(parent, []).append(pk)
    columns: dict[str, list[int]] = {"ids": [], "lft": [], "rght": [], "depth": []}
    place: dict[int, int] = {}
    edge, stack = 0, [(pk, 0) for pk in reversed(below.get(None, []))]
    while stack:
        pk, depth = stack.pop()
        edge += 1
        if pk in place:
            columns["rght"][place[pk]] = edge
            continue
        place[pk] = len(columns["ids"])
        for name, value in (("ids", pk), ("lft", edge), ("rght", 0), ("depth", depth)):
            columns[name].append(value)
        stack.append((pk, depth))
        stack += [(child, depth + 1) for child in reversed(below.get(pk, []))]
    if len(place) != len(rows):
        raise ValueError("上级关系成环，请先更正上级，再修复编号。")
    return columns
