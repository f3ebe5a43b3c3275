"""Courtyard campaigns at the desk: rounds with their score sheet, the sample, the figures."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from duties.queries.areas import answered_by
from fulian import pages
from fulian.admin import desk, page
from fulian.searching import meant
from homes import rules, services
from homes.admin.acts import ActAdmin
from homes.admin.campaigns import Running
from homes.forms.fields import OnForm
from homes.forms.yards import DrawForm, OpenForm, RoundForm, SheetForm
from homes.models import CourtyardCampaign
from homes.queries import yards as reads
from homes.queries.awards import coverage
from homes.queries.campaigns import going_at
from orgs.admin.actor import actor
from orgs.models import Level, Org, OrgStatus
from orgs.queries.naming import places
from orgs.queries.tree import top_of_reach

SIZE = 50
FACTS = ("name", "since", "until", "gap", "sample_percent", "publicity_days")


@admin.register(CourtyardCampaign, site=desk)
class CourtyardCampaignAdmin(ActAdmin):
    """Rounds of 最美庭院: the county's, and those in reach."""

    view_perm = "homes.view_courtyard"
    create_perm = "homes.open_courtyard"
    create_label = "开展评选"
    empty_says = "没有符合条件的评选。点“开展评选”，先定评分表。"
    list_display = ("name", "org_", "since", "until_")
    list_filter = (Running,)
    list_select_related = ("org",)
    search_fields = ("name",)
    search_by: ClassVar = {"org": places}
    search_help_text = "名称，或者组织的名称、拼音、代码"
    ordering = ("-since", "-pk")
    sortable_by = ("name", "since")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return those she sees: above her too."""
        rows = super().get_queryset(request)
        seen = reads.courtyards_seen_from(top_of_reach()).order_by()
        return CourtyardCampaign.rows.filter(pk__in=seen.values("pk")).order_by(
            *rows.query.order_by
        )

    @admin.display(description="组织")
    def org_(self, row: CourtyardCampaign) -> str:
        """Return whose it is."""
        return row.org.title

    @admin.display(description="结束日期")
    def until_(self, row: CourtyardCampaign) -> str:
        """Return until when it runs."""
        return f"{row.until:%Y年%-m月%-d日}" if row.until else "没有定"

    @page("add/", needs="homes.open_courtyard")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Open a round with its score sheet."""
        org, by, today = top_of_reach(), actor(request), timezone.localdate()
        form = OpenForm(
            request.POST or None, campaigns=list(going_at(org, today)), initial={"since": today}
        )
        if form.carry_out(
            lambda c: services.open_courtyard(org=org, by=by, parts=form.parts(c), **form.facts())
        ):  # fmt: skip
            return pages.done(request, "评选开始了。", self.address("change", form.outcome.pk))
        return self.ask(
            request, form, title="开展最美庭院评选", submit="开展", back=self.address("changelist"),
            says=["四项或者五项，权重加起来正好 100。开始打分以后再改，就是新的一版。"],
        )  # fmt: skip

    @page("figures/", needs="homes.view_courtyard")
    def figures(self, request: HttpRequest) -> HttpResponse:
        """Show I-YARD-1 to 3 of every village in reach: scored, awarded, answered for."""
        text, today = request.GET.get("q", "").strip(), timezone.localdate()
        reach = Org.objects.filter(status=OrgStatus.ACTIVE, level=Level.VILLAGE)
        rows = list(reach.filter(meant(text, {"pk": places})).order_by("lft"))
        each = coverage([org.pk for org in rows], today)
        shown = Paginator(rows, SIZE).get_page(request.GET.get("page"))
        areas = answered_by(list(shown), today)
        lines = [(org, *each[org.pk], areas[org.pk]) for org in shown]
        total = [sum(one[n] for one in each.values()) for n in range(3)]
        return self.show(
            request, "homes/desk/yard_figures.html", title="庭院覆盖", found=shown, lines=lines,
            text=text, today=today, total=total,
        )  # fmt: skip

    @page("<int:pk>/", needs="homes.view_courtyard", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a round: its rules, its sheets, how many households stand where, the sample."""
        row, by = self._round(pk), actor(request)
        sees = by.has_perm("homes.view_entry")
        return self.show(
            request, "homes/desk/courtyard.html", title=row.name, row=row, sees=sees,
            sheets=list(reads.sheets_of(row)), steps=reads.steps_in(row),
            drawn=reads.to_recheck(row, timezone.localdate()) if sees else [],
            mine=rules.campaigns.leads(org=row.org, by=by), today=timezone.localdate(),
        )  # fmt: skip

    @page("<int:pk>/edit/", needs="homes.change_courtyard")
    def edit(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Correct a round."""
        row, by, today = self._round(pk), actor(request), timezone.localdate()
        start = {name: getattr(row, name) for name in FACTS} | {"campaign": row.campaign_id}
        form = RoundForm(
            request.POST or None, campaigns=list(going_at(row.org, today)), initial=start
        )
        return self._act(
            request, row, form,
            lambda _: services.change_courtyard(courtyard=row, by=by, **form.facts()),
            "已经改好。", "修改评选", "保存",
        )  # fmt: skip

    @page("<int:pk>/sheet/", needs="homes.set_sheet")
    def sheet(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give it another score sheet."""
        row, by = self._round(pk), actor(request)
        now = reads.sheet_of(row)
        form = SheetForm(request.POST or None, sheet=now)
        used = "已经有人打分，改了就是新的一版：打过分的家庭仍按原来的。"
        return self._act(
            request, row, form,
            lambda c: services.set_sheet(courtyard=row, by=by, parts=form.parts(c)),
            "评分表改好了。", "更改评分表", "保存", says=[used] if reads.is_used(now) else [],
        )  # fmt: skip

    @page("<int:pk>/draw/", needs="homes.draw_sample")
    def draw(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Draw the households that are checked again."""
        row, by = self._round(pk), actor(request)
        form = DrawForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, row, form, lambda c: services.draw_sample(courtyard=row, by=by, **c),
            "抽好了。", "抽取复查家庭", "抽取",
            says=[f"从打完分、还没有抽中过的家庭里抽 {row.sample_percent}%，至少一户。"],
        )  # fmt: skip

    @page("<int:pk>/end/", needs="homes.end_courtyard")
    def end(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End a round."""
        row, by = self._round(pk), actor(request)
        form = OnForm(request.POST or None, today=timezone.localdate())
        return self._act(
            request, row, form, lambda c: services.end_courtyard(courtyard=row, by=by, **c),
            "评选结束了。", "结束评选", "结束", danger=True,
            says=["结束以后不能再举荐、打分；还可以评定、公示和挂牌。"],
        )  # fmt: skip

    def _act(
        self, request: HttpRequest, row: Any, form: Any, act: Any, said: str, title: str,
        submit: str, **shown: Any,
    ) -> HttpResponseBase:  # fmt: skip
        back = self.address("change", row.pk)
        return self.do(
            request, form, act, said, back=back, title=title, submit=submit,
            trail=[(row.name, back)], **shown,
        )  # fmt: skip

    def _round(self, pk: int) -> Any:
        return self.found(pk, reads.courtyards_seen_from(top_of_reach()))
