"""The phone's first page: what of homes waits, and the way to all the rest."""

from __future__ import annotations

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries.first import waits_of
from orgs.models import Org, User


@part("home", "homes/_waits.html", order=5, needs="homes.view_women")
def what_waits(*, user: User, org: Org) -> Filled:
    """Put before everything else the letters, forms and visits that wait for her."""
    waits = waits_of(user, org, timezone.now())
    return {"waits": waits} if waits.any else None


@part("home", "homes/_women_link.html", order=15, needs="homes.view_women")
def all_the_rest(*, user: User, org: Org) -> Filled:
    """Lead to homes, activities, the open door and the programmes."""
    return {}
