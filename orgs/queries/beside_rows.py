"""What calling systems read of what stands beside the tree: plain rows of a day, nobody's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from fulian.dated import live_on
from orgs.models import (
    Cluster,
    ClusterMember,
    GroupMember,
    MemberUnit,
    ReformStep,
    WomensSocialOrganisation,
)
from orgs.queries.beside import reform_steps
from orgs.queries.lineage import at_org

Rows = QuerySet[Any, dict[str, Any]]
DAYS = ("since", "until")
SOCIAL = ("name", "field", "support", "is_registered", "is_allied")


def reform_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the step that held on ``on`` of each organisation and matter."""
    standing = reform_steps(on).values("pk")
    rows: Any = ReformStep.objects.filter(pk__in=standing).values(
        "id", "matter", "status", "since", "note", org_code=F("org__code")
    )
    return at_org(rows, asked)


def unit_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the member units of the day ``on``."""
    rows = MemberUnit.objects.filter(live_on(on))
    return at_org(rows.values("id", "name", "sector", *DAYS, org_code=F("org__code")), asked)


def group_member_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the group members of the day ``on``."""
    rows = GroupMember.objects.filter(live_on(on))
    return at_org(rows.values("id", "name", "women", *DAYS, org_code=F("org__code")), asked)


def social_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the women's social organisations of the day ``on``."""
    rows = WomensSocialOrganisation.objects.filter(live_on(on))
    return at_org(rows.values("id", *SOCIAL, *DAYS, org_code=F("org__code")), asked)


def cluster_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the clusters of the day ``on``, without who is in them."""
    rows: Rows = Cluster.objects.filter(live_on(on)).values(
        "id", "name", "kind", "lead", *DAYS, org_code=F("org__code"), core_code=F("core__code")
    )
    return at_org(rows, asked)


def codes_inside(clusters: list[int], on: date) -> dict[int, list[str]]:
    """Return the codes of who was in each of ``clusters`` on the day ``on``."""
    found: dict[int, list[str]] = {pk: [] for pk in clusters}
    rows = ClusterMember.rows.filter(live_on(on), cluster__in=clusters).order_by("org__code")
    for cluster, code in rows.values_list("cluster_id", "org__code"):
        found[cluster].append(code)
    return found
