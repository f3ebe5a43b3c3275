"""The desk's first page: how many there are, what waits, what was done last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from fulian.parts import parts_of
from orgs.admin.records import in_sight
from orgs.admin.words import act_title
from orgs.forms.desk import CountyForm
from orgs.models import County
from orgs.queries import desk


def first_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what the seat she acts in may see; an operator outside any county sees the counties."""
    context["title"] = "首页"
    page = "desk" if request.user.has_perm("orgs.view_org") else "platform"
    context["parts"] = parts_of(page, request.user)
    if request.user.has_perm("orgs.view_county"):
        opened = County.objects.filter(opened_at__isnull=False).order_by("-opened_at")
        context |= {"counties": list(opened[:10]), "county_form": CountyForm()}
    if request.user.has_perm("orgs.view_org"):
        context["figures"] = desk.figures(timezone.localdate())
    if request.user.has_perm("orgs.view_helprequest"):
        context["helps"] = list(desk.waiting_help().select_related("grant", "grant__org")[:5])
    if request.user.has_perm("orgs.view_history"):
        acts = desk.last_acts(8, lambda lines: in_sight(request, lines))
        context["acts"] = [(line, act_title(line.act)) for line in acts]
    return context
