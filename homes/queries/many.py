"""What one act for many organisations would found, before it is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from homes.models import HomeKind, OnlineGroup, OnlineGroupKind, WomensHome
from members.models import Appointment, Office
from orgs.models import Level, Org, OrgStatus
from orgs.queries.hats import live
from orgs.queries.many import Plan, planned

HOMES: dict[str, str] = {kind: str(HomeKind(kind).label) for kind in ("physical", "online")}
GROUPS: dict[str, str] = {kind: str(OnlineGroupKind(kind).label) for kind in ("executive", "home")}


def choosable(below: int | None) -> QuerySet[Org]:
    """Return the organisations of the tree in reach, below one of them where it is named."""
    rows = Org.objects.filter(
        status=OrgStatus.ACTIVE, is_counted=True, level__in=(Level.TOWNSHIP, Level.VILLAGE)
    )
    return (rows.filter(Org.inside(below)) if below else rows).order_by("lft")


def plan_of_homes(orgs: Iterable[Org], *, kinds: Collection[str], on: date) -> Plan:
    """Return at which of ``orgs`` which homes of ``kinds`` would be founded."""
    found = list(orgs)
    return _plan(found, homes_lacking(found, kinds, on), HOMES)


def plan_of_groups(orgs: Iterable[Org], *, kinds: Collection[str], on: date) -> Plan:
    """Return at which of ``orgs`` which groups of ``kinds`` would be registered."""
    found = list(orgs)
    return _plan(found, groups_lacking(found, kinds, on), GROUPS)


def homes_lacking(orgs: Collection[Org], kinds: Collection[str], on: date) -> dict[int, list[str]]:
    """Return which homes of ``kinds`` each of ``orgs`` has not, and never has from ``on``."""
    later = Q(until__isnull=True) | Q(until__gt=on)
    return _lacking(WomensHome, orgs, [k for k in HOMES if k in kinds], later)


def groups_lacking(orgs: Collection[Org], kinds: Collection[str], on: date) -> dict[int, list[str]]:
    """Return which groups of ``kinds`` each of ``orgs`` has not."""
    later = Q(until__isnull=True) | Q(until__gt=on)
    return _lacking(OnlineGroup, orgs, [k for k in GROUPS if k in kinds], later)


def chairs_of(orgs: Collection[Org], on: date) -> dict[int, int]:
    """Return the chair's seat of each of ``orgs`` that has one on a day."""
    seats = Appointment.rows.filter(live(on), office=Office.CHAIR, org__in=[o.pk for o in orgs])
    return dict(seats.values_list("org_id", "pk"))


def _lacking(
    model: Any, orgs: Collection[Org], kinds: Collection[str], later: Q
) -> dict[int, list[str]]:
    known: dict[int, set[str]] = defaultdict(set)
    rows = model.rows.filter(later, org__in=[org.pk for org in orgs], kind__in=kinds)
    for org, kind in rows.values_list("org_id", "kind"):
        known[org].add(kind)
    return {org.pk: [kind for kind in kinds if kind not in known[org.pk]] for org in orgs}


def _plan(orgs: list[Org], lacks: dict[int, list[str]], called: dict[str, str]) -> Plan:
    return planned(
        orgs, name=lambda org: org.title,
        why=lambda org: "" if lacks[org.pk] else "都已经登记过，不用再登记。",
        also=lambda org: "、".join(called[kind] for kind in lacks[org.pk]),
    )  # fmt: skip
