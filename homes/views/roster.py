"""The organiser's list on the phone: who is coming, who came, on paper, and pasted."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.views.needs import SHOW_AND_SEND, act
from fulian import pages
from fulian.admin import ActForm
from fulian.permissions import needs
from homes import services
from homes.forms.signups import CameForm, WalkInsForm
from homes.models import SignUp
from homes.queries import signups as reads
from homes.rules import activities as rules
from homes.views.activities import mine_or_403
from orgs.models import SettingName
from orgs.queries.settings import setting
from orgs.views.sessions import account, sent

MOST = 600  # lines on a page


@needs("homes.mark_came")
@require_http_methods(SHOW_AND_SEND)
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is coming; once it began, tick who came."""
    one, user, at = mine_or_403(request, pk), account(request), timezone.now()
    found = reads.roster_of(one, with_names=rules.sees_names(activity=one, by=user))
    lines = [*found.taken, *found.walk_ins, *found.waiting][:MOST]
    form = CameForm(sent(request), keys=[line.pk for line in lines])
    if form.carry_out(lambda clean: services.mark_came(activity=one, by=user, at=at, **clean)):
        return pages.done(request, "到场已经登记。", "homes:roster", pk)
    shown = {
        "activity": one, "found": found, "lines": lines, "form": form,
        "begun": one.starts_at <= at, "most": MOST, "kept": setting(SettingName.SIGNUP_DAYS),
    }  # fmt: skip
    return render(request, "homes/roster.html", shown)


@needs("homes.add_walk_ins")
@require_http_methods(SHOW_AND_SEND)
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a pasted 接龙: names of the list came, all others are written down as walk-ins."""
    one, user, at = mine_or_403(request, pk), account(request), timezone.now()
    if not rules.sees_names(activity=one, by=user):
        raise PermissionDenied
    form = WalkInsForm(sent(request))

    def keep(_: object) -> int:
        matched, names = form.read(reads.matching(one))
        return services.add_walk_ins(activity=one, names=names, matched=matched, by=user, at=at)

    if form.carry_out(keep):
        said = f"记下了 {form.outcome} 人到场。" if form.outcome else "这些人都已经记过了。"
        return pages.done(request, said, "homes:roster", pk)
    return act(
        request, form, title="粘贴接龙", submit="记下这些人到场", back="homes:roster", back_to=pk,
        says=["名单上有的，勾上到场；没有报名的，记成现场来的。写了请假、不来的不算。"],
    )  # fmt: skip


@needs("homes.strike_signup")
@require_http_methods(SHOW_AND_SEND)
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list who said that she does not come, after asking."""
    row = SignUp.rows.filter(pk=pk, cancelled_at__isnull=True).first()
    if row is None:
        raise Http404
    one, user, at = mine_or_403(request, row.activity_id), account(request), timezone.now()
    name = reads.opened(row)[0] if rules.sees_names(activity=one, by=user) else ""
    form = ActForm(sent(request))
    if form.carry_out(lambda _: services.strike_signup(activity=one, signup=pk, by=user, at=at)):
        return pages.done(request, "已经划掉。", "homes:roster", one.pk)
    return act(
        request, form, title=f"划掉{name or '这个报名'}吗？", submit="划掉", back="homes:roster",
        back_to=one.pk, says=["她告诉您不来了，才划掉。候补的第一位会补上，请告诉她。"],
    )  # fmt: skip


@needs("homes.view_roster")
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the list as a page to print for the table at the door; the waiting list behind it."""
    one = mine_or_403(request, pk)
    user = account(request)
    found = reads.roster_of(one, with_names=rules.sees_names(activity=one, by=user))
    shown = {"activity": one, "found": found, "on": timezone.localdate()}
    return render(request, "homes/roster_print.html", shown)
