"""Reads of due work: what the system does by itself, when next, and what it could not do."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from duties.models import Due
from duties.rules.sensitive import CLOSES_GLASS, WATCHERS
from orgs.rules import role_may


def dues(user: Any) -> QuerySet[Due]:
    """Return the county's due work with where it is done.

    That a sensitive line was looked at, and when, is told to those only who answer for it.
    """
    rows = Due.rows.select_related("org")
    return rows if role_may(user, set(WATCHERS)) else rows.exclude(kind=CLOSES_GLASS)


def failed(user: Any) -> QuerySet[Due]:
    """Return the work that could not be done and waits for another try."""
    return dues(user).filter(done_at__isnull=True, tries__gt=0)
