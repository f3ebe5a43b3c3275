"""What a civic platform reads of volunteer service (domain A43), by feed and as a signed file.

Names only for whoever may read them, phones never; a number of ours says who it was, for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from fulian import crypto
from homes.models import ServiceShare, VolunteerActivity, VolunteerTeam
from homes.queries.teams import with_figures
from orgs.queries.hats import live
from orgs.queries.lineage import at_org

Rows = QuerySet[Any, dict[str, Any]]
FACTS = (
    "pk", "feed", "team", "done_on", "kind", "target", "beneficiaries", "others", "half_hours",
    "struck_on", "what",
)  # fmt: skip


def team_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the teams that stand on a day, with how many are in them and their time."""
    rows: Any = with_figures(VolunteerTeam.objects.filter(live(on)), on)
    found = rows.values(
        "id", "kind", "name", "since", "until", "size", "times", "half_hours", "leader",
        org_code=F("org__code"),
    )  # fmt: skip
    return at_org(found, asked)


def feed_rows(asked: Mapping[str, Any]) -> Rows:
    """Return pieces of service as ``feed`` orders them: each at the place of its last change."""
    rows: Any = VolunteerActivity.objects.all()
    found = rows.values(*FACTS, team_name=F("team__name"), org_code=F("org__code"))
    return at_org(found, asked)


def finished(rows: list[dict[str, Any]], county: str, *, names: bool) -> list[dict[str, Any]]:
    """Return ``rows`` of the feed as they are told, each with who took part; one query."""
    shares = ServiceShare.rows.filter(activity__in=[row["pk"] for row in rows]).order_by("pk")
    by: dict[int, list[dict[str, Any]]] = {}
    for activity, who, name, time in shares.values_list(
        "activity_id", "volunteer_id", "volunteer__name", "half_hours"
    ):
        shown = name if names else crypto.mask_name(name)
        told = {"volunteer": f"{county}-V{who}", "name": shown, "half_hours": time}
        by.setdefault(activity, []).append(told)
    return [_told(row, by.get(row["pk"], []), county, names=names) for row in rows]


def _told(
    row: Mapping[str, Any], people: Iterable[dict[str, Any]], county: str, *, names: bool
) -> dict[str, Any]:
    same = ("org_code", "done_on", "kind", "target", "beneficiaries", "others", "half_hours")
    return {
        "feed": row["feed"], "id": f"{county}-S{row['pk']}", "team": f"{county}-T{row['team']}",
        "team_name": row["team_name"], **{name: row[name] for name in same},
        "struck": row["struck_on"] is not None, "what": row["what"] if names else None,
        "people": list(people),
    }  # fmt: skip


def records_between(first: date, last: date) -> list[dict[str, Any]]:
    """Return the pieces of service in reach done from ``first`` to ``last``, struck ones too."""
    rows = feed_rows({}).filter(done_on__gte=first, done_on__lte=last)
    return list(rows.order_by("feed"))
