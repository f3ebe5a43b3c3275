"""What calling systems read of organisations: plain rows, today's and those of any day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from orgs.models import Org
from orgs.queries.tree import path_of, standing_on

LASTING = ("code", "level", "place", "is_counted", "founded_on")
STATED = ("name", "short_name", "kind", "status")
MATCHED = {"parent": "parent_code", "level": "level", "place": "place", "status": "status"}


def org_rows(asked: Mapping[str, Any]) -> QuerySet[Org, dict[str, Any]]:
    """Return the organisations in reach as ``values()``, narrowed by what was ``asked``."""
    rows: QuerySet[Org, dict[str, Any]] = Org.objects.values(
        *LASTING, *STATED, parent_code=F("parent__code")
    )
    return rows.filter(**_match(asked))


def org_rows_on(on: date, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the organisations in reach as they stood on the day ``on``, by code."""
    lasting = {row.pop("pk"): row for row in Org.objects.values("pk", *LASTING)}
    codes = dict(Org.rows.values_list("pk", "code"))
    rows = [
        lasting[then.org]
        | {name: getattr(then, name) for name in STATED}
        | {"parent_code": codes[then.parent] if then.parent else None}
        for then in standing_on(on)
        if then.org in lasting
    ]
    wanted = _match(asked).items()
    return [row for row in rows if wanted <= row.items()]


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
    return {column: asked[name] for name, column in MATCHED.items() if name in asked}
