"""The public page behind an activity's code: no account, no script, no cookie."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from fulian import crypto
from fulian.middleware import address_of, network_of
from fulian.permissions import anonymous
from fulian.rest import share_left
from fulian.scoping import scope
from fulian.templatetags.once import FIELD
from homes import services
from homes.forms.signups import LeaveForm, SignUpForm
from homes.models import Activity
from homes.queries import signups as reads
from homes.rules import signups as rules
from orgs.services.tries import address_key, count_try, forget_tries
from orgs.views.sessions import sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SENT_A_MINUTE = 120  # from one address: a hall full of women may share one
BUSY = "报名的人太多，请过一分钟再试。"
WRONG = "错的次数太多，请 15 分钟后再试，或者找主办的妇联取消。"
NO_COOKIE = "-"  # takes the token's place: nobody signs in, and without it no cookie is set


@anonymous
@csrf_exempt
@gzip_page
@require_http_methods(SHOW_AND_SEND)
def sign_up(request: HttpRequest, code: str) -> HttpResponse:
    """Say what it is and how many may come; put whoever fills in her name on the list."""
    found, at = _found(code), timezone.now()
    form, told = SignUpForm(sent(request)), None
    if form.is_bound and form.is_valid() and _has_share(request, form):
        tap = request.POST.get(FIELD, "")[:64]
        with scope(cast(int, found.county_id)):
            form.carry_out(lambda clean: services.sign_up(activity=found, at=at, tap=tap, **clean))
        told = form.outcome
        found = _found(code)
    return _page(request, "homes/signup.html", code, found, at, form=form, told=told)


@anonymous
@csrf_exempt
@gzip_page
@require_http_methods(SHOW_AND_SEND)
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Tell her how she stands, or take her off the list, for name, tail and receipt."""
    found, at = _found(code), timezone.now()
    form = LeaveForm(sent(request))
    told = done = None
    if form.is_bound and form.is_valid() and _has_share(request, form):
        wants_off = "cancel" in request.POST
        act = _leave if wants_off else _stands
        if _tried(request, found, form, lambda clean: act(found, clean, at)):
            done, told = wants_off, form.outcome
            found = _found(code)
    shown: dict[str, Any] = {"form": form, "told": told, "done": done}
    return _page(request, "homes/signup_cancel.html", code, found, at, **shown)


def _page(
    request: HttpRequest, template: str, code: str, found: Activity, at: Any, **shown: Any
) -> HttpResponse:
    facts = {
        "activity": found, "code": code, "numbers": rules.numbers_of(found),
        "state": rules.state_of(found, at), "csrf_token": NO_COOKIE,
        "is_ahead": at < found.starts_at,
    }  # fmt: skip
    return render(request, template, facts | shown)


def _found(code: str) -> Activity:
    found = reads.activity_of_code(code)
    if found is None:
        raise Http404
    return found


def _has_share(request: HttpRequest, form: SignUpForm) -> bool:
    """Count one more form from this address; say so beside the fields when it is too many."""
    is_left = share_left(f"signup:{network_of(request)}", SENT_A_MINUTE)
    if not is_left:
        form.add_error(None, BUSY)
    return is_left


def _tried(request: HttpRequest, found: Activity, form: LeaveForm, act: Any) -> bool:
    """Do ``act``; wrong receipts are counted by address, for one name and for all of them."""
    clean = form.cleaned_data
    said = f"{found.pk}|{clean['name']}|{clean['tail']}"
    account = crypto.blind_index(said, county=0, column="homes_signup.tries")
    address = address_key(address_of(request), "signup")
    try:
        count_try(account_key=account, address_key=address, at=timezone.now(), said=WRONG)
    except ValidationError as locked:
        form.show(locked)
        return False
    with scope(cast(int, found.county_id)):
        is_done = form.carry_out(act)
    if is_done:
        forget_tries(account, address)
    return is_done


def _leave(found: Activity, clean: dict[str, Any], at: Any) -> int:
    services.cancel_signup(activity=found, at=at, **clean)
    return 0


def _stands(found: Activity, clean: dict[str, Any], at: Any) -> int:
    """Return her number on the waiting list, 0 when she is in."""
    row = reads.line_by_receipt(found.pk, **clean)
    rules.check_is_hers(row is not None)
    return 0 if row is None else reads.waits_at(found, row)
