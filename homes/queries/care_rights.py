"""Who may see a child at this very moment: asked of seats, access and the glass at every look.

The wall in the database names accounts (decision 24). A right may end by itself, on a day written
long before or an hour after the glass was broken; then the names are behind until the calendar
has come round. So every read asks again whether what put her there still holds.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from duties.models import GlassBreak
from duties.queries.sensitive import visitors_of
from duties.rules.sensitive import BREAKERS, HANDLERS
from homes.models import CareChild, CarePairing, CareTeam
from members.models import Appointment
from orgs.models import AccessGrant
from orgs.queries.hats import live, taken

WHAT = "care"  # what the emergency glass calls a child


def entitled(user: Any, at: datetime) -> Q:
    """Condition on a child: the account looks after her, leads the team, is named, or visits.

    All by what holds now: the pairing, the seat, the access to it, the day of an emergency.
    """
    on = timezone.localdate(at)
    grants = AccessGrant.rows.filter(taken(on), user=user)
    seats = Appointment.rows.filter(live(on), grant__in=grants.values("pk")).values("pk")
    carer = CarePairing.rows.filter(live(on), case=OuterRef("case"), appointment__in=seats)
    leader = CareTeam.rows.filter(live(on), org=OuterRef("case__org"), leader__in=seats)
    above = grants.filter(
        role__in=HANDLERS, org__lft__lte=OuterRef("case__org__lft"),
        org__rght__gte=OuterRef("case__org__rght"),
    )  # fmt: skip
    visits = _visits(grants, at).filter(entry_number=OuterRef("case"))
    named = Q(named__contains=[user.pk]) & Q(Exists(above))
    return Q(Exists(carer)) | Q(Exists(leader)) | named | Q(Exists(visits))


def in_reach(user: Any, at: datetime) -> QuerySet[CareChild]:
    """Return the children she handles now, within the reach of the seat she acts in."""
    return CareChild.objects.filter(entitled(user, at), handlers__contains=[user.pk])


def visiting(number: int, on: date) -> list[int]:
    """Return who looks at a child for a day and still sits where one may break the glass."""
    found = visitors_of(number, WHAT)
    return [pk for pk in found if pk in _breakers(found, on)] if found else []


def _visits(grants: QuerySet[AccessGrant], at: datetime) -> QuerySet[GlassBreak]:
    hers = grants.filter(role__in=BREAKERS).values("user")
    rows = GlassBreak.rows.filter(what=WHAT, closed_at__isnull=True, ends_at__gt=at)
    return rows.filter(user__in=hers)


def _breakers(users: Collection[int], on: date) -> set[int]:
    rows = AccessGrant.rows.filter(taken(on), role__in=BREAKERS, user__in=users)
    return set(rows.values_list("user_id", flat=True))
