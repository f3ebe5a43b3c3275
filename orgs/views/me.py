"""What is hers: the seats she acts in, her devices, her password, the size of the letters."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fulian import pages
from fulian.parts import parts_of
from fulian.permissions import anyone, needs
from orgs import services
from orgs.forms.accounts import PasswordForm
from orgs.models import SignIn
from orgs.queries import accounts, hats
from orgs.views.doors import SHOW_AND_SEND
from orgs.views.sessions import account, device, enter, leave, others, safe_next, sent

SIZES = {"0": "标准", "1": "大字", "2": "特大字"}
A_YEAR = 365 * 24 * 60 * 60


@needs("orgs.view_self")
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Show who I am here, and everything about my account."""
    today = timezone.localdate()
    everyone = [account(request), *others(request)]
    seats = [seat for one in everyone for seat in hats.hats_of(one, today)]
    user = account(request)
    parts = parts_of("me", user) if user.hat else []
    return render(request, "orgs/me.html", {"seats": seats, "parts": parts})


@needs("orgs.view_self")
@require_http_methods(SHOW_AND_SEND)
def put_on(request: HttpRequest) -> HttpResponse:
    """Let her act in another of her live seats from now on; asked for by a link, show them."""
    if request.method != "POST":
        return redirect("orgs:me")
    today, at = timezone.localdate(), timezone.now()
    everyone = [account(request), *others(request)]
    seats = [(one, seat) for one in everyone for seat in hats.hats_of(one, today)]
    found = next((pair for pair in seats if pair[1].key == request.POST.get("hat")), None)
    if found is None:
        raise Http404
    who, chosen = found
    if who != account(request):
        leave(request, at)
        enter(request, who, at, also=[one for one in everyone if one != who])
    request.session["hat"] = [chosen.county, chosen.grant]
    said = f"您现在的身份是{chosen.org_title}{chosen.role_name}。"
    return pages.done(request, said, "orgs:home")


@needs("orgs.view_self")
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Show where she is signed in."""
    live = accounts.devices_of(account(request), timezone.now())
    return render(request, "orgs/devices.html", {"devices": live, "here": device(request)})


@needs("orgs.view_self")
@require_POST
def end_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one of her devices out."""
    at = timezone.now()
    one = accounts.devices_of(account(request), at).filter(pk=pk).first()
    if one is None:
        raise Http404
    services.end_session(session=one, at=at, by=account(request))
    return pages.done(request, f"{one.device}已经退出登录。", "orgs:devices")


@needs("orgs.view_self")
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out every device of hers but this one."""
    here = cast(SignIn, device(request))  # the door lets nobody in without one
    services.end_other_sessions(keep=here, at=timezone.now(), by=account(request))
    return pages.done(request, "其他设备都已经退出登录。", "orgs:devices")


@needs("orgs.view_self")
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(SHOW_AND_SEND)
def password(request: HttpRequest) -> HttpResponse:
    """Choose another password; this device stays signed in, the others are out."""
    form = PasswordForm(sent(request))
    if form.is_valid():
        at, given, user = timezone.now(), form.cleaned_data, account(request)
        try:
            services.change_password(user=user, old=given["old"], new=given["password"], at=at)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            kept = {key: request.session[key] for key in ("hat", "visit") if key in request.session}
            enter(request, user, at)
            request.session.update(kept)
            return pages.done(request, "密码已经修改，其他设备都已退出登录。", "orgs:me")
    return render(request, "orgs/password.html", {"form": form})


@anyone
@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """Choose how large the letters are on this device."""
    size = request.POST.get("size", "")
    if size not in SIZES:
        raise Http404
    response = redirect(safe_next(request) or "orgs:me")
    response.set_cookie(
        "letters", size, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS
    )
    return response
