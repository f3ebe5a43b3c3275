"""What homes adds to the pages of lower apps: the phone's first page, the public page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from duties.queries.posts import seats_of
from fulian.parts import Filled, part
from homes.queries.awards import public_awards
from homes.queries.exemplars import public_exemplars
from homes.queries.yards import count_to_score
from orgs.models import Org, User


@part("home", "homes/_programmes.html", order=40, needs="homes.view_team")
def programmes_of_hers(*, user: User, org: Org) -> Filled:
    """Lead to volunteer teams, courtyards, exemplars, themes and good practice."""
    today = timezone.localdate()
    scores = user.has_perm("homes.score_household")
    seats = seats_of(user, today) if scores else []
    return {"waiting": count_to_score(org, seats, today) if seats else 0}


@part("public", "homes/_public_programmes.html", order=40)
def awards_and_exemplars(*, user: Any, org: Org) -> Filled:
    """Show awarded families and exemplars who agreed to it: name, title or level, day."""
    today = timezone.localdate()
    awards, examples = public_awards(org, today), public_exemplars(org, today)
    if not awards and not examples:
        return None
    return {"awards": awards, "exemplars": examples, "org": org, "on": today}
