"""Where a calling system gets its token, with a limit on guesses at its secret."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.scopes import SettingsScopes
from oauth2_provider.views import TokenView

from fulian.logs import request_address
from fulian.pages import problem
from fulian.permissions import anyone
from fulian.rest import MINUTE, share_left

_issue = TokenView.as_view()


class CountysScopes(SettingsScopes):  # type: ignore[misc]  # untyped base
    """What a calling system may ask for: what its county ticked when it was registered."""

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return the scopes of ``application``; without one, all there are."""
        known = super().get_available_scopes(application, request, *args, **kwargs)
        return known if application is None else [s for s in known if s in application.scopes]

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return what a token holds that asked for nothing, as far as it is allowed."""
        usual = super().get_default_scopes(application, request, *args, **kwargs)
        return usual if application is None else [s for s in usual if s in application.scopes]


@anyone
@csrf_exempt
def token(request: HttpRequest) -> HttpResponse:
    """Issue a token for a client's id and secret; 429 when one address asks too often."""
    if not share_left(f"token:{request_address.get()}", settings.TOKEN_RATE):
        refused = problem(429, "请求太频繁，请稍后再试", "throttled")
        refused["Retry-After"] = str(MINUTE)
        return refused
    return cast(HttpResponse, _issue(request))
