"""``{{ days|last_day }}``: half-open days as people count them, the last one included."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import template

register = template.Library()


@register.filter
def last_day(days: Any) -> date | None:
    """Return the last day of half-open ``days``; none where they have no end."""
    upper: date | None = getattr(days, "upper", None)
    return upper - timedelta(days=1) if upper else None
