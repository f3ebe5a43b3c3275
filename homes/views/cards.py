"""Officer cards on the phone: the committee, issuing, one card to show, printing, ending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from fulian import pages
from fulian.codes import CodeLink, link_to
from fulian.permissions import needs
from homes import services
from homes.forms.cards import CardsForm, RenewForm, RevokeForm
from homes.models import OfficerCard
from homes.queries import cards as reads
from homes.queries.renewing import again_among, renewable
from orgs.models import Org
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A card as it is printed: what it tells, and its address as a picture."""

    held: reads.Held
    link: CodeLink


def printed(request: HttpRequest, org: Org) -> list[Printed]:
    """Return the good cards of an organisation for paper."""
    found = reads.cards_of(org, timezone.localdate())
    return [Printed(one, link_of(request, one.card)) for one in found if one.card]


def link_of(request: HttpRequest, card: OfficerCard) -> CodeLink:
    """Return the way to a card."""
    return link_to(request, reverse("homes:card", args=[card.plain_code]), fits=True)


@needs("homes.view_card")
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Show the committee of my organisation and who has a card."""
    user, today, org = account(request), timezone.localdate(), top_of_reach()
    board = reads.board_of(org, today)
    lacking = [one.seat for one in board if one.card is None]
    shown = {
        "org": org, "board": board, "mine": reads.mine_among(board, user), "today": today,
        "issues": user.has_perm("homes.issue_card"),
        "lacking": len(lacking), "again": again_among(org, lacking),
    }  # fmt: skip
    return render(request, "homes/cards.html", shown)


@needs("homes.issue_card")
@require_http_methods(SHOW_AND_SEND)
def issue(request: HttpRequest) -> HttpResponse:
    """Give cards to those who consented, one or the whole committee in one act."""
    user, at, org = account(request), timezone.now(), top_of_reach()
    board = reads.board_of(org, timezone.localdate(at))
    seats = [one.seat for one in board if one.card is None]
    form = CardsForm(sent(request), seats=seats)
    if form.carry_out(lambda _: services.issue_cards(org=org, at=at, by=user, **form.facts())):
        said = f"发了 {len(form.outcome)} 张亮身份码，可以打印了。"
        return pages.done(request, said, "homes:cards")
    return render(request, "homes/cards_issue.html", {"form": form, "org": org, "seats": seats})


@needs("homes.renew_cards")
@require_http_methods(SHOW_AND_SEND)
def renew(request: HttpRequest) -> HttpResponse:
    """Give those who were elected again their cards anew, in one act."""
    by, at, org = account(request), timezone.now(), top_of_reach()
    found = renewable(org, timezone.localdate(at))
    form = RenewForm(sent(request), found=found)
    if form.carry_out(lambda _: services.renew_cards(org=org, at=at, by=by, **form.facts())):
        said = f"续发了 {len(form.outcome)} 张亮身份码，旧码已经失效，请打印新的。"
        return pages.done(request, said, "homes:cards")
    return render(request, "homes/cards_renew.html", {"form": form, "org": org, "found": found})


@needs("homes.view_card")
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a card to be scanned: its holder's own, or one of the committee she issues for."""
    card = _card(request, pk)
    today = timezone.localdate()
    shown = {
        "card": card, "told": reads.carried(card, today), "link": link_of(request, card),
        "issues": account(request).has_perm("homes.revoke_card"),
    }  # fmt: skip
    return render(request, "homes/card_own.html", shown)


@needs("homes.print_card")
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Show the cards of my organisation for paper: A6, four on a sheet of A4."""
    org = top_of_reach()
    facts = {"org": org, "cards": printed(request, org), "today": timezone.localdate()}
    return render(request, "homes/cards_print.html", facts)


@needs("homes.revoke_card")
@require_http_methods(SHOW_AND_SEND)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a card that was lost or misused, after asking; offer a new one."""
    user, at, card = account(request), timezone.now(), _card(request, pk)
    if "again" in request.POST:
        refusal = pages.refusal_of(lambda: services.reissue_card(card=card, at=at, by=user))
        if not refusal:
            return pages.done(request, "旧码已经作废，新码已经发好，请重新打印。", "homes:cards")
        return _ask(request, card, RevokeForm(None), refusal)
    form = RevokeForm(sent(request))
    if form.carry_out(lambda c: services.revoke_card(card=card, at=at, by=user, **c)):
        return pages.done(request, "已经作废，扫出来不再有她的名字。", "homes:cards")
    return _ask(request, card, form, "")


def _ask(request: HttpRequest, card: OfficerCard, form: Any, refusal: str) -> HttpResponse:
    shown = {"card": card, "form": form, "refusal": refusal}
    return render(request, "homes/card_revoke.html", shown)


def _card(request: HttpRequest, pk: int) -> OfficerCard:
    """Return a good card of my organisation; somebody else's only for who issues them."""
    user, today = account(request), timezone.localdate()
    rows = reads.live_cards(today).filter(org=top_of_reach())
    if not user.has_perm("homes.print_card"):
        rows = rows.filter(appointment__grant__user=user)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
