"""What calling systems read of exemplars and of the library: what everybody may read anyway."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from homes.models import Exemplar, GoodPractice, PracticeStatus
from homes.models.exemplars import OF_MINORS
from orgs.queries.lineage import at_org

Rows = QuerySet[Any, dict[str, Any]]


def exemplar_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the exemplars that agreed to be public by the day ``on`` and still do; no minor's.

    Who takes her consent back is gone from every day, also from those before.
    """
    rows: Any = Exemplar.objects.filter(
        consented_on__lte=on, refused_on__isnull=True, revoked_on__isnull=True
    )
    told: Rows = rows.exclude(title__in=OF_MINORS).exclude(name="").values(
        "id", "title", "name", "named_by", "named_on", "story", org_code=F("org__code"),
        campaign_name=F("campaign__name"),
    )  # fmt: skip
    return at_org(told, asked)


def practice_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the notes that were in the county's library by the day ``on`` and still are."""
    rows: Any = GoodPractice.objects.filter(status=PracticeStatus.ACCEPTED, accepted_on__lte=on)
    told: Rows = rows.values(
        "id", "title", "text", "accepted_on", org_code=F("org__code"),
        campaign_name=F("campaign__name"),
    )  # fmt: skip
    return at_org(told, asked)
