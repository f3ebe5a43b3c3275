"""What everybody may read of an organisation. No person's name, phone or number is among it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from fulian.scoping import scope
from orgs.models import County, Org, OrgStatus, Place, PublicVersion
from orgs.queries.lineage import heirs_of, org_of_code
from orgs.queries.tree import ancestors_of, county_of_code


@dataclass(frozen=True, slots=True)
class Shown:
    """One organisation as its public page shows it.

    ``above`` begins with the county; ``successors`` do the work of a closed one: those it was
    merged into, else the nearest above.
    """

    org: Org
    region: str
    above: list[Org]
    below: list[Org]
    successors: list[Org]


def county_now(code: str) -> tuple[County, str] | None:
    """Return the open county of an organisation's code, and the token of its state, in one read.

    The token is "" while nothing was ever written there. No scope is needed.
    """
    token = PublicVersion.objects.filter(county=OuterRef("pk")).values("token")
    counties: Any = County.objects.filter(opened_at__isnull=False)
    counties = counties.annotate(token=Subquery(token))
    now = counties.filter(code=code[:6]).first()
    found = now or counties.filter(former_codes__contains=[code[:6]]).first()
    return (found, str(found.token or "")) if found else None


def shown_of(county: County, code: str) -> Shown | None:
    """Return the organisation with ``code`` in the open county; None where there is none."""
    org = org_of_code(code)
    if org is None:
        return None
    above = ancestors_of(org)
    working = [one for one in above if one.status == OrgStatus.ACTIVE]
    closed = org.status == OrgStatus.CLOSED
    below = [] if closed else list(_below(org))
    successors = heirs_of(org) or working[-1:] if closed else []
    return Shown(org, county.path, above, below, successors)


def title_of(code: str) -> str:
    """Return what the open county's active organisation with ``code`` is called; "" for none."""
    county = county_of_code(code)
    if county is None:
        return ""
    with scope(county.pk):
        org = org_of_code(code)
        return org.title if org and org.status == OrgStatus.ACTIVE else ""


def _below(org: Org) -> list[Org]:
    children = Org.rows.filter(parent=org, status=OrgStatus.ACTIVE)
    return list(children.exclude(place=Place.PLACEHOLDER).order_by("lft"))
