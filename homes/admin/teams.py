"""Volunteer teams at the desk: who leads, who is in them, which villages have none."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties.admin.meetings import Below
from fulian import pages
from fulian.admin import desk, page
from fulian.admin.sifts import Sift, chosen_by
from fulian.dated import live_on
from fulian.searching import meant
from homes import services
from homes.admin.acts import ActAdmin
from homes.admin.many_teams import ManyTeams
from homes.forms.fields import OnForm
from homes.forms.teams import JoinForm, LeaderForm, ServeForm, TeamForm, TeamNameForm
from homes.models import TeamKind, TeamLeader, VolunteerTeam, WomenVolunteer
from homes.queries import teams as reads
from homes.queries.teams import hours_said
from members.models import Person
from orgs.admin.actor import actor
from orgs.models import Level, Org, OrgStatus
from orgs.queries.naming import places

SIZE = 50
BY_ORG: dict[str, Any] = {"org": places}


class Led(Sift):
    """Whether somebody leads it, and whether it stands."""

    title = "队伍情况"
    parameter_name = "led"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return what may be chosen."""
        return [("none", "没有队长"), ("ended", "已经结束"), ("all", "全部")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one of them; those that stand, when none is chosen."""
        today, chosen = timezone.localdate(), self.value()
        if chosen == "all":
            return queryset
        if chosen == "ended":
            return queryset.filter(until__lte=today)
        rows = queryset.filter(live_on(today))
        led = TeamLeader.rows.filter(live_on(today), team=OuterRef("pk"))
        return rows.exclude(Exists(led)) if chosen == "none" else rows


@admin.register(VolunteerTeam, site=desk)
class VolunteerTeamAdmin(ActAdmin, ManyTeams):
    """Teams in reach."""

    view_perm = "homes.view_team"
    empty_says = "没有符合条件的志愿队。在“志愿覆盖”里选一个村（社区），就能成立。"
    list_before_template = "homes/desk/_team_links.html"
    list_display = ("name", "org_", "kind", "leader_", "size_", "hours_")
    list_filter = (chosen_by("kind", "类别", lambda: TeamKind.choices), Led, Below)
    list_select_related = ("org",)
    search_fields = ("name",)
    search_by: ClassVar = BY_ORG
    search_help_text = "志愿队名称，或者组织的名称、拼音、代码"
    ordering = ("org__lft", "name", "pk")
    sortable_by = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the teams in reach with their figures."""
        return reads.with_figures(super().get_queryset(request), timezone.localdate())

    @admin.display(description="组织")
    def org_(self, row: VolunteerTeam) -> str:
        """Return whose it is."""
        return row.org.title

    @admin.display(description="队长")
    def leader_(self, row: Any) -> str:
        """Return who leads it."""
        return row.leader or "没有队长"

    @admin.display(description="人数")
    def size_(self, row: Any) -> int:
        """Return how many are in it."""
        return int(row.size)

    @admin.display(description="累计服务")
    def hours_(self, row: Any) -> str:
        """Return how long it served."""
        return f"{row.times} 次，{hours_said(row.half_hours)} 小时"

    @page("figures/", needs="homes.view_team")
    def figures(self, request: HttpRequest) -> HttpResponse:
        """Show I-VOL-1 to 4 of every organisation in reach, this year, those without a team too."""
        text, today = request.GET.get("q", "").strip(), timezone.localdate()
        levels = (Level.TOWNSHIP, Level.VILLAGE)
        reach = Org.objects.filter(status=OrgStatus.ACTIVE, level__in=levels)
        rows = list(reach.filter(meant(text, {"pk": places})).order_by("lft"))
        each = reads.volunteering([org.pk for org in rows], today.replace(month=1, day=1), today)
        gaps = request.GET.get("gaps") == "1"
        lines = [(org, each[org.pk]) for org in rows if not gaps or not each[org.pk].teams]
        found = Paginator(lines, SIZE).get_page(request.GET.get("page"))
        return self.show(
            request, "homes/desk/volunteering.html", title="志愿覆盖", found=found, text=text,
            gaps=gaps, today=today, total=reads.together(each.values()),
            none=sum(not one.teams for one in each.values()), orgs=len(rows),
        )  # fmt: skip

    @page("org/<int:pk>/add/", needs="homes.form_team")
    def add(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Form a team of one organisation."""
        org, by, today = self.found(pk, Org.objects.all()), actor(request), timezone.localdate()
        seats = reads.leaders_at(org, today)
        form = TeamForm(request.POST or None, seats=seats, today=today)
        if form.carry_out(lambda _: services.form_team(org=org, by=by, **form.facts())):
            return pages.done(request, "志愿队成立了。", self.address("change", form.outcome.pk))
        none = [] if seats else ["这里还没有登记主席、副主席和执委，先办理任职，才能带队。"]
        return self.ask(
            request, form, title=f"{org.title}：成立志愿队", submit="成立",
            back=self.address("figures"), says=none,
        )  # fmt: skip

    @page("<int:pk>/", needs="homes.view_team", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a team."""
        team, today = self._team(pk), timezone.localdate()
        return self.show(
            request, "homes/desk/team.html", title=team.name, team=team,
            members=reads.members_of(team, today), done=list(reads.services_of(team)[:SIZE]),
            hours=hours_said(team.half_hours), stands=team.until is None or team.until > today,
        )  # fmt: skip

    @page("<int:pk>/edit/", needs="homes.change_team")
    def edit(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Call it otherwise."""
        team, by = self._team(pk), actor(request)
        start = {"kind": team.kind, "name": team.name}
        form = TeamNameForm(request.POST or None, initial=start)
        return self._act(
            request, team, form, lambda c: services.change_team(team=team, by=by, **c),
            "已经改好。", "修改志愿队", "保存",
        )  # fmt: skip

    @page("<int:pk>/leader/", needs="homes.name_leader")
    def leader(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Name who leads it."""
        team, by, today = self._team(pk), actor(request), timezone.localdate()
        form = LeaderForm(
            request.POST or None, seats=reads.leaders_at(team.org, today), today=today
        )
        return self._act(
            request, team, form, lambda _: services.name_leader(team=team, by=by, **form.facts()),
            "队长定好了。", "定队长", "定下来",
        )  # fmt: skip

    @page("<int:pk>/join/", needs="homes.enrol_volunteers")
    def join(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let volunteers join."""
        team, by, today = self._team(pk), actor(request), timezone.localdate()
        there = reads.in_on(team, today).filter(person__isnull=False).values("person")
        keys = [seat.person_id for seat in reads.leaders_at(team.org, today)]
        people = Person.rows.filter(pk__in=keys).exclude(pk__in=there).order_by("pinyin", "pk")
        form = JoinForm(request.POST or None, people=list(people), today=today)
        return self._act(
            request, team, form,
            lambda _: services.enrol_volunteers(team=team, by=by, **form.facts()),
            "登记好了。", "登记队员", "登记",
        )  # fmt: skip

    @page("<int:pk>/serve/", needs="homes.note_service")
    def serve(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Note a piece of service from paper."""
        team, by, at = self._team(pk), actor(request), timezone.now()
        today = timezone.localdate(at)
        there = list(reads.in_on(team, today))
        form = ServeForm(request.POST or None, members=there, today=today)
        return self._act(
            request, team, form,
            lambda _: services.note_service(team=team, by=by, at=at, **form.facts()),
            "记下了。", "记志愿服务", "记下",
        )  # fmt: skip

    @page("<int:pk>/end/", needs="homes.end_team")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End a team."""
        team, by = self._team(pk), actor(request)
        form = OnForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, team, form, lambda c: services.end_team(team=team, by=by, **c),
            "志愿队结束了。", "结束志愿队", "结束",
            says=["队长和队员同时结束，已经记的服务时长保留。"], danger=True,
        )  # fmt: skip

    @page("volunteer/<int:pk>/leave/", needs="homes.leave_team")
    def leave(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let somebody leave."""
        rows = WomenVolunteer.objects.select_related("team")
        one, by = self.found(pk, rows), actor(request)
        form = OnForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, one.team, form, lambda c: services.leave_team(volunteer=one, by=by, **c),
            "已经离队。", f"{one.name}离队", "离队",
            says=["她已经记的服务时长保留；离队满两年，名字自动删除。"],
        )  # fmt: skip

    def _act(
        self, request: HttpRequest, team: Any, form: Any, act: Any, said: str, title: str,
        submit: str, **shown: Any,
    ) -> HttpResponseBase:  # fmt: skip
        back = self.address("change", team.pk)
        return self.do(
            request, form, act, said, back=back, title=title, submit=submit,
            trail=[(team.name, back)], **shown,
        )  # fmt: skip

    def _team(self, pk: int) -> Any:
        rows = VolunteerTeam.objects.select_related("org")
        return self.found(pk, reads.with_figures(rows, timezone.localdate()))
