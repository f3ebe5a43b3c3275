"""What everybody may read of an organisation. No person's name, phone or number is among it."""

from __future__ import annotations

from dataclasses import dataclass

from orgs.models import County, Org, OrgStatus, Place
from orgs.queries.tree import ancestors_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One organisation as its public page shows it.

    ``above`` begins with the county; ``successor`` is who does the work of a closed one.
    """

    org: Org
    region: str
    above: list[Org]
    below: list[Org]
    successor: Org | None


def shown_of(county: County, code: str) -> Shown | None:
    """Return the organisation with ``code`` in the open county; None where there is none."""
    org: Org | None = Org.rows.filter(code=code).first()
    if org is None:
        return None
    above = ancestors_of(org)
    working = [one for one in above if one.status == OrgStatus.ACTIVE]
    closed = org.status == OrgStatus.CLOSED
    below = [] if closed else list(_below(org))
    return Shown(org, county.path, above, below, working[-1] if closed and working else None)


def _below(org: Org) -> list[Org]:
    children = Org.rows.filter(parent=org, status=OrgStatus.ACTIVE)
    return list(children.exclude(place=Place.PLACEHOLDER).order_by("lft"))
