"""Items and resolutions on the phone: published, commented, decided, and done with one tap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.needs import (
    CloseForm,
    CommentForm,
    DecideForm,
    OwnerForm,
    PublishForm,
    ResultForm,
)
from duties.models import AgendaItem, Deliberation, Resolution
from duties.queries import meetings as reads
from duties.rules import meetings as rules
from duties.rules import wechat
from duties.views.links import address
from duties.views.needs import SHOW_AND_SEND, act
from fulian import pages
from fulian.permissions import needs
from orgs.models import SettingName
from orgs.queries.settings import setting
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent


@needs("duties.view_item")
@require_http_methods(SHOW_AND_SEND)
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an item, what was said to it, and the form to note what somebody said."""
    one, today, user = _item(pk), timezone.localdate(), account(request)
    form = CommentForm(sent(request), initial={"said_on": today})
    may = user.has_perm("duties.add_comment")
    if may and form.carry_out(
        lambda clean: services.add_comment(item=one, by=user, at=timezone.now(), **clean)
    ):
        return pages.done(request, "意见已经记下。", "duties:item", pk)
    shown: dict[str, Any] = {
        "item": one, "form": form, "comments": list(one.comments.order_by("said_on", "pk")),
        "resolutions": list(one.resolutions.select_related("owner__person").order_by("pk")),
        "text": _public_text(request, one), "today": today,
        "too_few": _too_few(one) if user.has_perm("duties.decide_item") else "",
        "is_open": one.comments_until is not None and today <= one.comments_until,
    }  # fmt: skip
    return render(request, "duties/item.html", shown)


@needs("duties.publish_preliminary")
@require_http_methods(SHOW_AND_SEND)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a preliminary result; the text for the group is shown afterwards."""
    one, user, at = _item(pk), account(request), timezone.now()
    days = setting(SettingName.COMMENT_DAYS)
    start = {"until": timezone.localdate(at) + timedelta(days=days)}
    form = PublishForm(sent(request), initial=start)
    if form.carry_out(
        lambda clean: services.publish_preliminary(item=one, by=user, at=at, **clean)
    ):
        said = "初步结果已经公布，请复制下面的文字发到群里。"
        return pages.done(request, said, "duties:item", pk)
    return act(
        request, form, title="公布初步结果", submit="公布", back="duties:item", back_to=pk,
        says=[one.title],
    )  # fmt: skip


@needs("duties.decide_item")
@require_http_methods(SHOW_AND_SEND)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide an item: what, who, until when."""
    one, user, at = _item(pk), account(request), timezone.now()
    today = timezone.localdate(at)
    start = {"text": one.preliminary, "due_on": today + timedelta(days=14)}
    seats = reads.owner_candidates(one.org, today)
    form = DecideForm(sent(request), seats=seats, initial=start)
    if form.carry_out(
        lambda _: services.decide_item(item=one, on=today, by=user, at=at, **form.facts())
    ):
        return pages.done(request, "已经议定，负责人会收到通知。", "duties:item", pk)
    return act(
        request, form, title="议定", submit="议定", back="duties:item", back_to=pk,
        says=[one.title, "数过举手的，才填同意、不同意、弃权；没有数就空着。"],
    )  # fmt: skip


@needs("duties.close_item")
@require_http_methods(SHOW_AND_SEND)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End an item without a resolution."""
    one, user = _item(pk), account(request)
    form = CloseForm(sent(request))
    if form.carry_out(lambda clean: services.close_item(item=one, by=user, **clean)):
        return pages.done(request, "这个议题结束了。", "duties:item", pk)
    return act(
        request, form, title="结束议题", submit="结束", back="duties:item", back_to=pk,
        says=[one.title],
    )  # fmt: skip


@needs("duties.view_resolution")
@require_safe
def resolutions(request: HttpRequest) -> HttpResponse:
    """Show what is mine to do, and what is open at my organisation."""
    org, user = top_of_reach(), account(request)
    open_ones = reads.resolutions().filter(org=org, done_on__isnull=True)[:50]
    shown = {
        "org": org, "mine": reads.resolutions_of(user, org), "all": list(open_ones),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "duties/resolutions.html", shown)


@needs("duties.finish_resolution")
@require_http_methods(SHOW_AND_SEND)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Report that it is done, with or without a word."""
    one, user, at = _resolution(pk), account(request), timezone.now()
    form, today = ResultForm(sent(request)), timezone.localdate(at)
    if form.carry_out(
        lambda clean: services.finish_resolution(
            resolution=one, on=today, by=user, at=at, **clean
        )
    ):  # fmt: skip
        return pages.done(request, "已经办结。", "duties:resolutions")
    return act(
        request, form, title="办结", submit="已经办好", back="duties:resolutions", says=[one.text]
    )


@needs("duties.reassign_resolution")
@require_http_methods(SHOW_AND_SEND)
def reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to somebody else."""
    one, user, at = _resolution(pk), account(request), timezone.now()
    seats = reads.owner_candidates(one.org, timezone.localdate(at))
    form = OwnerForm(sent(request), seats=seats)
    if form.carry_out(
        lambda _: services.reassign_resolution(
            resolution=one, owner=form.chosen, by=user, at=at
        )
    ):  # fmt: skip
        return pages.done(request, "已经换了负责人。", "duties:resolutions")
    return act(
        request, form, title="换负责人", submit="换成这位", back="duties:resolutions",
        says=[one.text],
    )  # fmt: skip


def _item(pk: int) -> AgendaItem:
    rows = AgendaItem.objects.select_related("org", "meeting", "need")
    found = reads.with_onward(rows).filter(pk=pk).first()
    if found is None:
        raise Http404
    return cast(AgendaItem, found)


def _too_few(one: AgendaItem) -> str:
    """Say why a meeting that was held cannot decide: not enough came; nothing when it can."""
    if one.meeting is None or one.meeting.status != Deliberation.Status.HELD:
        return ""
    due, present = reads.counted(one.meeting)
    share = setting(SettingName.MEETING_QUORUM)
    return pages.refusal_of(lambda: rules.check_quorum(due=due, present=present, share=share))


def _resolution(pk: int) -> Resolution:
    found = reads.resolutions().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _public_text(request: HttpRequest, one: AgendaItem) -> str:
    """Return what is copied into the women's group; nothing before it is published."""
    if not one.preliminary or one.comments_until is None:
        return ""
    return wechat.publication(
        place=one.org.title, title=one.title, preliminary=one.preliminary,
        until=one.comments_until, link=address(request, "orgs:public", one.org.code),
    )  # fmt: skip
