"""Care teams on the phone: my children first, then the team; who leads it registers and pairs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.rules.posts import is_own_place
from fulian import pages
from fulian.permissions import needs
from homes import services
from homes.forms import care as forms
from homes.models import CareTeam
from homes.queries import care as reads
from orgs.models import Org
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]


def closed(answer: HttpResponse) -> HttpResponse:
    """Let nobody on the way keep a page about a child.

    The address goes to our own site only (``same-origin``, as everywhere): with ``no-referrer`` a
    browser sends its forms with ``Origin: null``, and every one of them would be refused.
    """
    answer["Cache-Control"] = "private, no-store"
    return answer


def act(request: HttpRequest, form: Any, **shown: Any) -> HttpResponse:
    """Show a form of one thing to do: its title, its button, the way back."""
    return closed(render(request, "homes/care_act.html", {"form": form, **shown}))


@needs("homes.view_care")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the children I look after, and the team; to its leader all its children."""
    org, today = top_of_reach(), timezone.localdate()
    found = reads.board_of(org, account(request), timezone.now())
    may_form = request.user.has_perm("homes.found_care_team") and org.level == "village"
    shown = {"board": found, "org": org, "today": today, "may_form": may_form}
    return closed(render(request, "homes/care.html", shown))


@needs("homes.found_care_team")
@require_http_methods(SHOW_AND_SEND)
def found(request: HttpRequest) -> HttpResponse:
    """Found the village's team."""
    org, at, by = _village(request), timezone.now(), account(request)
    today = timezone.localdate(at)
    seats = reads.seats_to_pair(org.pk, today)
    start = {"members": [str(seat.pk) for seat in seats]}
    form = forms.TeamForm(sent(request), seats=seats, today=today, initial=start)
    if form.carry_out(
        lambda _: services.found_care_team(org=org, by=by, at=at, **form.facts())
    ):  # fmt: skip
        return pages.done(request, "看护队已经成立。", "homes:care")
    none = "" if seats else "本村还没有登记主席、副主席和执委。请先办理任职。"
    return act(request, form, title="成立看护队", submit="成立", back="homes:care", none=none)


@needs("homes.view_care")
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show who is on the team."""
    org = top_of_reach()
    one = _team(org)
    board = reads.board_of(org, account(request), timezone.now())
    shown = {"board": board, "team": one, "org": org}
    return render(request, "homes/care_team.html", shown)


@needs("homes.name_care_leader")
@require_http_methods(SHOW_AND_SEND)
def leader(request: HttpRequest) -> HttpResponse:
    """Let another lead the team."""
    org, at, by = _village(request), timezone.now(), account(request)
    one, seats = _team(org), reads.seats_to_pair(org.pk, timezone.localdate(at))
    form = forms.LeaderForm(sent(request), seats=seats)
    if form.carry_out(
        lambda clean: services.name_care_leader(
            team=one, leader=form.seats[clean["seat"]], by=by, at=at
        )
    ):
        return pages.done(request, "队长已经更换。", "homes:care_team")
    says = ["新队长能看到全队孩子的情况，原来的队长马上看不到了。"]
    return act(request, form, title="更换队长", submit="更换", back="homes:care_team", says=says)


@needs("homes.join_care_team")
@require_http_methods(SHOW_AND_SEND)
def join(request: HttpRequest) -> HttpResponse:
    """Let somebody join the team."""
    org, at, by = _village(request), timezone.now(), account(request)
    one, today = _team(org), timezone.localdate(at)
    form = forms.MemberForm(sent(request), seats=reads.seats_to_pair(org.pk, today))
    if form.carry_out(
        lambda _: services.join_care_team(team=one, on=today, by=by, at=at, **form.facts())
    ):
        return pages.done(request, "已经加入看护队。", "homes:care_team")
    return act(request, form, title="增加队员", submit="加入", back="homes:care_team")


@needs("homes.leave_care_team")
@require_http_methods(SHOW_AND_SEND)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody be on the team no more, after asking."""
    org, at, by = _village(request), timezone.now(), account(request)
    one = _team(org).members.filter(pk=pk, until__isnull=True).first()
    if one is None:
        raise Http404
    form, today = forms.SureForm(sent(request)), timezone.localdate(at)
    if form.carry_out(lambda _: services.leave_care_team(member=one, on=today, by=by, at=at)):
        return pages.done(request, "已经离队。", "homes:care_team")
    says = ["她看护的孩子不受影响；要换看护人，请队长在孩子的页面上移交。"]
    return act(
        request, form, title="离开看护队吗？", submit="离队", back="homes:care_team", says=says
    )


@needs("homes.view_care")
@require_safe
def consent(request: HttpRequest) -> HttpResponse:
    """Show the consent sheet to be printed and signed: empty, without anybody's name."""
    return render(request, "homes/care_consent.html", {"org": top_of_reach()})


def _village(request: HttpRequest) -> Org:
    """Return her own village; a township's desk forms teams at the desk."""
    org = top_of_reach()
    if org.level != "village" or not is_own_place(org=org.pk, by=account(request)):
        raise PermissionDenied
    return org


def _team(org: Org) -> CareTeam:
    one = reads.team_of(org.pk, timezone.localdate())
    if one is None:
        raise Http404
    return one
