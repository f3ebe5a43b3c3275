"""What people and seats add to other apps' pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from members.models import Office
from members.queries import seats, vacancies
from orgs.models import Org

LINK = "members/_committee_link.html"


@part("home", LINK, order=30, needs="members.view_committee")
@part("place", LINK, order=30, needs="members.view_committee")
def committee(*, user: Any, org: Org) -> Filled:
    """Lead to the committee, saying how many sit there and how many seats are empty."""
    shape = seats.structure_of(org, timezone.localdate())
    if not shape.whole and shape.quota is None:
        return None
    return {"org": org, "shape": shape}


@part("public", "members/_public.html", order=20)
def offices(*, user: Any, org: Org) -> Filled:
    """Say which offices there are and how many; a name only with that person's consent."""
    today = timezone.localdate()
    found: dict[str, list[str]] = {}
    held = list(seats.committee_of(org, today))
    for seat in held:
        shown = seat.person.name_shown_since
        names = found.setdefault(seat.office, [])
        if shown is not None and shown <= today:
            names.append(seat.person.name)
    rows = [
        (Office(office).label, sum(seat.office == office for seat in held), names)
        for office, names in found.items()
    ]
    return {"offices": rows} if rows else None


@part("desk", "members/desk/_missing.html", order=20, needs="members.view_appointment")
def missing(*, user: Any) -> Filled:
    """Say how many seats are empty in reach."""
    found = vacancies.missing_in_reach(timezone.localdate())
    total = sum(len(one.vacancies) for one in found)
    return {"total": total, "orgs": len(found)} if total else None
