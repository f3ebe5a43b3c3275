"""Within a rotation on the phone: swaps, leave, covers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from duties import services
from duties.forms.presidium import CoverForm, LeaveForm, SwapForm
from duties.models import ChairTurn, TurnSwap
from duties.queries import posts
from duties.queries import presidium as reads
from duties.queries.turns import roster_candidates
from duties.rules import presidium as rules
from duties.rules.turns import PLANNERS
from fulian import pages
from fulian.permissions import needs
from orgs.queries.tree import top_of_reach
from orgs.rules import role_may
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]


@needs("duties.ask_swap")
@require_http_methods(SHOW_AND_SEND)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose with whom to change places."""
    turn, today, at = _turn(pk), timezone.localdate(), timezone.now()
    form = SwapForm(sent(request), partners=reads.partners_for(turn, today))
    by = account(request)
    if form.carry_out(lambda clean: services.ask_swap(mine=turn, by=by, at=at, **form.facts())):
        return pages.done(request, "已经问了对方，等她答复。", "duties:swap", form.outcome.pk)
    shown = {"turn": turn, "form": form, "is_hers": rules.is_hers(turn.appointment, by)}
    return render(request, "duties/swap_ask.html", shown)


@needs("duties.answer_swap")
@require_http_methods(SHOW_AND_SEND)
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request; let who was asked answer it, and who asked take it back."""
    asked = _found(reads.swaps(), pk)
    by, at = account(request), timezone.now()
    answers: dict[str, Any] = {
        "yes": lambda: services.answer_swap(swap=asked, accepted=True, by=by, at=at),
        "no": lambda: services.answer_swap(swap=asked, accepted=False, by=by, at=at),
        "back": lambda: services.withdraw_swap(swap=asked, by=by),
    }
    answer = answers.get(request.POST.get("answer", ""))
    refusal = ""
    if request.method == "POST" and answer is not None:
        refusal = pages.refusal_of(answer)
        if not refusal:
            return pages.done(request, "已经记下。", "duties:turn")
    is_open = asked.status == TurnSwap.Status.ASKED
    sides = [asked.mine.appointment.person.name, asked.theirs.appointment.person.name]
    asker, other = sides[::-1] if asked.status == TurnSwap.Status.ACCEPTED else sides
    shown = {
        "asker": asker, "other": other,
        "swap": asked, "refusal": refusal,
        "answers": is_open and rules.is_hers(asked.theirs.appointment, by),
        "asked": is_open and rules.is_hers(asked.mine.appointment, by),
    }  # fmt: skip
    return render(request, "duties/swap.html", shown, status=403 if refusal else 200)


@needs("duties.enter_leave")
@require_http_methods(SHOW_AND_SEND)
def leave(request: HttpRequest) -> HttpResponse:
    """Show who is away, and enter days: one's own, or anybody's as the chair."""
    org, today, at = top_of_reach(), timezone.localdate(), timezone.now()
    by = account(request)
    leads = role_may(by, PLANNERS)
    seats = roster_candidates(org, today) if leads else posts.seats_of(by, today)
    form = LeaveForm(sent(request), seats=seats, initial={"first": today})
    if form.carry_out(
        lambda clean: services.enter_leave(
            appointment=form.chosen(), days=form.days(), reason=clean["reason"], by=by, at=at
        )
    ):
        return pages.done(request, "已经登记请假。", "duties:leave")
    rows = reads.leaves_of([org.pk], today)
    lines = [(row, leads or rules.is_hers(row.appointment, by)) for row in rows]
    return render(
        request, "duties/leave.html", {"org": org, "form": form, "lines": lines, "leads": leads}
    )


@needs("duties.end_leave")
@require_http_methods(SHOW_AND_SEND)
def end_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """End a leave from today, after asking."""
    row = _found(reads.leaves(), pk)
    by, today = account(request), timezone.localdate()
    asks = f"{row.appointment.person.name}从今天起不再请假吗？"
    return _sure(
        request, lambda: services.end_leave(leave=row, on=today, by=by), asks=asks,
        says="还没有开始的请假会取消，已经开始的到昨天为止。", submit="销假", back="duties:leave",
        said="已经销假。",
    )  # fmt: skip


@needs("duties.cover_turn")
@require_http_methods(SHOW_AND_SEND)
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a turn with the leave it falls on; have somebody stand in, or propose a swap."""
    turn, today, at = _turn(pk), timezone.localdate(), timezone.now()
    by = account(request)
    found = [one for one in reads.leaves_of([turn.org_id], today) if rules.falls_on(one, turn)]
    first = max([turn.days.lower, *(one.days.lower for one in found)])
    form = CoverForm(
        sent(request) if "seat" in request.POST else None, seats=reads.may_cover(turn, today),
        initial={"first": max(first, today)},
    )  # fmt: skip
    if form.carry_out(
        lambda clean: services.cover_turn(
            turn=turn, appointment=form.chosen(), days=form.days(), by=by, at=at
        )
    ):
        return pages.done(request, "已经安排代班。", "duties:away", turn.pk)
    refusal = ""
    if "suggest" in request.POST and request.user.has_perm("duties.suggest_swap"):
        refusal = pages.refusal_of(lambda: services.suggest_swap(turn=turn, by=by, at=at))
        if not refusal:
            return pages.done(request, "已经通知她。", "duties:away", turn.pk)
    shown = {
        "turn": turn, "form": form, "leaves": found, "covers": reads.covers_of([turn.pk]),
        "refusal": refusal, "may_swap": turn.status == ChairTurn.Status.PLANNED, "today": today,
        "may_cover": turn.days.upper > today and turn.status in ("planned", "active"),
    }  # fmt: skip
    return render(request, "duties/away.html", shown, status=400 if refusal else 200)


@needs("duties.end_cover")
@require_http_methods(SHOW_AND_SEND)
def end_cover(request: HttpRequest, pk: int) -> HttpResponse:
    """End a cover from today, after asking."""
    row = _found(reads.covers(), pk)
    by, today = account(request), timezone.localdate()
    asks = f"不再由{row.appointment.person.name}代班吗？"
    return _sure(
        request, lambda: services.end_cover(cover=row, on=today, by=by), asks=asks,
        says="从今天起由轮值主席本人履职。", submit="取消代班", back="duties:turn",
        said="已经取消代班。",
    )  # fmt: skip


def _turn(pk: int) -> ChairTurn:
    found: ChairTurn = _found(reads.turns(), pk)
    return found


def _found(rows: Any, pk: int) -> Any:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _sure(request: HttpRequest, act: Any, *, said: str, **shown: Any) -> HttpResponse:
    """Ask before something ends; do it when that is sent."""
    refusal = ""
    if request.method == "POST":
        refusal = pages.refusal_of(act)
        if not refusal:
            return pages.done(request, said, shown["back"])
    shown["refusal"] = refusal
    return render(request, "duties/really.html", shown, status=403 if refusal else 200)
