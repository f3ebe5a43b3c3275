"""Meetings on the phone: called, replied to, changed, and what is copied into the group."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.meetings import CallForm, MeetingForm, start_of
from duties.models import Deliberation
from duties.queries import meetings as reads
from duties.queries import minutes as words
from duties.queries.turns import rotates_at
from duties.rules import meetings as rules
from duties.rules import wechat
from duties.views.links import address
from duties.views.needs import SHOW_AND_SEND, act
from fulian import pages
from fulian.admin import ActForm
from fulian.permissions import needs
from orgs.queries.tree import top_of_reach
from orgs.rules import role_may
from orgs.views.sessions import account, sent

SIZE = 20
WHO = {"regular": "全体执委", "enlarged": "全体执委、妇女代表", "rotation": "轮值主席团成员"}


@needs("duties.view_meeting")
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Show the meetings of my organisation, and what I may do."""
    org, user = top_of_reach(), account(request)
    found = Paginator(reads.meetings_at(org), SIZE).get_page(request.GET.get("page"))
    shown = {"org": org, "found": found, "calls": rules.kinds_for(user)}
    return render(request, "duties/meetings.html", shown)


@needs("duties.call_meeting")
@require_http_methods(SHOW_AND_SEND)
def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting, with what waits on its agenda."""
    org, user, at = top_of_reach(), account(request), timezone.now()
    kinds = rules.kinds_for(user, rotates=rotates_at(org))
    form = CallForm(
        sent(request), kinds=kinds, items=reads.waiting_items(org),
        needs=reads.waiting_needs(org), initial={"on": timezone.localdate(at), "hour": "19:30"},
    )  # fmt: skip
    if form.carry_out(lambda _: services.call_meeting(org=org, by=user, at=at, **form.facts())):
        said = "会议已经通知到应到的人。可以把下面的通知复制到群里。"
        return pages.done(request, said, "duties:meeting_texts", form.outcome.pk)
    return act(request, form, title="召集会议", submit="通知开会", back="duties:meetings")


@needs("duties.view_meeting")
@require_http_methods(SHOW_AND_SEND)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting; let her who is invited say with one tap whether she comes."""
    one, user = meeting_or_404(pk), account(request)
    refusal = ""
    if request.method == "POST" and request.POST.get("reply") in ("1", "0"):
        comes = request.POST["reply"] == "1"
        try:
            services.reply_meeting(meeting=one, comes=comes, by=user, at=timezone.now())
        except ValidationError as refused:
            refusal = "；".join(refused.messages)
        else:
            said = "已经回复：参加。" if comes else "已经回复：请假。"
            return pages.done(request, said, "duties:meeting", pk)
    elif request.method == "POST":
        return redirect("duties:meeting", pk)
    shown: dict[str, Any] = {
        "meeting": one, "came": reads.Came(reads.attendance_of(one)),
        "items": reads.items_of(one), "mine": reads.mine_at(one, user), "refusal": refusal,
        "corrections": list(one.corrections.order_by("pk")),
        "convenes": role_may(user, rules.CALLERS[one.kind]), "now": timezone.now(),
    }  # fmt: skip
    return render(request, "duties/meeting.html", shown, status=400 if refusal else 200)


@needs("duties.change_meeting")
@require_http_methods(SHOW_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold a meeting at another time or place, or call it something else."""
    one, user, at = meeting_or_404(pk), account(request), timezone.now()
    form = MeetingForm(sent(request), initial=start_of(one))
    if form.carry_out(
        lambda _: services.change_meeting(meeting=one, by=user, at=at, **form.facts())
    ):
        return pages.done(request, "会议已经改好。", "duties:meeting", pk)
    return act(
        request, form, title="更改会议", submit="保存", back="duties:meeting", back_to=pk,
        says=["时间、地点改了，应到的人会收到通知。"],
    )  # fmt: skip


@needs("duties.cancel_meeting")
@require_http_methods(SHOW_AND_SEND)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a meeting, after asking."""
    one, user, at = meeting_or_404(pk), account(request), timezone.now()
    form = ActForm(sent(request))
    if form.carry_out(lambda _: services.cancel_meeting(meeting=one, by=user, at=at)):
        return pages.done(request, "会议已经取消，应到的人会收到通知。", "duties:meeting", pk)
    return act(
        request, form, title="取消会议", submit="取消会议", back="duties:meeting", back_to=pk,
        says=[one.title, "议题会留着，下次会议再议。"],
    )  # fmt: skip


@needs("duties.view_meeting")
@require_safe
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the texts to copy into the group: the notice, and what the meeting came to."""
    one = meeting_or_404(pk)
    link = address(request, "duties:meeting", pk)
    if one.status in reads.HELD:
        held = words.minutes_of(one)
        summary = wechat.summary(
            title=one.title, on=rules.day_of(one), due=held.due, present=len(held.came.present),
            results=held.results, link=link,
        )  # fmt: skip
        told = [("会议小结", summary)]
    else:
        told = [("会议通知", notice_of(one, link))]
    return render(request, "duties/texts.html", {"meeting": one, "texts": told})


def notice_of(one: Deliberation, link: str) -> str:
    """Return the invitation to a meeting as text."""
    return wechat.notice(
        title=one.title, at=timezone.localtime(one.starts_at), venue=one.venue,
        is_online=one.mode == Deliberation.Mode.ONLINE, who=WHO[one.kind],
        items=[item.title for item in reads.items_of(one)], link=link,
    )  # fmt: skip


def meeting_or_404(pk: int) -> Deliberation:
    """Return a meeting in reach, or answer that there is none."""
    found = reads.meeting_in_reach(pk)
    if found is None:
        raise Http404
    return found
