"""What the first pages tell: of her own duties on the phone, of what is missing on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from duties.models import DutyLogEntry, LiaisonLink, PostAssignment
from duties.queries.log import COUNTS
from duties.rules.links import BELOW
from duties.rules.posts import ON_POSTS
from members.models import Appointment, Office, WomensGroup
from orgs.models import User
from orgs.queries.hats import live


@dataclass(frozen=True, slots=True)
class Mine:
    """How many lines of the month are hers; who keeps in touch with her, and she with how many."""

    month: int
    above: str
    people: int
    groups: int


def mine_of(user: User, today: date) -> Mine:
    """Return what stands of her at the organisation she acts in; nothing without a seat there."""
    month = DutyLogEntry.rows.filter(
        COUNTS, appointment=OuterRef("pk"), done_on__gte=today.replace(day=1), done_on__lte=today
    )
    ties = LiaisonLink.rows.filter(live(today), is_primary=True)
    upper = ties.filter(below=OuterRef("pk")).order_by("pk").values("above__person__name")
    lower = ties.filter(above=OuterRef("pk"))
    seats = Appointment.rows.filter(
        live(today), org=user.hat.org if user.hat else 0, grant__user=user, office__in=ON_POSTS
    ).values_list(
        Coalesce(Subquery(_many(month, "appointment", "pk")), 0),
        Subquery(upper[:1]),
        Coalesce(Subquery(_many(lower, "above", "below")), 0),
        Coalesce(Subquery(_many(lower, "above", "group")), 0),
    )
    found = list(seats)
    names = [name for _, name, _, _ in found if name]
    return Mine(
        sum(row[0] for row in found), "、".join(dict.fromkeys(names)),
        sum(row[2] for row in found), sum(row[3] for row in found),
    )  # fmt: skip


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


def _many(rows: QuerySet[Any], by: str, counted: str) -> QuerySet[Any]:
    """Return how many of ``counted`` there are, as a part of another query."""
    grouped: QuerySet[Any] = rows.order_by().values(by).annotate(many=Count(counted))
    return grouped.values("many")
