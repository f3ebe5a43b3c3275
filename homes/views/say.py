"""The box at an organisation's public page: no account, no cookie, no script (国办函〔2026〕12号).

The forms are free of Django's check against forged requests: it needs a cookie, and there is
nothing to forge. The page acts for nobody: what a foreign page could send in her name, anybody may
send in nobody's (decision 22). Her session, where she has one, is not asked.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from fulian.middleware import network_of
from fulian.permissions import anonymous
from fulian.rest import share_left, share_spent
from fulian.scoping import scope
from homes import services
from homes.forms.letters import ReceiptForm, SayForm, form_key
from homes.models import Letter
from homes.queries import letters as reads
from homes.rules import letters as laws
from homes.services.letters import Sent
from orgs.models import County, Org, OrgStatus
from orgs.queries import public, tree
from orgs.views.sessions import sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
NONE = "没有找到。请对照回执再看一看；回执只在写信的那个组织的页面上能查。"
SLOW = "查得太频繁，请过一分钟再查。"


@anonymous
@csrf_exempt
@gzip_page
@require_http_methods(SHOW_AND_SEND)
def say(request: HttpRequest, code: str) -> HttpResponse:
    """Take a letter of whoever comes by, and give her the receipt to come back with."""
    county, shown = _place(code)
    org = shown.org
    if org.code != code:
        return redirect("homes:say", org.code, permanent=True)
    form = SayForm(sent(request), org_code=org.code, is_top=org.parent_id is None)
    closed = org.status != OrgStatus.ACTIVE
    done = _taken(request, county, org, form) if not closed and form.is_valid() else None
    if done is not None:
        return _page(request, "homes/said.html", {"org": org, "sent": done})
    facts = {"org": org, "form": form, "closed": closed, "heirs": shown.successors}
    return _page(request, "homes/say.html", facts | {"key": _key(form)})


@anonymous
@csrf_exempt
@gzip_page
@require_http_methods(SHOW_AND_SEND)
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Show how far a letter has come to whoever has its receipt, and take what she says of it."""
    county, shown = _place(code)
    form = ReceiptForm(sent(request))
    facts: dict[str, Any] = {"org": shown.org, "form": form}
    if form.is_bound and form.is_valid():
        facts |= _looked_up(request, county, shown.org, form)
    return _page(request, "homes/say_check.html", facts)


def _place(code: str) -> tuple[County, public.Shown]:
    county = tree.county_of_code(code)
    if county is None:
        raise Http404
    with scope(county.pk):
        shown = public.shown_of(county, code)
    if shown is None:
        raise Http404
    return county, shown


def _taken(request: HttpRequest, county: County, org: Org, form: SayForm) -> Sent | None:
    address = network_of(request)
    shares = (
        (f"say:{address}", laws.FROM_ADDRESS, laws.HOUR),
        (f"say:{address}:{org.pk}", laws.FROM_ADDRESS_HERE, laws.HOUR),
        (f"say_day:{address}:{org.pk}", laws.FROM_ADDRESS_DAY, laws.DAY),
    )
    if not all(share_left(name, most, per=per) for name, most, per in shares):
        form.add_error(None, laws.BUSY)
        return None
    try:
        with scope(county.pk):
            return services.write_letter(org=org, at=timezone.now(), **form.facts())
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return None


def _key(form: SayForm) -> str:
    """Return the page's key: the one that was sent while it is good, so that a second tap knows."""
    fresh = not form.is_bound or form.is_old or any(form.non_field_errors())
    return form_key(form.org_code) if fresh else form.data.get("key", "")


def _looked_up(request: HttpRequest, county: County, org: Org, form: ReceiptForm) -> dict[str, Any]:
    at, text = timezone.now(), form.cleaned_data["receipt"]
    name = f"receipt:{network_of(request)}"
    if share_spent(name, laws.LOOKED_UP):
        form.add_error("receipt", SLOW)
        return {}
    found = reads.found_by_receipt(org.code, text, county.pk, at)
    if found is None:
        share_left(name, laws.LOOKED_UP)
        form.add_error("receipt", NONE)
        return {}
    refusal = ""
    with scope(found.county, glass=(Letter, found.number)):
        if satisfied := form.cleaned_data["satisfied"]:
            try:
                services.rate_letter(number=found.number, is_satisfied=satisfied == "yes", at=at)
            except ValidationError as refused:
                refusal = "；".join(refused.messages)
        rows = Letter.rows.select_related("org", "to_org")
        told = reads.opened(rows.get(pk=found.number), timezone.localdate(at))
    return {"told": told, "letter": told.letter, "receipt": text, "refusal": refusal}


def _page(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    """Answer with a page that nobody keeps: what is on it is between her and whom she wrote to."""
    response = render(request, template, facts)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
