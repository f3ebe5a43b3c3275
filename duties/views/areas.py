"""Contracted areas on the phone: mine, my organisation's, and what nobody answers for."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.areas import AreaForm
from duties.forms.arranging import SureForm
from duties.models import AreaAssignment
from duties.queries import areas as reads
from duties.queries.posts import seats_of
from duties.rules.posts import is_own_place
from fulian import pages
from fulian.permissions import needs
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]


@needs("duties.view_area")
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Show what I answer for, and what my organisation's committee does."""
    org, today = top_of_reach(), timezone.localdate()
    mine = reads.mine_of(seats_of(account(request), today), today)
    names = request.user.has_perm("duties.view_contact")
    shown = {"org": org, "board": reads.board_of(org, today), "mine": mine, "names": names}
    return render(request, "duties/areas.html", shown)


@needs("duties.assign_area")
@require_http_methods(SHOW_AND_SEND)
def assign(request: HttpRequest) -> HttpResponse:
    """Let somebody of the committee answer for areas nobody answers for."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    board = reads.board_of(org, today)
    form = AreaForm(sent(request), board=board, today=today)
    if form.carry_out(lambda clean: services.assign_each(by=by, **form.facts())):
        return pages.done(request, f"已经定好 {len(form.outcome)} 处包干。", "duties:areas")
    return render(request, "duties/area_assign.html", {"org": org, "form": form, "board": board})


@needs("duties.end_area")
@require_http_methods(SHOW_AND_SEND)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody answer for an area no more, after asking."""
    rows = AreaAssignment.objects.select_related(
        "appointment__person", "cluster", "village", "group", "household"
    )
    area = rows.filter(pk=pk, until__isnull=True).first()
    if area is None:
        raise Http404
    form, by = SureForm(sent(request), today=timezone.localdate()), account(request)
    if not is_own_place(org=area.org_id, by=by):
        raise PermissionDenied
    if form.carry_out(lambda clean: services.end_area(area=area, by=by, **clean)):
        return pages.done(request, "已经结束包干。", "duties:areas")
    shown = {
        "form": form, "asks": f"{area.appointment.person.name}不再包干{area}吗？",
        "says": "结束以后，请再安排别人包干，不留死角。", "submit": "结束包干",
        "back": "duties:areas",
    }  # fmt: skip
    return render(request, "duties/sure.html", shown)
