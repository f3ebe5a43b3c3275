"""What calling systems read of home clusters: their model homes, what was shared, what was met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from fulian.dated import live_on
from homes.models import HomeCheck, HomeSharing
from homes.queries.clusters import home_clusters
from orgs.models import Cluster, ClusterKind
from orgs.queries.lineage import at_org, code_now

Rows = QuerySet[Any, dict[str, Any]]


def cluster_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the home clusters of the day ``on``."""
    rows = Cluster.objects.filter(live_on(on), kind=ClusterKind.HOME)
    return at_org(rows.values("id", "name", "since", "until", org_code=F("org__code")), asked)


def put_models(rows: list[dict[str, Any]], on: date) -> None:
    """Add to ``rows`` how many were in each cluster, and its one model home, that day."""
    found = {one.cluster.pk: one for one in home_clusters(on)} if rows else {}
    for row in rows:
        one = found[row["id"]]
        model = one.model
        row["members"], row["homes"] = one.members, len(one.homes)
        row["model_home"] = model.pk if model else None
        row["model_org_code"] = model.org.code if model else None
        row["is_chosen"] = one.chosen is not None


def sharing_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return what was shared by the day ``on`` and stood then, each sharing once."""
    stood = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on)
    rows: Any = HomeSharing.objects.filter(stood, shared_on__lte=on)
    if "org" in asked:
        code = code_now(asked["org"])
        rows = rows.filter(Q(org__code=code) | Q(taker__code=code))
    told: Rows = rows.values(
        "id", "cluster", "thing", "shared_on", org_code=F("org__code"), taker_code=F("taker__code")
    )
    return told


def check_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return which homes were held against the checklist by the day ``on``, and how they stood."""
    rows = HomeCheck.objects.filter(checked_on__lte=on)
    if "org" in asked:
        rows = rows.filter(home__org__code=code_now(asked["org"]))
    counted = rows.annotate(met=Count("lines", filter=Q(lines__is_met=True)), asked=Count("lines"))
    told: Rows = counted.values(
        "id", "home", "checked_on", "met", "asked", org_code=F("home__org__code"),
        checker_code=F("checker__code"),
    )  # fmt: skip
    return told
