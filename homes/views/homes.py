"""My homes on the phone: found together, hours and keys changed, out of use, open again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.forms.arranging import DayForm
from duties.rules.posts import is_own_place
from fulian import pages
from fulian.admin import ActForm
from fulian.permissions import needs as needs_to
from homes import services
from homes.forms import acts
from homes.forms import homes as forms
from homes.models import HomeAsset, HomeKind, HomeTier, WomensHome
from homes.queries import homes as reads
from homes.queries.checklists import items_for
from homes.queries.clusters import cluster_of
from homes.queries.home_story import story_of
from homes.queries.many import homes_lacking
from homes.queries.online_groups import groups_at, lacks_of
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]


def act(request: HttpRequest, form: ActForm, **shown: Any) -> HttpResponse:
    """Show a form of one thing to do: its title, its button, the way back."""
    return render(request, "duties/act.html", {"form": form, **shown})


@needs_to("homes.view_home")
@require_safe
def homes(request: HttpRequest) -> HttpResponse:
    """Show my organisation's homes and groups, and what each lacks."""
    org, today = top_of_reach(), timezone.localdate()
    rows = [(home, reads.lacks_of(home, today)) for home in reads.homes_at(org, today)]
    known = {home.kind for home, _ in rows}
    groups = [(group, lacks_of(group, today)) for group in groups_at(org, today)]
    shown = {
        "org": org, "rows": rows, "groups": groups, "cluster": cluster_of(org, today),
        "lacks": [HomeKind(kind).label for kind in ("physical", "online") if kind not in known],
        "has_physical": HomeKind.PHYSICAL in known,
        "no_groups": [
            label for kind, label in (("executive", "执委群"), ("home", "妇女之家群"))
            if kind not in {group.kind for group, _ in groups}
        ],
    }  # fmt: skip
    return render(request, "homes/homes.html", shown)


@needs_to("homes.found_homes")
@require_http_methods(SHOW_AND_SEND)
def found(request: HttpRequest) -> HttpResponse:
    """Found the homes my organisation lacks, both in one form."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    lacks = homes_lacking([org], ["physical", "online"], today)[org.pk]
    if not lacks:
        return pages.done(request, "实体的和网上的都登记过了。", "homes:homes")
    seats = reads.committee_of(org.pk, today)
    form = forms.OwnHomesForm(sent(request), lacks=lacks, seats=seats, today=today)
    if form.carry_out(lambda _: services.found_homes(org=org, by=by, **form.facts())):
        return pages.done(request, "已经登记好了。", "homes:homes")
    first = [field for field in form if field.name not in form.later]
    later = [field for field in form if field.name in form.later]
    return render(request, "homes/found.html", {"form": form, "first": first, "later": later})


@needs_to("homes.found_micro")
@require_http_methods(SHOW_AND_SEND)
def micro(request: HttpRequest) -> HttpResponse:
    """Found a micro-home of my organisation."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    form = forms.MicroForm(sent(request), today=today)
    if form.carry_out(
        lambda c: services.found_micro(org=org, on=c["on"], by=by, **form.told(today))
    ):
        return pages.done(request, "微家已经登记好了。", "homes:homes")
    return act(request, form, title="登记妇女微家", submit="登记", back="homes:homes")


@needs_to("homes.view_home")
@require_safe
def home(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one home."""
    one, today = _home(pk), timezone.localdate()
    shown = {
        "home": one, "lacks": reads.lacks_of(one, today), "story": story_of(one),
        "held": reads.is_live_seat(one.manager, today), "assets": reads.assets_of(one, today),
        "mine": is_own_place(org=one.org_id, by=account(request)) and one.until is None,
        "tier": HomeTier(one.tier).label, "has_list": bool(items_for(one.kind, today)),
    }  # fmt: skip
    return render(request, "homes/home.html", shown)


@needs_to("homes.change_home")
@require_http_methods(SHOW_AND_SEND)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a home: hours and keys first."""
    one, today, by = _mine(request, pk), timezone.localdate(), account(request)
    form: Any = forms.FACTS[one.kind](sent(request), initial=forms.facts_of(one))
    consented = one.host_consented_on or today

    def change(clean: dict[str, Any]) -> Any:
        facts = form.told(consented) if one.kind == HomeKind.MICRO else clean
        return services.change_home(home=one, on=today, by=by, **facts)

    return _acted(request, form, one, "修改", "保存", "已经改好。", change)


@needs_to("homes.seat_manager")
@require_http_methods(SHOW_AND_SEND)
def manager(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who answers for a home."""
    one, today, by = _mine(request, pk), timezone.localdate(), account(request)
    seats, now = reads.committee_of(one.org_id, today), {"seat": str(one.manager_id or "")}
    form = acts.SeatForm(sent(request), seats=seats, initial=now)
    return _acted(
        request, form, one, "谁负责", "定下来", "负责人已经登记。",
        lambda _: services.seat_manager(home=one, seat=form.chosen(), on=today, by=by),
    )  # fmt: skip


@needs_to("homes.adopt_rules")
@require_http_methods(SHOW_AND_SEND)
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a home's rules."""
    one, today, by = _mine(request, pk), timezone.localdate(), account(request)
    known = {"text": one.rules, "on": one.rules_on or today}
    form = acts.RulesForm(sent(request), today=today, initial=known)
    return _acted(
        request, form, one, "妇女之家制度", "保存", "制度已经登记。",
        lambda clean: services.adopt_rules(home=one, by=by, **clean),
    )  # fmt: skip


@needs_to("homes.suspend_home")
@require_http_methods(SHOW_AND_SEND)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a home out of use; or open it again, when it is."""
    one, today, by = _mine(request, pk), timezone.localdate(), account(request)
    if one.is_paused:
        form: ActForm = DayForm(sent(request), today=today)
        return _acted(
            request, form, one, "恢复开放", "恢复开放", "已经恢复开放。",
            lambda clean: services.reopen_home(home=one, by=by, **clean),
        )  # fmt: skip
    form = acts.SuspendForm(sent(request), today=today)
    return _acted(
        request, form, one, "停用", "停用", "已经登记停用。",
        lambda clean: services.suspend_home(home=one, by=by, **clean),
        says=["停用期间，公开页面写明暂停开放。恢复以后请到这里登记。"],
    )  # fmt: skip


@needs_to("homes.close_home")
@require_http_methods(SHOW_AND_SEND)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a home, after asking."""
    one, today, by = _mine(request, pk), timezone.localdate(), account(request)
    form = acts.EndForm(sent(request), today=today)
    told = [f"{e.count} 个{e.what}：{e.outcome}。" for e in services.closing_home_affects(home=one)]
    return _acted(
        request, form, one, f"撤销{one.name}", "确定撤销", "已经撤销。",
        lambda clean: services.close_home(home=one, by=by, **clean), gone=True,
        says=["只是暂时不开，请用“停用”。撤销错了，七天内请县妇联撤回。", *told],
    )  # fmt: skip


@needs_to("homes.keep_asset")
@require_http_methods(SHOW_AND_SEND)
def asset(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that a home has something."""
    one, today, by = _mine(request, pk), timezone.localdate(), account(request)
    form = acts.AssetForm(sent(request))
    return _acted(
        request, form, one, "登记资产", "登记", "已经登记。",
        lambda clean: services.keep_asset(home=one, on=today, by=by, **clean),
        says=["同名的再登记一次，就是更改数量和保管人。"],
    )  # fmt: skip


@needs_to("homes.drop_asset")
@require_http_methods(SHOW_AND_SEND)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a home has something no more."""
    row = HomeAsset.objects.filter(pk=pk, until__isnull=True).first()
    if row is None:
        raise Http404
    one, by = _mine(request, row.home_id), account(request)
    form = acts.EndForm(sent(request), today=timezone.localdate())
    return _acted(
        request, form, one, f"注销{row.what}", "确定注销", "已经注销。",
        lambda clean: services.drop_asset(asset=row, by=by, **clean),
    )  # fmt: skip


@needs_to("homes.check_home")
@require_http_methods(SHOW_AND_SEND)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold a home against the county's checklist."""
    one, today, by = _mine(request, pk), timezone.localdate(), account(request)
    form = acts.CheckForm(sent(request), items=items_for(one.kind, today), today=today)
    return _acted(
        request, form, one, "对照清单自查", "保存", "自查结果已经保存。",
        lambda clean: services.check_home(
            home=one, by=by, **clean | {"met": [int(key) for key in clean["met"]]}
        ),
    )  # fmt: skip


def _acted(
    request: HttpRequest, form: ActForm, one: Any, title: str, submit: str, said: str,
    do: Callable[[dict[str, Any]], Any], *, gone: bool = False, **shown: Any,
) -> HttpResponse:  # fmt: skip
    """Do it and go back to the home; else ask."""
    if form.carry_out(do):
        return pages.done(request, said, *(["homes:homes"] if gone else ["homes:home", one.pk]))
    return act(
        request, form, title=title, submit=submit, back="homes:home", back_to=one.pk, **shown
    )


def _home(pk: int) -> Any:
    rows = WomensHome.objects.select_related("org", "manager__person", "parent", "social")
    one = reads.with_state(rows, timezone.localdate()).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _mine(request: HttpRequest, pk: int) -> Any:
    """Return the home in reach; 403 when it is another organisation's (decision 20)."""
    one = _home(pk)
    if not is_own_place(org=one.org_id, by=account(request)):
        raise PermissionDenied
    return one
