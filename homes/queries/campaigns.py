"""Reads of themes and campaigns (domain A40): a village sees those above it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from homes.models import Activity, Campaign
from orgs.models import Org
from orgs.queries.hats import live
from orgs.queries.lineage import at_org
from orgs.queries.tree import ancestors_of

Rows = QuerySet[Any, dict[str, Any]]


def seen_from(org: Org) -> QuerySet[Campaign]:
    """Return the campaigns of ``org``, of those above it, and of those below in reach."""
    above = [one.pk for one in ancestors_of(org)]
    rows = Campaign.rows.filter(Q(org__in=above) | Q(pk__in=Campaign.objects.values("pk")))
    return rows.select_related("org").order_by("-since", "-pk")


def going_at(org: Org, on: date) -> QuerySet[Campaign]:
    """Return what runs on a day at ``org`` and above it: what an activity may belong to."""
    line = [*(one.pk for one in ancestors_of(org)), org.pk]
    rows = Campaign.rows.filter(live(on), org__in=line)
    return rows.select_related("org").order_by("org__lft", "-since", "pk")


def with_activities(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Add to each campaign how many ``activities`` in reach were held under it by a day (A40)."""
    held = Activity.objects.filter(
        campaign=OuterRef("pk"), starts_at__date__lte=on,
        status__in=(Activity.Status.HELD, Activity.Status.SUMMED_UP),
    ).order_by().values("campaign")  # fmt: skip
    count = Subquery(held.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    found: QuerySet[Any] = rows.annotate(activities=Coalesce(count, 0))
    return found


def campaign_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return what calling systems read of the campaigns that run on a day."""
    rows: Any = with_activities(Campaign.objects.filter(live(on)), on)
    found = rows.values(
        "id", "kind", "name", "says", "since", "until", "activities",
        org_code=F("org__code"),
    )  # fmt: skip
    return at_org(found, asked)
