"""Visits on the phone: six taps or one, and what must be done when a child is in danger."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from fulian import pages
from fulian.permissions import needs
from homes import services
from homes.forms import care as forms
from homes.queries import care as reads
from homes.rules.care import EDIT_FOR, WARNING
from homes.views.care import SHOW_AND_SEND, act, closed
from homes.views.care_children import found, refuse
from orgs.views.sessions import account, sent


@needs("homes.write_visit")
@require_http_methods(SHOW_AND_SEND)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a visit."""
    row, at, by = found(request, pk), timezone.now(), account(request)
    form = forms.VisitForm(sent(request), today=timezone.localdate(at))
    if form.carry_out(
        lambda _: services.write_visit(case=row.case, by=by, at=at, **form.facts())
    ):  # fmt: skip
        return _done(request, form, "走访已经记下。", form.outcome.pk)
    return _ask(request, form, reads.known_of(row).name, "homes:care_child", pk, "记走访", "记下")


@needs("homes.view_child")
@require_safe
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one visit to a handler, and what must be done where a child is in danger."""
    seen, row = _seen(request, pk)
    entered = timezone.localdate(seen.visit.entered_at)
    is_fresh = timezone.localdate() - entered < EDIT_FOR
    shown = {"seen": seen, "case": row.case_id, "is_fresh": is_fresh, "warning": WARNING,
             "line": reads.checks_of(row)["line"]}  # fmt: skip
    return closed(render(request, "homes/care_visit.html", shown))


@needs("homes.change_visit")
@require_http_methods(SHOW_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a visit within a week."""
    seen, row = _seen(request, pk)
    at, by, told = timezone.now(), account(request), reads.checks_of(row)
    start = {f"look{n}": code for n, code in enumerate(told["looks"])}
    start |= {f"ask{n}": code for n, code in enumerate(told["asks"])}
    start |= {"met": "yes" if seen.visit.met_child else "no", "problem": seen.problem,
              "action": seen.action}  # fmt: skip
    form = forms.ChangeVisitForm(sent(request), today=timezone.localdate(at), initial=start)
    if form.carry_out(
        lambda _: services.change_visit(visit=seen.visit, by=by, at=at, **form.facts())
    ):
        return _done(request, form, "已经改好。", pk)
    return _ask(request, form, "", "homes:care_visit", pk, "更改走访", "保存")


@needs("homes.amend_visit")
@require_http_methods(SHOW_AND_SEND)
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a sentence to a visit."""
    seen, _ = _seen(request, pk)
    form, at, by = forms.AmendForm(sent(request)), timezone.now(), account(request)
    if form.carry_out(
        lambda clean: services.amend_visit(visit=seen.visit, by=by, at=at, **clean)
    ):  # fmt: skip
        return pages.done(request, "已经补充。", "homes:care_visit", pk)
    return act(request, form, title="补充说明", submit="补充", back="homes:care_visit", back_to=pk)


def _seen(request: HttpRequest, pk: int) -> Any:
    return reads.seen(pk, account(request), timezone.now()) or refuse(request)


def _done(request: HttpRequest, form: Any, said: str, visit: int) -> HttpResponse:
    return pages.done(request, said, "homes:care_visit", visit)


def _ask(
    request: HttpRequest, form: Any, name: str, back: str, back_to: int, title: str, submit: str
) -> HttpResponse:
    shown = {"form": form, "name": name, "back": back, "back_to": back_to, "title": title,
             "submit": submit}  # fmt: skip
    return closed(render(request, "homes/care_visit_form.html", shown))
