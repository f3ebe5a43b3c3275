"""Requests on the phone: what my organisation is asked, answered in half a minute, handed on."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from fulian import pages
from fulian.permissions import needs
from homes import services
from homes.forms.requests import FillForm, HandForm
from homes.models import RequestAnswer, RequestStatus
from homes.queries import gate as gates
from homes.queries import requests as reads
from homes.rules import promises as rules
from orgs.models import User
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SIZE = 20


@needs("homes.answer_request")
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Show what is to be filled in, what is overdue first, and what was."""
    user, today = account(request), timezone.localdate()
    found = Paginator(reads.asked_of(user, today), SIZE).get_page(request.GET.get("page"))
    shown = {"found": found, "today": today, "mine": reads.mine_of(user, today)}
    return render(request, "homes/requests.html", shown)


@needs("homes.answer_request")
@require_http_methods(SHOW_AND_SEND)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one, filled with what is known, and answer it or keep a draft."""
    user, today, at = account(request), timezone.localdate(), timezone.now()
    answer = _mine(user, pk)
    asked, known = reads.fields_of(answer.request)
    is_open = answer.request.status == RequestStatus.OPEN and answer.fell_on is None
    is_fixed = answer.answered_at is not None and today > answer.request.due_on
    last = gates.last_answers(asked, answer.org_id, at) if is_open else {}
    keeps = "keep" in request.POST
    form = FillForm(sent(request), answer=answer, asked=asked, last=last, partly=keeps)
    act, said = (
        (services.keep_answer_draft, "先存好了，还没有报上去。")
        if keeps
        else (services.answer_request, "已经报上去了。")
    )
    if form.carry_out(lambda clean: act(answer=answer, values=form.said(), by=user, at=at)):
        return pages.done(request, said, "homes:requests")
    told = [(field, answer.values.get(str(field.pk), "—")) for field in (*known, *asked)]
    shown = {
        "answer": answer, "one": answer.request, "form": form, "today": today,
        "known": [(field, answer.values.get(str(field.pk)) or "—") for field in known],
        "told": told, "asks": is_open and not is_fixed,
    }  # fmt: skip
    return render(request, "homes/request.html", shown)


@needs("homes.hand_request")
@require_http_methods(SHOW_AND_SEND)
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a member of the committee fill it in."""
    user, today, at = account(request), timezone.localdate(), timezone.now()
    answer = _mine(user, pk)
    members = reads.may_be_handed(answer.org_id, today)
    form = HandForm(sent(request), members=members, initial={"to": answer.hand_id or ""})
    if form.carry_out(
        lambda clean: services.hand_request(answer=answer, to=form.chosen(), by=user, at=at)
    ):
        said = "已经交给她填。" if form.chosen() else "好的，由您自己填。"
        return pages.done(request, said, "homes:request", pk)
    shown: dict[str, Any] = {"answer": answer, "form": form, "members": members}
    return render(request, "homes/request_hand.html", shown)


@needs("homes.view_promises")
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Show what the system never does."""
    shown = {"promises": rules.PROMISES, "rule": rules.RULE, "also": rules.ALSO}
    return render(request, "homes/promises.html", shown)


def _mine(user: User, pk: int) -> RequestAnswer:
    found: RequestAnswer | None = reads.asked_of(user, timezone.localdate()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
