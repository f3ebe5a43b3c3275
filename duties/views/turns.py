"""The rotating chair and the inbox on the phone: whose turn, my turns, the sheet, what arrived."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.queries import presidium, upcoming
from duties.queries import turns as reads
from duties.queries.sheets import sheet_of
from fulian import pages
from fulian.permissions import needs
from orgs.views.sessions import account

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SIZE = 20


@needs("duties.view_rotation")
@require_safe
def turn(request: HttpRequest) -> HttpResponse:
    """Show whose turn it is here, what waits for me, my turns, and the last handovers."""
    user, today = account(request), timezone.localdate()
    org = user.hat.org if user.hat else 0
    mine = reads.mine_of(user, org)
    ahead = upcoming.shown_of(mine.now.plan) if mine.now else []
    swaps = presidium.swaps_of(user)
    shown = {
        "mine": mine, "today": today, "swaps": swaps,
        "covers": reads.standing_in_today(mine.now, today),
        "asked": {pk for swap in swaps for pk in (swap.mine_id, swap.theirs_id)},
        "next": upcoming.first_of(ahead, user, mine.now.org, today) if mine.now else [],
        "ahead": ahead,
    }  # fmt: skip
    return render(request, "duties/turn.html", shown)


@needs("duties.view_rotation")
@require_http_methods(SHOW_AND_SEND)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet of a handover; let either side confirm it with one tap."""
    done = reads.handovers().filter(pk=pk).first()
    if done is None:
        raise Http404
    user = account(request)
    refusal = ""
    if request.method == "POST":
        try:
            staying = request.POST.getlist("stay")
            services.confirm_handover(handover=done, by=user, at=timezone.now(), staying=staying)
        except ValidationError as refused:
            refusal = "；".join(refused.messages)
        else:
            return pages.done(request, "已经确认交接。", "duties:sheet", pk)
    sides = reads.sides_of(done, user.pk)
    waits = [side for side in sides if getattr(done, side) is None]
    shown = {"sheet": sheet_of(done), "done": done, "waits": waits, "refusal": refusal}
    return render(request, "duties/sheet.html", shown, status=403 if refusal else 200)


@needs("duties.view_notice")
@require_http_methods(SHOW_AND_SEND)
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what arrived; a tap on one marks it read and leads where it is dealt with."""
    user, at = account(request), timezone.now()
    if request.method == "POST":
        asked = request.POST.get("notice", "")
        if not asked:
            services.read_notices(by=user, at=at)
            return redirect("duties:inbox")
        is_key = asked.isascii() and asked.isdigit() and len(asked) < 19
        one = reads.notices_of(user).filter(pk=asked).first() if is_key else None
        if one is None:
            raise Http404
        services.read_notices(by=user, at=at, notice=one.pk)
        return redirect(one.message.link or "duties:inbox")
    found = Paginator(reads.notices_of(user), SIZE).get_page(request.GET.get("page"))
    shown = {"found": found, "unread": reads.unread_count(user)}
    return render(request, "duties/inbox.html", shown)
