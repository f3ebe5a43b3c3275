"""What stands beside an organisation, on its pages: the desk's, the phone's, and everybody's."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from orgs.models import Level, Org
from orgs.queries.beside import beside_of, by_sector, in_short, units_of

REGIONAL = (Level.TOWNSHIP, Level.VILLAGE)


@part("org", "orgs/desk/_beside.html", order=10, needs="orgs.view_beside")
def at_the_desk(*, user: Any, org: Org) -> Filled:
    """Show what stands beside it, and lead to its 1+N."""
    found = beside_of(org, timezone.localdate())
    regional = org.level in REGIONAL
    if found.is_empty and not regional:
        return None
    return {"beside": found, "org": org, "regional": regional}


@part("place", "orgs/_beside.html", order=60, needs="orgs.view_beside")
def on_the_phone(*, user: Any, org: Org) -> Filled:
    """Say in a few lines what stands beside a township or village."""
    if org.level not in REGIONAL:
        return None
    found = in_short(org, timezone.localdate())
    return None if found.is_empty else {"beside": found}


@part("public", "orgs/_public_beside.html", order=30)
def for_everybody(*, user: Any, org: Org) -> Filled:
    """Name the member units; whom to ask there is nobody's business."""
    units = units_of(org, timezone.localdate())
    return {"units": units, "sectors": by_sector(units)} if units else None
