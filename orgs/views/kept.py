"""Public pages kept for the next reader; a change in the county is seen at the very next request.

A page is kept with the state it was drawn from: the county's token (decisions/0021), the day, and
the product's own files; in another state it is nobody's. Its place is named by the county, the code
and the size of letters, one of three, and by nothing else of the request, so there are never more
pages than organisations have sizes. Where the cache does not answer, the page is drawn.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.core.cache import cache as store
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from redis.exceptions import RedisError

from orgs.models import County

log = logging.getLogger(__name__)
LETTERS = ("1", "2")
LONGEST = 24 * 60 * 60  # seconds
SOURCES = ("*.py", "*.html", "*.css")
APPS = ("fulian", "orgs", "members", "duties", "homes", "templates")


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it is sent, and which state of the organisation it shows."""

    body: bytes  # gzip
    etag: str
    digest: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a page is kept, and from which state it must have been drawn; "" keeps nothing."""

    name: str
    state: str


@cache
def release() -> str:
    """Return what tells this release's pages from another's: a digest of the product's files."""
    seen = hashlib.sha256()
    for app in APPS:
        for pattern in SOURCES:
            for path in sorted((settings.BASE_DIR / app).rglob(pattern)):
                seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


def letters_of(request: HttpRequest) -> str:
    """Return the size of letters asked for, one of three."""
    asked = request.COOKIES.get("letters", "")
    return asked if asked in LETTERS else "0"


def spot_of(county: County, token: str, code: str, letters: str, today: date) -> Spot:
    """Return where a page is kept, and the state it must show."""
    if not token or settings.DEBUG:
        return Spot("", "")
    shown = (county.code, county.name, county.path, token, today, release())
    state = hashlib.sha256("\0".join(map(str, shown)).encode()).hexdigest()
    return Spot(f"public:{county.pk}:{code}:{letters}", state)


def packed(html: str, digest: str) -> Kept:
    """Return a page as it will be sent."""
    body = gzip.compress(html.encode(), 9, mtime=0)
    return Kept(body, hashlib.sha256(body).hexdigest()[:32], digest)


def fetch(spot: Spot) -> Kept | None:
    """Return the page kept at ``spot``; None when there is none of that state, or no answer."""
    try:
        found = store.get(spot.name) if spot.name else None
    except RedisError:
        log.warning("the cache does not answer")
        return None
    return found[1] if isinstance(found, tuple) and found[0] == spot.state else None


def keep(spot: Spot, page: Kept, good_until: datetime | None, now: datetime) -> None:
    """Keep a page at its ``spot``, no longer than it is good."""
    seconds = LONGEST if good_until is None else int((good_until - now).total_seconds())
    try:
        if spot.name and seconds > 0:
            store.set(spot.name, (spot.state, page), min(seconds, LONGEST))
    except RedisError:
        log.warning("the cache does not answer")


def answer(request: HttpRequest, page: Kept) -> HttpResponse:
    """Return the page, or that the reader has it already; never shared where a cookie came."""
    etag = quote_etag(page.etag)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponse
    if etag in known or f"W/{etag}" in known:
        response = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(page.body, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(page.body))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache" if request.COOKIES else "public, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    return response
