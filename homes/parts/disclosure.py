"""Disclosure on the public page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries.disclosed import public_of
from orgs.models import Org


@part("public", "homes/_public.html", order=10)
def work_in_the_open(*, user: Any, org: Org) -> Filled:
    """Show the four items and answer the five questions (A27); or that the page was taken down."""
    public = public_of([org], timezone.localdate())[org.pk]
    return {"public": public, "org": org, "digest": public.mark, "alone": public.is_down}
