"""What ends beside an organisation that closes or moves away: memberships and clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from fulian.consequences import Effect, apply_all
from orgs.models import (
    Cluster,
    ClusterMember,
    GroupMember,
    MemberUnit,
    Org,
    User,
    WomensSocialOrganisation,
)
from orgs.rules.beside import FEWEST
from orgs.services.clusters import DISSOLVE, dissolving_affects
from orgs.services.dated import restated
from orgs.services.recording import nothing_to_do, record, verb

Ending = tuple[str, list[Any], str]  # what, its rows, and what becomes of them
OWN: list[tuple[str, Any, str]] = [
    ("成员单位", MemberUnit, "当天退出"),
    ("团体会员", GroupMember, "当天退出"),
    ("女性社会组织", WomensSocialOrganisation, "当天结束扶持"),
]


@verb("orgs.end_beside", "结束旁设事项", undoable=True)
def end_beside(*, org: Org, on: date, by: User | None, reason: str = "") -> int:
    """End whatever stands beside ``org`` when it closes on the day ``on``; return how many.

    Its units, members and supported organisations leave; it leaves its clusters; clusters of which
    it was the core, to which they belonged, or in which nobody else is left are dissolved. What
    had not begun never does.
    """
    return _end(org, _standing(org, on), on, by, reason)


@verb("orgs.leave_clusters", "退出片区", undoable=True)
def leave_clusters(*, org: Org, parent: Org, on: date, by: User | None, reason: str = "") -> int:
    """End the clusters ``org`` and all below it share with what they leave for ``parent``."""
    return _end(org, _left_behind(org, parent, on), on, by, reason)


def beside_affects(*, org: Org, on: date) -> list[Effect]:
    """Return what ``end_beside`` would end."""
    return _told(_standing(org, on), on)


def leaving_affects(*, org: Org, parent: Org, on: date) -> list[Effect]:
    """Return what ``leave_clusters`` would end."""
    return _told(_left_behind(org, parent, on), on)


def _end(org: Org, endings: Iterable[Ending], on: date, by: User | None, reason: str) -> int:
    rows = [row for _, found, _ in endings for row in found]
    if not rows:
        nothing_to_do()
        return 0
    changes = [restated(row, {"until": max(on, row.since)}) for row in rows]
    for cluster in _clusters(rows):
        apply_all(DISSOLVE, cluster=cluster, on=max(on, cluster.since), by=by)
    record(org, by=by, changes=changes, reason=reason)
    return len(rows)


def _told(endings: Sequence[Ending], on: date) -> list[Effect]:
    own = [Effect(what, len(found), then) for what, found, then in endings if found]
    gone = _clusters([row for _, found, _ in endings for row in found])
    return own + [
        effect for cluster in gone for effect in dissolving_affects(cluster=cluster, on=on)
    ]


def _clusters(rows: Iterable[Any]) -> list[Cluster]:
    return [row for row in rows if isinstance(row, Cluster)]


def _standing(org: Org, on: date) -> list[Ending]:
    lasting = _lasting(on)
    own = [
        (what, list(model.rows.filter(lasting, org=org).order_by("pk")), then)
        for what, model, then in OWN
    ]
    return own + _clusters_left(Q(org=org) | Q(core=org), Q(org=org), on)


def _left_behind(org: Org, parent: Org, on: date) -> list[Ending]:
    moving = Org.rows.filter(lft__gte=org.lft, rght__lte=org.rght).values("pk")
    staying_with = Org.rows.filter(lft__lte=parent.lft, rght__gte=parent.rght).values("pk")
    away = Cluster.rows.exclude(org__in=staying_with).exclude(org__in=moving).values("pk")
    whole = Q(pk__in=away, core__in=moving)
    return _clusters_left(whole, Q(org__in=moving, cluster__in=away), on)


def _clusters_left(whole: Q, leaving: Q, on: date) -> list[Ending]:
    """Return the clusters that end ``whole``, or by who is ``leaving``, with all memberships."""
    lasting = _lasting(on)
    gone = set(ClusterMember.rows.filter(lasting & leaving).values_list("pk", flat=True))
    touched = Cluster.rows.filter(lasting, members__in=gone).distinct()
    alone = [
        cluster.pk
        for cluster in touched
        if cluster.members.filter(lasting).exclude(pk__in=gone).count() < FEWEST
    ]
    over = list(Cluster.rows.filter(lasting & (whole | Q(pk__in=alone))).order_by("pk"))
    left = ClusterMember.rows.filter(lasting & (Q(pk__in=gone) | Q(cluster__in=over)))
    return [("片区", over, "当天撤销"), ("片区成员关系", list(left.order_by("pk")), "当天结束")]


def _lasting(on: date) -> Q:
    return Q(until__isnull=True) | Q(until__gt=on)
