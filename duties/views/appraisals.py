"""Appraisal by women: the chair's page with the code, and the public page behind it."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.reviews import AnswerForm, AppraisalForm, EarlyForm
from duties.models import Appraisal
from duties.queries import appraisals as reads
from fulian import pages
from fulian.codes import link_to
from fulian.middleware import network_of
from fulian.permissions import anonymous, needs
from fulian.rest import share_left
from fulian.scoping import scope
from fulian.templatetags.once import FIELD
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SENT_A_MINUTE = 20  # from one address: a village may share one
TAPS_KNOWN = 15 * 60  # seconds
BUSY = "填的人太多，请过一分钟再试。"


@anonymous
@gzip_page
@require_http_methods(SHOW_AND_SEND)
def answer(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Take an answer from whoever has the code: without login or script, once in a browser.

    Nothing of hers is kept. It answers with a page, never leads on: so the key by which a form is
    done once is kept for a quarter of an hour only, in the cache, to know a second tap by.
    """
    found = reads.appraisal_of_code(code, secret)
    if found is None:
        raise Http404
    cookie, on = f"pj{found.pk}", timezone.localdate()
    form = AnswerForm(sent(request))
    is_done = cookie in request.COOKIES
    keeps = not is_done and form.is_valid() and _kept(request, found, form)
    state = "done" if is_done or keeps else _state(found, on)
    facts = {"org": found.org, "form": form, "state": state, "last": reads.last_day(found)}
    response = render(request, "duties/appraise.html", facts | {"since": found.since})
    if keeps:
        left = found.until - on + timedelta(days=1)
        response.set_cookie(
            cookie, "1", max_age=left, path=request.path, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def _kept(request: HttpRequest, found: Appraisal, form: AnswerForm) -> bool:
    """Keep an answer; say whether it is kept, now or by the first of two taps."""
    if not share_left(f"appraise:{network_of(request)}", SENT_A_MINUTE):
        form.add_error(None, BUSY)
        return False
    tapped = request.POST.get(FIELD) or uuid4().hex
    tap = f"appraise:{found.pk}:{sha256(tapped.encode()).hexdigest()}"
    if not cache.add(tap, 1, timeout=TAPS_KNOWN):
        return True
    try:
        with scope(cast(int, found.county_id)):
            services.answer_appraisal(appraisal=found, on=timezone.localdate(), **form.facts())
    except ValidationError as refusal:
        cache.delete(tap)
        form.add_error(None, refusal)
        return False
    return True


def _state(found: Appraisal, on: Any) -> str:
    return "early" if on < found.since else "over" if on >= found.until else "open"


@needs("duties.view_appraisal")
@require_safe
def appraisals(request: HttpRequest) -> HttpResponse:
    """Show the appraisals of my organisation."""
    org, today = top_of_reach(), timezone.localdate()
    rows = reads.appraisals().filter(org=org)[:20]
    shown = {"org": org, "rows": [(one, reads.last_day(one)) for one in rows], "today": today}
    return render(request, "duties/appraisals.html", shown)


@needs("duties.view_appraisal")
@require_safe
def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one: its code to be scanned while it runs, its outcome when it is over."""
    found, today = _found(pk), timezone.localdate()
    path = reverse("duties:appraise", args=[found.org.code, reads.code_of(found)])
    shown = {
        "appraisal": found, "last": reads.last_day(found), "result": reads.result_of(found, today),
        "is_over": found.until <= today, "link": link_to(request, path),
        "is_mine": found.org_id == top_of_reach().pk,
    }  # fmt: skip
    return render(request, "duties/appraisal.html", shown)


@needs("duties.open_appraisal")
@require_http_methods(SHOW_AND_SEND)
def open_one(request: HttpRequest) -> HttpResponse:
    """Open an appraisal of my organisation."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    form = AppraisalForm(sent(request), today=today)
    if form.carry_out(lambda clean: services.open_appraisal(org=org, on=today, by=by, **clean)):
        return pages.done(request, "评议已经设好。", "duties:appraisal", form.outcome.pk)
    return render(request, "duties/appraisal_open.html", {"org": org, "form": form})


@needs("duties.close_appraisal")
@require_http_methods(SHOW_AND_SEND)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End one early and for good, after asking."""
    found, today, by = _found(pk), timezone.localdate(), account(request)
    form = EarlyForm(sent(request))
    if form.carry_out(lambda clean: services.close_appraisal(appraisal=found, on=today, by=by)):
        return pages.done(request, "评议已经结束。", "duties:appraisal", pk)
    return render(request, "duties/appraisal_close.html", {"appraisal": found, "form": form})


def _found(pk: int) -> Appraisal:
    found = reads.appraisals().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
