"""Several organisations become one (合村并居), and one becomes several.

Both are made of the tree's own verbs, in one transaction and one batch: they are undone together.
What becomes of the people follows in the apps above (``fulian.consequences``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from fulian.consequences import Effect, apply_all, preview_beside, preview_of, shared_by
from orgs import rules
from orgs.models import AccessGrant, Org, OrgStatus, OrgSuccession, User
from orgs.models.lock import whole_tree
from orgs.services.endings import beside_affects
from orgs.services.recording import Change, made, record, verb
from orgs.services.tree import close_org, found_org, lasting, move_org

MERGE, SPLIT = "orgs.merge_orgs", "orgs.split_org"
Kind = OrgSuccession.Kind


@dataclass(frozen=True, slots=True)
class Part:
    """A new organisation that a split founds, the children it gets, and ``shares`` by their keys.

    What can be shared out the apps above say (``fulian.consequences.shares``): women's groups.
    """

    name: str
    code: str = ""
    short_name: str = ""
    children: Sequence[Org] = ()
    shares: Sequence[str] = ()


@verb(MERGE, "合并组织", undoable=True)
def merge_orgs(
    *,
    orgs: Sequence[Org],
    on: date,
    by: User | None,
    into: Org | None = None,
    name: str = "",
    code: str = "",
    short_name: str = "",
    keep_members: bool = False,
    reason: str = "",
) -> Org:
    """Let ``orgs`` be absorbed by ``into``, or by a new ``name`` beside them; return that.

    Their children and people pass over, they themselves are closed; ``keep_members`` lets their
    committees sit on as executive members. Raises ``ValidationError`` for organisations that do
    not stand side by side, for names that would clash, and for a day before anything's present
    state.
    """
    with whole_tree():
        going = _fresh(orgs)
        stays = _fresh([into])[0] if into else None
        rules.check_may_merge(orgs=going, into=stays)
        _check_day([*going, stays] if stays else going, on)
        if stays is None:
            rules.check_new_name(level=going[0].level, name=name, code=code, taken=going)
            stays = _founded(going[0], Part(name, code, short_name), on, by, reason)
        moved = list(_children(going))
        rules.check_no_namesakes(
            parent=stays.title, names=[c.short_name for c in [*_children([stays]), *moved]]
        )
        _move(moved, stays, on, by, reason)
        for org in going:
            facts = {"org": org, "into": stays, "among": going, "keep_members": keep_members}
            apply_all(MERGE, **facts, on=on, by=by)
            close_org(org=org, on=on, by=by, reason=reason or f"并入{stays.title}")
        changes = [_succeeded(org, stays, Kind.MERGE, on) for org in going]
        said = f"{'、'.join(org.short_name for org in going)} 并入 {stays.title}"
        record(stays, by=by, changes=changes, reason=reason, name=said)
        return Org.rows.get(pk=stays.pk)


@verb(SPLIT, "拆分组织", undoable=True)
def split_org(
    *,
    org: Org,
    parts: Sequence[Part],
    on: date,
    by: User | None,
    closes: bool = False,
    keep_members: bool = False,
    reason: str = "",
) -> list[Org]:
    """Found ``parts`` beside ``org``, each with the children named; return them in their order.

    What a part names as its share passes over to it. With ``closes`` the old one ends: all its
    children must have been given away, and whatever no part got passes over to the first one.
    Raises ``ValidationError`` as merging does, and for a child or a share of another.
    """
    with whole_tree():
        (old,) = _fresh([org])
        parts = [Part(p.name, p.code, p.short_name, _fresh(p.children), p.shares) for p in parts]
        left = len(list(_children([old]))) - sum(len(part.children) for part in parts)
        shared = {key for key, _ in shared_by(SPLIT, org=old)}
        rules.check_may_split(org=old, parts=parts, closes=closes, left=left, shared=shared)
        _check_day([old], on)
        found = []
        for part in parts:
            rules.check_new_name(level=old.level, name=part.name, code=part.code, taken=[old])
            new = _founded(old, part, on, by, reason)
            _move(part.children, new, on, by, reason)
            found.append(new)
        shares = {key: new for part, new in zip(parts, found, strict=True) for key in part.shares}
        facts = {"org": old, "into": found[0], "shares": shares, "keep_members": keep_members}
        apply_all(SPLIT, **facts, closes=closes, on=on, by=by)
        if closes:
            close_org(org=old, on=on, by=by, reason=reason or "拆分")
        changes = [_succeeded(old, new, Kind.SPLIT, on) for new in found]
        said = f"{old.title} 分设 {'、'.join(new.short_name for new in found)}"
        record(old, by=by, changes=changes, reason=reason, name=said)
        return list(Org.rows.filter(pk__in=[new.pk for new in found]).order_by("pk"))


def merging_affects(
    *, orgs: Sequence[Org], into: Org | None, on: date, keep_members: bool = False
) -> list[Effect]:
    """Return what merging ``orgs`` on ``on`` would touch, here and in the apps above."""
    children = list(_children(orgs))
    own = [
        Effect("组织", len(orgs), "撤销，由承接组织接续"),
        Effect("下级组织", len(children), "移到承接组织之下"),
        Effect("账号授权", _grants(orgs, on), "当天结束；随任职转入的，在承接组织另开"),
    ]
    facts = {"into": into, "among": orgs, "on": on, "keep_members": keep_members}
    ending = [e for org in orgs for e in _ending(MERGE, org=org, **facts)]
    return _summed(own, _moving(children, on) + ending)


def splitting_affects(
    *, org: Org, parts: Sequence[Part], on: date, closes: bool = False, keep_members: bool = False
) -> list[Effect]:
    """Return what splitting ``org`` on ``on`` would touch, here and in the apps above."""
    own = [
        Effect("新组织", len(parts), "在同一个上级之下新建"),
        Effect("下级组织", sum(len(part.children) for part in parts), "划到新组织之下"),
    ]
    moving = _moving([child for part in parts for child in part.children], on)
    shares = {key: None for part in parts for key in part.shares}
    facts = {"org": org, "into": None, "shares": shares, "keep_members": keep_members, "on": on}
    if not closes:
        return _summed(own, moving + preview_of(SPLIT, **facts, closes=False))
    own += [
        Effect("组织", 1, "撤销，由新组织接续"),
        Effect("账号授权", _grants([org], on), "当天结束；随任职转入的，在第一个新组织另开"),
    ]
    return _summed(own, moving + _ending(SPLIT, **facts, closes=True))


def pass_access_on(*, old: AccessGrant | None, new: AccessGrant | None) -> None:
    """Let who had taken up her seat act in the same account at its successor without a new link."""
    if old is None or new is None or old.user_id != new.user_id:
        return
    if new.accepted_at is None and old.accepted_at is not None:
        new.accepted_at = old.accepted_at
        new.save(update_fields=["accepted_at"])


def _fresh(orgs: Collection[Org]) -> list[Org]:
    """Return the organisations as they are now, in the order given; the tree and they are held."""
    rows = Org.rows.select_for_update(of=("self",)).select_related("parent")
    found: dict[int, Org] = rows.in_bulk([org.pk for org in orgs])
    return [found[org.pk] for org in orgs]


def _children(orgs: Iterable[Org]) -> Iterable[Org]:
    below = Org.rows.filter(parent__in=[org.pk for org in orgs], status=OrgStatus.ACTIVE)
    return below.select_related("parent").order_by("lft")


def _check_day(orgs: Iterable[Org], on: date) -> None:
    for org in orgs:
        rules.check_effective(org=org, on=on)


def _founded(beside: Org, part: Part, on: date, by: User | None, reason: str) -> Org:
    return found_org(
        parent=cast(Org, beside.parent), name=part.name.strip(), code=part.code,
        short_name=part.short_name, kind=beside.kind, is_counted=beside.is_counted, on=on, by=by,
        place=beside.place if not part.code else "", reason=reason,
    )  # fmt: skip


def _move(children: Iterable[Org], to: Org, on: date, by: User | None, reason: str) -> None:
    for child in children:
        move_org(org=child, parent=to, on=on, by=by, reason=reason)


def _succeeded(before: Org, after: Org, kind: str, on: date) -> Change:
    row = OrgSuccession(before=before, after=after, kind=kind, since=on)
    row.save()
    return made(row)


def _grants(orgs: Sequence[Org], on: date) -> int:
    """Return how many seats closing ends: also what begins later, or was to end later."""
    return AccessGrant.rows.filter(lasting(on), org__in=[org.pk for org in orgs]).count()


def _moving(children: Iterable[Org], on: date) -> list[Effect]:
    return [e for child in children for e in preview_of("orgs.move_org", org=child, on=on)]


def _ending(verb_name: str, **facts: object) -> list[Effect]:
    closing: dict[str, Any] = {"org": facts["org"], "on": facts["on"]}
    above = preview_of(verb_name, **facts) + preview_beside(verb_name, "orgs.close_org", **closing)
    return beside_affects(**closing) + above


def _summed(own: list[Effect], more: list[Effect]) -> list[Effect]:
    """Return the effects with those of one kind added up, none of nothing."""
    sums: Counter[tuple[str, str]] = Counter()
    for effect in own + more:
        sums[effect.what, effect.outcome] += effect.count
    return [Effect(what, count, then) for (what, then), count in sums.items() if count]
