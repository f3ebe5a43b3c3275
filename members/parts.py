"""What people and seats add to other apps' pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from fulian.parts import Filled, part
from members.models import Office
from members.queries import (
    congresses,
    forecast,
    gaps,
    growth,
    seats,
    terms,
    transfers,
    vacancies,
)
from members.queries import leaving as leaving
from orgs.models import Org, OrgStatus, Role


@part("home", "members/_committee_link.html", order=30, needs="members.view_committee")
def my_committee(*, user: Any, org: Org) -> Filled:
    """Lead to the committee, where lacks are told; tell a chair when her term ends soon."""
    is_chair = user.hat.role == Role.CHAIR
    return {"org": org, "now": terms.term_now(org, timezone.localdate()) if is_chair else None}


@part("place", "members/_committee.html", order=30, needs="members.view_committee")
def committee_and_term(*, user: Any, org: Org) -> Filled:
    """Say how many sit on the committee, how the term stands, and what is still lacking."""
    today = timezone.localdate()
    shape, now = seats.structure_of(org, today), terms.term_now(org, today)
    lacks = gaps.lacks_of(org, today, shape)
    if not shape.whole and shape.quota is None and now.term is None and not lacks:
        return None
    return {"org": org, "shape": shape, "now": now, "lacks": lacks}


@part("desk", "members/desk/_missing.html", order=20, needs="members.view_appointment")
def missing(*, user: Any) -> Filled:
    """Say how many seats are empty in reach."""
    found = vacancies.missing_in_reach(timezone.localdate())
    total = sum(len(one.vacancies) for one in found)
    return {"total": total, "orgs": len(found)} if total else None


@part("desk", "members/desk/_transfers.html", order=15, needs="members.view_transfer")
def waiting_transfers(*, user: Any) -> Filled:
    """Say how many transfers wait for an answer from here, and how many wait too long."""
    waiting, late = transfers.counts(timezone.localdate())
    return {"waiting": waiting, "overdue": late} if waiting or late else None


@part("desk", "members/desk/_forecast.html", order=22, needs="members.view_appointment")
def succession(*, user: Any) -> Filled:
    """Say in one line what falls empty or over term soon."""
    found = forecast.forecast(timezone.localdate())
    if found.is_calm:
        return None
    return {
        "seats": found.outlook, "over": len(found.over), "lone": len(found.lone),
        "busy": len(found.busy),
    }  # fmt: skip


@part("me", "members/_own_growth.html", order=10, needs="members.view_own_growth")
def own_growth(*, user: Any) -> Filled:
    """Show her own trainings and commendations."""
    own = growth.own_of(user.hat.grant or 0)
    return {"own": own} if own.trainings or own.commendations else None


@part("org", "members/desk/_org_people.html", order=5, needs="members.view_appointment")
def people_of(*, user: Any, org: Org) -> Filled:
    """Say who leads the organisation, how many sit there, how its term stands, what is empty."""
    today = timezone.localdate()
    shape, now = seats.structure_of(org, today), terms.term_now(org, today)
    if not shape.whole and shape.quota is None and now.term is None:
        return None
    held = list(seats.committee_of(org, today))
    gaps_now = shape.gaps if org.is_counted and org.status == OrgStatus.ACTIVE else {}
    here = f"?{urlencode({'q': org.code, 'org__level__exact': org.level})}"
    return {
        "org": org, "shape": shape, "now": now, "congress": congresses.preparing_at(org),
        "chairs": [one for one in held if one.office == Office.CHAIR],
        "vices": [one for one in held if one.office == Office.VICE_CHAIR],
        "lacks": [(Office(office).label, n) for office, n in gaps_now.items() if n],
        "seats": f"{reverse('admin:members_appointment_changelist')}{here}&live=1",
        "terms": f"{reverse('admin:members_congressterm_changelist')}{here}",
    }  # fmt: skip


@part("org", "members/desk/_org_growth.html", order=40, needs="members.view_commendation")
def growth_of(*, user: Any, org: Org) -> Filled:
    """Show what the organisation was commended for, and its funding of this year."""
    year = timezone.localdate().year
    given, money = growth.commendations_of(org), growth.funding_of(org, year)
    return {"given": given, "money": money, "year": year} if given or money.due else None


@part("network", "members/desk/_groups.html", order=20, needs="members.view_group")
def groups_below(*, user: Any, org: Org) -> Filled:
    """Say how many women's groups there are below, and how many have a leader."""
    groups, led = growth.groups_below(org, timezone.localdate())
    return {"groups": groups, "led": led}


@part("me", "members/_decks_link.html", order=20, needs="members.read_cards")
def cards_again(*, user: Any) -> Filled:
    """Lead to the cards, read or not."""
    return {}
