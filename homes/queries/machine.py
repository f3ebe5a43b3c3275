"""What calling systems read of homes, groups and coverage on a day; nobody is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from fulian.dated import live_on
from homes.models import OnlineGroup, WomensHome
from homes.queries import coverage as reads
from homes.queries.home_past import at_then, past_on
from homes.queries.homes import with_state
from homes.queries.online_groups import with_count
from orgs.queries.lineage import at_org, code_now

Rows = QuerySet[Any, dict[str, Any]]
SAID = ("address", "premises", "partner", "hours")


def home_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the homes of the day ``on``, by organisation and kind."""
    rows: Any = with_state(WomensHome.objects.filter(live_on(on)), on)
    if "kind" in asked:
        rows = rows.filter(kind=asked["kind"])
    if "org" in asked:
        rows = rows.filter(at_then(on, org__code=code_now(asked["org"])))
    ruled = Case(When(Q(rules_on__lte=on), then=Value(value=True)), default=Value(value=False))
    found: Rows = rows.annotate(has_rules=ruled).values(
        "id", "kind", "name", "address", "hours", "site_type", "premises", "partner", "area",
        "womens_and_childrens_home", "tier", "is_paused", "has_rules", "since", "until",
        org_code=F("org__code"), parent_home=F("parent"),
    )  # fmt: skip
    return found


def put_back(rows: list[dict[str, Any]], on: date) -> None:
    """Let ``home_rows`` say where, whose and when as it was on the day ``on``; one query."""
    past = past_on([row["id"] for row in rows], on)
    for row in rows:
        if (then := past.get(row["id"])) is not None:
            row |= {name: getattr(then, name) for name in SAID}
            row["org_code"] = then.org.code


def group_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the groups of the day ``on`` with how many were in them last."""
    rows: Any = with_count(OnlineGroup.objects.filter(live_on(on)), on)
    if "kind" in asked:
        rows = rows.filter(kind=asked["kind"])
    ruled = Case(When(Q(rules_on__lte=on), then=Value(value=True)), default=Value(value=False))
    found = rows.annotate(has_rules=ruled).values(
        "id", "kind", "platform", "name", "members", "counted_on", "has_rules", "since", "until",
        org_code=F("org__code"),
    )  # fmt: skip
    return at_org(found, asked)


def coverage_rows(asked: Mapping[str, Any], on: date) -> list[dict[str, Any]]:
    """Return what each township and village has on the day ``on``, by its code."""
    rows = reads.counted(on)
    if "org" in asked:
        rows = rows.filter(code=code_now(asked["org"]))
    found = [
        {
            "org_code": one.org.code, "physical": "physical" in one.kinds,
            "online": "online" in one.kinds, "micro": one.micro,
            "executive_group": "executive" in one.groups, "home_group": "home" in one.groups,
            "premises": one.premises, "lacks": [gap for gap in reads.SHOWN if gap in one.lacks],
        }
        for one in reads.coverage(on, rows)
    ]  # fmt: skip
    return sorted(found, key=lambda row: str(row["org_code"]))
