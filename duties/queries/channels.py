"""Reads of where somebody is told outside the product: her own, and nobody else's."""

from __future__ import annotations

from django.db.models import QuerySet

from duties.models import Channel
from orgs.models import User


def channels_of(user: User) -> QuerySet[Channel]:
    """Return her ways outside."""
    return Channel.rows.filter(user=user).order_by("kind")
