"""An organisation's page for everybody: no account, no person's name, no script."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from fulian.parts import parts_of
from fulian.permissions import anyone
from fulian.scoping import scope
from orgs.queries import public, tree


@anyone
@gzip_page
@require_safe
def org(request: HttpRequest, code: str) -> HttpResponse:
    """Show what it is, what the federation does there, and what lies below it."""
    county = tree.county_of_code(code)
    if county is None:
        raise Http404
    with scope(county.pk):
        shown = public.shown_of(county, code)
        parts = parts_of("public", None, org=shown.org) if shown else []
    if shown is None:
        raise Http404
    if shown.org.code != code:  # an old code leads on for ever
        return redirect("orgs:public", shown.org.code, permanent=True)
    facts = {"shown": shown, "parts": parts, "today": timezone.localdate()}
    response = render(request, "orgs/public.html", facts)
    shared = "private" if request.user.is_authenticated else "public"  # never share her cookie
    response["Cache-Control"] = f"{shared}, max-age=60"
    patch_vary_headers(response, ["Cookie"])
    return response
