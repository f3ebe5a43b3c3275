"""What a card's code opens for whoever scans it: who she is in the federation, or that it is void.

A code that is none answers as one of another county: there is no county in the address, and only
tries that miss are counted, so that a fair where everybody scans shuts nobody out.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from fulian.middleware import network_of
from fulian.permissions import anonymous
from fulian.rest import share_left, share_spent
from homes.queries.cards import behind_code
from homes.rules.letters import LOOKED_UP

NOT_FOUND, GONE, TOO_MANY = 404, 410, 429


@anonymous
@gzip_page
@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Show who carries a card while she is in office; asked afresh at every look."""
    at, name = timezone.now(), f"card:{network_of(request)}"
    if share_spent(name, LOOKED_UP):
        return _page(request, {"slow": True}, TOO_MANY)
    found = behind_code(code, at)
    if found is None:
        share_left(name, LOOKED_UP)
        return _page(request, {}, NOT_FOUND)
    status = 200 if found.holder else GONE
    return _page(request, {"found": found, "today": timezone.localdate(at)}, status)


def _page(request: HttpRequest, facts: dict[str, object], status: int) -> HttpResponse:
    response = render(request, "homes/card.html", facts, status=status)
    response["Cache-Control"] = "no-store"
    return response
