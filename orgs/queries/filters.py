"""Reads of kept filters."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet, Subquery

from orgs.models import Org, SavedFilter


def filters_on(page: str, user: Any) -> QuerySet[SavedFilter]:
    """Return what ``user`` may choose above the list ``page``: her own, and those shared with her.

    A shared one is for the organisation where it was kept and everything below it.
    """
    seat = Org.rows.filter(pk=user.hat.org).order_by()
    above = Org.rows.filter(
        lft__lte=Subquery(seat.values("lft")), rght__gte=Subquery(seat.values("rght"))
    )
    hers = Q(user=user) | Q(is_shared=True, org__in=above.values("pk"))
    return SavedFilter.rows.filter(hers, page=page).order_by("is_shared", "name", "pk")
