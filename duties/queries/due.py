"""Reads of due work: what the system does by itself, when next, and what it could not do."""

from __future__ import annotations

from django.db.models import QuerySet

from duties.models import Due


def dues() -> QuerySet[Due]:
    """Return the county's due work: what waits first, the nearest on top; then what was done."""
    return Due.rows.select_related("org")


def failed() -> QuerySet[Due]:
    """Return the work that could not be done and waits for another try."""
    return dues().filter(done_at__isnull=True, tries__gt=0)
