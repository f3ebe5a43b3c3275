"""Public pages kept for the next reader; a change in the county is seen at the very next request.

The key of a page holds everything it depends on: the county and its token (decisions/0021), the
day, the code, the size of letters, and the product's own files. Nothing of a key comes from a
header, a cookie or the query, but the size of letters, one of three. Where the cache does not
answer, the page is drawn.
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
LONGEST = 24 * 60 * 60  # seconds; the key holds the day
SOURCES = ("*.py", "*.html", "*.css")
APPS = ("fulian", "orgs", "members", "duties", "homes", "templates")


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it is sent, and which state of the organisation it shows."""

    body: bytes  # gzip
    etag: str
    digest: str


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


def key_of(county: County, token: str, code: str, letters: str, today: date) -> str:
    """Return the key of a page, "" for one that cannot be kept."""
    if not token or settings.DEBUG:
        return ""
    named = (
        county.pk, county.code, county.name, county.path, token, code, letters, today, release()
    )  # fmt: skip
    return "public:" + hashlib.sha256("\0".join(map(str, named)).encode()).hexdigest()


def packed(html: str, digest: str) -> Kept:
    """Return a page as it will be sent."""
    body = gzip.compress(html.encode(), 9, mtime=0)
    return Kept(body, hashlib.sha256(body).hexdigest()[:32], digest)


def fetch(key: str) -> Kept | None:
    """Return the page kept under ``key``; None when there is none, or nobody answers."""
    try:
        found = store.get(key) if key else None
    except RedisError:
        log.warning("the cache does not answer")
        return None
    return found if isinstance(found, Kept) else None


def keep(key: str, page: Kept, good_until: datetime | None, now: datetime) -> None:
    """Keep a page under its ``key``, no longer than it is good."""
    seconds = LONGEST if good_until is None else int((good_until - now).total_seconds())
    try:
        if key and seconds > 0:
            store.set(key, page, min(seconds, LONGEST))
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
