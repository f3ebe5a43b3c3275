"""Who is told: the accounts that look after organisations on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from orgs.models import AccessGrant, Level, Org, Role
from orgs.queries.hats import taken
from orgs.rules.access import KEEPERS


def chairs_accounts(orgs: Iterable[int], on: date) -> dict[int, list[int]]:
    """Return by organisation the accounts of those who chair it on the day ``on``."""
    return _accounts(orgs, on, [Role.CHAIR])


def townships_accounts(on: date) -> dict[int, list[int]]:
    """Return by township the accounts of its chair and its staff on the day ``on``."""
    towns = Org.rows.filter(level=Level.TOWNSHIP).values_list("pk", flat=True)
    return _accounts(towns, on, [Role.CHAIR, Role.TOWNSHIP_STAFF])


def county_accounts(on: date) -> list[int]:
    """Return the accounts of the county's administrators and staff on the day ``on``."""
    rows = AccessGrant.rows.filter(taken(on), role__in=KEEPERS).order_by("user_id")
    return list(rows.values_list("user_id", flat=True).distinct())


def _accounts(orgs: Iterable[int], on: date, roles: list[Role]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = AccessGrant.rows.filter(taken(on), org__in=list(orgs), role__in=roles)
    for org, user in rows.order_by("pk").values_list("org_id", "user_id"):
        if user not in found[org]:
            found[org].append(user)
    return found
