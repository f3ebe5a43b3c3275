"""What several commands need of counties."""

from __future__ import annotations

from django.conf import settings

from fulian.management.plain import Refused
from orgs.models import County


def open_counties(code: str = "") -> list[County]:
    """Return every open county, or the one whose ``code`` this is or was; refuse any other code."""
    counties = County.objects.filter(opened_at__isnull=False).order_by("code")
    if not code:
        return list(counties)
    found = list(counties.filter(code=code)) or list(counties.filter(former_codes__contains=[code]))
    if not found:
        raise Refused(f"没有代码为 {code} 的已开通的县（市、区）。")
    return found


def link(code: str) -> str:
    """Return the address of a one-time link."""
    return f"{settings.SITE_URL}/claim/{code}/"
