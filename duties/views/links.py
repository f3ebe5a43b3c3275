"""Addresses as they stand in texts that are copied elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def address(request: HttpRequest, to: str, *args: Any) -> str:
    """Return the whole address of a page, short enough for a group."""
    path, site = reverse(to, args=args), settings.SITE_URL.rstrip("/")
    return site + path if site else request.build_absolute_uri(path)
