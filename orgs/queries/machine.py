"""What calling systems read of organisations: plain rows, today's and those of any day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from orgs.models import Level, Org, OrgStatus
from orgs.queries.lineage import code_now, codes_beside, codes_beside_on
from orgs.queries.tree import Standing, counts_of, path_of, standing_on

LASTING = ("code", "level", "place", "field", "feature", "is_counted", "founded_on")
STATED = ("name", "short_name", "kind", "status")
MATCHED = {"parent": "parent_code", "level": "level", "place": "place", "status": "status"}


def org_rows(asked: Mapping[str, Any]) -> QuerySet[Org, dict[str, Any]]:
    """Return the organisations in reach as ``values()``, narrowed by what was ``asked``."""
    rows: QuerySet[Org, dict[str, Any]] = Org.objects.values(
        *LASTING, *STATED, parent_code=F("parent__code"), **codes_beside()
    )
    return rows.filter(**_match(asked))


def org_rows_on(on: date, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the organisations in reach as they stood on the day ``on``, by code."""
    lasting = {row.pop("pk"): row for row in Org.objects.values("pk", *LASTING)}
    codes = dict(Org.rows.values_list("pk", "code"))
    beside = codes_beside_on(on)
    rows = [
        lasting[then.org]
        | {name: getattr(then, name) for name in STATED}
        | {"parent_code": codes[then.parent] if then.parent else None}
        | beside.get(then.org, {"superseded_by": [], "supersedes": []})
        for then in standing_on(on)
        if then.org in lasting
    ]
    wanted = _match(asked).items()
    return [row for row in rows if wanted <= row.items()]


def detail_of(org: Org) -> dict[str, Any]:
    """Return everything said of ``org`` as it is now."""
    row = org_rows({}).get(pk=org.pk)
    more = {"title": org.title, "since": org.since, "closed_on": org.closed_on}
    more |= {"above": above(org), "below": counts_of(org)}
    return row | more | {"past": past_of(org)}


def detail_on(on: date, org: Org) -> dict[str, Any] | None:
    """Return everything said of ``org`` as it stood on the day ``on``; None before it was."""
    row = next((row for row in org_rows_on(on, {}) if row["code"] == org.code), None)
    if row is None:
        return None
    places = {then.org: then for then in standing_on(on)}
    past = past_of(org)
    since = next((was["since"] for was in past if was["since"] <= on < was["until"]), org.since)
    closed = row["status"] == OrgStatus.CLOSED
    return row | {
        "title": places[org.pk].title,
        "since": since,
        "closed_on": org.closed_on or since if closed else None,
        "above": _above_on(places, org.pk),
        "below": _below_on(places, org.pk),
        "past": [was for was in past if was["until"] <= on],
    }


def _above_on(places: Mapping[int, Standing], org: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    reach = set(Org.objects.values_list("pk", flat=True))
    here = places.get(places[org].parent or 0)
    while here and here.org in reach:
        found.insert(0, {"code": here.code, "title": here.title})
        here = places.get(here.parent or 0)
    return found


def _below_on(places: Mapping[int, Standing], org: int) -> dict[str, int]:
    counted = set(Org.rows.filter(is_counted=True).values_list("pk", flat=True))
    active = [then for then in places.values() if then.status == OrgStatus.ACTIVE]
    below = [then for then in active if _is_below(places, then, org)]
    towns = [then.org in counted for then in below if then.level == Level.TOWNSHIP]
    villages = [then.org in counted for then in below if then.level == Level.VILLAGE]
    return {
        "townships": sum(towns), "villages": sum(villages),
        "listed_townships": len(towns), "listed_villages": len(villages),
    }  # fmt: skip


def _is_below(places: Mapping[int, Standing], then: Standing, org: int) -> bool:
    here: Standing | None = then
    while here and here.parent != org:
        here = places.get(here.parent or 0)
    return here is not None


def past_of(org: Org) -> list[dict[str, Any]]:
    """Return what ``org`` was before, the oldest first; days half open."""
    past = org.past.order_by("days").values(*STATED, "days", parent_code=F("parent__code"))
    return [
        row | {"since": days.lower, "until": days.upper}
        for row in past
        for days in [row.pop("days")]
    ]


def above(org: Org) -> list[dict[str, str]]:
    """Return code and title of the organisations above ``org`` in reach, the county first."""
    return [{"code": upper.code, "title": upper.title} for upper in path_of(org)]


def _match(asked: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {column: asked[name] for name, column in MATCHED.items() if name in asked}
    if "parent_code" in wanted:
        wanted["parent_code"] = code_now(wanted["parent_code"])
    return wanted
