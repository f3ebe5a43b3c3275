"""Coming activities as everybody may read them: what is on, and where to sign up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from django.utils import timezone

from homes.models import Activity, CoOrganiser
from homes.queries.activities import run_by
from homes.queries.signups import code_of
from homes.queries.whatson import Happening, whats_on
from homes.rules.activities import COMING


@whats_on
def gatherings(orgs: Collection[int], first: date, last: date) -> dict[int, list[Happening]]:
    """Return the activities that ``orgs`` hold or run along from ``first`` to ``last``, by org.

    An open one leads to its sign-up. Nobody's name is among it (domain A27, A48). One query.
    """
    along = CoOrganiser.rows.filter(activity=OuterRef("pk"), org__in=orgs).values("org_id")
    rows: Any = Activity.rows.filter(
        run_by(orgs), status__in=COMING, starts_at__date__gte=first, starts_at__date__lte=last
    ).annotate(along=ArraySubquery(along))
    found: dict[int, list[Happening]] = defaultdict(list)
    for one in rows:
        told = _told(one)
        for org in {*one.along, one.org_id} & set(orgs):
            found[org].append(told)
    return found


def _told(one: Activity) -> Happening:
    is_open = one.status == Activity.Status.OPEN
    link = reverse("homes:sign_up", args=[code_of(one)]) if is_open else ""
    starts = timezone.localtime(one.starts_at)
    return Happening(starts.date(), f"{starts:%H:%M} {one.title}", one.place, link)
