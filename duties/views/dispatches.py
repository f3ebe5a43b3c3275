"""Notices and tasks on the phone: what I was sent, settled with one tap; what I sent."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.dispatches import AnswerForm, CloseForm, RecallForm, SendForm
from duties.models import Dispatch, WorkTemplate
from duties.queries import dispatches as reads
from fulian import pages
from fulian.permissions import needs
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SIZE = 20


@needs("duties.view_dispatch")
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Show what I was sent, what is overdue first."""
    today = timezone.localdate()
    rows = Paginator(reads.received_by(account(request), today), SIZE)
    found = rows.get_page(request.GET.get("page"))
    return render(request, "duties/dispatches.html", {"found": found, "today": today})


@needs("duties.view_dispatch")
@require_http_methods(SHOW_AND_SEND)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one thing I was sent, and settle it with one tap."""
    user, today, at = account(request), timezone.localdate(), timezone.now()
    receipt = reads.received_by(user, today).filter(pk=pk).first()
    if receipt is None:
        raise Http404
    form = AnswerForm(sent(request))
    if form.carry_out(
        lambda clean: services.answer_dispatch(receipt=receipt, by=user, at=at, **clean)
    ):
        return pages.done(request, "已经报上去了。", "duties:dispatches")
    asks = reads.is_open(receipt.dispatch) and not receipt.is_settled
    shown = {"receipt": receipt, "form": form, "asks": asks, "today": today}
    return render(request, "duties/dispatch.html", shown)


@needs("duties.send_dispatch")
@require_http_methods(SHOW_AND_SEND)
def send(request: HttpRequest) -> HttpResponse:
    """Write something, see what it costs those who get it, and send it."""
    org, today, at, by = top_of_reach(), timezone.localdate(), timezone.now(), account(request)
    form = SendForm(sent(request), org=org, today=today)
    if form.is_bound and "go" not in request.POST and "back" not in request.POST:
        if form.is_valid():
            return render(request, "duties/dispatch_sure.html", {"form": form})
    elif "go" in request.POST and form.carry_out(
        lambda clean: services.send_dispatch(org=org, by=by, at=at, **form.facts())
    ):
        return pages.done(request, "已经发出。", "duties:sent", form.outcome.pk)
    return render(request, "duties/dispatch_send.html", {"form": form, "org": org})


@needs("duties.send_dispatch")
@require_safe
def sent_ones(request: HttpRequest) -> HttpResponse:
    """Show what my organisation sent."""
    rows = reads.sent_ones().filter(org=top_of_reach())
    found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    shown = {"found": found, "today": timezone.localdate()}
    return render(request, "duties/dispatches_sent.html", shown)


@needs("duties.send_dispatch")
@require_safe
def sent_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far something of mine is, and who has not, with words for the group."""
    dispatch = _mine(pk)
    progress = reads.progress_of(dispatch)
    shown: dict[str, Any] = {
        "dispatch": dispatch, "progress": progress, "is_open": reads.is_open(dispatch),
        "copy": reads.text_to_copy(dispatch, progress), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "duties/dispatch_sent.html", shown)


@needs("duties.close_dispatch")
@require_http_methods(SHOW_AND_SEND)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask nobody any more, after asking."""
    dispatch, by, at = _mine(pk), account(request), timezone.now()
    form = CloseForm(sent(request))
    if form.carry_out(lambda clean: services.close_dispatch(dispatch=dispatch, by=by, at=at)):
        return pages.done(request, "已经办结。", "duties:sent", pk)
    shown = {"dispatch": dispatch, "form": form, "submit": "办结", "asks": "办结这一条吗？",
             "says": "还没有办的人不用再办，已经报的都会保留。"}  # fmt: skip
    return render(request, "duties/dispatch_end.html", shown)


@needs("duties.recall_dispatch")
@require_http_methods(SHOW_AND_SEND)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back with a reason."""
    dispatch, by, at = _mine(pk), account(request), timezone.now()
    form = RecallForm(sent(request))
    if form.carry_out(
        lambda clean: services.recall_dispatch(dispatch=dispatch, by=by, at=at, **clean)
    ):
        return pages.done(request, "已经撤回。", "duties:sent", pk)
    shown = {"dispatch": dispatch, "form": form, "submit": "撤回", "asks": "撤回这一条吗？",
             "says": "发错了才撤回。还没有办的人会收到撤回的原因。"}  # fmt: skip
    return render(request, "duties/dispatch_end.html", shown)


@needs("duties.view_template")
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Show the county's texts to begin from."""
    kept = list(reads.templates_kept(timezone.localdate()))
    kinds = [(kind.label, [one for one in kept if one.kind == kind]) for kind in WorkTemplate.Kind]
    return render(request, "duties/templates.html", {"kinds": kinds, "kept": kept})


@needs("duties.view_template")
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one text, to be copied."""
    found = reads.templates_kept(timezone.localdate()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(request, "duties/template.html", {"template": found})


def _mine(pk: int) -> Dispatch:
    found = Dispatch.objects.select_related("org").filter(pk=pk, org=top_of_reach()).first()
    if found is None:
        raise Http404
    return found
