"""Homes and groups on an organisation's pages, the page of a new seat, the desk."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.models import HomeKind
from homes.queries import coverage
from homes.queries import handing as handing  # what handover sheets say
from homes.queries import homes as reads
from homes.queries.clusters import cluster_of
from homes.queries.in_short import in_short
from homes.queries.online_groups import groups_at
from orgs.models import Level, Org, OrgStatus

WHERE = (Level.TOWNSHIP, Level.VILLAGE)


@part("place", "homes/_place.html", order=50, needs="homes.view_home")
def on_the_phone(*, user: Any, org: Org) -> Filled:
    """Say in a few lines what homes and groups an organisation has and lacks."""
    found = in_short(org, timezone.localdate())
    return None if found.is_empty and not found.lacks else {"found": found}


@part("start", "homes/_start.html", order=10, needs="homes.view_home")
def for_who_begins(*, user: Any, org: Org, seat: Any) -> Filled:
    """Tell whoever takes a seat where the home is, when it opens, and which groups there are."""
    today = timezone.localdate()
    homes = [one for one in reads.homes_at(org, today) if one.kind != HomeKind.MICRO]
    groups = groups_at(org, today)
    return {"homes": homes, "groups": groups} if homes or groups else None


@part("org", "homes/desk/_org.html", order=30, needs="homes.view_home")
def at_the_desk(*, user: Any, org: Org) -> Filled:
    """Show the homes and groups of an organisation, and lead to registering what lacks."""
    homes, groups, lacks = _register_of(org)
    kinds = {home.kind for home in homes}
    return {
        "org": org, "homes": homes, "groups": groups, "lacks": lacks,
        "is_open": org.status == OrgStatus.ACTIVE, "has_physical": HomeKind.PHYSICAL in kinds,
        "no_home": org.level != Level.UNIT and not {"physical", "online"} <= kinds,
        "cluster": cluster_of(org, timezone.localdate()),
    }  # fmt: skip


@part("desk", "homes/desk/_first.html", order=23, needs="homes.view_home")
def missing(*, user: Any) -> Filled:
    """Count in reach who has no home and no group."""
    lines = coverage.coverage(timezone.localdate())
    gaps = {"physical": "physical", "online": "online", "groups": "executive"}
    found = {name: sum(gap in one.lacks for one in lines) for name, gap in gaps.items()}
    return found if any(found.values()) else None


def _register_of(org: Org) -> tuple[list[Any], list[Any], list[str]]:
    """Return the homes and groups of an organisation, and what lacks in words; two queries."""
    today = timezone.localdate()
    homes, groups = reads.homes_at(org, today), groups_at(org, today)
    has = {home.kind for home in homes if not home.is_paused} | {group.kind for group in groups}
    asked = ("physical", "online", "executive", "home_group") if org.level in WHERE else ()
    lacks = [coverage.GAPS[k] for k in asked if ("home" if k == "home_group" else k) not in has]
    lacks += [f"{home.name}停用中" for home in homes if home.is_paused]
    open_homes = [home for home in homes if not home.is_paused]
    lacks += [f"{home.name}{said}" for home in open_homes for said in reads.lacks_of(home, today)]
    return homes, groups, lacks
