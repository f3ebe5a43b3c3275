"""Reports at the desk: the list, one report, one place in it, compiling, confirming, freezing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from fulian import pages
from fulian.admin import desk, page
from fulian.admin.sidebar import offer
from fulian.typesetting import can_set
from orgs.admin.actor import actor
from orgs.models import Level, Org
from orgs.queries.lineage import code_now
from orgs.queries.tree import top_of_reach
from reports import services
from reports.admin.life import LifePages, life_of, totals_at
from reports.admin.numbers import NumberPages
from reports.admin.papers import Papers
from reports.admin.scans import ScanPages, scans_at
from reports.forms import ConfirmForm, QuarterForm, SureForm
from reports.models import QuarterlyCoverageReport, TownshipConfirmation
from reports.queries import figures as reads
from reports.queries.comparing import changes
from reports.queries.counting import quotas_on
from reports.rules import ROUNDING, Quarter, counting_told, quarter_of

OFFERED = 8  # quarters back
offer("报告", "季度覆盖报告", "assessment", "reports_quarterlycoveragereport_changelist",
      "reports.view_report")  # fmt: skip


@admin.register(QuarterlyCoverageReport, site=desk)
class ReportAdmin(LifePages, NumberPages, Papers, ScanPages):
    """The county's reports; the figures in them only as far as the seat reaches."""

    view_perm, create_perm = "reports.view_report", "reports.compile_report"
    create_label = "汇总一个季度"
    empty_says = "还没有季度报告。季度结束后第一天凌晨自动汇总，也可以现在汇总已经结束的季度。"
    list_display = (
        "title_",
        "taken_on",
        "status",
        "confirm_until",
        "compiled_at",
        "frozen_at",
        "published_at",
    )
    list_filter = (("status", ChoicesDropdownFilter),)
    search_fields = ("quarter",)
    search_help_text = "季度，例如 2026Q3"
    ordering = ("-quarter", "-edition")

    @admin.display(description="报告", ordering="quarter")
    def title_(self, report: QuarterlyCoverageReport) -> str:
        """Return what it is called."""
        return str(report)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return every report of the county: whoever sees a part of it sees that it is there."""
        ordering = self.get_ordering(request)
        return reads.reports().order_by(*ordering)

    @page("<int:pk>/", needs="reports.view_report", name="change")
    def one(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a report from the top of what is in reach."""
        report = self.found(pk, reads.reports())
        seen = reads.InReach(report)
        context: dict[str, Any] = {
            "board": seen.confirmings(),
            "late": seen.late(),
            "rounding": ROUNDING,
            "counting": counting_told((q.level, q.quota) for q in quotas_on(report.taken_on)),
            "changes": changes(seen, top_of_reach().pk),
            "is_open": report.is_open,
            "can_set": can_set(),
            "verify_at": _verify_at(request, report),
        }
        context |= life_of(seen) | scans_at(request, report)
        title = f"{report}覆盖报告"
        return self._place(
            request, "reports/desk/report.html", seen, top_of_reach(), title, **context
        )

    @page("<int:pk>/<org:code>/", needs="reports.view_report", name="place")
    def place(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        """Show one organisation in a report: its figures, what it lacks, those below it."""
        report = self.report_of(pk)
        org = self.found(code, Org.objects.all())
        trail = self.way_to(report, org)[:-1] or self.way_to(report, None)
        title = f"{org.title} {report}"
        seen = reads.InReach(report)
        told: dict[str, Any] = {"totals": [], "may_report": False}
        if org.level == Level.TOWNSHIP and report.pk:
            told = totals_at(request, seen, org)
        return self._place(
            request, "reports/desk/place.html", seen, org, title, trail=trail, **told
        )

    @page("add/", needs="reports.compile_report")
    def add(self, request: HttpRequest) -> HttpResponseBase:
        """Compile a quarter that is over."""
        form = QuarterForm(request.POST or None, quarters=_quarters())
        if form.carry_out(
            lambda clean: services.compile_report(
                quarter=clean["quarter"], at=timezone.now(), by=actor(request)
            )
        ):
            done = form.outcome
            return pages.done(request, f"{done}已汇总。", self.address("change", done.pk))
        says = ["按季度最后一天的情况统计。乡镇（街道）在核对期限内核对，之后自动定稿。"]
        back = self.address("changelist")
        return self.ask(request, form, title="汇总季度报告", submit="汇总", back=back, says=says)

    @page("<int:pk>/compile/", needs="reports.compile_report")
    def compile(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Compile an open report again."""
        report = self.found(pk, reads.reports())
        says = ["重新统计后，现在的数字会被替换；乡镇（街道）已做的核对保留。"]
        return self._sure(
            request, report, services.compile_report, {"quarter": report.quarter},
            title="重新汇总", says=says,
        )  # fmt: skip

    @page("<int:pk>/freeze/", needs="reports.freeze_report")
    def freeze(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Freeze a report; who has not confirmed is shown first."""
        report = self.found(pk, reads.reports())
        waiting = [one.place.title for one in reads.InReach(report).confirmings() if not one.said]
        says = ["定稿前会再统计一次。定稿以后，数字不能再改，会得到一个可供核验的校验码。"]
        if waiting:
            says.append(f"还有 {len(waiting)} 个乡镇（街道）没有核对：{'、'.join(waiting[:30])}。")
        return self._sure(
            request, report, services.freeze_report, {"report": report}, title="定稿", says=says,
            danger=True,
        )  # fmt: skip

    @page("<int:pk>/confirm/<org:code>/", needs="reports.confirm_township")
    def confirm(self, request: HttpRequest, pk: int, code: str) -> HttpResponseBase:
        """Confirm a township's figures."""
        report = self.found(pk, reads.reports())
        org = self.found(code, Org.objects.filter(level=Level.TOWNSHIP))
        form, back = ConfirmForm(request.POST or None), self.address("place", pk, code)

        def act(clean: dict[str, Any]) -> TownshipConfirmation:
            return services.confirm_township(
                report=report, org=org, by=actor(request), at=timezone.now(), note=clean["note"]
            )

        if form.carry_out(act):
            return pages.done(request, f"{org.title}的数字已核对。", back)
        return self.ask(
            request, form, title=f"核对：{org.title} {report}", submit="确认无误", back=back
        )

    def found(self, pk: Any, rows: QuerySet[Any] | None = None) -> Any:
        """Return the row; an organisation is looked for by its code, be it an old one."""
        if rows is not None and rows.model is Org:
            row = rows.filter(code=pk).first() or rows.filter(code=code_now(pk)).first()
            if row is None:
                raise Http404
            return row
        return super().found(pk, rows)

    def _place(
        self, request: HttpRequest, template: str, seen: reads.InReach, org: Org, title: str,
        **context: Any,
    ) -> HttpResponse:  # fmt: skip
        context |= self.standing_at(request, seen, org)
        return self.show(request, template, title=title, **context)

    def _sure(
        self, request: HttpRequest, report: QuarterlyCoverageReport, service: Any,
        facts: dict[str, Any], *, title: str, **context: Any,
    ) -> HttpResponseBase:  # fmt: skip
        form, back = SureForm(request.POST or None), self.address("change", report.pk)
        if request.method == "GET" and not report.is_open:
            messages.info(request, f"{report}已经定稿，不用再{title}。")
            return redirect(back)
        if form.carry_out(lambda _: service(**facts, at=timezone.now(), by=actor(request))):
            return pages.done(request, f"{report}：{title}完成。", back)
        return self.ask(
            request, form, title=f"{title}：{report}", submit=title, back=back,
            trail=[(str(report), back)], **context,
        )  # fmt: skip


def _quarters() -> list[Quarter]:
    """Return the latest quarters that are over and in which the county was open here."""
    root = Org.rows.filter(parent__isnull=True).first()
    found: list[Quarter] = []
    quarter = quarter_of(timezone.localdate()).before
    while root is not None and quarter.last >= root.founded_on and len(found) < OFFERED:
        found.append(quarter)
        quarter = quarter.before
    return found


def _verify_at(request: HttpRequest, report: QuarterlyCoverageReport) -> str:
    """Return where a frozen report's hash is checked, whole: it stands on paper."""
    if report.is_open:
        return ""
    return request.build_absolute_uri(reverse("reports:verify", args=[report.digest]))
