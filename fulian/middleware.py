"""What happens around every request: a number, a log line, a size limit, and the page policy."""

from __future__ import annotations

import logging
import time
import traceback
import uuid
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from fulian import pages
from fulian.logs import request_address, request_id

log = logging.getLogger("fulian.request")
REFUSALS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest)
MAX_BODY = 12 * 1024 * 1024
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def address_of(request: HttpRequest) -> str:
    """Return where the request came from, believing only as many proxies as are ours."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    ours = settings.TRUSTED_PROXIES
    found = hops[-ours] if 0 < ours <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        known = ip_address(found)
    except ValueError:
        return ""
    plain = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return str(plain or known)


def network_of(request: HttpRequest) -> str:
    """Return what is counted as one sender: an address, or the network of one for IPv6.

    There a single household has more addresses than could ever be counted.
    """
    found = address_of(request)
    return str(ip_network(f"{found}/64", strict=False)) if ":" in found else found


class WatchMiddleware:
    """Gives each request a number, and writes one log line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request``; the answer carries its number as ``X-Request-ID``."""
        number = uuid.uuid4().hex[:16]
        token, came_from = request_id.set(number), request_address.set(address_of(request))
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = number
            response["Permissions-Policy"] = PERMISSIONS
            if not request.path.startswith(settings.STATIC_URL):
                response.setdefault("Cache-Control", "no-store")
                self._say(request, response, time.perf_counter() - began)
            return response
        finally:
            request_id.reset(token)
            request_address.reset(came_from)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Log where it broke, by frames and kind: messages of the database hold people's names."""
        if isinstance(exception, REFUSALS):
            return
        frames = traceback.format_tb(exception.__traceback__)
        kind = f"{type(exception).__module__}.{type(exception).__qualname__}"
        log.error("crashed", extra={"error": kind, "frames": "".join(frames)})

    def _say(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        is_anonymous = getattr(match and match.func, "is_anonymous", False)
        user = None if is_anonymous else getattr(request, "_cached_user", None)
        log.log(
            logging.ERROR if response.status_code >= 500 else logging.INFO,
            "request",
            extra={
                "method": request.method,
                "route": match.route if match else None,  # the pattern: paths hold codes
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "user": getattr(user, "pk", None),
            },
        )


class SizeMiddleware:
    """Refuses bodies too large, unread, and searches with NUL; headers are set before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request`` when its body is no larger than it may be."""
        if request.path.startswith("/desk/") and "%00" in request.META.get("QUERY_STRING", ""):
            return pages.bad_request(request)  # Django's lists hand it to PostgreSQL, which refuses
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY:
            return pages.too_large(request)
        return self.get_response(request)


class PolicyMiddleware(CSPMiddleware):
    """The content security policy: strict everywhere, with what the desk's own scripts need."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,
        **kwargs: Any,
    ) -> PolicyParts:
        """Return the policy of this address."""
        parts: PolicyParts = super().get_policy_parts(request, response, report_only, **kwargs)
        if request.path.startswith("/desk/"):
            parts.config = settings.CONTENT_SECURITY_POLICY_DESK
        elif request.path.startswith("/api/v1/docs/"):
            parts.config = settings.CONTENT_SECURITY_POLICY_DOCS
        return parts
