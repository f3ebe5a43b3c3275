"""The desk's own site: nothing of other packages is on it, and the rules say who may enter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLResolver
from unfold.sites import UnfoldAdminSite

KEPT = {"index", "login", "autocomplete", "jsi18n"}


class Suggestions(AutocompleteJsonView):
    """What a search box offers, called as the model's desk calls it."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Return the row's key and its name."""
        return {
            "id": str(getattr(obj, to_field_name)),
            "text": cast(Any, self.model_admin).name_of(obj),
        }


class DeskSite(UnfoldAdminSite):  # type: ignore[misc]  # unfold is untyped
    """The county desk. Signing in and out, passwords and devices are pages of the whole site."""

    index_title = "工作台"

    def get_urls(self) -> list[Any]:
        """Return the addresses of registered models and of the few pages every desk has."""
        return [
            url
            for url in super().get_urls()
            if isinstance(url, URLResolver) or getattr(url, "name", None) in KEPT
        ]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Let in whoever may use the desk: others get 403, strangers the login page."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if not self.has_permission(request):
                raise PermissionDenied
            answer: HttpResponseBase = inner(request, *args, **kwargs)
            return answer

        guarded.needs = getattr(view, "needs", "orgs.use_desk")  # type: ignore[attr-defined]  # read by the tests
        return guarded

    def autocomplete_view(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a search box."""
        return Suggestions.as_view(admin_site=self)(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
        """Send to the site's one login page, or in when she is signed in."""
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next") or "/desk/", settings.LOGIN_URL)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return nothing: the sidebar names what there is, in the words of the work."""
        return []

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page shows: among it the seat she acts in."""
        context: dict[str, Any] = super().each_context(request)
        return context | {"hat": getattr(request.user, "hat", None)}


desk = DeskSite(name="admin")


def no_colors(request: HttpRequest) -> dict[str, Any]:
    """Keep unfold from writing its colours into the page; they stand in ``desk.css``."""
    return {}
