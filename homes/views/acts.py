"""What the phone pages of the programmes share: one thing to do, asked on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from duties.rules.posts import is_own_place
from fulian import pages
from fulian.admin import ActForm
from orgs.views.sessions import account

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
FORM = "homes/act.html"


def do(
    request: HttpRequest, form: ActForm, act: Callable[[dict[str, Any]], Any], said: str, back: str,
    back_to: int | None = None, template: str = FORM, **shown: Any,
) -> HttpResponse:  # fmt: skip
    """Do one thing and go back with what was done; else show its form and what was refused."""
    if form.carry_out(act):
        return pages.done(request, said, back, *([back_to] if back_to else []))
    facts = {"form": form, "back": back, "back_to": back_to}
    return render(request, template, facts | shown)


def at_home(request: HttpRequest, org: int) -> None:
    """Refuse a chair another organisation than her own; what she may see there she only reads."""
    if not is_own_place(org=org, by=account(request)):
        raise PermissionDenied
