"""What calling systems read of activities: days, places, numbers; never who signed up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Value, When
from django.db.models.functions import Greatest, Least

from homes.models import Activity, CoOrganiser
from homes.queries.activities import month_of
from members.queries.machine import Rows, matching

FACTS = ("id", "title", "theme", "starts_at", "ends_at", "place", "status", "capacity",
         "attendances", "persons")  # fmt: skip
WHOLE = Value(0, IntegerField())


def activity_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return activities that begin by the end of the month of the day ``on``, as they stand now.

    Those still to come are among them; ``taken`` are in, ``waiting`` wait.
    """
    rows: Any = Activity.objects.filter(starts_at__lt=month_of(on)[1])
    rows = rows.annotate(
        taken=Case(
            When(capacity__isnull=True, then=F("live")), default=Least(F("live"), F("capacity"))
        ),
        waiting=Case(
            When(capacity__isnull=True, then=WHOLE),
            default=Greatest(F("live") - F("capacity"), WHOLE),
        ),
        is_joint=Exists(CoOrganiser.rows.filter(activity=OuterRef("pk"))),
    )
    facts = rows.values(
        *FACTS, "home_id", "taken", "waiting", "is_joint", org_code=F("org__code"),
        campaign_name=F("campaign__name"),
    )  # fmt: skip
    return matching(facts, asked, "status", "theme")
