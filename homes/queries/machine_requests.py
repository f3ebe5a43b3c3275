"""What calling systems read of requests: what was asked, and the table that came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from homes.models import DataRequest, RequestAnswer, RequestField
from homes.queries.burden import OUT, months_until
from homes.rules.asking import is_wordy
from orgs.queries.lineage import at_org

Rows = QuerySet[Any, dict[str, Any]]
EARLIEST = date(2000, 1, 1)  # nothing was asked before, and the calendar ends somewhere


def request_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return what organisations in reach asked by the day ``on``; what was recalled is left out."""
    done = Q(answers__answered_at__date__lte=on, answers__fell_on__isnull=True)
    rows = DataRequest.objects.filter(status__in=OUT, sent_at__date__lte=on).annotate(
        places_asked=Count("answers", filter=Q(answers__fell_on__isnull=True)),
        answered=Count("answers", filter=done),
    )
    told: Rows = rows.values(
        "id", "title", "why", "due_on", "minutes", "asks", "places_asked", "answered",
        "is_over", "is_short", org_code=F("org__code"), sent_on=TruncDate("sent_at"),
        closed_on=TruncDate("closed_at"),
    )  # fmt: skip
    return at_org(told, asked)


def answer_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the receivers in reach of what was sent by the day ``on``, with their answers."""
    rows = RequestAnswer.objects.filter(request__status__in=OUT, request__sent_at__date__lte=on)
    if "request" in asked:
        rows = rows.filter(request=asked["request"])
    told: Any = rows.values(
        "id", "request", "values", "is_for_another", "is_late", org_code=F("org__code"),
        answered_on=TruncDate("answered_at"), fallen_on=F("fell_on"),
    )  # fmt: skip
    return at_org(told, asked)


def put_values(rows: list[dict[str, Any]], on: date, *, words: bool) -> None:
    """Name each row's values by their fields; words only with ``words``, none answered later."""
    fields = RequestField.rows.filter(request__in={row["request"] for row in rows})
    by_request: dict[int, list[RequestField]] = {}
    for one in fields.order_by("place"):
        by_request.setdefault(one.request_id, []).append(one)
    for row in rows:
        told, later = row["values"], row["answered_on"] is None or row["answered_on"] > on
        row["answered_on"] = None if later else row["answered_on"]
        row["values"] = [
            {"name": one.name, "kind": one.kind, "known_from": one.known or None,
             "value": _value(one, told, words=words, later=later)}
            for one in by_request.get(row["request"], [])
        ]  # fmt: skip


def _value(one: RequestField, told: Mapping[str, str], *, words: bool, later: bool) -> str | None:
    value = told.get(str(one.pk), "")
    if (not words and is_wordy(one, value)) or (later and not one.known):
        return None
    return value or None


def burden_rows(on: date) -> list[dict[str, Any]]:
    """Return the minutes asked in the month of the day ``on`` and the five before, by month."""
    found: list[dict[str, Any]] = []
    if on < EARLIEST:
        return found
    for one in reversed(months_until(on)):
        total, (chair, officer, staff) = one.total, (asked.minutes for _, asked in one.by_role)
        found.append({
            "month": f"{one.first:%Y-%m}", "pieces": total.pieces, "minutes": total.minutes,
            "done": total.done, "chair_minutes": chair, "officer_minutes": officer,
            "staff_minutes": staff,
        })  # fmt: skip
    return found
