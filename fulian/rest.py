"""What DRF's settings name by string.

It is imported while ``rest_framework.views`` is half made, so it must not import a view.
"""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import orjson
from django.conf import settings
from django.core.cache import cache
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.renderers import BaseRenderer
from rest_framework.throttling import BaseThrottle

MINUTE = 60


class DoorAuthentication(BaseAuthentication):
    """Believes the middleware, which checked the token and opened the scope."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        """Return the calling system's account, when there is one and it still has its seat."""
        machine = getattr(request._request, "machine", None)
        return (machine, None) if machine and machine.hat else None

    def authenticate_header(self, request: Any) -> str:
        """Return the scheme a caller is told: whether it brought no token, or a dead one."""
        brought = "Authorization" in request.headers
        return 'Bearer realm="fulian"' + (', error="invalid_token"' if brought else "")


class DoorScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped base
    """How the OpenAPI document describes the door."""

    target_class = "fulian.rest.DoorAuthentication"
    name = "oauth2"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the client-credentials flow."""
        return {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "/oauth/token/",
                    "scopes": settings.OAUTH2_PROVIDER["SCOPES"],
                }
            },
        }


def share_left(name: str, most: int, *, per: int = MINUTE) -> bool:
    """Count one more of ``name`` this minute; say whether that is still at most ``most``.

    ``per`` is how long a share lasts, in seconds.
    """
    key = f"share:{name}:{int(time.time()) // per}"
    cache.add(key, 0, timeout=2 * per)
    return bool(cache.incr(key) <= most)


def share_spent(name: str, most: int) -> bool:
    """Say whether ``most`` of ``name`` were counted this minute already; counts nothing."""
    return int(cache.get(f"share:{name}:{int(time.time()) // MINUTE}", 0)) >= most


class ApplicationThrottle(BaseThrottle):
    """A calling system's share of requests a minute, counted in one place for all web processes."""

    def allow_request(self, request: Any, view: Any) -> bool:
        """Count the request, and say whether it is still within the share."""
        if not request.user:
            return True
        return share_left(f"api:{request.user.pk}", settings.API_RATE)

    def wait(self) -> float:
        """Return the seconds until the next minute begins."""
        return MINUTE - time.time() % MINUTE


class OrjsonRenderer(BaseRenderer):
    """JSON, fast."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """Return the bytes of ``data``."""
        return orjson.dumps(data, default=_said) if data is not None else b""


def _said(value: Any) -> str:
    """Return a decimal as people write it; anything else is a mistake."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON")
