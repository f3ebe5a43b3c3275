"""Who above a village answers for a child in danger: the nearest that look after it."""

from __future__ import annotations

from datetime import date

from orgs.models import AccessGrant, Level, Org, Role
from orgs.queries.hats import taken
from orgs.rules.access import KEEPERS


def above(org: Org, on: date) -> list[int]:
    """Return the accounts of the township's chair and staff; the county's, where there is none."""
    for level, roles in (
        (Level.TOWNSHIP, {Role.CHAIR, Role.TOWNSHIP_STAFF}),
        (Level.COUNTY, KEEPERS - {Role.OPERATOR}),
    ):
        rows = AccessGrant.rows.filter(
            taken(on), role__in=roles, org__level=level, org__lft__lte=org.lft,
            org__rght__gte=org.rght,
        )  # fmt: skip
        if found := list(rows.order_by("pk").values_list("user_id", flat=True)):
            return list(dict.fromkeys(found))
    return []
