"""Exemplars and good practice on the phone."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.rules.posts import is_own_place
from fulian import pages
from fulian.permissions import needs
from homes import services
from homes.forms.exemplars import ExemplarForm, PracticeForm, PublicForm
from homes.forms.fields import OnForm
from homes.models import Exemplar, GoodPractice
from homes.queries import exemplars as reads
from homes.queries.campaigns import going_at
from homes.views.acts import SHOW_AND_SEND, at_home, do
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SIZE = 20


@needs("homes.view_exemplar")
@require_safe
def exemplars(request: HttpRequest) -> HttpResponse:
    """Show the exemplars of my organisation, the latest first."""
    org = top_of_reach()
    found = Paginator(reads.exemplars_at(org), SIZE).get_page(request.GET.get("page"))
    return render(request, "homes/exemplars.html", {"org": org, "found": found})


@needs("homes.name_exemplar")
@require_http_methods(SHOW_AND_SEND)
def new(request: HttpRequest) -> HttpResponse:
    """Name one."""
    org, at, by = top_of_reach(), timezone.now(), account(request)
    today = timezone.localdate(at)
    form = ExemplarForm(
        sent(request), campaigns=list(going_at(org, today)), initial={"named_on": today}
    )
    return do(
        request, form, lambda _: services.name_exemplar(org=org, by=by, at=at, **form.facts()),
        "登记好了。现在还不公开。", "homes:exemplars", title="登记典型", submit="登记",
        says=["登记以后不公开。本人同意了，再登记同意。未成年人的典型从不公开。"],
    )  # fmt: skip


@needs("homes.view_exemplar")
@require_safe
def exemplar(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one."""
    one, by = _exemplar(pk), account(request)
    here = is_own_place(org=one.org_id, by=by)
    return render(request, "homes/exemplar.html", {"one": reads.seen_by(one, here), "here": here})


@needs("homes.consent_exemplar")
@require_http_methods(SHOW_AND_SEND)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that she agreed to be public."""
    one, by = _exemplar(pk), account(request)
    at_home(request, one.org_id)
    form = PublicForm(sent(request), today=timezone.localdate())
    return do(
        request, form, lambda _: services.consent_exemplar(exemplar=one, by=by, **form.facts()),
        "已经公开。", "homes:exemplar", pk, title="登记同意公开", submit="登记同意，公开",
        says=["公开的是称号、姓名或家庭称呼、评选日期和事迹。任何时候都可以撤回。"],
    )  # fmt: skip


@needs("homes.refuse_exemplar")
@require_http_methods(SHOW_AND_SEND)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take her consent back."""
    one, by = _exemplar(pk), account(request)
    at_home(request, one.org_id)
    form = OnForm(sent(request), today=timezone.localdate())
    return do(
        request, form, lambda c: services.refuse_exemplar(exemplar=one, by=by, **c),
        "已经撤回，不再公开。", "homes:exemplar", pk, title="撤回同意公开", submit="撤回同意",
    )  # fmt: skip


@needs("homes.view_practice")
@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """Show the county's library, found by words, and what my organisation proposed."""
    text, org = request.GET.get("q", "").strip(), top_of_reach()
    found = Paginator(reads.library(text), SIZE).get_page(request.GET.get("page"))
    mine = reads.proposed_by(org) if not text else []
    shown = {"found": found, "text": text, "mine": mine, "org": org}
    return render(request, "homes/practices.html", shown)


@needs("homes.view_practice")
@require_safe
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a note."""
    one, by = _practice(pk), account(request)
    rewrites = is_own_place(org=one.org_id, by=by) and one.status in {"proposed", "returned"}
    return render(request, "homes/practice.html", {"one": one, "rewrites": rewrites})


@needs("homes.propose_practice")
@require_http_methods(SHOW_AND_SEND)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a note."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    form = PracticeForm(sent(request), campaigns=list(going_at(org, today)))
    if form.carry_out(
        lambda _: services.propose_practice(org=org, on=today, by=by, **form.facts())
    ):  # fmt: skip
        return pages.done(request, "已经报送，等上级审核。", "homes:practices")
    shown = {"form": form, "title": "报送好做法", "submit": "报送", "back": "homes:practices"}
    return render(request, "homes/act.html", shown)


@needs("homes.rewrite_practice")
@require_http_methods(SHOW_AND_SEND)
def rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note of mine better."""
    one, today, by = _practice(pk), timezone.localdate(), account(request)
    at_home(request, one.org_id)
    start = {"title": one.title, "text": one.text, "campaign": one.campaign_id}
    form = PracticeForm(sent(request), campaigns=list(going_at(one.org, today)), initial=start)
    return do(
        request, form, lambda _: services.rewrite_practice(practice=one, by=by, **form.facts()),
        "已经改好，重新报送。", "homes:practice", pk, title="修改好做法", submit="保存并报送",
    )  # fmt: skip


def _exemplar(pk: int) -> Exemplar:
    found = Exemplar.objects.select_related("org").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _practice(pk: int) -> GoodPractice:
    found = reads.practices_seen().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
