"""What calling systems read of posts, who holds them, and the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from duties.models import DutyLogEntry, PostAssignment, PostHistory
from duties.queries.catalogue import posts_then
from duties.queries.log import COUNTS, named
from fulian.dated import live_on
from orgs.queries.lineage import at_org

Rows = QuerySet[Any, dict[str, Any]]
DAYS = {"since": "done_on__gte", "until": "done_on__lt", "post": "post"}


def post_rows(on: date) -> Rows:
    """Return the posts kept on the day ``on``, with ``name_then`` and ``duties_then``."""
    rows: Any = posts_then(on)
    found: Rows = rows.values("id", "code", "place", "since", "until", "name_then", "duties_then")
    return found


def assignment_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return who held a post on the day ``on``."""
    then = PostHistory.rows.filter(live_on(on), post=OuterRef("post")).order_by()
    called = Coalesce(Subquery(then.values("name")[:1]), F("post__name"), output_field=CharField())
    rows: Any = PostAssignment.objects.filter(live_on(on))
    if "post" in asked:
        rows = rows.filter(post=asked["post"])
    found = rows.values(
        "id", "post", "appointment", "since", "until", post_name=called, org_code=F("org__code"),
        office=F("appointment__office"), name=F("appointment__person__name"),
    )  # fmt: skip
    return at_org(found, asked)


def log_rows(asked: Mapping[str, Any]) -> Rows:
    """Return the lines of the log that count: by organisation, post, and days."""
    rows: Any = named(DutyLogEntry.objects.filter(COUNTS))
    rows = rows.filter(**{how: asked[name] for name, how in DAYS.items() if name in asked})
    found = rows.values(
        "id", "post", "post_name", "done_on", "served", "occasion", "what", "for_whom", "paper",
        org_code=F("org__code"), office=F("appointment__office"),
        name=F("appointment__person__name"),
    )  # fmt: skip
    return at_org(found, asked)
