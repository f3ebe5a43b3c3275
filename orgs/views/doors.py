"""Signing in and out, the one-time link, and the forgotten password."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from fulian.middleware import address_of, network_of
from fulian.permissions import anyone
from fulian.rest import share_left
from orgs import services
from orgs.forms.accounts import AcceptForm, ClaimForm, ForgotForm, LoginForm
from orgs.views.sessions import account, device, enter, landing, leave, safe_next, sent

ASKS_A_MINUTE = 10  # from one address
SHOW_AND_SEND = ["GET", "HEAD", "POST"]


@anyone
@sensitive_post_parameters("password")
@require_http_methods(SHOW_AND_SEND)
def login(request: HttpRequest) -> HttpResponse:
    """Take phone and password, and lead back to where she was going."""
    if request.method != "POST" and device(request):
        return redirect(landing(request, account(request)))
    form = LoginForm(sent(request))
    if form.is_valid():
        at = timezone.now()
        try:
            users = services.sign_in(**form.cleaned_data, address=address_of(request), at=at)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            leave(request, at)
            enter(request, users[0], at, also=users[1:])
            return redirect(landing(request, users[0]))
    return render(request, "orgs/login.html", {"form": form, "next": safe_next(request)})


@anyone
@require_http_methods(SHOW_AND_SEND)
def logout(request: HttpRequest) -> HttpResponse:
    """Ask back when it came by a link; the button on it signs this device out."""
    if request.method != "POST" and device(request):
        return render(request, "orgs/logout.html")
    leave(request, timezone.now())
    return redirect("orgs:login")


@anyone
@sensitive_post_parameters("password", "again")
@require_http_methods(SHOW_AND_SEND)
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """Let the holder of a one-time link choose a password, or give hers, and sign her in."""
    at = timezone.now()
    door = services.doorway(code=code, at=at)
    if request.method != "POST" and door is None:
        return render(request, "orgs/dead_link.html", status=404)
    chooses = door is None or services.may_choose_password(door, timezone.localdate(at))
    form = (ClaimForm if chooses else AcceptForm)(sent(request))
    if form.is_valid():
        password, address = form.cleaned_data["password"], address_of(request)
        try:
            user = services.claim(code=code, password=password, address=address, at=at)
        except ValidationError as refusal:
            if getattr(refusal, "code", None) == "dead_link":
                return render(request, "orgs/dead_link.html", status=404)
            form.add_error(None, refusal)
        else:
            leave(request, at)
            enter(request, user, at)
            return redirect(landing(request, user))
    return render(request, "orgs/claim.html", {"form": form, "chooses": chooses})


@anyone
@require_http_methods(SHOW_AND_SEND)
def forgot(request: HttpRequest) -> HttpResponse:
    """Ask an administrator for a new link, for a forgotten password."""
    form = ForgotForm(sent(request))
    if form.is_valid():
        if share_left(f"forgot:{network_of(request)}", ASKS_A_MINUTE):  # else: the same answer
            services.ask_for_help(phone=form.cleaned_data["phone"], at=timezone.now())
        return redirect("orgs:asked")
    return render(request, "orgs/forgot.html", {"form": form})


@anyone
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next, in the same words whether or not the phone is known."""
    return render(request, "orgs/asked.html")
