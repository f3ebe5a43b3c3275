"""Duty reports and appraisals at the desk: who filed, who owes, what women said."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from duties import services
from duties.forms.reviews import EarlyForm, PlaceAppraisalForm
from duties.models import Appraisal, DutyReport
from duties.queries import appraisals as outcomes
from duties.queries import reviews as reads
from duties.queries.report_paper import report_paper
from duties.rules.reviews import TOLD
from fulian import documents, pages
from fulian.admin import DeskAdmin, desk, page
from fulian.admin.desk import is_key
from fulian.codes import link_to
from fulian.searching import meant
from members.queries.people import women
from orgs.admin.actor import actor
from orgs.queries.naming import places

SIZE = 50


@admin.register(DutyReport, site=desk)
class DutyReportAdmin(DeskAdmin):
    """The reports that were filed, the newest first; drafts are their writer's alone."""

    view_perm = "duties.view_report"
    empty_says = "还没有提交的述职报告。谁还没有交，看“述职欠交”。"
    list_display = ("who_", "org_", "year", "audience", "filed_")
    list_filter = ("year", "audience")
    search_by: ClassVar = {"appointment__person": women, "org": places}
    search_help_text = "姓名、组织名称或代码"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[DutyReport]:
        """Return what was filed in reach."""
        return reads.filed_reports()

    @admin.display(description="述职人")
    def who_(self, one: DutyReport) -> str:
        """Return who."""
        return one.appointment.person.name

    @admin.display(description="组织")
    def org_(self, one: DutyReport) -> str:
        """Return where."""
        return one.org.title

    @admin.display(description="提交日期")
    def filed_(self, one: DutyReport) -> str:
        """Return when."""
        return f"{one.filed_on:%Y年%-m月%-d日}"

    @page("owing/", needs="duties.view_report")
    def owing(self, request: HttpRequest) -> HttpResponse:
        """Show which chairs have not filed both, in the order of the tree; never a rank."""
        today, text = timezone.localdate(), request.GET.get("q", "").strip()
        asked, is_all = request.GET.get("year", ""), request.GET.get("all") == "1"
        year = int(asked) if is_key(asked) and len(asked) == 4 else today.year
        rows = reads.chairs_and_reports(year, today)
        rows = (rows if is_all else reads.owing(rows)).filter(meant(text, {"org": places}))
        found = Paginator(rows, SIZE).get_page(request.GET.get("page"))
        facts: dict[str, Any] = {"year": year, "text": text, "all": is_all}
        share = reads.filed_both(year, today)
        return self.show(
            request, "duties/desk/owing.html", title="述职欠交", found=found, share=share, **facts
        )

    @page("<int:pk>/", needs="duties.view_report", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one; what was told to the party committee is not the federation's to read."""
        found = self.found(pk, reads.filed_reports())
        return self.show(
            request, "duties/desk/report.html", title=str(found), report=found,
            may_read=found.audience in TOLD,
        )  # fmt: skip

    @page("<int:pk>/docx/", needs="duties.view_report")
    def docx(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give out one as a Word file."""
        found = self.found(pk, reads.filed_reports())
        if found.audience not in TOLD:
            raise Http404
        return documents.document(report_paper(found), f"{found.year}年述职报告")


@admin.register(Appraisal, site=desk)
class AppraisalAdmin(DeskAdmin):
    """Appraisals in reach, the newest first."""

    view_perm, create_perm, create_label = (
        "duties.view_appraisal", "duties.open_appraisal", "开展评议",
    )  # fmt: skip
    empty_says = "还没有开展过群众评议。点“开展评议”，选一个组织。"
    list_display = ("org_", "since", "last_", "state_")
    search_by: ClassVar = {"org": places}
    search_help_text = "组织名称或代码，拼音、首字母也可以"
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appraisal]:
        """Return them."""
        return outcomes.appraisals()

    @admin.display(description="组织")
    def org_(self, one: Appraisal) -> str:
        """Return who is appraised."""
        return one.org.title

    @admin.display(description="截止日期")
    def last_(self, one: Appraisal) -> str:
        """Return the last day."""
        return f"{outcomes.last_day(one):%Y年%-m月%-d日}"

    @admin.display(description="状态")
    def state_(self, one: Appraisal) -> str:
        """Return whether it runs."""
        today = timezone.localdate()
        if one.until <= today:
            return "已结束"
        return "还没开始" if one.since > today else "正在评议"

    @page("add/", needs="duties.open_appraisal")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Open one."""
        today, by, back = timezone.localdate(), actor(request), self.address("changelist")
        form = PlaceAppraisalForm(request.POST or None, today=today)
        if form.carry_out(lambda clean: services.open_appraisal(on=today, by=by, **clean)):
            return pages.done(request, "评议已经设好。", self.address("change", form.outcome.pk))
        return self.ask(
            request, form, title="开展群众评议", submit="开展评议", back=back,
            says=["日期定了就不能再改。结束以后满 10 份才看得到结果。"],
        )  # fmt: skip

    @page("<int:pk>/", needs="duties.view_appraisal", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one: its code while it runs, its outcome when it is over."""
        found, today = self.found(pk, outcomes.appraisals()), timezone.localdate()
        path = reverse("duties:appraise", args=[found.org.code, outcomes.code_of(found)])
        return self.show(
            request, "duties/desk/appraisal.html", title=f"群众评议：{found.org.title}",
            appraisal=found, last=outcomes.last_day(found), is_over=found.until <= today,
            result=outcomes.result_of(found, today), link=link_to(request, path),
        )  # fmt: skip

    @page("<int:pk>/close/", needs="duties.close_appraisal")
    def close(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """End one early and for good."""
        found, today, by = (
            self.found(pk, outcomes.appraisals()),
            timezone.localdate(),
            actor(request),
        )
        back = self.address("change", pk)
        form = EarlyForm(request.POST if request.method == "POST" else None)
        if form.carry_out(lambda clean: services.close_appraisal(appraisal=found, on=today, by=by)):
            return pages.done(request, "评议已经结束。", back)
        return self.ask(
            request, form, title=f"提前结束评议：{found.org.title}", submit="结束评议", back=back,
            danger=True, trail=[(found.org.title, back)],
            says=["结束以后不能再填，也不能再打开。不足 10 份的，什么也不显示。"],
        )  # fmt: skip
