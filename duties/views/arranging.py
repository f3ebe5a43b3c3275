"""Posts and chains on the phone: who holds what, where I stand, and how a chair arranges both."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.arranging import AssignForm, SureForm
from duties.models import PostAssignment
from duties.queries import posts as reads
from duties.rules.posts import is_own_place
from fulian import pages
from fulian.permissions import needs
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]


@needs("duties.view_post")
@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    """Show who holds which post at my organisation."""
    org = top_of_reach()
    board = reads.board_of(org, timezone.localdate())
    return render(request, "duties/posts.html", {"org": org, "board": board})


@needs("duties.assign_post")
@require_http_methods(SHOW_AND_SEND)
def assign(request: HttpRequest) -> HttpResponse:
    """Give somebody of my organisation a post."""
    org, today, at = top_of_reach(), timezone.localdate(), timezone.now()
    board = reads.board_of(org, today)
    start = {"post": request.GET.get("post", "")}
    form = AssignForm(sent(request), board=board, today=today, initial=start)
    by = account(request)
    if form.carry_out(lambda clean: services.assign_post(by=by, at=at, **form.facts())):
        return pages.done(request, "已经定岗。", "duties:posts")
    return render(request, "duties/assign.html", {"org": org, "form": form, "board": board})


@needs("duties.end_assignment")
@require_http_methods(SHOW_AND_SEND)
def unassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off a post, after asking."""
    rows = PostAssignment.objects.select_related("post", "appointment__person")
    held = rows.filter(pk=pk, until__isnull=True).first()
    if held is None:
        raise Http404
    form = SureForm(sent(request), today=timezone.localdate())
    by = account(request)
    if not is_own_place(org=held.org_id, by=by):
        raise PermissionDenied
    if form.carry_out(lambda clean: services.end_assignment(assignment=held, by=by, **clean)):
        return pages.done(request, "已经离岗。", "duties:posts")
    asks = f"让{held.appointment.person.name}离开{held.post.name}吗？"
    says = "她以前的履岗记录都会保留。"
    return _sure(request, form, asks=asks, says=says, submit="离岗", back="duties:posts")


def _sure(request: HttpRequest, form: SureForm, **shown: Any) -> HttpResponse:
    return render(request, "duties/sure.html", {"form": form, **shown})
