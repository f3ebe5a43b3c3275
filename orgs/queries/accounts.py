"""Reads of an account's own things."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from orgs.models import SignIn, User


def devices_of(user: User, at: datetime) -> QuerySet[SignIn]:
    """Return the devices ``user`` is signed in on at the moment ``at``, the latest first."""
    live = SignIn.objects.filter(user=user, ended_at__isnull=True, expires_at__gt=at)
    return live.order_by("-began_at", "-pk")
