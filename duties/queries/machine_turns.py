"""What calling systems read of rotations: plans, turns, handovers, the monthly 四个一."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from duties.models import ChairTurn, FourOnesCheck, Handover, RotationPlan
from duties.rules.presidium import FOUR, LOOKED
from orgs.queries.lineage import at_org

Rows = QuerySet[Any, dict[str, Any]]


def plan_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the rotations that ran on the day ``on``."""
    runs = Q(starts_on__lte=on) & (Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    rows = RotationPlan.objects.filter(runs).annotate(members_count=Count("members"))
    told = rows.values(
        "id", "period", "starts_on", "ended_on", "members_count", org_code=F("org__code")
    )
    return at_org(told, asked)


def turn_rows(asked: Mapping[str, Any]) -> Rows:
    """Return the turns that touch the days asked for, skipped ones left out."""
    rows = ChairTurn.objects.exclude(status=ChairTurn.Status.SKIPPED)
    if since := asked.get("since"):
        rows = rows.filter(days__endswith__gt=since)
    if until := asked.get("until"):
        rows = rows.filter(days__startswith__lte=until)
    told = rows.values(
        "id", "status", "days", "instead_of_id", org_code=F("org__code"),
        name=F("appointment__person__name"),
    )  # fmt: skip
    return at_org(told, asked)


def handover_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the handovers that were due by the day ``on``; nobody is named."""
    rows = Handover.objects.filter(due_on__lte=on)
    told = rows.values(
        "id", "occasion", "due_on", "limit_days", "given_at", "taken_at", org_code=F("org__code"),
        needs_giver=Q(before__isnull=False) | Q(giver__isnull=False),
    )  # fmt: skip
    return at_org(told, asked)


def four_ones_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the monthly checks by the day ``on``, with what they say, to be counted."""
    rows = FourOnesCheck.objects.filter(month__lte=on)
    return at_org(rows.values("id", "month", *FOUR, *LOOKED, org_code=F("org__code")), asked)


def last_day(row: Mapping[str, Any]) -> date:
    """Return the last day on which a handover's confirmation is in time."""
    due: date = row["due_on"]
    return due + timedelta(days=row["limit_days"])
