"""Officers' names on the phone: who was asked whether hers may be public, and what she said."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.views.needs import act
from fulian import pages
from fulian.permissions import needs
from homes import services
from homes.forms.disclosure import ConsentForm, ConsentsForm
from homes.queries import disclosure as reads
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
HERE = "homes:disclosure_officers"


@needs("homes.view_disclosure")
@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """Show everyone in office here, and whether her name is public."""
    org = top_of_reach()
    asked = reads.asked_of(org, timezone.localdate())
    may = request.user.has_perm("homes.note_consent")
    left = sum(not one.answer for one in asked)
    return render(
        request, "homes/officers.html", {"org": org, "asked": asked, "may": may, "left": left}
    )


@needs("homes.note_consent")
@require_http_methods(SHOW_AND_SEND)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what an officer answered when asked for her name."""
    org, at, by = top_of_reach(), timezone.now(), account(request)
    today = timezone.localdate(at)
    seat = reads.seat_at(org, pk, today)
    if seat is None:
        raise Http404
    her = seat.person
    form = ConsentForm(sent(request), today=today)
    if form.carry_out(
        lambda _: services.note_consent(org=org, person=her, at=at, by=by, **form.facts())
    ):
        return pages.done(request, "已经登记，公开页面马上照办。", HERE)
    says = [f"先问{her.name}本人：您的姓名能不能写在妇联的公开页面上？她以后随时可以改主意。"]
    return act(request, form, title=f"{her.name}的姓名", submit="登记", back=HERE, says=says)


@needs("homes.note_consents")
@require_http_methods(SHOW_AND_SEND)
def consents(request: HttpRequest) -> HttpResponse:
    """Keep in one act that several officers agreed, each of them by name."""
    org, at, by = top_of_reach(), timezone.now(), account(request)
    today = timezone.localdate(at)
    seats = reads.not_refused_at(org, today)
    form = ConsentsForm(sent(request), today=today, seats=seats)
    if form.carry_out(lambda _: services.note_consents(org=org, at=at, by=by, **form.facts())):
        return pages.done(request, "已经登记，公开页面马上照办。", HERE)
    left = [one for one in seats if one.person.name_shown_since is None]
    shown = {"form": form, "seats": left, "org": org}
    return render(request, "homes/consents.html", shown)


@needs("homes.note_consents")
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Show the sheet on which those not asked yet say yes or no, to print."""
    org, today = top_of_reach(), timezone.localdate()
    shown = {"org": org, "seats": reads.unasked_at(org, today), "on": today, "back": HERE}
    return render(request, "homes/consents_paper.html", shown)
