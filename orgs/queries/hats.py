"""The seats an account may act in. It wears one at a time, as one wears a hat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from fulian.dated import live_on
from fulian.scoping import scope
from orgs.models import AccessGrant, County, CountySession, Org, Role, User

LENT = (Role.ROTATING_CHAIR,)  # roles held for some days beside one's own seat, never alone


@dataclass(frozen=True, slots=True)
class Hat:
    """One seat: in which county, at which organisation, as what.

    ``grant`` or ``visit`` says on what ground; ``may`` holds a calling system's own permissions.
    ``also`` are roles lent to her at the same organisation for some days.
    """

    county: int
    county_name: str
    org: int
    org_title: str
    role: str
    grant: int | None = None
    visit: int | None = None
    name: str = ""
    may: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()

    @property
    def role_name(self) -> str:
        """The role in Chinese."""
        return str(Role(self.role).label)

    @property
    def key(self) -> str:
        """What the switcher sends back: ``county-grant``."""
        return f"{self.county}-{self.grant}"


def live(on: date) -> Q:
    """Condition: the grant holds on the day ``on``."""
    return live_on(on)


def taken(on: date) -> Q:
    """Condition: the grant holds on the day ``on``, and its holder has taken it up."""
    return live(on) & Q(accepted_at__isnull=False)


def own() -> Q:
    """Condition: the grant is a seat to act in, not one lent to whoever acts there already."""
    return ~Q(role__in=LENT)


def hats_of(user: User, on: date) -> list[Hat]:
    """Return every seat the account has taken up and holds on ``on``, in tree order."""
    county = County.objects.filter(pk=user.county_id or 0, opened_at__isnull=False).first()
    if county is None:
        return []
    with scope(county.pk, by=user):
        grants = AccessGrant.rows.filter(own(), taken(on), user=user).select_related("org")
        return [_hat(county, grant) for grant in grants.order_by("org__lft", "pk")]


def grant_hat(user: User, county: County, grant: int | None, on: date) -> tuple[Hat, Org] | None:
    """Return the seat by its grant and its organisation; None when it does not hold on ``on``.

    Without ``grant`` the account's first seat in the county. The county's scope is open. What is
    lent to her where that seat is comes with it, and is no seat by itself.
    """
    grants = AccessGrant.rows.filter(taken(on), user=user).select_related("org")
    if grant is not None:
        grants = grants.filter(Q(pk=grant) | Q(role__in=LENT))
    held = list(grants.order_by("pk"))
    row = next((one for one in held if one.role not in LENT), None)
    if row is None:
        return None
    lent = frozenset(o.role for o in held if o.role in LENT and o.org_id == row.org_id)
    return replace(_hat(county, row), also=lent), row.org


def visit_hat(user: User, county: County, visit: int, at: datetime) -> tuple[Hat, Org] | None:
    """Return a platform operator's seat during her visit; None when it is over."""
    open_ones = CountySession.rows.filter(user=user, left_at__isnull=True, ends_at__gt=at)
    row = open_ones.filter(pk=visit).first() if user.is_operator else None
    seat = Org.rows.filter(pk=row.org_id).first() if row else None
    if row is None or seat is None:
        return None
    hat = Hat(county.pk, county.name, seat.pk, seat.title, Role.OPERATOR, visit=row.pk)
    return hat, seat


def with_scopes(hat: Hat, may: frozenset[str]) -> Hat:
    """Return a calling system's seat with what its token allows."""
    return replace(hat, may=may)


def _hat(county: County, grant: AccessGrant) -> Hat:
    seat = grant.org
    return Hat(
        county.pk, county.name, seat.pk, seat.title, grant.role, grant=grant.pk, name=grant.holder
    )
