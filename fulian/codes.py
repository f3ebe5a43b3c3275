"""Addresses that leave the product on paper or in a chat, with their pictures (QR)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class CodeLink:
    """A whole address, and the same as a picture to be scanned (SVG)."""

    address: str
    picture: str


def link_to(request: HttpRequest, path: str, *, fits: bool = False) -> CodeLink:
    """Return the way to ``path``: by the site's own name, else by the request's.

    A picture that ``fits`` has no size of its own: it takes its place's.
    """
    site = settings.SITE_URL.rstrip("/")
    address = site + path if site else request.build_absolute_uri(path)
    code = segno.make(address, error="m")
    size: dict[str, Any] = {"omitsize": True} if fits else {"scale": 5}
    return CodeLink(address, code.svg_inline(border=3, **size))
