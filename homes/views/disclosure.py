"""Disclosure on the phone: what the public sees of my organisation, and what I can do about it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties.rules.posts import is_own_place
from duties.views.needs import act
from fulian import pages
from fulian.admin import ActForm
from fulian.permissions import needs
from homes import services
from homes.forms.disclosure import DownForm, DutiesForm, FieldsForm, HangForm, PlanForm
from homes.models import TakeDown
from homes.queries import disclosure as reads
from homes.queries.sheet import sheet_of
from homes.rules.disclosure import quarter_of
from members.models import Person
from orgs.queries.tree import top_of_reach
from orgs.views.public import as_a_stranger
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
HERE = "homes:disclosure"


@needs("homes.view_disclosure")
@require_safe
def disclosure(request: HttpRequest) -> HttpResponse:
    """Show the four items of my organisation, what is missing, and what is taken down."""
    org, today = top_of_reach(), timezone.localdate()
    state = reads.states_of([org], today)[0]
    may = request.user.has_perm("homes.write_plan")
    shown = {"org": org, "state": state, "down": state.taken, "may": may}
    return render(request, "homes/disclosure.html", shown)


@needs("homes.view_disclosure")
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """Show precisely the page a stranger gets."""
    return as_a_stranger(request, top_of_reach())


@needs("homes.view_disclosure")
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Show the wall sheet, to print."""
    shown = {"sheet": sheet_of(request, top_of_reach(), timezone.localdate()), "back": HERE}
    return render(request, "homes/sheet.html", shown)


@needs("homes.write_plan")
@require_http_methods(SHOW_AND_SEND)
def plan(request: HttpRequest) -> HttpResponse:
    """Write what we mean to do in this or the next quarter."""
    org, on, by = top_of_reach(), timezone.localdate(), account(request)
    now = quarter_of(on)
    known = reads.plan_of(org, now)
    start = {"quarter": now.isoformat(), "text": known.text if known else ""}
    form = PlanForm(sent(request), on=on, initial=start)
    if form.carry_out(lambda _: services.write_plan(org=org, on=on, by=by, **form.facts())):
        return pages.done(request, "写好了，群众现在就能看到。", HERE)
    return act(request, form, title="写活动安排", submit="写好了", back=HERE)


@needs("homes.change_duties")
@require_http_methods(SHOW_AND_SEND)
def duties(request: HttpRequest) -> HttpResponse:
    """Say in our own words what we have to do."""
    org, by = top_of_reach(), account(request)
    public = reads.states_of([org], timezone.localdate())[0].public
    form = DutiesForm(sent(request), initial={"text": public.duties})
    if form.carry_out(lambda clean: services.change_duties(org=org, by=by, **clean)):
        return pages.done(request, "改好了，群众现在就能看到。", HERE)
    return act(request, form, title="改职责任务", submit="保存", back=HERE)


@needs("homes.choose_fields")
@require_http_methods(SHOW_AND_SEND)
def fields(request: HttpRequest) -> HttpResponse:
    """Choose what of officers who agreed is shown."""
    org, by = top_of_reach(), account(request)
    start = FieldsForm.start(reads.chosen_at(org))
    form = FieldsForm(sent(request), initial=start)
    if form.carry_out(lambda _: services.choose_fields(org=org, by=by, **form.facts())):
        return pages.done(request, "改好了，公开页面已经按新的显示。", HERE)
    return act(request, form, title="公开干部的哪些内容", submit="保存", back=HERE)


@needs("homes.hang_sheet")
@require_http_methods(SHOW_AND_SEND)
def hung(request: HttpRequest) -> HttpResponse:
    """Keep where the printed sheet hangs."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    form = HangForm(sent(request), today=today)
    if form.carry_out(lambda c: services.hang_sheet(org=org, today=today, by=by, **c)):
        return pages.done(request, "已经登记。以后有变动，会提醒您重新打印。", HERE)
    return act(request, form, title="公开栏贴好了", submit="登记", back=HERE)


@needs("homes.take_down")
@require_http_methods(SHOW_AND_SEND)
def down(request: HttpRequest) -> HttpResponse:
    """Take something off the page at once."""
    org, at, by = top_of_reach(), timezone.now(), account(request)
    on = timezone.localdate(at)
    form = DownForm(sent(request), people=reads.asked_of(org, on))
    if form.carry_out(lambda _: take_down(form, org=org, at=at, on=on, by=by)):
        return pages.done(request, "已经撤下，群众现在就看不到了。", HERE)
    return act(request, form, title="撤下公开内容", submit="马上撤下", back=HERE)


@needs("homes.put_back")
@require_http_methods(SHOW_AND_SEND)
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Show something again."""
    one = TakeDown.objects.select_related("org", "person").filter(pk=pk).first()
    if one is None:
        raise Http404
    by = account(request)
    if not is_own_place(org=one.org_id, by=by):
        raise PermissionDenied
    at = timezone.now()
    form = ActForm(sent(request))
    if form.carry_out(lambda _: services.put_back(down=one, at=at, by=by)):
        return pages.done(request, "已经恢复公开。", HERE)
    says = [f"{one.get_what_display()}，撤下的原因：{one.reason}"]
    return act(request, form, title="恢复公开", submit="恢复公开", back=HERE, says=says)


def take_down(form: DownForm, **facts: Any) -> TakeDown:
    """Take down what the form says."""
    said = form.facts()
    if key := said.pop("person", None):
        said["person"] = Person.rows.get(pk=key)
    return services.take_down(**said, **facts)
