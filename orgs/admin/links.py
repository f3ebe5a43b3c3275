"""A secret on its way to the one page that shows it: a one-time link, a calling system's key.

It is kept nowhere but in the session, sealed, for ten minutes, so that a form sent twice or a page
loaded again still shows it; the next secret takes its place.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta

import segno
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from fulian import crypto

KEY = "fresh_secret"
STAYS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link as it is shown: its address, and the same as a QR code."""

    address: str
    picture: str


def keep(request: HttpRequest, subject: str, secret: str) -> None:
    """Keep ``secret`` for the page about ``subject``."""
    until = timezone.now() + STAYS
    sealed = b64encode(crypto.seal(secret, county=0, column=KEY)).decode()
    request.session[KEY] = {"subject": subject, "sealed": sealed, "until": until.timestamp()}


def kept(request: HttpRequest, subject: str) -> str:
    """Return the secret just made for ``subject``; empty when there is none or it is old."""
    found = request.session.get(KEY)
    if found and timezone.now().timestamp() > found["until"]:
        forget(request)
        return ""
    if not found or found["subject"] != subject:
        return ""
    return crypto.unseal(b64decode(found["sealed"]), county=0, column=KEY)


def forget(request: HttpRequest) -> None:
    """Forget the secret: it was written down."""
    request.session.pop(KEY, None)


def fresh(request: HttpRequest, subject: str) -> Link | None:
    """Return the link just made for ``subject``, with its picture."""
    code = kept(request, subject)
    if not code:
        return None
    path = f"/claim/{code}/"
    address = settings.SITE_URL.rstrip("/") + path if settings.SITE_URL else ""
    address = address or request.build_absolute_uri(path)
    return Link(address, segno.make(address, error="m").svg_inline(scale=5, border=3))
