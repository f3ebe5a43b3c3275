"""Activities on the public page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries import activities as reads
from homes.queries import gatherings as gatherings  # what is on, for disclosure
from homes.queries import handing_activities as handing_activities  # what handover sheets say
from orgs.models import Org


@part("public", "homes/_public_activities.html", order=30)
def coming_activities(*, user: Any, org: Org) -> Filled:
    """Show the calendar of the month in which the next one is; the list stands in disclosure.

    Nothing where the activities were taken down from the public page.
    """
    coming = reads.public_of(org, timezone.now())
    if not coming or reads.is_plan_down(org):
        return None
    month = timezone.localdate(coming[0].starts_at).replace(day=1)
    return {"month": month, "weeks": reads.weeks_of(month, coming)}
