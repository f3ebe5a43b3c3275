"""妇女之家和活动: one page on the phone from which everything of homes is reached."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fulian.permissions import needs
from homes.queries.first import waits_of
from homes.queries.in_short import in_short
from orgs.models import Role
from orgs.queries import tree
from orgs.views.sessions import account


@needs("homes.view_women")
@require_safe
def women(request: HttpRequest) -> HttpResponse:
    """Show what there is beside daily work, each with what waits there."""
    user, at, org = account(request), timezone.now(), tree.top_of_reach()
    shown = {
        "org": org, "waits": waits_of(user, org, at), "is_chair": user.hat.role == Role.CHAIR,
        "home": in_short(org, timezone.localdate(at)),
    }  # fmt: skip
    return render(request, "homes/women.html", shown)
