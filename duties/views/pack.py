"""新任须知: one page for whoever has just taken a seat, to read or to print."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from duties.queries import pack as reads
from duties.queries.posts import seats_of
from fulian.decks import decks_for
from fulian.parts import parts_of
from fulian.permissions import needs
from members import services as members
from members.queries.learning import pack_code
from orgs.queries import tree
from orgs.views.sessions import account


@needs("duties.view_pack")
@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """Show who sits here, to print a page for each; to who arranges nothing, her own page."""
    user, today = account(request), timezone.localdate()
    if not user.has_perm("duties.assign_post"):
        mine = seats_of(user, today)
        if mine:
            return redirect("duties:pack", mine[0].pk)
        return render(request, "duties/packs.html", {"seats": [], "org": tree.top_of_reach()})
    org = tree.top_of_reach()
    return render(
        request, "duties/packs.html", {"seats": reads.seats_for_packs(org, today), "org": org}
    )


@needs("duties.view_pack")
@require_safe
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page of one seat: hers, or one in reach of whoever arranges posts."""
    user, at = account(request), timezone.now()
    seat = reads.seat_for_pack(pk, user, timezone.localdate(at))
    if seat is None:
        raise Http404
    own = seat.grant is not None and seat.grant.user_id == user.pk
    shown = {
        "pack": reads.pack_of(seat, at), "own": own, "decks": decks_for(user) if own else [],
        "parts": parts_of("start", user, org=seat.org, seat=seat), "today": timezone.localdate(at),
    }  # fmt: skip
    return render(request, "duties/pack.html", shown)


@needs("duties.view_pack")
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the page of her new seat before her no more; it stays under 我的."""
    user, at = account(request), timezone.now()
    seat = reads.seat_for_pack(pk, user, timezone.localdate(at))
    if seat is None:
        raise Http404
    members.read_cards(deck=pack_code(seat.pk), skipped=False, by=user, at=at)
    return redirect("orgs:home")
