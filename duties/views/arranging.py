"""Posts and chains on the phone: who holds what, where I stand, and how a chair arranges both."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.arranging import AssignForm, SureForm, link_forms
from duties.models import LiaisonLink, PostAssignment
from duties.queries import links as chains
from duties.queries import posts as reads
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
    if form.carry_out(lambda clean: services.end_assignment(assignment=held, by=by, **clean)):
        return pages.done(request, "已经离岗。", "duties:posts")
    asks = f"让{held.appointment.person.name}离开{held.post.name}吗？"
    says = "她以前的履岗记录都会保留。"
    return _sure(request, form, asks=asks, says=says, submit="离岗", back="duties:posts")


@needs("duties.view_link")
@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """Show who is above me, whom I keep in touch with, and what is missing."""
    org, today = top_of_reach(), timezone.localdate()
    seats = reads.seats_of(account(request), today)
    net = chains.net_of(org, today)
    mine = [(seat, chains.chain_in(net, seat.pk)) for seat in seats]
    shown: dict[str, Any] = {"org": org, "mine": mine, "coverage": chains.coverage_of(net)}
    return render(request, "duties/chain.html", shown)


@needs("duties.link")
@require_http_methods(SHOW_AND_SEND)
def arrange(request: HttpRequest) -> HttpResponse:
    """Show the chains of my organisation, and link whoever is not linked."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    net = chains.net_of(org, today)
    gaps = chains.gaps_of(net)
    forms, bound = link_forms(net, gaps, today, sent(request))
    if bound and bound.carry_out(lambda clean: services.link_each(by=by, **bound.facts())):
        return pages.done(request, f"已经建立 {len(bound.outcome)} 条联系。", "duties:arrange")
    shown = {"org": org, "forms": forms, "gaps": gaps, "rows": chains.rows_of(net)}
    return render(request, "duties/arrange.html", shown)


@needs("duties.end_link")
@require_http_methods(SHOW_AND_SEND)
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link, after asking."""
    rows = LiaisonLink.objects.select_related("above__person", "below__person", "group")
    tie = rows.filter(pk=pk, until__isnull=True).first()
    if tie is None:
        raise Http404
    form = SureForm(sent(request), today=timezone.localdate())
    by = account(request)
    if form.carry_out(lambda clean: services.end_link(link=tie, by=by, **clean)):
        return pages.done(request, "已经解除联系。", "duties:arrange")
    other = tie.below.person.name if tie.below else tie.group.name if tie.group else ""
    asks = f"解除{tie.above.person.name}与{other}的联系吗？"
    says = "解除以后，请再安排别人来联系。"
    return _sure(request, form, asks=asks, says=says, submit="解除", back="duties:arrange")


def _sure(request: HttpRequest, form: SureForm, **shown: Any) -> HttpResponse:
    return render(request, "duties/sure.html", {"form": form, **shown})
