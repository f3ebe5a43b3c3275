"""Needs on the phone: written down in twenty seconds, put to the agenda, told back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.needs import AnswerForm, NeedForm
from duties.models import NeedRequest
from duties.queries import needs as reads
from duties.queries import posts
from duties.rules.needs import LEADERS, title_of
from fulian import pages
from fulian.admin import ActForm
from fulian.permissions import needs as needs_to
from members.models import Appointment
from orgs.models import Role, User
from orgs.queries.tree import top_of_reach
from orgs.rules import role_may
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SIZE = 20


def act(request: HttpRequest, form: ActForm, **shown: Any) -> HttpResponse:
    """Show a form of one thing to do: its title, its button, the way back."""
    return render(request, "duties/act.html", {"form": form, **shown})


@needs_to("duties.view_need")
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Show what was asked of my organisation, what is open first."""
    org, everything = top_of_reach(), request.GET.get("all") == "1"
    rows = reads.needs_at(org, everything=everything)
    found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    shown = {"org": org, "found": found, "everything": everything}
    return render(request, "duties/needs.html", shown)


@needs_to("duties.take_need")
@require_http_methods(SHOW_AND_SEND)
def take(request: HttpRequest) -> HttpResponse:
    """Write down what a woman asked."""
    user, at = account(request), timezone.now()
    seats = _takers(user)
    start = {"channel": "face"}
    form = NeedForm(sent(request), seats=seats, initial=start)
    if seats and form.carry_out(lambda _: services.take_need(by=user, at=at, **form.facts())):
        return pages.done(request, "诉求已经记下。", "duties:need", form.outcome.pk)
    none = "" if seats else "您在这里还没有登记任职，记不了诉求。请先请主席或者乡镇妇联办理任职。"
    return act(request, form, title="记一件诉求", submit="记下", back="duties:needs", none=none)


@needs_to("duties.view_need")
@require_http_methods(SHOW_AND_SEND)
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a need has come; put it to the agenda, or withdraw it."""
    one, user = _need(pk), account(request)
    refusal = ""
    if request.method == "POST":
        try:
            if "withdraw" in request.POST and user.has_perm("duties.withdraw_need"):
                services.withdraw_need(need=one, by=user)
                return pages.done(request, "这件诉求已经撤回。", "duties:needs")
            if "agenda" in request.POST and user.has_perm("duties.propose_item"):
                services.propose_item(
                    org=one.org, title=title_of(one), text=one.text, need=one, by=user
                )
                return pages.done(request, "已经提交议事，等下一次会议。", "duties:need", pk)
            return redirect("duties:need", pk)
        except ValidationError as refused:
            refusal = "；".join(refused.messages)
    hers = role_may(user, LEADERS) or reads.is_taken_by(one, user)
    shown = {"need": one, "items": reads.items_about(one), "refusal": refusal, "hers": hers}
    return render(request, "duties/need.html", shown)


@needs_to("duties.change_need")
@require_http_methods(SHOW_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a need down better."""
    one, user = _need(pk), account(request)
    names = ("channel", "category", "text", "asked_by")
    form = NeedForm(sent(request), initial={name: getattr(one, name) for name in names})
    if form.carry_out(lambda _: services.change_need(need=one, by=user, **form.facts())):
        return pages.done(request, "已经改好。", "duties:need", pk)
    return act(request, form, title="更改诉求", submit="保存", back="duties:need", back_to=pk)


@needs_to("duties.answer_need")
@require_http_methods(SHOW_AND_SEND)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that she was told the result."""
    one, user, at = _need(pk), account(request), timezone.now()
    start = {"result": one.result}
    form = AnswerForm(sent(request), today=timezone.localdate(at), initial=start)
    if form.carry_out(
        lambda clean: services.answer_need(need=one, by=user, at=at, **clean)
    ):  # fmt: skip
        return pages.done(request, "已经登记回复，这件诉求办结了。", "duties:need", pk)
    return act(
        request, form, title="告诉她结果", submit="已经告诉她", back="duties:need", back_to=pk,
        says=[one.text],
    )  # fmt: skip


def _need(pk: int) -> NeedRequest:
    rows = NeedRequest.objects.select_related("org", "appointment__person")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _takers(user: User) -> list[Appointment]:
    """Return in whose name she may write: her own seats first; for a chair the rest after."""
    today = timezone.localdate()
    mine = posts.seats_of(user, today)
    if not role_may(user, {Role.CHAIR, Role.ROTATING_CHAIR}):
        return mine
    own = {seat.pk for seat in mine}
    return [*mine, *(s for s in posts.seats_at(top_of_reach(), today) if s.pk not in own)]
