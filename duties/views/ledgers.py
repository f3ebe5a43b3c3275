"""Ledgers on the phone: a line in few taps, my lines, one line with all that can be done to it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms import handing
from duties.forms import ledgers as forms
from duties.ledgers import KINDS, kind_of
from duties.models import LedgerEntry
from duties.queries import ledgers as reads
from duties.queries import norms, posts, sensitive
from duties.queries.contacts import known_at
from duties.rules import ledgers as rules
from fulian import pages
from fulian.admin import ActForm
from fulian.permissions import needs
from members.models import Appointment
from orgs.models import Org, Role, User
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SIZE = 20


@needs("duties.view_ledger")
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show my lines, the open first; a chair her organisation's on demand, and what came to it."""
    user = account(request)
    role = user.hat.role if user.hat else ""
    everybody = role not in (Role.OFFICER, Role.REPRESENTATIVE) and request.GET.get("all") == "1"
    rows = reads.of_place(user) if everybody else reads.mine(user)
    found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    may = user.has_perm("duties.accept_transfer") and user.hat is not None
    shown = {
        "found": found, "lines": _named(found), "everybody": everybody,
        "may_all": role not in (Role.OFFICER, Role.REPRESENTATIVE),
        "today": timezone.localdate(),
        "received": list(reads.received(user.hat.org)) if may and user.hat else [],
    }  # fmt: skip
    return render(request, "duties/ledgers.html", shown)


@needs("duties.write_ledger")
@require_http_methods(SHOW_AND_SEND)
def write(request: HttpRequest) -> HttpResponse:
    """Write a line of the kind that is tapped; a sensitive one goes behind the wall at once."""
    user, now = account(request), timezone.now()
    today = timezone.localdate(now)
    kind = kind_of(request.GET.get("kind", "liaison"))
    if kind is None:
        raise Http404
    org = top_of_reach()
    seats = _writes_for(user, org)
    form = forms.entry_form(kind)(
        sent(request), today=today, seats=seats, others=_others(user, org), is_paper=False,
        known=known_at(org, today) if user.has_perm("duties.view_contact") else {},
    )  # fmt: skip
    if seats and form.carry_out(lambda clean: save(form, user, now)):
        made = form.outcome
        if isinstance(made, LedgerEntry):
            return pages.done(request, "已经记下。", "duties:ledger", made.pk)
        return pages.done(request, "已经记入保密台账。", "duties:secret", made.pk)
    shown = {"form": form, "seats": seats, "kinds": KINDS.values(), "kind": kind}
    return render(request, "duties/ledger_new.html", shown)


@needs("duties.read_ledger")
@require_safe
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line with its follow-ups and the hands it lay in."""
    user, entry = account(request), _entry(request, pk)
    whole = reads.whole_of(entry, timezone.now())
    going = whole.going
    is_receiver = bool(going and user.hat and user.hat.org == going.to_org_id)
    holder = entry.hand_id or entry.org_id
    grant = entry.appointment.grant
    owner = grant.user_id if grant else None
    shown = {
        "may_keep": rules.may_keep(entry=entry, owner=owner, by=user),
        "may_follow": rules.may_follow(entry=entry, owner=owner, by=user),
        "whole": whole, "entry": entry, "subject": reads.subject_of(entry),
        "is_receiver": is_receiver and user.has_perm("duties.accept_transfer"),
        "may_transfer": bool(user.hat and user.hat.org == holder and entry.status == "open")
        and not (going and going.status == "asked"),
    }  # fmt: skip
    return render(request, "duties/ledger.html", shown)


@needs("duties.change_ledger")
@require_http_methods(SHOW_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write its answers anew."""
    entry = _entry(request, pk)
    kind = kind_of(entry.kind)
    if kind is None:
        raise Http404
    form = forms.change_form(kind)(sent(request), entry=entry)
    by, now = account(request), timezone.now()
    if form.carry_out(
        lambda clean: services.change_ledger(entry=entry, by=by, at=now, **form.facts())
    ):
        return pages.done(request, "已经改好。", "duties:ledger", pk)
    return _ask(request, entry, form, "修改", "保存")


@needs("duties.follow_up")
@require_http_methods(SHOW_AND_SEND)
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down another contact."""
    entry, by, now = _entry(request, pk), account(request), timezone.now()
    form = forms.FollowForm(sent(request), today=timezone.localdate(now))
    hers = [seat for seat in _writes_for(by) if seat.org_id == entry.org_id]
    seat = next((one for one in hers if one.pk == entry.appointment_id), None)
    seat = seat or (hers[0] if hers else entry.appointment)

    def act(clean: dict[str, Any]) -> Any:
        told = {"done_on": clean.pop("on"), **clean}
        return services.follow_up(entry=entry, appointment=seat, by=by, at=now, **told)

    if form.carry_out(act):
        return pages.done(request, "已经记下。", "duties:ledger", pk)
    return _ask(request, entry, form, "又联系了一次", "记下")


@needs("duties.close_ledger")
@require_http_methods(SHOW_AND_SEND)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it with its result."""
    entry, by, now = _entry(request, pk), account(request), timezone.now()
    kind = kind_of(entry.kind)
    if kind is None:
        raise Http404
    form = forms.CloseForm(sent(request), kind=kind, today=timezone.localdate(now))
    if form.carry_out(lambda clean: services.close_ledger(entry=entry, by=by, at=now, **clean)):
        return pages.done(request, "已经办结。", "duties:ledger", pk)
    return _ask(request, entry, form, "办结", "办结")


@needs("duties.reopen_ledger")
@require_http_methods(SHOW_AND_SEND)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    entry, by, now = _entry(request, pk), account(request), timezone.now()
    form = forms.ReopenForm(sent(request))
    if form.carry_out(lambda clean: services.reopen_ledger(entry=entry, by=by, at=now, **clean)):
        return pages.done(request, "已经重新打开。", "duties:ledger", pk)
    return _ask(request, entry, form, "重新打开", "重新打开")


@needs("duties.transfer_ledger")
@require_http_methods(SHOW_AND_SEND)
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it one level up."""
    entry, by, now = _entry(request, pk), account(request), timezone.now()
    form = handing.TransferForm(sent(request))
    if form.carry_out(lambda clean: services.transfer_ledger(entry=entry, by=by, at=now, **clean)):
        said = f"已经转给{form.outcome.to_org.title}，等对方接收。"
        return pages.done(request, said, "duties:ledger", pk)
    return _ask(request, entry, form, "转给上一级妇联办理", "转办")


@needs("duties.accept_transfer")
@require_http_methods(SHOW_AND_SEND)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it in hand."""
    entry, by = _entry(request, pk), account(request)
    form = ActForm(sent(request))
    going = _going(entry)
    if form.carry_out(
        lambda clean: services.accept_transfer(transfer=going, by=by, at=timezone.now())
    ):
        return pages.done(request, "已经接收，村里会收到通知。", "duties:ledger", pk)
    return _ask(request, entry, form, "接收这条转办的台账", "接收")


@needs("duties.return_transfer")
@require_http_methods(SHOW_AND_SEND)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with the reason."""
    entry, by = _entry(request, pk), account(request)
    form = handing.ReturnForm(sent(request))
    going = _going(entry)
    if form.carry_out(
        lambda clean: services.return_transfer(transfer=going, by=by, at=timezone.now(), **clean)
    ):
        return pages.done(request, "已经退回，村里会收到通知。", "duties:ledger", pk)
    return _ask(request, entry, form, "退回", "退回")


@needs("duties.finish_transfer")
@require_http_methods(SHOW_AND_SEND)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of it."""
    entry, by, form = _entry(request, pk), account(request), handing.ResultForm(sent(request))
    going = _going(entry)
    if form.carry_out(
        lambda clean: services.finish_transfer(transfer=going, by=by, at=timezone.now(), **clean)
    ):
        return pages.done(request, "已经办完，村里会收到通知。", "duties:ledger", pk)
    return _ask(request, entry, form, "办理结果", "办完了")


@needs("duties.protect_ledger")
@require_http_methods(SHOW_AND_SEND)
def protect(request: HttpRequest, pk: int) -> HttpResponse:
    """Move it behind the wall."""
    entry, by, now = _entry(request, pk), account(request), timezone.now()
    others = [(k, name) for k, name in sensitive.candidates(entry.org, timezone.localdate(now))]
    form = forms.ProtectForm(sent(request), others=[one for one in others if one[0] != by.pk])

    def act(clean: dict[str, Any]) -> Any:
        chosen = [int(k) for k in clean["handlers"]]
        return services.protect_ledger(entry=entry, by=by, at=now, handlers=chosen)

    if form.carry_out(act):
        return pages.done(request, "已经转入保密台账。", "duties:secret", form.outcome.pk)
    says = "转入以后，这条从普通台账里消失，只有您和您选的人能看，不能再转回来。"
    return _ask(request, entry, form, "转入保密台账", "转入", says=says)


@needs("duties.view_contact_gaps")
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Show a chair who on her committee still misses contacts: a list of gaps, no ranking."""
    org, today = top_of_reach(), timezone.localdate()
    shown = {"org": org, "norm": norms.norm(), "gaps": norms.gaps_at(org, today)}
    return render(request, "duties/contact_gaps.html", shown)


def save(form: forms.EntryForm, by: User, now: Any) -> Any:
    """Write the line: behind the wall where the tick says so."""
    facts = form.facts()
    if not form.cleaned_data["is_sensitive"]:
        return services.write_ledger(by=by, at=now, **facts)
    facts.pop("paper", None)
    rows = [facts.pop(end) for end in ("group", "household", "woman") if end in facts]
    facts["subject_name"] = facts["subject_name"] or "".join(map(str, rows))
    return services.write_sensitive(by=by, at=now, handlers=form.chosen_handlers(), **facts)


def _named(found: Any) -> list[tuple[LedgerEntry, str, str]]:
    lines = []
    for entry in found:
        kind = kind_of(entry.kind)
        lines.append((entry, kind.title if kind else "台账", reads.subject_of(entry)))
    return lines


def _entry(request: HttpRequest, pk: int) -> LedgerEntry:
    rows = reads.readable(account(request)).select_related(
        *reads.NAMED, "typed_by", "appointment__grant"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _going(entry: LedgerEntry) -> Any:
    going = reads.going_of(entry)
    if going is None:
        raise Http404
    return going


def _ask(
    request: HttpRequest, entry: LedgerEntry, form: Any, title: str, submit: str, says: str = ""
) -> HttpResponse:
    shown = {"form": form, "entry": entry, "title": title, "submit": submit, "says": says}
    return render(request, "duties/ledger_act.html", shown)


def _writes_for(user: User, org: Org | None = None) -> list[Appointment]:
    """Return in whose name she may write: her own seats first, for a chair the rest after them."""
    today = timezone.localdate()
    if user.hat is None or user.hat.role != Role.CHAIR:
        return posts.seats_of(user, today)
    everybody, grant = posts.seats_at(org or top_of_reach(), today), user.hat.grant
    return sorted(everybody, key=lambda seat: seat.grant_id != grant)


def _others(user: User, org: Org) -> list[tuple[int, str]]:
    found = sensitive.candidates(org, timezone.localdate())
    return [one for one in found if one[0] != user.pk]
