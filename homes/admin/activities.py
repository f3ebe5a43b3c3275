"""Activities at the desk: the list, the month, one of them, what they come to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from duties.admin.meetings import Below
from duties.queries.meetings import quarter_said
from fulian import pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.desk import is_key
from fulian.admin.sifts import chosen_by
from fulian.codes import link_to
from fulian.workbooks import XLSX
from homes import services
from homes.forms.activities import ActivityForm, CallOffForm, OpenForm, PlaceForm, start_of
from homes.models import Activity, Campaign, Theme
from homes.queries import activities as reads
from homes.queries import figures
from homes.queries.signups import code_of, roster_of
from homes.rules import activities as rules
from homes.rules.signups import numbers_of
from orgs.admin.actor import actor
from orgs.models import Org, SettingName
from orgs.queries.naming import places
from orgs.queries.settings import setting
from orgs.queries.tree import children_of, top_of_reach

Status = Activity.Status


def _campaigns() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Campaign.rows.order_by("-since").values_list(
        "pk", "name")[:50]]  # fmt: skip


@admin.register(Activity, site=desk)
class ActivityAdmin(DeskAdmin):
    """Activities in reach, and those others run along with somebody in reach."""

    view_perm, create_perm, create_label = "homes.view_activity", "homes.plan_activity", "安排活动"
    empty_says = "没有符合条件的活动。村里在手机“活动”里安排，这里就能看到；也可以点“安排活动”。"
    list_display = ("title", "org_", "when_", "theme", "status", "signed_", "came_")
    list_filter = (
        chosen_by("status", "活动状态", lambda: Status.choices),
        chosen_by("theme", "活动品牌", lambda: Theme.choices),
        chosen_by("campaign", "主题和行动", _campaigns),
        Below,
    )
    list_select_related = ("org",)
    search_fields = ("title", "place")
    search_by: ClassVar = {"org": places}
    search_help_text = "活动名称、地点，或者组织的名称、拼音、代码"
    list_before_template = "homes/desk/_activity_links.html"
    ordering = ("-starts_at", "-pk")
    sortable_by = ("when_", "title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return them, the last first."""
        return reads.in_reach().order_by(*self.ordering)

    @admin.display(description="组织")
    def org_(self, one: Activity) -> str:
        """Return who holds it."""
        return one.org.title

    @admin.display(description="时间", ordering="starts_at")
    def when_(self, one: Activity) -> str:
        """Return when."""
        return f"{timezone.localtime(one.starts_at):%Y年%-m月%-d日 %H:%M}"

    @admin.display(description="报名")
    def signed_(self, one: Activity) -> str:
        """Return how many signed up, of how many, and how many wait."""
        if not one.opened_at:
            return "—"
        numbers = numbers_of(one)
        said = f"{numbers.taken} / {one.capacity}" if one.capacity else str(numbers.taken)
        return f"{said}，候补 {numbers.waiting}" if numbers.waiting else said

    @admin.display(description="人次 / 人数")
    def came_(self, one: Activity) -> str:
        """Return both, never added up."""
        return "—" if one.persons is None else f"{one.attendances} / {one.persons}"

    @page("add/", needs="homes.plan_activity")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Ask for which organisation."""
        form = PlaceForm(request.POST or None)
        if form.is_bound and form.is_valid():
            return redirect(self.address("plan", form.cleaned_data["org"].pk))
        return self.ask(
            request, form, title="安排活动", submit="下一步", back=self.address("changelist")
        )

    @page("org/<int:pk>/plan/", needs="homes.plan_activity")
    def plan(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Plan one of an organisation in reach."""
        org, by, at = self.found(pk, Org.objects.all()), actor(request), timezone.now()
        today = timezone.localdate(at)
        form = ActivityForm(
            request.POST or None, choices=reads.choices_at(org, today),
            initial={"on": today, "hour": "09:00"},
        )  # fmt: skip
        if form.carry_out(
            lambda _: services.plan_activity(org=org, plan=form.plan(), by=by, at=at)
        ):
            return pages.done(request, "活动已经安排好。", self.address("change", form.outcome.pk))
        return self.ask(
            request, form, title=f"安排活动：{org.title}", submit="安排好了",
            back=self.address("changelist"),
        )  # fmt: skip

    @page("<int:pk>/", needs="homes.view_activity", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one: facts and numbers; names stay with who runs it."""
        one, by = self.found(pk, self._linked()), actor(request)
        manages = by.has_perm("homes.plan_activity") and rules.manages(activity=one, by=by)
        path = f"/hd/{code_of(one)}/" if one.status == Status.OPEN else ""
        return self.show(
            request, "homes/desk/activity.html", title=one.title, activity=one, manages=manages,
            numbers=numbers_of(one), partners=reads.partners_of(one), photos=reads.photos_of(one),
            posts=[tie.post for tie in one.posts.select_related("post")],
            is_coming=one.status in rules.COMING, link=link_to(request, path) if path else None,
        )  # fmt: skip

    @page("<int:pk>/edit/", needs="homes.change_activity")
    def edit(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Let it be something else."""
        one, by, at = self.found(pk, self._linked()), actor(request), timezone.now()
        choices = reads.choices_at(one.org, timezone.localdate(one.starts_at))
        form = ActivityForm(
            request.POST or None, choices=choices, activity=one, initial=start_of(one)
        )
        back = self.address("change", pk)
        if form.carry_out(
            lambda _: services.change_activity(activity=one, plan=form.plan(), by=by, at=at)
        ):
            return pages.done(request, "活动已经改好。", back)
        return self.ask(
            request, form, title=f"修改：{one.title}", submit="保存", back=back,
            trail=[(one.title, back)],
        )  # fmt: skip

    @page("<int:pk>/open/", needs="homes.open_activity")
    def open_one(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Open its sign-up, or change how many may come and until when."""
        one, by, at = self.found(pk, self._linked()), actor(request), timezone.now()
        form, back = OpenForm(request.POST or None, activity=one), self.address("change", pk)
        is_open = one.status == Status.OPEN
        act = services.change_signup if is_open else services.open_activity
        if form.carry_out(lambda _: act(activity=one, by=by, at=at, **form.facts())):
            return pages.done(request, "报名已经设好。", back)
        return self.ask(
            request, form, title=f"{'调整' if is_open else '开放'}报名：{one.title}",
            submit="保存" if is_open else "开放报名", back=back, trail=[(one.title, back)],
            says=["名额加了，候补的按先后补上；不能比已经报上名的少。"] if is_open else [],
        )  # fmt: skip

    @page("<int:pk>/call-off/", needs="homes.call_off_activity")
    def call_off(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Call it off, with the reason everybody reads."""
        one, by, at = self.found(pk, self._linked()), actor(request), timezone.now()
        form, back = CallOffForm(request.POST or None), self.address("change", pk)
        if form.carry_out(
            lambda clean: services.call_off_activity(activity=one, by=by, at=at, **clean)
        ):
            return pages.done(request, "活动已经取消。七天内可以撤销。", back)
        return self.ask(
            request, form, title=f"取消：{one.title}", submit="取消活动", back=back, danger=True,
            trail=[(one.title, back)], says=["报名页面上会写明取消的原因。"],
        )  # fmt: skip

    @page("<int:pk>/roster/", needs="homes.view_roster")
    def roster(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the list with names masked: whole ones are for who runs it on the spot."""
        one = self.found(pk, self._linked())
        back = self.address("change", pk)
        return self.show(
            request, "homes/desk/roster.html", title=f"报名名单：{one.title}",
            trail=[(one.title, back)], activity=one, found=roster_of(one, with_names=False),
            kept=setting(SettingName.SIGNUP_DAYS),
        )  # fmt: skip

    @page("calendar/", needs="homes.view_activity")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Show a month of all in reach, or of one part of it."""
        today = timezone.localdate()
        month = reads.month_asked(request.GET.get("month", ""), today)
        before, after = reads.beside(month)
        below, towns = request.GET.get("below", ""), Below.places(request)
        rows = reads.in_reach().exclude(status=Status.CALLED_OFF)
        if is_key(below):
            rows = rows.filter(Activity.inside(int(below)))
        found = reads.of_month(rows, month)
        return self.show(
            request, "homes/desk/calendar.html", title="活动日历", month=month, before=before,
            after=after, weeks=reads.weeks_of(month, found), today=today, below=below, towns=towns,
            count=len(found),
        )  # fmt: skip

    @page("figures/", needs="homes.view_activity")
    def figures(self, request: HttpRequest) -> HttpResponse:
        """Show what the quarter's activities come to, for all in reach and each below; no rank."""
        on = _day_asked(request.GET.get("on", ""))
        since, until = date(on.year, (on.month - 1) // 3 * 3 + 1, 1), on + timedelta(days=1)
        top = top_of_reach()
        below = figures.figures_each(list(children_of(top)), since, until, on)
        return self.show(
            request, "homes/desk/figures.html", title="活动合计", on=on, top=top,
            whole=figures.figures_of(top, since, until, on), below=below,
            homes=figures.at_homes(top, since, until, on), quarter=quarter_said(on),
        )  # fmt: skip

    @page("export/", needs="homes.export_activities")
    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Send the list as it is filtered as a workbook; it names nobody."""
        if request.method != "POST":
            return redirect(self.address("changelist"))
        asked = self.get_changelist_instance(request)
        book = services.export_activities(rows=asked.get_queryset(request), by=actor(request))
        answer = HttpResponse(book, content_type=XLSX)
        answer["Content-Disposition"] = 'attachment; filename="activities.xlsx"'
        return answer

    def _linked(self) -> QuerySet[Activity]:
        links = ("home", "campaign", "turn", "responsible__person", "responsible__grant")
        return reads.in_reach().select_related(*links)


def _day_asked(text: str) -> date:
    """Return the day asked for, not later than today; nonsense is today."""
    today = timezone.localdate()
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today
