"""The box on the public page, what waits in it at the desk, and a card for a new seat."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries.letters import operators_open, standing_of
from homes.queries.renewing import start_of
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Org, User


@part("public", "homes/_say_link.html", order=90)
def say_something(*, user: Any, org: Org) -> Filled:
    """Lead to the box."""
    return {"org": org}


@part("desk", "homes/desk/_letters_first.html", order=30, needs="homes.view_letter")
def letters_at_the_desk(*, user: User) -> Filled:
    """Count the letters that wait, and those late below."""
    return {"standing": standing_of(user, timezone.localdate())}


@part("platform", "homes/desk/_operator_first.html", order=30, needs="homes.view_operator_letter")
def letters_to_the_operator(*, user: User) -> Filled:
    """Count the letters to the operator that wait, and those that are late."""
    found = operators_open(user, timezone.now())
    late = [one for _, one in found if one.is_late]
    return {"waiting": len(found), "late": len(late), "first": late[0].letter if late else None}


@part("start", "homes/_start_card.html", order=20, needs="homes.view_card")
def her_card(*, user: User, org: Org, seat: Appointment) -> Filled:
    """Show whoever has just taken a seat her card, or how she comes by one."""
    if seat.office not in COMMITTEE:
        return None
    card, again = start_of(seat, timezone.localdate())
    issues = user.has_perm("homes.issue_card") and user.hat is not None and user.hat.org == org.pk
    return {"card": card, "again": again, "issues": issues}
