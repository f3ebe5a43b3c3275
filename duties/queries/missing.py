"""What the desk's first page tells: who holds no post, whom nobody keeps in touch with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from duties.models import LiaisonLink, PostAssignment
from duties.rules.links import BELOW
from duties.rules.posts import ON_POSTS
from members.models import Appointment, Office, WomensGroup
from orgs.queries.hats import live


@dataclass(frozen=True, slots=True)
class Missing:
    """Who on a committee in reach holds no post; which people and groups nobody keeps up with."""

    idle: int
    people: int
    groups: int


def missing_in_reach(on: date) -> Missing:
    """Return how much is missing in reach on the day ``on``, in two queries."""
    held = PostAssignment.rows.filter(live(on), appointment=OuterRef("pk"))
    ties = LiaisonLink.rows.filter(live(on), is_primary=True)
    seats = Appointment.objects.filter(live(on), office__in=ON_POSTS).aggregate(
        idle=Count("pk", filter=Q(office=Office.EXECUTIVE_MEMBER) & ~Exists(held)),
        people=Count(
            "pk", filter=Q(office__in=BELOW.values()) & ~Exists(ties.filter(below=OuterRef("pk")))
        ),
    )
    stands = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    groups = WomensGroup.objects.filter(stands, ~Exists(ties.filter(group=OuterRef("pk"))))
    return Missing(seats["idle"], seats["people"], groups.count())
