"""Reads of online groups: with how many are in each, and what each lacks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from homes.models import GroupCount, OnlineGroup
from orgs.models import Org
from orgs.queries.hats import live

LACKS = {"owner": "没有群主", "group_rules": "没有公布群规", "count": "没有报过人数"}


def with_count(rows: QuerySet[OnlineGroup], on: date) -> QuerySet[Any]:
    """Return ``rows`` with ``members`` and ``counted_on``: how many were in it last, and when."""
    last = GroupCount.rows.filter(group=OuterRef("pk"), counted_on__lte=on).order_by("-counted_on")
    return rows.annotate(
        members=Subquery(last.values("members")[:1]),
        counted_on=Subquery(last.values("counted_on")[:1]),
    )


def unowned(on: date) -> Q:
    """Condition: nobody in office owns a group on a day."""
    return Q(owner__isnull=True) | Q(owner__until__lte=on)


def lacking(what: str, on: date) -> Q:
    """Condition on rows ``with_count``: a group of the day lacks ``what`` (one of ``LACKS``)."""
    found = {
        "owner": unowned(on),
        "group_rules": Q(rules_on__isnull=True) | Q(rules_on__gt=on),
        "count": Q(counted_on__isnull=True),
    }
    return live(on) & found[what]


def lacks_of(group: Any, on: date) -> list[str]:
    """Return in words what a group ``with_count`` lacks."""
    owner = group.owner
    tests = {
        "owner": owner is None or (owner.until is not None and owner.until <= on),
        "group_rules": group.rules_on is None or group.rules_on > on,
        "count": group.counted_on is None,
    }
    return [LACKS[what] for what, wrong in tests.items() if wrong]


def groups_at(org: Org, on: date) -> list[Any]:
    """Return the groups of an organisation on a day, the executive group first; one query."""
    rows = with_count(OnlineGroup.rows.filter(live(on), org=org), on)
    place = {"executive": 0, "home": 1, "liaison": 2}
    found = rows.select_related("owner__person", "org").order_by("pk")
    return sorted(found, key=lambda group: place[group.kind])


def counts_of(group: OnlineGroup, most: int = 12) -> list[GroupCount]:
    """Return the last counts of a group, the newest first."""
    return list(GroupCount.rows.filter(group=group).order_by("-counted_on")[:most])
