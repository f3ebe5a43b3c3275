"""A child in care on the phone: seen by her handlers; for everybody else there is no such page."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.forms.ledgers import HandlerForm
from duties.queries.sensitive import candidates, handlers_of
from fulian import pages
from fulian.permissions import needs
from homes import services
from homes.forms import care as forms
from homes.models import CareChild
from homes.queries import care as reads
from homes.rules.care import KEPT_FOR
from homes.views.care import SHOW_AND_SEND, act, closed
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent


@needs("homes.register_child")
@require_http_methods(SHOW_AND_SEND)
def register(request: HttpRequest) -> HttpResponse:
    """Register a child, with her guardian's consent."""
    org, at, by = top_of_reach(), timezone.now(), account(request)
    today = timezone.localdate(at)
    if not reads.leads(reads.team_of(org.pk, today), by, today):
        raise PermissionDenied
    form = forms.RegisterForm(sent(request), today=today)
    if form.carry_out(lambda _: services.register_child(org=org, by=by, at=at, **form.facts())):
        return pages.done(
            request, "已经登记。请接着安排看护人。", "homes:care_pair", form.outcome.pk
        )
    return act(
        request, form, title="登记一个孩子", submit="登记", back="homes:care", consent=True,
        says=["只登记这些。不登记身份证号、电话、详细地址，不拍照。"],
    )  # fmt: skip


@needs("homes.view_child")
@require_safe
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a child to her handlers: what is known, how the month stands, her visits."""
    row, user, today = found(request, pk), account(request), timezone.localdate()
    told = reads.dossier_of(row, user, today)
    shown = {"told": told, "line": told.line, "known": told.line.known, "today": today}
    shown["looks_only"] = user.pk in told.visitors
    if told.line.case.until:
        shown["gone_on"] = told.line.case.until + KEPT_FOR
    return closed(render(request, "homes/care_child.html", shown))


@needs("homes.change_child")
@require_http_methods(SHOW_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is kept of a child."""
    row, at, by = found(request, pk), timezone.now(), account(request)
    told = reads.told_of(row)
    form = forms.ChildForm(sent(request), initial=told)
    if form.carry_out(
        lambda clean: services.change_child(case=row.case, facts=clean, by=by, at=at)
    ):  # fmt: skip
        return pages.done(request, "已经改好。", "homes:care_child", pk)
    return _act(request, pk, form, title="更正", submit="保存")


@needs("homes.pair_child")
@require_http_methods(SHOW_AND_SEND)
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody look after a child; hand her over where somebody does."""
    row, at, by = _led(request, pk), timezone.now(), account(request)
    today = timezone.localdate(at)
    now = reads.live_pairing(pk, today)
    do = services.hand_over_child if now else services.pair_child
    seats = [s for s in reads.seats_to_pair(row.case.org_id, today)
             if now is None or s.pk != now.appointment_id]  # fmt: skip
    form = forms.CarerForm(sent(request), seats=seats)
    if form.carry_out(
        lambda clean: do(case=row.case, appointment=form.seats[clean["seat"]], by=by, at=at)
    ):
        return pages.done(request, "已经安排好，她会收到通知。", "homes:care_child", pk)
    says = (
        [f"现在由{now.appointment.person.name}看护。移交以后，她马上看不到这个孩子的情况。"]
        if now
        else []
    )
    title, submit = ("移交给别人看护", "移交") if now else ("安排看护人", "结对")
    return _act(request, pk, form, title=title, submit=submit, says=says)


@needs("homes.end_care")
@require_http_methods(SHOW_AND_SEND)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the care of a child."""
    row, at, by = _led(request, pk), timezone.now(), account(request)
    form = forms.EndForm(sent(request))
    if form.carry_out(lambda clean: services.end_care(case=row.case, by=by, at=at, **clean)):
        return pages.done(request, "看护已经结束。", "homes:care")
    says = [f"结束以后不再走访。孩子的情况再留 {KEPT_FOR.days} 天就清除；登记有误的马上清除。"]
    return _act(request, pk, form, title="结束看护", submit="结束看护", says=says)


@needs("homes.withdraw_consent")
@require_http_methods(SHOW_AND_SEND)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the guardian withdraws the consent: everything known of the child goes."""
    row, at, by = found(request, pk), timezone.now(), account(request)
    form = forms.SureForm(sent(request))
    if form.carry_out(lambda _: services.withdraw_consent(case=row.case, by=by, at=at)):
        return pages.done(request, "已经撤回，孩子的情况和走访内容都清除了。", "homes:care")
    says = ["监护人随时可以撤回同意。", "撤回以后，孩子的情况和全部走访内容马上清除，不能恢复。"]
    return _act(request, pk, form, title="监护人撤回同意吗？", submit="撤回并清除", says=says)


@needs("homes.add_care_handler")
@require_http_methods(SHOW_AND_SEND)
def add_handler(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else read a child's record too."""
    row = _led(request, pk)
    known = candidates(row.case.org, timezone.localdate())
    people = [one for one in known if one[0] not in row.handlers]
    form = HandlerForm(sent(request), people=people)
    return _handler(request, row, form, services.add_care_handler, "增加经办人", "增加")


@needs("homes.remove_care_handler")
@require_http_methods(SHOW_AND_SEND)
def remove_handler(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a named handler off a child's record."""
    row = _led(request, pk)
    known = handlers_of(row, timezone.localdate(), reads.WHAT)
    people = [one for one in known if one[0] in row.named]
    form = HandlerForm(sent(request), people=people)
    return _handler(request, row, form, services.remove_care_handler, "移出经办人", "移出")


def found(request: HttpRequest, pk: int) -> CareChild:
    """Return a child she handles; for anybody else 404, and a line in the record."""
    rows = reads.in_reach(account(request), timezone.now()).select_related("case__org")
    row = rows.filter(pk=pk).first()
    return row or refuse(request)


def _led(request: HttpRequest, pk: int) -> CareChild:
    """Return a child of the team she leads; a carer has another page."""
    row, user, today = found(request, pk), account(request), timezone.localdate()
    if not reads.leads(reads.team_of(row.case.org_id, today), user, today):
        raise PermissionDenied
    return row


def refuse(request: HttpRequest) -> NoReturn:
    """Keep that she tried, and answer as if there were no such number."""
    match = request.resolver_match
    services.note_refused_look(by=account(request), route=match.route if match else "")
    raise Http404


def _handler(
    request: HttpRequest, row: CareChild, form: Any, do: Any, title: str, submit: str
) -> HttpResponse:
    at, by = timezone.now(), account(request)
    if form.carry_out(
        lambda clean: do(
            case=row.case, user=int(clean["user"]), reason=clean["reason"], by=by, at=at
        )
    ):
        return pages.done(request, "已经办好。", "homes:care_child", row.pk)
    return _act(request, row.pk, form, title=title, submit=submit)


def _act(request: HttpRequest, pk: int, form: Any, **shown: Any) -> HttpResponse:
    return act(request, form, back="homes:care_child", back_to=pk, **shown)
