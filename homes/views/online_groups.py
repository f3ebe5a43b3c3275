"""My groups on the phone: registered, counted in two taps; and what our cluster shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.rules.posts import is_own_place
from fulian import pages
from fulian.admin import ActForm
from fulian.permissions import needs as needs_to
from homes import services
from homes.forms import online_groups as forms
from homes.forms.acts import EndForm, SeatForm
from homes.models import HomeSharing, OnlineGroup
from homes.queries import clusters
from homes.queries import online_groups as reads
from homes.queries.homes import committee_of, is_live_seat
from homes.views.homes import act
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SHOWN = 30


@needs_to("homes.register_group")
@require_http_methods(SHOW_AND_SEND)
def add(request: HttpRequest) -> HttpResponse:
    """Register a group of my organisation."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    known = {group.kind for group in reads.groups_at(org, today)}
    first = next((k for k in ("executive", "home") if k not in known), "liaison")
    form = forms.GroupForm(
        sent(request), seats=committee_of(org.pk, today), today=today, initial={"kind": first}
    )
    if form.carry_out(lambda _: services.register_group(org=org, by=by, **form.facts())):
        return pages.done(request, "群已经登记好了。", "homes:homes")
    return act(
        request, form, title="登记工作群", submit="登记", back="homes:homes",
        says=["只登记群名和人数，不要发群的二维码。"],
    )  # fmt: skip


@needs_to("homes.view_online_group")
@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one group."""
    one, today = _group(pk), timezone.localdate()
    shown = {
        "group": one, "form": forms.CountForm(initial={"members": one.members}),
        "counts": reads.counts_of(one), "held": is_live_seat(one.owner, today),
        "lacks": [] if one.until else reads.lacks_of(one, today),
        "mine": is_own_place(org=one.org_id, by=account(request)) and one.until is None,
    }  # fmt: skip
    return render(request, "homes/group.html", shown)


@needs_to("homes.count_group")
@require_http_methods(SHOW_AND_SEND)
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep how many are in a group now."""
    one, today, by = _mine(request, pk), timezone.localdate(), account(request)
    form = forms.CountForm(sent(request), initial={"members": one.members})
    if form.carry_out(lambda c: services.count_group(group=one, on=today, by=by, **c)):
        return pages.done(
            request, f"{one.name}：{form.outcome.members} 人，记下了。", "homes:homes"
        )
    return act(request, form, title=f"报群人数：{one.name}", submit="报上去", back="homes:homes")


@needs_to("homes.change_group")
@require_http_methods(SHOW_AND_SEND)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a group."""
    one, by = _mine(request, pk), account(request)
    known = {name: getattr(one, name) for name in forms.GroupFacts.base_fields}
    form = forms.GroupFacts(sent(request), initial=known)
    return _acted(
        request, form, one, "修改", "保存", lambda c: services.change_group(group=one, by=by, **c)
    )


@needs_to("homes.name_owner")
@require_http_methods(SHOW_AND_SEND)
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose a group is now."""
    one, today, by = _mine(request, pk), timezone.localdate(), account(request)
    seats, now = committee_of(one.org_id, today), {"seat": str(one.owner_id or "")}
    form = SeatForm(sent(request), seats=seats, initial=now)
    return _acted(
        request, form, one, "群主是谁", "定下来",
        lambda _: services.name_owner(group=one, seat=form.chosen(), on=today, by=by),
    )  # fmt: skip


@needs_to("homes.end_group")
@require_http_methods(SHOW_AND_SEND)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that a group was dissolved."""
    one, by = _mine(request, pk), account(request)
    form = EndForm(sent(request), today=timezone.localdate())
    return _acted(
        request, form, one, "群已解散", "登记解散",
        lambda c: services.end_group(group=one, by=by, **c),
        says=["只登记群已经解散。群本身请在微信或 QQ 里解散。"],
    )  # fmt: skip


@needs_to("homes.view_home")
@require_safe
def sharings(request: HttpRequest) -> HttpResponse:
    """Show what my organisation gave and took in its cluster."""
    org, today = top_of_reach(), timezone.localdate()
    shown = {
        "org": org, "cluster": clusters.cluster_of(org, today),
        "rows": list(clusters.sharings_of(org)[:SHOWN]),
    }  # fmt: skip
    return render(request, "homes/sharings.html", shown)


@needs_to("homes.share")
@require_http_methods(SHOW_AND_SEND)
def share(request: HttpRequest) -> HttpResponse:
    """Write down what was lent to or by a member of our cluster."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    others = clusters.neighbours_of(org, today)
    form = forms.ShareForm(sent(request), mine=org, others=others, today=today)
    if others and form.carry_out(lambda _: services.share(by=by, **form.facts())):
        return pages.done(request, "登记好了，对方也看得到，不用再登记。", "homes:sharings")
    none = "" if others else "本组织还不在妇女之家片区里。片区由乡镇或县妇联建立。"
    return act(request, form, title="登记片区共享", submit="登记", back="homes:sharings", none=none)


@needs_to("homes.withdraw_sharing")
@require_http_methods(SHOW_AND_SEND)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a mistaken one count no more."""
    row = HomeSharing.objects.filter(pk=pk, withdrawn_on__isnull=True).first()
    if row is None:
        raise Http404
    today, by = timezone.localdate(), account(request)
    if not any(is_own_place(org=org, by=by) for org in (row.org_id, row.taker_id)):
        raise PermissionDenied
    form = forms.WithdrawForm(sent(request))
    if form.carry_out(lambda c: services.withdraw_sharing(sharing=row, on=today, by=by, **c)):
        return pages.done(request, "已经作废，不再计数。", "homes:sharings")
    return act(request, form, title=f"作废：{row}", submit="作废", back="homes:sharings")


def _acted(
    request: HttpRequest, form: ActForm, one: Any, title: str, submit: str,
    do: Callable[[dict[str, Any]], Any], **shown: Any,
) -> HttpResponse:  # fmt: skip
    if form.carry_out(do):
        return pages.done(request, "已经保存。", "homes:group", one.pk)
    return act(
        request, form, title=title, submit=submit, back="homes:group", back_to=one.pk, **shown
    )


def _group(pk: int) -> Any:
    rows = OnlineGroup.objects.select_related("org", "owner__person")
    one = reads.with_count(rows, timezone.localdate()).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _mine(request: HttpRequest, pk: int) -> Any:
    """Return the group in reach; 403 when it is another organisation's (decision 20)."""
    one = _group(pk)
    if not is_own_place(org=one.org_id, by=account(request)):
        raise PermissionDenied
    return one
