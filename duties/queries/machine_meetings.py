"""What calling systems read of needs, meetings, items and resolutions; words are left to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F

from duties.models import AgendaItem, Deliberation, NeedRequest, Resolution
from duties.queries.meetings import with_counts
from duties.rules.turns import months_after, morning
from members.queries.machine import Rows, matching

NEED = ("id", "channel", "category", "received_on", "status", "closed_on", "text", "result",
        "asked_by")  # fmt: skip
MEETING = ("id", "kind", "mode", "title", "starts_at", "status", "guests", "due", "present")
ITEM = ("id", "meeting", "need", "kind", "title", "status", "published_on", "comments_until",
        "votes_for", "votes_against", "votes_abstain")  # fmt: skip
RESOLUTION = ("id", "item", "decided_on", "due_on", "done_on", "text", "result")
CODE = F("org__code")


def need_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the needs received by the day ``on``, as they stand now."""
    rows: Any = NeedRequest.objects.filter(received_on__lte=on)
    return matching(rows.values(*NEED, org_code=CODE), asked, "status", "category")


def meeting_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the meetings of the days up to ``on``; today also those still to come."""
    rows: Any = with_counts(Deliberation.objects.filter(starts_at__lt=morning(_ahead(on))))
    return matching(rows.values(*MEETING, org_code=CODE), asked, "kind", "status")


def item_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the items of the county, as they stand now."""
    rows: Any = AgendaItem.objects.all()
    return matching(rows.values(*ITEM, org_code=CODE), asked, "status", "meeting")


def resolution_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return what was decided by the day ``on``, with who is to do it."""
    rows: Any = Resolution.objects.filter(decided_on__lte=on)
    told = rows.values(*RESOLUTION, org_code=CODE, name=F("owner__person__name"))
    if "is_done" in asked:
        told = told.filter(done_on__isnull=not asked["is_done"])
    return matching(told, asked)


def _ahead(on: date) -> date:
    """Return the day before which a meeting may begin: notices go out a year ahead at most."""
    return months_after(on, 13)
