"""What waits for the county's word at the desk."""

from __future__ import annotations

from fulian.parts import Filled, part
from homes.queries import requests
from orgs.models import User


@part("desk", "homes/desk/_requests.html", order=40, needs="homes.approve_request")
def what_waits_for_the_county(*, user: User) -> Filled:
    """Say how many requests of townships wait for the county's word."""
    waiting = requests.waiting_for_the_county()
    return {"waiting": waiting} if waiting else None
