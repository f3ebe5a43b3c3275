"""Awards and exemplars on the public page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries.awards import public_awards
from homes.queries.exemplars import public_exemplars
from orgs.models import Org


@part("public", "homes/_public_programmes.html", order=40)
def awards_and_exemplars(*, user: Any, org: Org) -> Filled:
    """Show awarded families and exemplars who agreed to it: name, title or level, day."""
    today = timezone.localdate()
    awards, examples = public_awards(org, today), public_exemplars(org, today)
    if not awards and not examples:
        return None
    return {"awards": awards, "exemplars": examples, "org": org, "on": today}
