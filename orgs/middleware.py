"""The one place where a request enters a county, and where a form sent twice acts once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, cast

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from oauth2_provider.oauth2_backends import get_oauthlib_core

from fulian import crypto, pages
from fulian.scoping import scope
from fulian.templatetags.once import FIELD
from orgs import services
from orgs.models import County, Org, SignIn, Submission, User
from orgs.queries import hats

OPEN = re.compile(r"/o/[^/]+/")  # the page of an organisation: nobody is asked who she is
KEY = re.compile(r"[\w-]{1,64}", re.ASCII)
Answer = Callable[[HttpRequest], HttpResponse]


class DoorMiddleware:
    """Opens the scope, and with it the transaction, of the seat she acts in, for every face alike.

    A server error takes the transaction back; a refusal is kept in the record. Without an account
    or without a live seat there is no scope.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request`` inside the scope of its account's seat."""
        account, found = _who(request)
        if not isinstance(account, User):
            return self.get_response(request)
        for _ in range(2):  # the second time with another seat, when the first has ended
            county = _county_of(request, account, found)
            if county is None:
                break
            with ExitStack() as door:
                door.enter_context(scope(county.pk, by=account))
                if seated := _seat(request, account, county, found):
                    return self._answer(request, account, seated, door)
        return self.get_response(request)

    def _answer(
        self, request: HttpRequest, account: User, seated: tuple[hats.Hat, Org], door: ExitStack
    ) -> HttpResponse:
        account.hat, seat = seated
        if not seat.is_root:
            door.enter_context(scope(account.hat.county, under=seat, by=account))
        response = self.get_response(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        door.close()
        if response.status_code == 403:
            _keep_refusal(request, account, account.hat)
        return response


class OnceMiddleware:
    """Does a form once: a second submission of the same key gets the first one's answer.

    The key is written in the request's own transaction, so a twin waits for the first and then
    sees where it led; a crash leaves neither. Only answers that lead on (redirects) are kept:
    a form shown again with its errors did nothing.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer ``request``, or repeat the answer its twin got."""
        key = request.POST.get(FIELD) if request.method == "POST" and _is_form(request) else None
        user = request.user
        if not key or not KEY.fullmatch(key) or not isinstance(user, User):
            return self.get_response(request)
        with transaction.atomic():
            print_ = _fingerprint(request)
            row, first = _take_key(user, key, print_)
            if not first:
                return _repeat(request, row, print_)
            response = self.get_response(request)
            if isinstance(response, HttpResponseRedirect):
                row.led_to = response.url[:400]
                row.save(update_fields=["led_to"])
            elif not transaction.get_rollback():
                row.delete()
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


def _who(request: HttpRequest) -> tuple[Any, Any]:
    """Return the account, and the machine's application or the live device it came with."""
    if request.path.startswith("/api/"):
        return _machine(request)
    if OPEN.fullmatch(request.path):
        return None, None
    user = request.user
    if not user.is_authenticated:
        return None, None
    now = timezone.now()
    device = SignIn.objects.filter(
        pk=request.session.get("sign_in", 0), user=user, ended_at__isnull=True, expires_at__gt=now
    ).first()
    if device is None or _is_idle(request, device, now.timestamp()):
        logout(request)
        return None, None
    request.device = device  # type: ignore[attr-defined]  # for the page that lists devices
    return user._wrapped if hasattr(user, "_wrapped") else user, None


def _is_idle(request: HttpRequest, device: SignIn, now: float) -> bool:
    """Say whether the desk was left alone for half an hour; note that it was not."""
    seen = request.session.get("seen", now)
    if now - seen > services.DESK_IDLE.total_seconds() and (
        device.face == SignIn.Face.DESK or request.path.startswith("/desk/")
    ):
        return True
    if now - seen > 60 or "seen" not in request.session:
        request.session["seen"] = now
    return False


def _machine(request: HttpRequest) -> tuple[Any, Any]:
    """Return the account and application of the calling system, when its token lives."""
    if not request.headers.get("Authorization", "").startswith("Bearer "):
        return None, None
    valid, answer = get_oauthlib_core().verify_request(request, scopes=[])
    if not valid or not answer.client.user.is_active:
        return None, None
    request.machine = answer.client.user  # type: ignore[attr-defined]  # read by fulian.rest
    may = frozenset(answer.access_token.scope.split())
    return answer.client.user, (answer.client, may)


def _county_of(request: HttpRequest, account: User, found: Any) -> County | None:
    if found is not None:
        pk = found[0].county_id
    elif visit := request.session.get("visit"):
        pk = visit[0]
    elif hat := request.session.get("hat"):
        pk = hat[0]
    elif seats := hats.hats_of(account, timezone.localdate()):
        request.session["hat"] = [seats[0].county, seats[0].grant]
        pk = seats[0].county
    else:
        return None
    county = account.county if account.county_id == pk else None
    county = county or County.objects.filter(pk=pk).first()
    return county if county and county.opened_at else None


def _seat(
    request: HttpRequest, account: User, county: County, found: Any
) -> tuple[hats.Hat, Org] | None:
    today = timezone.localdate()
    if found is not None:
        seated = hats.grant_hat(account, county, None, today)
        return (hats.with_scopes(seated[0], found[1]), seated[1]) if seated else None
    if visit := request.session.get("visit"):
        seated = hats.visit_hat(account, county, visit[1], timezone.now())
        if seated is None:
            del request.session["visit"]
        return seated
    seated = hats.grant_hat(account, county, request.session["hat"][1], today)
    if seated is None:
        del request.session["hat"]  # the next request looks for another seat
    return seated


def _keep_refusal(request: HttpRequest, account: User, hat: hats.Hat) -> None:
    match = request.resolver_match
    with scope(hat.county, by=account):
        tried = match.route if match else ""
        services.record_refusal("orgs.refused", by=account, reason=tried, org=hat.org)


def _is_form(request: HttpRequest) -> bool:
    return not request.path.startswith(("/api/", "/oauth/"))


def _fingerprint(request: HttpRequest) -> str:
    told = [request.path, *sorted(f"{k}={v}" for k, vs in request.POST.lists() for v in vs
                                  if k != "csrfmiddlewaretoken")]  # fmt: skip
    told += [f"{n}:{f.name}:{f.size}" for n, f in sorted(cast(Any, request.FILES).items())]
    body = hashlib.sha256("\0".join(told).encode()).hexdigest()
    return crypto.blind_index(body, county=0, column="orgs_submission.fingerprint")


def _take_key(user: User, key: str, fingerprint: str) -> tuple[Submission, bool]:
    """Return the key's row, and whether this request is the first; waits for a running twin."""
    facts = {"fingerprint": fingerprint, "at": timezone.now()}
    return Submission.objects.get_or_create(user=user, key=key, defaults=facts)


def _repeat(request: HttpRequest, row: Submission, fingerprint: str) -> HttpResponse:
    if row.fingerprint != fingerprint:
        return pages.altered(request)
    return HttpResponseRedirect(row.led_to)
