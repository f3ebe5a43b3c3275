"""Addresses that leave the product on paper or in a chat, with their pictures (QR)."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class CodeLink:
    """A whole address, and the same as a picture to be scanned (SVG)."""

    address: str
    picture: str


def link_to(request: HttpRequest, path: str) -> CodeLink:
    """Return the way to ``path``: by the site's own name, else by the request's."""
    site = settings.SITE_URL.rstrip("/")
    address = site + path if site else request.build_absolute_uri(path)
    return CodeLink(address, segno.make(address, error="m").svg_inline(scale=5, border=3))
