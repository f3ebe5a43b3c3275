"""Telling me outside the product: where, how often, and no more."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from duties import services
from duties.forms.channels import ChannelForm
from duties.queries import channels as reads
from fulian import pages
from fulian.permissions import needs
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent


@needs("duties.view_channel")
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """Show my ways outside, and set one."""
    by, org = account(request), top_of_reach()
    form = ChannelForm(sent(request))
    if form.carry_out(lambda clean: services.set_channel(by=by, org=org, **clean)):
        return pages.done(request, "已设置。到时会提醒您来看通知。", "duties:channels")
    shown = {"form": form, "channels": list(reads.channels_of(by))}
    return render(request, "duties/channels.html", shown)


@needs("duties.drop_channel")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell me no more this way."""
    by = account(request)
    mine = reads.channels_of(by).filter(pk=pk).first()
    if mine is None:
        raise Http404
    try:
        services.drop_channel(channel=mine, by=by)
    except ValidationError as refusal:
        return pages.done(request, refusal.messages[0], "duties:channels")
    return pages.done(request, "已停用。", "duties:channels")
