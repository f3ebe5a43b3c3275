"""Asking villages from the phone: a few questions, through the burden gate, and what came back."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fulian import pages
from fulian.permissions import needs
from homes import services
from homes.forms.requests import GateForm
from homes.forms.sending import PhoneDraftForm
from homes.models import DataRequest, RequestField, RequestStatus
from homes.queries import gate as gates
from homes.queries import requests as reads
from homes.rules.requests import EDITABLE
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SIZE = 20


@needs("homes.draft_request")
@require_safe
def sent_ones(request: HttpRequest) -> HttpResponse:
    """Show what my organisation asks, the newest first."""
    rows = reads.with_counts(reads.visible().filter(org=top_of_reach()))
    found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    return render(request, "homes/sent_requests.html", {"found": found})


@needs("homes.draft_request")
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one: where it stands, and what each village answered."""
    found = _own(pk)
    is_draft = found.status in EDITABLE
    table = reads.table_of(found) if found.is_out else None
    fields = list(RequestField.rows.filter(request=found).order_by("place")) if not table else []
    shown = {
        "one": found, "table": table, "fields": fields, "is_draft": is_draft,
        "fits": is_draft and PhoneDraftForm.fits(fields),
        "is_open": found.status == RequestStatus.OPEN,
    }  # fmt: skip
    return render(request, "homes/sent_request.html", shown)


@needs("homes.draft_request")
@require_http_methods(SHOW_AND_SEND)
def add(request: HttpRequest) -> HttpResponse:
    """Write a request down; it goes nowhere before the gate."""
    return _write(request, None)


@needs("homes.draft_request")
@require_http_methods(SHOW_AND_SEND)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    found = _own(pk)
    if found.status not in EDITABLE:
        return pages.done(request, "已经发出，不能再改。", "homes:request_sent", pk)
    if not PhoneDraftForm.fits(RequestField.rows.filter(request=found)):
        return pages.done(request, "这一件内容多，请在电脑上改。", "homes:request_sent", pk)
    return _write(request, found)


@needs("homes.send_request")
@require_http_methods(SHOW_AND_SEND)
def gate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is known already and what it costs; nothing goes out past this page."""
    found, by, at = _own(pk), account(request), timezone.now()
    if found.status not in EDITABLE:
        return pages.done(request, "这一件已经过了减负闸。", "homes:request_sent", pk)
    stand = gates.gate_of(found, timezone.localdate(at))
    form = GateForm(sent(request), gate=stand)
    if form.carry_out(
        lambda _: services.send_request(request=found, by=by, at=at, **form.decided())
    ):
        waits = form.outcome.status == RequestStatus.WAITING
        said = "已经送县里审批，批准以后自动发出。" if waits else "已经发出。"
        return pages.done(request, said, "homes:request_sent", pk)
    return render(request, "homes/request_gate.html", {"one": found, "gate": stand, "form": form})


@needs("homes.remind_request")
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell those who have not answered, once."""
    found, by, at = _own(pk), account(request), timezone.now()
    told: list[int] = []
    refused = pages.refusal_of(
        lambda: told.append(services.remind_request(request=found, by=by, at=at))
    )
    return pages.done(request, refused or f"已提醒 {told[0]} 处。", "homes:request_sent", pk)


def _write(request: HttpRequest, found: DataRequest | None) -> HttpResponse:
    org, by, at = top_of_reach(), account(request), timezone.now()
    start = PhoneDraftForm.start(found, org) if found is not None else None
    form = PhoneDraftForm(sent(request), org=org, today=timezone.localdate(at), initial=start)
    if form.carry_out(
        lambda _: services.draft_request(
            org=org, request=found, by=by, at=at, **form.written()
        )
    ):  # fmt: skip
        said = "已写下来，还没有发出。看一遍下面几项。"
        return pages.done(request, said, "homes:request_gate", form.outcome.pk)
    return render(request, "homes/request_draft.html", {"form": form, "one": found, "org": org})


def _own(pk: int) -> DataRequest:
    found: DataRequest | None = reads.visible().filter(pk=pk, org=top_of_reach()).first()
    if found is None:
        raise Http404
    return found
