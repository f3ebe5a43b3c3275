"""Training cards on the phone: which there are, one after the other, read or skipped."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from fulian import pages
from fulian.decks import decks_for
from fulian.permissions import needs
from members import services
from members.queries import learning
from orgs.views.sessions import account


@needs("members.read_cards")
@require_safe
def decks(request: HttpRequest) -> HttpResponse:
    """Show every deck of what she may use, and which she has read."""
    user = account(request)
    shown = {"decks": decks_for(user), "read": learning.read_by(user)}
    return render(request, "members/decks.html", shown)


@needs("members.read_cards")
@require_safe
def deck(request: HttpRequest, deck: str) -> HttpResponse:
    """Show one card of a deck, and lead on and back."""
    found = next((one for one in decks_for(account(request)) if one.code == deck), None)
    if found is None:
        raise Http404
    asked = request.GET.get("card", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() else 1
    number = min(max(number, 1), len(found.cards))
    shown: dict[str, Any] = {
        "deck": found, "card": found.cards[number - 1], "number": number,
        "before": number - 1, "after": number + 1 if number < len(found.cards) else 0,
    }  # fmt: skip
    return render(request, "members/deck.html", shown)


@needs("members.read_cards")
@require_POST
def done(request: HttpRequest, deck: str) -> HttpResponse:
    """Put a deck before her no more; read to the end it leads to the page it is about."""
    found = next((one for one in decks_for(account(request)) if one.code == deck), None)
    if found is None:
        raise Http404
    skipped = request.POST.get("skip") == "1"
    services.read_cards(deck=deck, skipped=skipped, by=account(request), at=timezone.now())
    if skipped:
        return pages.done(request, "好的，以后要看可以到“我的”里找“使用卡片”。", "orgs:home")
    return pages.done(request, f"看完了：{found.title}。现在就可以用。", reverse(found.opens))
