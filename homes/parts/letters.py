"""The box on the public page, and what waits in it at the desk."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries.letters import standing_of
from orgs.models import Org, User


@part("public", "homes/_say_link.html", order=90)
def say_something(*, user: Any, org: Org) -> Filled:
    """Lead to the box."""
    return {"org": org}


@part("desk", "homes/desk/_letters_first.html", order=30, needs="homes.view_letter")
def letters_at_the_desk(*, user: User) -> Filled:
    """Count the letters that wait, and those late below."""
    return {"standing": standing_of(user, timezone.localdate())}
