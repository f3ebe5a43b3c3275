"""What calling systems read of what was sent down the tree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from duties.models import Dispatch, DispatchReceipt
from orgs.queries.lineage import at_org

Rows = QuerySet[Any, dict[str, Any]]
FACTS = ("id", "kind", "title", "due_on", "minutes", "sent_at", "sent", "settled")


def dispatch_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return what organisations in reach sent by the day ``on``, as it stood at its end."""
    done, read = Q(receipts__done_at__date__lte=on), Q(receipts__read_at__date__lte=on)
    rows = Dispatch.objects.filter(sent_at__date__lte=on).annotate(
        sent=Count("receipts"),
        settled=Count("receipts", filter=done | (read & ~Q(kind=Dispatch.Kind.TASK))),
    )
    if "kind" in asked:
        rows = rows.filter(kind=asked["kind"])
    told: Rows = rows.values(
        *FACTS, org_code=F("org__code"), closed_on=TruncDate(_by("closed_at", on)),
        recalled_on=TruncDate(_by("recalled_at", on)),
    )  # fmt: skip
    return at_org(told, asked)


def receipt_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the receivers in reach of what was sent by the day ``on``."""
    rows = DispatchReceipt.objects.filter(dispatch__sent_at__date__lte=on)
    if "dispatch" in asked:
        rows = rows.filter(dispatch=asked["dispatch"])
    told: Any = rows.values(
        "id", "dispatch", org_code=F("org__code"), is_member=Q(appointment__isnull=False),
        read_on=TruncDate(_by("read_at", on)), done_on=TruncDate(_by("done_at", on)),
    )  # fmt: skip
    return at_org(told, asked)


def _by(column: str, on: date) -> Case:
    """Return a moment when it had come by the end of the day ``on``, else nothing."""
    return Case(When(**{f"{column}__date__lte": on}, then=F(column)), default=Value(None))
