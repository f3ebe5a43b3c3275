"""What homes adds to the pages of lower apps; each slice fills its own part."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries import care_figures, care_home
from homes.rules.care import CARERS
from orgs.models import Level, Org
from orgs.rules import role_may


@part("home", "homes/_care_first.html", order=30, needs="homes.view_care")
def care_this_month(*, user: Any, org: Org) -> Filled:
    """Say how many children are to be seen this month, and how many are left."""
    if org.level != Level.VILLAGE or not role_may(user, CARERS):
        return None
    month = care_home.month_of_hers(user, org, timezone.localdate())
    forms = user.has_perm("homes.found_care_team")
    return {"month": month} if month.children or month.leads or forms else None


@part("desk", "homes/desk/_care_first.html", order=30, needs="homes.view_care_figures")
def villages_without_a_team(*, user: Any) -> Filled:
    """Count the villages without a care team."""
    villages = care_figures.villages_in_reach()
    return {"count": len(care_figures.without_team(villages, timezone.localdate()))}
