"""The sensitive ledger on the phone: my lines only; the database has no others for me."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms import ledgers as forms
from duties.ledgers import KINDS, kind_of
from duties.models import SensitiveEntry
from duties.queries import sensitive as reads
from fulian import pages
from fulian.permissions import needs
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
MOST = 100


@needs("duties.view_sensitive")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the lines I handle, by number."""
    lines = [(one, _title(one)) for one in reads.mine(account(request), timezone.now())[:MOST]]
    return render(request, "duties/secrets.html", {"lines": lines})


@needs("duties.view_sensitive")
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line of mine, unsealed, to be kept by nobody on the way."""
    told = reads.opened(_found(request, pk), timezone.localdate())
    answer = render(request, "duties/secret.html", {"told": told, "entry": told.entry})
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("duties.follow_sensitive")
@require_http_methods(SHOW_AND_SEND)
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down another contact."""
    entry, by, now = _found(request, pk), account(request), timezone.now()
    form = forms.FollowForm(sent(request), today=timezone.localdate(now))
    if form.carry_out(lambda clean: services.follow_sensitive(entry=entry, by=by, at=now, **clean)):
        return pages.done(request, "已经记下。", "duties:secret", pk)
    return _ask(request, entry, form, "又联系了一次", "记下")


@needs("duties.close_sensitive")
@require_http_methods(SHOW_AND_SEND)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it with its result."""
    entry, by, now = _found(request, pk), account(request), timezone.now()
    form = forms.CloseForm(sent(request), kind=KINDS["liaison"], today=timezone.localdate(now))
    if form.carry_out(lambda clean: services.close_sensitive(entry=entry, by=by, at=now, **clean)):
        return pages.done(request, "已经办结。", "duties:secret", pk)
    return _ask(request, entry, form, "办结", "办结")


@needs("duties.add_handler")
@require_http_methods(SHOW_AND_SEND)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else handle it too."""
    entry, by, now = _found(request, pk), account(request), timezone.now()
    known = reads.candidates(entry.org, timezone.localdate(now))
    people = [one for one in known if one[0] not in entry.handlers]
    form = forms.HandlerForm(sent(request), people=people)
    if form.carry_out(lambda clean: _handler(services.add_handler, entry, by, now, clean)):
        return pages.done(request, "已经增加，她会收到通知。", "duties:secret", pk)
    return _ask(request, entry, form, "增加经办人", "增加")


@needs("duties.remove_handler")
@require_http_methods(SHOW_AND_SEND)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a handler off it, after asking."""
    entry, by, now = _found(request, pk), account(request), timezone.now()
    people = reads.handlers_of(entry, timezone.localdate(now))
    form = forms.HandlerForm(sent(request), people=people)
    if form.carry_out(lambda clean: _handler(services.remove_handler, entry, by, now, clean)):
        return pages.done(request, "已经移出，她再也看不到这一条。", "duties:secrets")
    return _ask(request, entry, form, "移出经办人", "移出")


def _handler(act: Any, entry: SensitiveEntry, by: Any, now: Any, clean: dict[str, Any]) -> Any:
    return act(entry=entry, user=int(clean["user"]), reason=clean["reason"], by=by, at=now)


def _found(request: HttpRequest, pk: int) -> SensitiveEntry:
    found = reads.mine(account(request), timezone.now()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _title(entry: SensitiveEntry) -> str:
    kind = kind_of(entry.kind)
    return kind.title if kind else "台账"


def _ask(
    request: HttpRequest, entry: SensitiveEntry, form: Any, title: str, submit: str
) -> HttpResponse:
    shown = {"form": form, "entry": entry, "title": title, "submit": submit}
    return render(request, "duties/secret_act.html", shown)
