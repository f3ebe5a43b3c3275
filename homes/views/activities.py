"""Activities on the phone: the month, one activity, planned and opened in half a minute."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.views.needs import SHOW_AND_SEND, act
from fulian import pages
from fulian.codes import CodeLink, link_to
from fulian.permissions import needs
from homes import services
from homes.forms.activities import ActivityForm, CallOffForm, OpenForm, OutcomeForm, start_of
from homes.models import Activity, ActivityPhoto, SignUp
from homes.queries import activities as reads
from homes.queries.signups import code_of
from homes.rules import activities as rules
from homes.rules import invitations as words
from homes.rules.signups import numbers_of
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

Status = Activity.Status


@needs("homes.view_activity")
@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """Show a month of my organisation's activities, run by it or along with others."""
    org, today = top_of_reach(), timezone.localdate()
    month = reads.month_asked(request.GET.get("month", ""), today)
    before, after = reads.beside(month)
    found = reads.of_month(reads.activities_of(org), month)
    shown = {"org": org, "month": month, "before": before, "after": after, "found": found}
    return render(request, "homes/activities.html", shown)


@needs("homes.view_activity")
@require_safe
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one: what it is, who comes, the code to sign up by, and what is to do next."""
    one, user = activity_or_404(pk), account(request)
    now = timezone.now()
    shown: dict[str, Any] = {
        "activity": one, "partners": reads.partners_of(one), "numbers": numbers_of(one),
        "posts": [tie.post for tie in one.posts.select_related("post")],
        "manages": user.has_perm("homes.plan_activity") and rules.manages(activity=one, by=user),
        "photos": reads.photos_of(one) if one.status in rules.DONE else [],
        "link": door_of(request, one) if one.status == Status.OPEN else None,
        "begun": one.starts_at <= now, "is_coming": one.status in rules.COMING,
    }  # fmt: skip
    return render(request, "homes/activity.html", shown)


@needs("homes.plan_activity")
@require_http_methods(SHOW_AND_SEND)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan an activity of my organisation; its responsible is I, until somebody else is chosen."""
    org, user, at = top_of_reach(), account(request), timezone.now()
    today = timezone.localdate(at)
    choices = reads.choices_at(org, today)
    mine = [seat for seat in choices.seats if reads.is_held_by(seat, user)]
    start = {"on": today, "hour": "19:00", "responsible": str(mine[0].pk) if mine else ""}
    form = ActivityForm(sent(request), choices=choices, initial=start)
    if form.carry_out(lambda _: services.plan_activity(org=org, plan=form.plan(), by=user, at=at)):
        said = "活动已经安排好。" + (
            "要报名，就点“开放报名”。" if form.outcome.starts_at > at
            else "已经办过的，点“办完了，登记情况”。"
        )  # fmt: skip
        return pages.done(request, said, "homes:activity", form.outcome.pk)
    return render(
        request, "homes/plan.html", {"form": form, "title": "安排活动", "submit": "安排好了"}
    )


@needs("homes.change_activity")
@require_http_methods(SHOW_AND_SEND)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it be something else, at another time or place."""
    one, user, at = mine_or_403(request, pk), account(request), timezone.now()
    choices = reads.choices_at(one.org, timezone.localdate(one.starts_at))
    form = ActivityForm(sent(request), choices=choices, activity=one, initial=start_of(one))
    if form.carry_out(
        lambda _: services.change_activity(activity=one, plan=form.plan(), by=user, at=at)
    ):
        return pages.done(request, "活动已经改好。", "homes:activity", pk)
    shown = {"form": form, "title": "修改活动", "submit": "保存", "activity": one}
    return render(request, "homes/plan.html", shown)


@needs("homes.open_activity")
@require_http_methods(SHOW_AND_SEND)
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the sign-up; then show the code and the text for the group."""
    one, user, at = mine_or_403(request, pk), account(request), timezone.now()
    form = OpenForm(sent(request), activity=one)
    if form.carry_out(
        lambda _: services.open_activity(activity=one, by=user, at=at, **form.facts())
    ):
        said = "已经开放报名。把下面的文字复制到群里，或者打印二维码。"
        return pages.done(request, said, "homes:activity_text", pk)
    return act(
        request, form, title="开放报名", submit="开放报名", back="homes:activity", back_to=pk,
        says=["姐妹们扫码填姓名和手机尾号四位就能报名，不用注册。姓名只有您和主席看得到，"
              "活动结束后自动删除。"],
    )  # fmt: skip


@needs("homes.change_signup")
@require_http_methods(SHOW_AND_SEND)
def signup(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how many may come and until when they say so."""
    one, user, at = mine_or_403(request, pk), account(request), timezone.now()
    form = OpenForm(sent(request), activity=one)
    if form.carry_out(
        lambda _: services.change_signup(activity=one, by=user, at=at, **form.facts())
    ):
        return pages.done(request, "报名已经调整。", "homes:activity", pk)
    return act(
        request, form, title="调整报名", submit="保存", back="homes:activity", back_to=pk,
        says=["名额加了，候补的按先后补上；不能比已经报上名的少。"],
    )  # fmt: skip


@needs("homes.call_off_activity")
@require_http_methods(SHOW_AND_SEND)
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off, after asking why."""
    one, user, at = mine_or_403(request, pk), account(request), timezone.now()
    form = CallOffForm(sent(request))
    if form.carry_out(
        lambda clean: services.call_off_activity(activity=one, by=user, at=at, **clean)
    ):
        said = "活动已经取消。请把下面的文字发到群里，告诉报了名的人。"
        return pages.done(request, said, "homes:activity_text", pk)
    return act(
        request, form, title="取消活动", submit="取消活动", back="homes:activity", back_to=pk,
        says=[one.title, "报名页面上会写明取消的原因。"],
    )  # fmt: skip


@needs("homes.hold_activity")
@require_http_methods(SHOW_AND_SEND)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it went: two numbers are enough."""
    one, user, at = mine_or_403(request, pk), account(request), timezone.now()
    came = SignUp.rows.filter(activity=one, has_come=True, cancelled_at__isnull=True).count()
    logs = one.responsible is not None and one.posts.exists()
    form = OutcomeForm(sent(request), request.FILES or None, activity=one, came=came, logs=logs)
    photos = [file.read() for file in request.FILES.getlist("photos")]
    if form.carry_out(
        lambda _: services.report_activity(
            activity=one, photos=photos, by=user, at=at, **form.facts()
        )
    ):
        said = "活动情况已经登记。" + ("可以把小结发到群里。" if form.outcome.summary else "")
        return pages.done(request, said, "homes:activity", pk)
    return render(request, "homes/report.html", {"activity": one, "form": form, "came": came})


@needs("homes.view_activity")
@require_safe
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text to copy into the group, and the code to be scanned."""
    one = activity_or_404(pk)
    link = door_of(request, one) if one.status == Status.OPEN else None
    shown = {"activity": one, "link": link, "label": "发到群里的话", "text": text_of(one, link)}
    return render(request, "homes/text.html", shown)


@needs("homes.view_activity")
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out a photo of an activity in reach, to be kept by nobody on the way."""
    row = ActivityPhoto.rows.filter(pk=pk, activity__in=reads.in_reach().values("pk")).first()
    path = settings.MEDIA_ROOT / row.photo if row else None
    if path is None or not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response


def text_of(one: Activity, link: CodeLink | None) -> str:
    """Return what is said of an activity in the group, as it stands."""
    at = timezone.localtime(one.starts_at)
    if one.status == Status.CALLED_OFF:
        return words.called_off(title=one.title, at=at, because=one.called_off_because)
    by = "、".join([one.org.title, *(str(along) for along in reads.partners_of(one))])
    if one.status in rules.DONE:
        return words.outcome(
            title=one.title, at=at, place=one.place, by=by, summary=one.summary,
            attendances=one.attendances or 0, persons=one.persons or 0,
        )  # fmt: skip
    closes = timezone.localtime(one.closes_at) if one.closes_at else None
    return words.invitation(
        title=one.title, what=one.what, at=at, place=one.place, by=by, capacity=one.capacity,
        closes_at=closes, link=link.address if link else "",
    )  # fmt: skip


def door_of(request: HttpRequest, one: Activity) -> CodeLink:
    """Return the way to an activity's public page."""
    return link_to(request, reverse("homes:sign_up", args=[code_of(one)]))


def activity_or_404(pk: int) -> Activity:
    """Return an activity in reach, or answer that there is none."""
    found = reads.activity_in_reach(pk)
    if found is None:
        raise Http404
    return found


def mine_or_403(request: HttpRequest, pk: int) -> Activity:
    """Return an activity that is hers to run; refuse one that she may only read."""
    found = activity_or_404(pk)
    if not rules.manages(activity=found, by=account(request)):
        raise PermissionDenied
    return found
