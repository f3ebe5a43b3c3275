"""What homes add to the pages of lower apps."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries.disclosed import public_of
from homes.queries.disclosure import plan_of
from homes.rules.disclosure import is_obliged, quarter_of
from orgs.models import Org, Role


@part("public", "homes/_public.html", order=10)
def work_in_the_open(*, user: Any, org: Org) -> Filled:
    """Show the four items and answer the five questions (A27); or that the page was taken down."""
    public = public_of([org], timezone.localdate())[org.pk]
    return {"public": public, "org": org, "digest": public.mark, "alone": public.is_down}


@part("home", "homes/_disclosure_home.html", order=40, needs="homes.write_plan")
def my_disclosure(*, user: Any, org: Org) -> Filled:
    """Tell a chair in one line whether this quarter's plan is still to be written."""
    if user.hat.role != Role.CHAIR or not is_obliged(org):
        return None
    return {"plan": plan_of(org, quarter_of(timezone.localdate()))}
