"""Home clusters: the one model home, and what members lend one another (domain A33; G6)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from duties.rules.posts import check_own_place
from fulian.dated import live_on
from homes.models import HomeKind, HomeSharing, ModelHome, WomensHome
from homes.rules import homes as rules
from homes.services.holding import active, fresh, standing
from orgs.models import Cluster, ClusterKind, ClusterMember, Org, User
from orgs.services import begun, clean, ended, made, record, restated, tidy, verb


@verb("homes.choose_model_home", "确定片区示范妇女之家", undoable=True)
def choose_model_home(
    *, cluster: Cluster, home: WomensHome, on: date, by: User | None
) -> ModelHome:
    """Choose the one model home of a home cluster from the day ``on`` (A33, S4:65).

    Raises ``ValidationError`` when it has one, for a cluster of another kind, and for a home that
    is none of its members' physical homes.
    """
    group, row = fresh(cluster), standing(home)
    if group.kind != ClusterKind.HOME or group.until is not None:
        raise ValidationError("请选择一个妇女之家片区。", code="no_home_cluster")
    rules.check_is(row, HomeKind.PHYSICAL)
    if row.org_id not in _inside(group, on):
        raise ValidationError("它不在这个片区里，请选片区成员的妇女之家。", code="not_inside")
    rules.check_day(since=max(row.since, group.since), on=on)
    return begun(ModelHome(org=group.org, cluster=group, home=row, since=on), by=by)


@verb("homes.end_model_home", "结束片区示范妇女之家", undoable=True)
def end_model_home(*, chosen: ModelHome, on: date, by: User | None, reason: str = "") -> ModelHome:
    """Let a home be its cluster's model home no more from the day ``on``; another may be chosen."""
    return ended(fresh(chosen), on=on, by=by, reason=tidy(reason))


@verb("homes.leave_cluster", "片区示范妇女之家随片区结束")
def leave_cluster(*, cluster: Cluster, on: date, by: User | None) -> int:
    """End the model home of a cluster that is dissolved; return how many that were."""
    rows = ModelHome.rows.select_for_update().filter(cluster=cluster, until__isnull=True)
    changes = [restated(row, {"until": max(on, row.since)}) for row in rows]
    record(cluster, by=by, changes=changes)
    return len(changes)


@verb("homes.share", "登记片区共享", undoable=True)
def share(
    *, giver: Org, taker: Org, thing: str, on: date, by: User | None, note: str = ""
) -> HomeSharing:
    """Keep that one member of a home cluster lent another a room, a teacher or an activity (G6).

    Either side may write it down; both see it, upward it counts once. Raises ``ValidationError``
    for who is not in the same home cluster that day, and when it is written down already.
    """
    hat = getattr(by, "hat", None)
    check_own_place(org=taker.pk if hat and hat.org == taker.pk else giver.pk, by=by)
    giver, taker = active(giver), active(taker)
    found = ClusterMember.rows.filter(live_on(on), org=giver, kind=ClusterKind.HOME).first()
    cluster = found.cluster if found else None
    rules.check_shares(giver=giver, taker=taker, inside=_inside(cluster, on) if cluster else set())
    row = HomeSharing(
        org=giver, taker=taker, cluster=cluster, thing=thing, note=tidy(note), shared_on=on
    )
    clean(row)
    row.save()
    record(row, by=by, changes=[made(row)], name=f"{giver.short_name}、{taker.short_name}{row}")
    return row


@verb("homes.withdraw_sharing", "作废片区共享", undoable=True)
def withdraw_sharing(
    *, sharing: HomeSharing, reason: str, on: date, by: User | None
) -> HomeSharing:
    """Let something written down by mistake count no more; it stays to be seen, with the reason."""
    hat = getattr(by, "hat", None)
    side = sharing.taker_id if hat and hat.org == sharing.taker_id else sharing.org_id
    check_own_place(org=side, by=by)
    row = fresh(sharing)
    if row.withdrawn_on is not None:
        raise ValidationError("这一条已经作废了。", code="withdrawn")
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么作废。"})
    facts = {"withdrawn_on": on, "reason": tidy(reason)}
    record(row, by=by, changes=[restated(row, facts)], reason=tidy(reason), name=str(row))
    return row


def _inside(cluster: Cluster, on: date) -> set[int]:
    members = ClusterMember.rows.filter(live_on(on), cluster=cluster)
    return set(members.values_list("org_id", flat=True))
