"""What hangs on a seat or an organisation that ends: homes answered for, groups owned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from fulian.consequences import Effect
from homes.models import HomeAsset, HomeKind, ModelHome, OnlineGroup, WomensHome
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Cluster, Org


def answered_by(seats: Collection[int]) -> list[tuple[str, QuerySet[Any]]]:
    """Return the homes seats answer for and the groups they own, each with the link's name."""
    homes = WomensHome.rows.filter(manager__in=seats, until__isnull=True)
    groups = OnlineGroup.rows.filter(owner__in=seats, until__isnull=True)
    return [("manager", homes.order_by("pk")), ("owner", groups.order_by("pk"))]


def seat_affects(*, appointment: Appointment) -> list[Effect]:
    """Return what asks for somebody else when a seat ends."""
    counts = {name: rows.count() for name, rows in answered_by([appointment.pk])}
    return [
        Effect("妇女之家", counts["manager"], "没有负责人了，要另外确定"),
        Effect("工作群", counts["owner"], "没有群主了，请先在群里转让，再登记新群主"),
    ]


def again_affects(*, staying: Sequence[Appointment]) -> list[Effect]:
    """Return what those elected again answer for."""
    counts = [rows.count() for _, rows in answered_by([seat.pk for seat in staying])]
    return [Effect("其中：连任者负责的妇女之家和群", sum(counts), "接着负责")]


def homes_of(org: Org) -> QuerySet[WomensHome]:
    """Return the homes of an organisation that have no end."""
    return WomensHome.rows.filter(org=org, until__isnull=True).select_related("org").order_by("pk")


def org_affects(*, org: Org) -> list[Effect]:
    """Return what ends with an organisation that closes."""
    homes = homes_of(org)
    models = ModelHome.rows.filter(home__org=org, until__isnull=True).count()
    return [
        Effect("妇女之家", homes.exclude(kind=HomeKind.MICRO).count(), "撤销，资产请另行点清"),
        Effect("妇女微家", homes.filter(kind=HomeKind.MICRO).count(), "同时撤销"),
        Effect("片区示范妇女之家", models, "同时结束，片区要另选"),
        Effect("工作群", groups_of(org).count(), "登记为已解散"),
    ]


def groups_of(org: Org) -> QuerySet[OnlineGroup]:
    """Return the groups of an organisation that have no end."""
    return OnlineGroup.rows.filter(org=org, until__isnull=True)


def may_pass(org: Org, into: Org | None) -> tuple[list[WomensHome], list[WomensHome]]:
    """Return which homes of ``org`` become those of ``into``, and which close instead.

    One whose like the successor has, or had at a time this one was there, is closed.
    """
    homes = list(homes_of(org))
    kept: list[WomensHome] = []
    closing: list[WomensHome] = []
    for home in homes:
        later = Q(until__isnull=True) | Q(until__gt=home.since)
        alike = WomensHome.rows.filter(later, org=into, kind=home.kind)
        clash = into is not None and home.kind != HomeKind.MICRO and alike.exists()
        (closing if clash else kept).append(home)
    has_physical = into is not None and (
        WomensHome.rows.filter(org=into, kind=HomeKind.PHYSICAL, until__isnull=True).exists()
    )
    if closing and not has_physical:  # a micro-home needs a physical one above it
        lost = any(home.kind == HomeKind.PHYSICAL for home in closing)
        closing += [home for home in kept if lost and home.kind == HomeKind.MICRO]
        kept = [home for home in kept if home not in closing]
    return kept, closing


def passing_org_affects(*, org: Org, into: Org | None) -> list[Effect]:
    """Return what passes on to the successor, and what closes instead."""
    kept, closing = may_pass(org, into)
    return [
        Effect("妇女之家", len(kept), "转入承接组织"),
        Effect("妇女之家", len(closing), "撤销：承接组织已有同类的，微家和资产并过去"),
        Effect("工作群", groups_of(org).count(), "转入承接组织"),
    ]


def cluster_affects(*, cluster: Cluster) -> list[Effect]:
    """Return what ends with a cluster that is dissolved."""
    chosen = ModelHome.rows.filter(cluster=cluster, until__isnull=True)
    return [Effect("片区示范妇女之家", chosen.count(), "同时结束，等级不变")]


def new_seats(staying: Sequence[Appointment], on: date) -> dict[int, Appointment]:
    """Return the seat each of those elected again holds now, by the key of her old one."""
    held = Appointment.rows.filter(
        org__in={old.org_id for old in staying}, since=on, until__isnull=True,
        office__in=COMMITTEE,
    )  # fmt: skip
    now = {(seat.org_id, seat.person_id): seat for seat in held}
    found = {old.pk: now.get((old.org_id, old.person_id)) for old in staying}
    return {pk: seat for pk, seat in found.items() if seat is not None}


def to_forget(before: date) -> tuple[QuerySet[WomensHome], QuerySet[HomeAsset]]:
    """Return homes and things that ended before a day and still name somebody."""
    homes = WomensHome.rows.filter(until__lt=before).exclude(host="", keys="")
    assets = HomeAsset.rows.filter(until__lt=before).exclude(kept_by="")
    return homes, assets
