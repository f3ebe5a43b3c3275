"""Care at the desk: figures and gaps, a village's team, and the glass for an emergency.

No page here names a child: a township sees its villages, the county its townships, and small
counts nobody.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties import services as duties
from duties.forms.ledgers import GlassForm
from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from homes import services
from homes.forms import care as forms
from homes.models import CareTeam
from homes.queries import care as reads
from homes.queries import care_figures as figures
from homes.rules.care_figures import NOT_SHOWN, rate
from orgs.admin.actor import actor
from orgs.models import Level, Org
from orgs.queries.tree import top_of_reach

MOST = 100
RATES = (("teams", "建队率"), ("paired", "儿童结对率"), ("execs", "执委结对率"),
         ("done", "走访完成率"), ("complete", "六看六问完成率"))  # fmt: skip


@admin.register(CareTeam, site=desk)
class CareTeamAdmin(DeskAdmin):
    """Care teams and what they do, as numbers."""

    view_perm = "homes.view_care_figures"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the figures: a township's by village, the county's by township."""
        today, top = timezone.localdate(), top_of_reach()
        by_town = top.level == Level.COUNTY
        table = figures.table_of(today, by_town=by_town)
        return self.show(
            request, "homes/desk/care.html", title="看护队", table=table, by_town=by_town,
            today=today, sums=table.sums, rates=_rates(table),
        )  # fmt: skip

    @page("gaps/", needs="homes.view_care_figures")
    def gaps(self, request: HttpRequest) -> HttpResponse:
        """Show where a team or a pilot point is lacking, and where executives are unpaired."""
        today = timezone.localdate()
        villages = figures.villages_in_reach()
        lacking = figures.without_team(villages, today)
        found = figures.by_village(villages, today)
        loose = [
            (org, one.execs - one.paired_execs)
            for org in villages
            if (one := found[org.pk]).teams and one.execs and not one.paired_execs
        ]
        return self.show(
            request, "homes/desk/care_gaps.html", title="看护队还缺什么", lacking=lacking,
            pilots=figures.without_pilot(today), loose=loose, most=MOST, today=today,
        )  # fmt: skip

    @page("org/<int:pk>/", needs="homes.view_care_figures")
    def org(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one village's team: since when, who leads it, how many are on it."""
        org = self._village(pk)
        team = reads.team_of(org.pk, timezone.localdate())
        return self.show(
            request, "homes/desk/care_org.html", title=f"{org.title}看护队", org=org, team=team,
            members=team.members.filter(until__isnull=True).count() if team else 0,
        )  # fmt: skip

    @page("org/<int:pk>/found/", needs="homes.found_care_team")
    def found_team(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Found a village's team at the desk."""
        org, at, by = self._village(pk), timezone.now(), actor(request)
        today, back = timezone.localdate(at), self.address("org", pk)
        seats = reads.seats_to_pair(org.pk, today)
        start = {"members": [str(seat.pk) for seat in seats]}
        form = forms.TeamForm(request.POST or None, seats=seats, today=today, initial=start)
        if form.carry_out(
            lambda _: services.found_care_team(org=org, by=by, at=at, **form.facts())
        ):  # fmt: skip
            return pages.done(request, "看护队已经成立。", back)
        return self.ask(request, form, title=f"{org.title}：成立看护队", submit="成立", back=back)

    @page("org/<int:pk>/leader/", needs="homes.name_care_leader")
    def leader(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let another lead a village's team."""
        org, at, by = self._village(pk), timezone.now(), actor(request)
        today, back = timezone.localdate(at), self.address("org", pk)
        team = self._team(org)
        form = forms.LeaderForm(request.POST or None, seats=reads.seats_to_pair(org.pk, today))
        if form.carry_out(
            lambda clean: services.name_care_leader(
                team=team, leader=form.seats[clean["seat"]], by=by, at=at
            )
        ):
            return pages.done(request, "队长已经更换。", back)
        says = ["新队长能看到全队孩子的情况，原来的队长马上看不到了。"]
        return self.ask(request, form, title="更换队长", submit="更换", back=back, says=says)

    @page("org/<int:pk>/pilot/", needs="homes.mark_pilot")
    def pilot(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Make a village's team the township's pilot point, or no longer."""
        org, by = self._village(pk), actor(request)
        team, back = self._team(org), self.address("org", pk)
        form, wanted = forms.SureForm(request.POST or None), not team.is_pilot
        if form.carry_out(lambda _: services.mark_pilot(team=team, is_pilot=wanted, by=by)):
            return pages.done(request, "已经办好。", back)
        title = "定为示范点" if wanted else "不再作示范点"
        return self.ask(request, form, title=f"{org.title}：{title}", submit=title, back=back)

    @page("org/<int:pk>/end/", needs="homes.end_care_team")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End a village's team, after saying what that means."""
        org, at, by = self._village(pk), timezone.now(), actor(request)
        team, back, today = self._team(org), self.address("org", pk), timezone.localdate(at)
        form = forms.SureForm(request.POST or None)
        if form.carry_out(lambda _: services.end_care_team(team=team, on=today, by=by, at=at)):
            return pages.done(request, "看护队已经撤销。", back)
        return self.ask(
            request, form, title=f"撤销{org.title}看护队", submit="撤销", back=back, danger=True,
            says=["看护全部结束，孩子的情况 90 天后清除，期间谁也看不到。这一步不能撤销。"],
        )  # fmt: skip

    @page("glass/", needs="homes.break_care_glass")
    def glass(self, request: HttpRequest) -> HttpResponseBase:
        """Open a child's record in an emergency: number and reason; everybody concerned is told."""
        form, by = GlassForm(request.POST or None), actor(request)
        form.fields["number"].label = "看护编号"
        if form.carry_out(
            lambda clean: duties.break_glass(what=reads.WHAT, by=by, at=timezone.now(), **clean)
        ):
            said = "已经打开，24 小时后自动收回。看护人、队长、审计员和管理员都已收到通知。"
            return pages.done(request, said, "homes:care_child", form.outcome.entry_number)
        return self.ask(
            request, form, title="紧急查看看护档案", submit="紧急查看", danger=True,
            back=self.address("changelist"),
            says=[
                "只在孩子有危险、看护人和队长又联系不上时使用。",
                "打开以后 24 小时内您能看，办理还是看护人和队长的事；到时自动收回。",
            ],
        )  # fmt: skip

    def _village(self, pk: int) -> Org:
        org: Org = self.found(pk, Org.objects.filter(level=Level.VILLAGE))
        if top_of_reach().level not in (Level.COUNTY, Level.TOWNSHIP):
            raise PermissionDenied
        return org

    def _team(self, org: Org) -> CareTeam:
        team = reads.team_of(org.pk, timezone.localdate())
        if team is None:
            raise Http404
        return team


def _rates(table: figures.Table) -> list[tuple[str, str, str, str]]:
    """Return I-CARE-1 to 5 with part and whole, where both may be shown."""
    return [
        (said, part, whole, rate(int(part), int(whole)))
        for column, said in RATES
        for part, whole in [table.sums[column]]
        if NOT_SHOWN not in (part, whole)
    ]
