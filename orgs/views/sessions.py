"""Coming in and going out: what a page does to the browser's session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from orgs import rules, services
from orgs.models import SignIn, User
from orgs.queries import hats
from orgs.views.agents import device_of, face_of

STAYS = {SignIn.Face.PHONE: services.PHONE_STAYS, SignIn.Face.DESK: services.DESK_STAYS}


def account(request: HttpRequest) -> User:
    """Return who is signed in, for pages that need somebody to be."""
    return cast(User, request.user)


def device(request: HttpRequest) -> SignIn | None:
    """Return the device this request came from, when it is signed in."""
    return getattr(request, "device", None)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form was filled in with; None when it is only being shown."""
    return request.POST if request.method == "POST" else None


def enter(request: HttpRequest, user: User, at: datetime, also: Sequence[User] = ()) -> None:
    """Sign ``user`` in on this browser: a new session key, a device that can be ended.

    ``also`` are her accounts in other counties, whose password she gave as well.
    """
    agent = request.headers.get("User-Agent", "")
    face = face_of(agent)
    login(request, user)
    begun = services.begin_session(user=user, face=face, device=device_of(agent), at=at)
    request.session["sign_in"] = begun.pk
    request.session["seen"] = at.timestamp()
    request.session["also"] = {str(one.pk): one.get_session_auth_hash() for one in also}
    request.session.set_expiry(int(STAYS[SignIn.Face(face)].total_seconds()))


def others(request: HttpRequest) -> list[User]:
    """Return her accounts in other counties that she signed in to here, if nothing changed."""
    known = request.session.get("also", {})
    found = User.objects.filter(pk__in=list(known), is_active=True)
    return [one for one in found if known[str(one.pk)] == one.get_session_auth_hash()]


def leave(request: HttpRequest, at: datetime) -> None:
    """Sign this browser out; nothing happens when nobody is signed in."""
    if here := device(request):
        services.end_session(session=here, at=at, by=account(request))
        logout(request)


def landing(request: HttpRequest, user: User) -> str:
    """Return where she goes after signing in: where she was going, else her desk or her phone."""
    wanted = safe_next(request)
    if wanted and wanted != "/":
        return wanted
    if user.has_perm("reports.oversee"):
        return reverse("reports:oversight")
    if face_of(request.headers.get("User-Agent", "")) == SignIn.Face.PHONE:
        return "/"
    seats = hats.hats_of(user, timezone.localdate())
    works_there = user.is_operator or any(seat.role in rules.DESK for seat in seats)
    return "/desk/" if works_there else "/"


def safe_next(request: HttpRequest) -> str:
    """Return the page ``next`` names when it is one of ours, else nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=settings.HTTPS
    )
    return wanted if ours else ""
