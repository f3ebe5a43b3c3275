"""What homes adds to the pages of lower apps: the phone's home, the desk."""

from __future__ import annotations

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries import requests
from orgs.models import Org, User


@part("home", "homes/_requests.html", order=5, needs="homes.answer_request")
def what_is_to_be_filled_in(*, user: User, org: Org) -> Filled:
    """Say how many forms wait, and how long they take together."""
    mine = requests.mine_of(user, timezone.localdate())
    return {"mine": mine} if mine.pieces else None


@part("desk", "homes/desk/_requests.html", order=40, needs="homes.approve_request")
def what_waits_for_the_county(*, user: User) -> Filled:
    """Say how many requests of townships wait for the county's word."""
    waiting = requests.waiting_for_the_county()
    return {"waiting": waiting} if waiting else None
