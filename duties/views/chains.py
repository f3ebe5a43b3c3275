"""Chains on the phone: where I stand, what is missing, and how a chair mends it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.arranging import BesideForm, SureForm, link_forms, named_ends
from duties.forms.mending import MendForm, mends_of
from duties.models import LiaisonLink
from duties.queries import gaps, links
from duties.queries import posts as reads
from duties.rules.posts import is_own_place
from fulian import pages
from fulian.permissions import needs
from orgs.models import SettingName, User
from orgs.queries.settings import setting
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]


@needs("duties.view_link")
@require_safe
def chain(request: HttpRequest) -> HttpResponse:
    """Show who is above me, whom I keep in touch with, and what is missing."""
    org, today = top_of_reach(), timezone.localdate()
    seats = reads.seats_of(account(request), today)
    net = links.net_of(org, today)
    mine = [(seat, links.chain_in(net, seat.pk)) for seat in seats]
    shown: dict[str, Any] = {"org": org, "mine": mine, "coverage": links.coverage_of(net)}
    return render(request, "duties/chain.html", shown)


@needs("duties.link")
@require_http_methods(SHOW_AND_SEND)
def arrange(request: HttpRequest) -> HttpResponse:
    """Show the chains of my organisation, and link whoever is not linked."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    net = links.net_of(org, today)
    found = gaps.gaps_of(net, setting(SettingName.CONTACT_MOST))
    forms, bound = link_forms(net, found, today, sent(request))
    if bound and bound.carry_out(lambda clean: services.link_each(by=by, **bound.facts())):
        return pages.done(request, f"已经建立 {len(bound.outcome)} 条联系。", "duties:arrange")
    shown = {
        "org": org, "forms": forms, "gaps": found, "rows": links.rows_of(net),
        "extras": links.extras_of(net),
    }  # fmt: skip
    return render(request, "duties/arrange.html", shown)


@needs("duties.view_link")
@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Show what the chains of my organisation lack, each gap with its proposal."""
    org, today = top_of_reach(), timezone.localdate()
    net, most = links.net_of(org, today), setting(SettingName.CONTACT_MOST)
    named = account(request).has_perm("duties.view_contact")
    lines = mends_of(net, most, named=named)
    shown = {
        "org": org, "lines": lines, "most": most, "coverage": links.coverage_of(net),
        "proposed": any(one.key for line in lines for one in line.waiting),
    }  # fmt: skip
    return render(request, "duties/gaps.html", shown)


@needs("duties.link_proposed")
@require_http_methods(SHOW_AND_SEND)
def mend(request: HttpRequest) -> HttpResponse:
    """Make one proposed link, or all of them after showing them."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    net, most = links.net_of(org, today), setting(SettingName.CONTACT_MOST)
    form = MendForm(sent(request), net=net, most=most, asked=request.GET.get("one", ""))
    if form.carry_out(
        lambda clean: services.link_proposed(org=org, on=today, by=by, **form.facts())
    ):
        return pages.done(request, form.said(), "duties:gaps")
    return render(request, "duties/mend.html", {"org": org, "form": form})


@needs("duties.link")
@require_http_methods(SHOW_AND_SEND)
def beside(request: HttpRequest) -> HttpResponse:
    """Let somebody else keep in touch beside the main one."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    form = BesideForm(sent(request), net=links.net_of(org, today), today=today)
    if form.carry_out(lambda clean: services.link(by=by, **form.facts())):
        return pages.done(request, "已经加了一位联系人。", "duties:arrange")
    shown = {"title": "再加一位联系人", "form": form, "submit": "加上", "back": "duties:arrange"}
    return render(request, "duties/ask.html", shown)


@needs("duties.end_link")
@require_http_methods(SHOW_AND_SEND)
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link, after asking."""
    tie = _tie(pk, account(request))
    form = SureForm(sent(request), today=timezone.localdate())
    by = account(request)
    if form.carry_out(lambda clean: services.end_link(link=tie, by=by, **clean)):
        return pages.done(request, "已经解除联系。", "duties:arrange")
    other, upper = named_ends(tie)
    shown = {
        "form": form, "asks": f"解除{upper}与{other}的联系吗？", "submit": "解除",
        "says": "解除以后，请再安排别人来联系。", "back": "duties:arrange",
    }  # fmt: skip
    return render(request, "duties/sure.html", shown)


@needs("duties.make_primary")
@require_http_methods(SHOW_AND_SEND)
def primary(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody who helps be the main one, after asking."""
    tie = _tie(pk, account(request))
    form = SureForm(sent(request), today=timezone.localdate())
    by = account(request)
    if form.carry_out(lambda clean: services.make_primary(link=tie, by=by, **clean)):
        return pages.done(request, "已经改好主要联系人。", "duties:arrange")
    other, upper = named_ends(tie)
    shown = {
        "form": form, "asks": f"以后主要由{upper}联系{other}吗？", "submit": "改为主要联系人",
        "says": "原来的主要联系人改为帮着联系。", "back": "duties:arrange",
    }  # fmt: skip
    return render(request, "duties/sure.html", shown)


def _tie(pk: int, by: User) -> LiaisonLink:
    """Return a link of her own organisation; a desk's, of all in reach."""
    rows = LiaisonLink.objects.select_related(
        "above__person", "below__person", "group", "household", "woman"
    )
    tie = rows.filter(pk=pk, until__isnull=True).first()
    if tie is None:
        raise Http404
    if not is_own_place(org=tie.org_id, by=by):
        raise PermissionDenied
    return tie
