"""Coming in by a code on paper: the page its picture leads to, open to whoever holds the paper."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fulian.middleware import address_of, network_of
from fulian.permissions import anyone
from fulian.rest import share_left
from orgs import services
from orgs.forms.accounts import CodeForm, CodeOrgForm
from orgs.queries import public
from orgs.views.sessions import enter, landing, leave, sent

SHOWN_A_MINUTE = 20  # sent from one address
BUSY = "请求太频繁，请过一分钟再试。"


@anyone
@sensitive_post_parameters("code", "name", "phone", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, code: str, secret: str = "") -> HttpResponse:
    """Take code, name, phone and password, and sign her in.

    The page is the same whether there is such an organisation or not, but for its name; what is
    printed behind the address is only filled in, never judged before the form is sent.
    """
    form = CodeForm(sent(request), initial={"code": secret[:20]})
    if form.is_valid():
        at, clean = timezone.now(), dict(form.cleaned_data)
        del clean["again"]
        try:
            if not share_left(f"code:{network_of(request)}", SHOWN_A_MINUTE):
                raise ValidationError(BUSY, code="busy")
            user = services.take_up_claim(
                org_code=code, address=address_of(request), at=at, **clean
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            leave(request, at)
            enter(request, user, at)
            return redirect(landing(request, user))
    facts = {"form": form, "place": public.title_of(code)}
    return render(request, "orgs/code.html", facts)


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask of which organisation the code on paper is, for whoever cannot scan it.

    It leads on whether there is such an organisation or not.
    """
    form = CodeOrgForm(sent(request))
    if form.is_valid():
        if share_left(f"code_org:{network_of(request)}", SHOWN_A_MINUTE):
            return redirect("orgs:code", form.cleaned_data["org"])
        form.add_error(None, BUSY)
    return render(request, "orgs/code_org.html", {"form": form})
