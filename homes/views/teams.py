"""Volunteer teams on the phone: my team, a piece of service in half a minute."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duties.rules.posts import ARRANGERS, is_own_place
from fulian import pages
from fulian.admin import ActForm
from fulian.permissions import needs
from homes import services
from homes.forms.fields import OnForm, WhyForm
from homes.forms.teams import JoinForm, LeaderForm, ServeForm, TeamForm
from homes.models import VolunteerActivity, VolunteerTeam, WomenVolunteer
from homes.queries import many_teams
from homes.queries import teams as reads
from homes.queries.teams import hours_said
from homes.views.acts import SHOW_AND_SEND, at_home, do
from members.models import Person
from orgs.queries.tree import top_of_reach
from orgs.rules import role_may
from orgs.views.sessions import account, sent


@needs("homes.view_team")
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Show the teams of my organisation, those I am in first."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    first = today.replace(month=1, day=1)
    found = reads.teams_for(by, org, today, everything=True)
    year = reads.volunteering([org.pk], first, today)[org.pk]
    shown = {
        "org": org, "found": found, "year": year, "everything": role_may(by, ARRANGERS),
        "on": today,
    }  # fmt: skip
    return render(request, "homes/teams.html", shown)


@needs("homes.form_team")
@require_http_methods(SHOW_AND_SEND)
def new(request: HttpRequest) -> HttpResponse:
    """Form a team of my organisation."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    seats = reads.leaders_at(org, today)
    none = "" if seats else "这里还没有登记主席、副主席和执委，先办理任职，才能带队。"
    form = TeamForm(sent(request), seats=seats, today=today)
    if not none and form.carry_out(
        lambda _: services.form_team(org=org, by=by, **form.facts())
    ):  # fmt: skip
        return pages.done(request, "志愿队成立了，再登记队员。", "homes:team", form.outcome.pk)
    shown = {"form": form, "title": "成立志愿队", "submit": "成立", "back": "homes:teams"}
    return render(request, "homes/act.html", shown | {"none": none})


@needs("homes.form_many_teams")
@require_http_methods(SHOW_AND_SEND)
def each(request: HttpRequest) -> HttpResponse:
    """Form a team for everybody of my committee who leads none: twelve lead twelve (A42)."""
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    at_home(request, org.pk)
    there = many_teams.what_is_there([org], today)[org.pk]
    wanted = many_teams.teams_wanted(org, there, many_teams.KINDS, each=True)
    return do(
        request, ActForm(sent(request)),
        lambda _: services.form_many_teams(
            orgs=[org.pk], kinds=list(many_teams.KINDS), each=True, on=today, by=by
        ),
        f"成立了 {len(wanted)} 支志愿队。", "homes:teams", title="一位执委带一支队",
        submit=f"成立这 {len(wanted)} 支",
        says=[f"{one.name}，{one.leader.person.name}带队" for one in wanted],
        none="" if wanted else "主席、副主席和执委都已经带队，或者还没有登记任职。",
    )  # fmt: skip


@needs("homes.view_team")
@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a team: who leads it, who is in it and how long each served, what it did."""
    one, today, by = _team(pk), timezone.localdate(), account(request)
    here = is_own_place(org=one.org_id, by=by)
    shown = {
        "team": one, "members": reads.members_of(one, today), "hours": hours_said(one.half_hours),
        "done": list(reads.services_of(one)[:20]), "on": today,
        "keeps": here and by.has_perm("homes.form_team") and one.until is None,
        "serves": one.until is None and _serves(one, by, here),
    }  # fmt: skip
    return render(request, "homes/team.html", shown)


@needs("homes.note_service")
@require_http_methods(SHOW_AND_SEND)
def serve(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a piece of service: what kind, who, how long each."""
    one, at, by = _team(pk), timezone.now(), account(request)
    at_home(request, one.org_id)
    today = timezone.localdate(at)
    form = ServeForm(sent(request), members=list(reads.in_on(one, today)), today=today)
    return do(
        request, form, lambda _: services.note_service(team=one, by=by, at=at, **form.facts()),
        "记下了。", "homes:team", pk, template="homes/serve.html", team=one,
    )  # fmt: skip


@needs("homes.enrol_volunteers")
@require_http_methods(SHOW_AND_SEND)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Let volunteers join."""
    one, today, by = _team(pk), timezone.localdate(), account(request)
    at_home(request, one.org_id)
    there = reads.in_on(one, today).filter(person__isnull=False).values("person")
    seats = reads.leaders_at(one.org, today)
    keys = [seat.person_id for seat in seats]
    people = list(Person.rows.filter(pk__in=keys).exclude(pk__in=there).order_by("pinyin", "pk"))
    form = JoinForm(sent(request), people=people, today=today)
    return do(
        request, form, lambda _: services.enrol_volunteers(team=one, by=by, **form.facts()),
        "登记好了。", "homes:team", pk, title=f"{one.name}：登记队员", submit="登记",
    )  # fmt: skip


@needs("homes.name_leader")
@require_http_methods(SHOW_AND_SEND)
def leader(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another member of the committee lead it."""
    one, today, by = _team(pk), timezone.localdate(), account(request)
    at_home(request, one.org_id)
    form = LeaderForm(sent(request), seats=reads.leaders_at(one.org, today), today=today)
    return do(
        request, form, lambda _: services.name_leader(team=one, by=by, **form.facts()),
        "队长定好了。", "homes:team", pk, title=f"{one.name}：定队长", submit="定下来",
    )  # fmt: skip


@needs("homes.end_team")
@require_http_methods(SHOW_AND_SEND)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a team."""
    one, today, by = _team(pk), timezone.localdate(), account(request)
    at_home(request, one.org_id)
    form = OnForm(sent(request), today=today)
    return do(
        request, form, lambda c: services.end_team(team=one, by=by, **c), "志愿队结束了。",
        "homes:teams", title=f"结束：{one.name}", submit="结束",
        says=["队长和队员同时结束，已经记的服务时长保留。"],
    )  # fmt: skip


@needs("homes.leave_team")
@require_http_methods(SHOW_AND_SEND)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody leave her team."""
    one = WomenVolunteer.objects.select_related("team").filter(pk=pk).first()
    if one is None:
        raise Http404
    at_home(request, one.org_id)
    form, by = OnForm(sent(request), today=timezone.localdate()), account(request)
    return do(
        request, form, lambda c: services.leave_team(volunteer=one, by=by, **c), "已经离队。",
        "homes:team", one.team_id, title=f"{one.name}离队", submit="离队",
        says=["她已经记的服务时长保留；离队满两年，名字自动删除。"],
    )  # fmt: skip


@needs("homes.strike_service")
@require_http_methods(SHOW_AND_SEND)
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a piece of service count no more."""
    one, by = _service(pk), account(request)
    at_home(request, one.org_id)
    form = WhyForm(sent(request))
    return do(
        request, form,
        lambda c: services.strike_service(activity=one, by=by, at=timezone.now(), **c),
        "已经作废，不再计算时长。", "homes:team", one.team_id, title=f"作废：{one}", submit="作废",
        says=["作废以后还看得到，但是不算时长。记错了就作废，再重新记一条。"],
    )  # fmt: skip


@needs("homes.unstrike_service")
@require_POST
def unstrike(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it count again."""
    one, by = _service(pk), account(request)
    at_home(request, one.org_id)
    try:
        services.unstrike_service(activity=one, by=by, at=timezone.now())
    except ValidationError:  # pressed twice: it counts again
        return redirect("homes:team", one.team_id)
    return pages.done(request, "已经恢复。", "homes:team", one.team_id)


def _serves(team: VolunteerTeam, by: Any, here: bool) -> bool:
    if not (here and by.has_perm("homes.note_service")):
        return False
    return role_may(by, ARRANGERS) or reads.serves_in(team, by, timezone.localdate())


def _team(pk: int) -> Any:
    rows = reads.with_figures(VolunteerTeam.objects.filter(pk=pk), timezone.localdate())
    found = rows.select_related("org").first()
    if found is None:
        raise Http404
    return found


def _service(pk: int) -> VolunteerActivity:
    found = VolunteerActivity.objects.select_related("team").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
