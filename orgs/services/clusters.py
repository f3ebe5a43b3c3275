"""Clusters: organisations built up together around one core, outside the tree (domain A04, A05)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from fulian.consequences import Effect, apply_all, preview_of
from orgs import rules
from orgs.models import Cluster, ClusterMember, Org, User
from orgs.rules.wording import tidy
from orgs.services.dated import clean, restated
from orgs.services.recording import Change, made, nothing_to_do, record, verb

DISSOLVE = "orgs.dissolve_cluster"


@verb("orgs.form_cluster", "建立片区", undoable=True)
def form_cluster(
    *, org: Org, name: str, kind: str, core: Org, members: Sequence[Org], on: date,
    by: User | None, lead: str = "", note: str = "",
) -> Cluster:  # fmt: skip
    """Build a cluster of ``core`` and ``members`` at a township or county from the day ``on``.

    Raises ``ValidationError`` for closed organisations, members that lie elsewhere or are in
    another cluster of the kind, a cluster of one, and an enterprise cluster without its enterprise.
    """
    rules.check_cluster_facts(org=org, kind=kind, lead=tidy(lead))
    above, centre, inside = _checked(org, core, members)
    cluster = Cluster(
        org=above, name=tidy(name), kind=kind, core=centre, lead=tidy(lead), note=note.strip(),
        since=on,
    )  # fmt: skip
    clean(cluster)
    cluster.save()
    changes = [made(cluster), *[_joined(cluster, one, on) for one in inside]]
    record(cluster, by=by, changes=changes)
    return cluster


@verb("orgs.change_cluster", "调整片区", undoable=True)
def change_cluster(
    *, cluster: Cluster, name: str, core: Org, members: Sequence[Org], on: date, by: User | None,
    lead: str = "", note: str = "", reason: str = "",
) -> Cluster:  # fmt: skip
    """Correct a cluster's facts, and let members join and leave on the day ``on``.

    Raises ``ValidationError`` as ``form_cluster`` does, for a dissolved one and too early a day.
    """
    fresh = _locked(cluster)
    rules.check_open(fresh.until)
    rules.check_ends(since=fresh.since, on=on)
    rules.check_cluster_facts(org=fresh.org, kind=fresh.kind, lead=tidy(lead))
    _, centre, inside = _checked(fresh.org, core, members)
    facts = {"name": tidy(name), "core": centre, "lead": tidy(lead), "note": note.strip()}
    changes = _moved(fresh, inside, on)
    if any(getattr(fresh, key) != value for key, value in facts.items()):
        changes.append(restated(fresh, facts))
    if not changes:
        nothing_to_do()
        return fresh
    record(fresh, by=by, changes=changes, reason=reason)
    return fresh


@verb(DISSOLVE, "撤销片区", undoable=True)
def dissolve_cluster(*, cluster: Cluster, on: date, by: User | None, reason: str = "") -> Cluster:
    """Dissolve a cluster on the day ``on``; its members leave it."""
    fresh = _locked(cluster)
    rules.check_open(fresh.until)
    rules.check_ends(since=fresh.since, on=on)
    left = ClusterMember.rows.filter(Q(until__isnull=True) | Q(until__gt=on), cluster=fresh)
    changes = [_ended(member, on) for member in left.order_by("pk")]
    apply_all(DISSOLVE, cluster=fresh, on=on, by=by)
    record(fresh, by=by, changes=[*changes, restated(fresh, {"until": on})], reason=reason)
    return fresh


def dissolving_affects(*, cluster: Cluster, on: date) -> list[Effect]:
    """Return what dissolving ``cluster`` on ``on`` would touch in the apps above."""
    return preview_of(DISSOLVE, cluster=cluster, on=on)


def _checked(org: Org, core: Org, members: Sequence[Org]) -> tuple[Org, Org, list[Org]]:
    """Return what was given as it is now: where, the core, the core with its members."""
    asked = {core.pk, *[one.pk for one in members]}
    found: dict[int, Org] = {one.pk: one for one in Org.rows.filter(pk__in={*asked, org.pk})}
    if len(found) != len({*asked, org.pk}):
        raise ValidationError("有的组织不在本县，请重新选择。", code="elsewhere")
    above, centre = found[org.pk], found[core.pk]
    inside = sorted((found[pk] for pk in asked), key=lambda one: one.lft)
    for one in (above, *inside):
        rules.check_active(one)
    rules.check_cluster_members(org=above, core=centre, members=inside)
    return above, centre, inside


def _moved(cluster: Cluster, inside: Sequence[Org], on: date) -> list[Change]:
    """End who leaves, then begin who joins."""
    now = {m.org_id: m for m in ClusterMember.rows.filter(cluster=cluster, until__isnull=True)}
    kept = {one.pk for one in inside}
    gone = [_ended(member, on) for pk, member in sorted(now.items()) if pk not in kept]
    return gone + [_joined(cluster, one, on) for one in inside if one.pk not in now]


def _joined(cluster: Cluster, org: Org, on: date) -> Change:
    member = ClusterMember(cluster=cluster, org=org, kind=cluster.kind, since=on)
    member.save()
    return made(member)


def _ended(member: Any, on: date) -> Change:
    return restated(member, {"until": max(on, member.since)})


def _locked(cluster: Cluster) -> Cluster:
    rows = Cluster.rows.select_for_update(of=("self",)).select_related("org")
    return rows.get(pk=cluster.pk)
