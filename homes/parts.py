"""What homes adds to the pages of lower apps: the phone's home, the public page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries import activities as reads
from homes.queries.signups import code_of
from orgs.models import Org, User


@part("home", "homes/_first_activities.html", order=30, needs="homes.view_activity")
def next_activities(*, user: User, org: Org) -> Filled:
    """Name the next activities of my organisation."""
    return {"coming": reads.next_of(org, timezone.now())}


@part("public", "homes/_public_activities.html", order=10)
def coming_activities(*, user: Any, org: Org) -> Filled:
    """List what everybody may come to, and this month's calendar of it."""
    coming = reads.public_of(org, timezone.now())
    if not coming:
        return None
    month = timezone.localdate(coming[0].starts_at).replace(day=1)
    return {
        "coming": [(one, code_of(one)) for one in coming], "month": month,
        "weeks": reads.weeks_of(month, coming),
    }  # fmt: skip
