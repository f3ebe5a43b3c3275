"""Themes and campaigns on the phone: what runs, set by a township's chair."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from fulian.permissions import needs
from homes import rules, services
from homes.forms.campaigns import CampaignForm
from homes.forms.fields import OnForm
from homes.models import Campaign
from homes.queries import campaigns as reads
from homes.views.acts import SHOW_AND_SEND, do
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

NOT_HERE = "主题和行动由县、乡镇妇联来定，这里只看。"
FACTS = ("kind", "name", "since", "until", "says")


@needs("homes.view_campaign")
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the themes and campaigns of my organisation and those above it."""
    org, by = top_of_reach(), account(request)
    may = rules.campaigns.leads(org=org, by=by)
    today = timezone.localdate()
    found = reads.with_activities(reads.seen_from(org), today)[:50]
    shown = {"org": org, "found": found, "may": may, "on": today}
    return render(request, "homes/campaigns.html", shown)


@needs("homes.set_campaign")
@require_http_methods(SHOW_AND_SEND)
def new(request: HttpRequest) -> HttpResponse:
    """Set a theme or campaign of my township."""
    org, by = top_of_reach(), account(request)
    none = "" if rules.campaigns.leads(org=org, by=by) else NOT_HERE
    form = CampaignForm(sent(request), initial={"kind": "theme", "since": timezone.localdate()})
    return do(
        request, form, lambda c: services.set_campaign(org=org, by=by, **c), "已经设立。",
        "homes:campaigns", title="设立主题或行动", submit="设立", none=none,
    )  # fmt: skip


@needs("homes.change_campaign")
@require_http_methods(SHOW_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one of my own."""
    row, by = _mine(pk), account(request)
    none = "" if rules.campaigns.leads(org=row.org, by=by) else NOT_HERE
    form = CampaignForm(sent(request), initial={name: getattr(row, name) for name in FACTS})
    return do(
        request, form, lambda c: services.change_campaign(campaign=row, by=by, **c), "已经改好。",
        "homes:campaigns", title=f"修改：{row.name}", submit="保存", none=none,
    )  # fmt: skip


@needs("homes.end_campaign")
@require_http_methods(SHOW_AND_SEND)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my own."""
    row, by = _mine(pk), account(request)
    none = "" if rules.campaigns.leads(org=row.org, by=by) else NOT_HERE
    form = OnForm(sent(request), today=timezone.localdate())
    return do(
        request, form, lambda c: services.end_campaign(campaign=row, by=by, **c), "已经结束。",
        "homes:campaigns", title=f"结束：{row.name}", submit="结束", none=none,
        says=["结束以后，新的活动不能再归到它名下；已经归到它名下的不变。"],
    )  # fmt: skip


def _mine(pk: int) -> Campaign:
    found = Campaign.objects.select_related("org").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
