"""A report's life at the desk: publishing, correcting, late townships, and the running quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import page
from fulian.admin.sidebar import offer
from orgs.admin.actor import actor
from orgs.models import Level, Org
from orgs.queries.lineage import code_now
from orgs.queries.tree import top_of_reach
from reports import services
from reports.admin.places import PlacePages
from reports.forms import CorrectForm, ExceptionForm, SureForm, TotalForm
from reports.models import QuarterlyCoverageReport
from reports.queries import changed, closing, live
from reports.queries import figures as reads
from reports.queries.reported import exceptions_of, may_speak, reported_beside
from reports.rules import INDICATORS, Kind

FEW_DAYS = timedelta(days=7)
offer("报告", "本季度到现在", "schedule", "reports_quarterlycoveragereport_live",
      "reports.view_report")  # fmt: skip


def life_of(seen: reads.InReach) -> dict[str, Any]:
    """Return what a report's page says of its life."""
    report, today = seen.report, timezone.localdate()
    other = reads.reports().filter(quarter=report.quarter).exclude(pk=report.pk)
    given = exceptions_of(seen)
    return {
        "editions": list(other.order_by("edition")),
        "totals": reported_beside(seen),
        "exceptions": given,
        "excepted": {place.org for place, one in given if one.expires_on >= today},
        "is_over": not report.is_open or today > report.confirm_until,
        "repaired": [
            {"title": seen.places[line["org"]].title, "explained": line["explained"]}
            for line in report.repaired
            if line["org"] in seen.places and line["org"] in seen.reached
        ],
    }


def totals_at(request: HttpRequest, seen: reads.InReach, org: Org) -> dict[str, Any]:
    """Return what a township's page says of its own totals, and whether more may be typed."""
    may = request.user.has_perm("reports.report_total")
    return {
        "totals": [one for one in reported_beside(seen) if one.place.org == org.pk],
        "may_report": may and may_speak(seen.report, org.pk, timezone.localdate()),
    }


class LifePages(PlacePages):
    """The pages on which a report goes from one state to the next."""

    @page("live/", needs="reports.view_report", name="live")
    def live(self, request: HttpRequest) -> HttpResponse:
        """Show the running quarter as it stands."""
        org, now = top_of_reach(), live.standing(timezone.localdate())
        context: dict[str, Any] = {"now": now, "org": org, "steps": closing.steps()}
        if now is not None:
            context |= self.standing_at(request, live.in_reach(now), org)
        return self.show(request, "reports/desk/live.html", title="本季度到现在", **context)

    @page("<int:pk>/changed/", needs="reports.view_report", name="changed")
    def changed(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what the facts say otherwise than a frozen report does."""
        report = self._frozen(pk)
        lines = changed.changed_since(reads.InReach(report))
        trail = [(f"{report}", self.address("change", pk))]
        return self.show(
            request, "reports/desk/changed.html", title=f"定稿以后变了什么：{report}",
            report=report, lines=lines[:MOST], count=len(lines), most=MOST, trail=trail,
            now=timezone.now(),
        )  # fmt: skip

    @page("<int:pk>/publish/", needs="reports.publish_report", name="publish")
    def publish(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Publish a frozen report; it cannot be taken back."""
        report = super().found(pk, reads.reports())
        says = ["发布以后，市、省妇联能看到全县和各乡镇（街道）的合计，"
                "拿着校验码的人能看到全县的合计。发布不能收回；"
                "以后发现错误，只能更正，另出一版。"]  # fmt: skip
        return self._step(
            request, report, SureForm(request.POST or None), "发布", says,
            lambda _: services.publish_report(report=report, at=timezone.now(), by=actor(request)),
        )  # fmt: skip

    @page("<int:pk>/correct/", needs="reports.correct_report", name="correct")
    def correct(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Count a frozen quarter anew and issue another edition."""
        report = super().found(pk, reads.reports())
        says = ["按现在的登记重新统计这个季度，另出一版并马上定稿。原来的一版保留不动，"
                "它的校验页会写明已被更正版替换。更正版要另外发布。"]  # fmt: skip
        return self._step(
            request, report, CorrectForm(request.POST or None), "更正", says,
            lambda clean: services.correct_report(
                report=report, reason=clean["reason"], at=timezone.now(), by=actor(request)
            ),
        )  # fmt: skip

    @page("<int:pk>/exception/<org:code>/", needs="reports.grant_exception", name="exception")
    def exception(self, request: HttpRequest, pk: int, code: str) -> HttpResponseBase:
        """Let a township confirm though its days are over."""
        report, org = super().found(pk, reads.reports()), _township(code)
        initial = {"until": timezone.localdate() + FEW_DAYS}
        says = [f"批准以后，{org.title}在有效期内可以补核对、补报自报数。已经定稿的数字不会改变。"]
        return self._step(
            request, report, ExceptionForm(request.POST or None, initial=initial),
            f"批准逾期核对：{org.title}", says,
            lambda clean: services.grant_exception(
                report=report, org=org, reason=clean["reason"], until=clean["until"],
                by=actor(request), at=timezone.now(),
            ),
        )  # fmt: skip

    @page("<int:pk>/total/<org:code>/", needs="reports.report_total", name="total")
    def total(self, request: HttpRequest, pk: int, code: str) -> HttpResponseBase:
        """Type what a township itself comes to."""
        report, org = super().found(pk, reads.reports()), _township(code)
        form = TotalForm(request.POST or None)
        form.offer("indicator", _choices())
        says = ["填本乡镇（街道）自己统计的数，和系统统计的数并排显示。两者不一样也可以提交。"]
        return self._step(
            request, report, form, f"填报自报数：{org.title}", says,
            lambda clean: services.report_total(
                report=report, org=org, indicator=clean["indicator"],
                numerator=clean["numerator"], denominator=clean["denominator"],
                by=actor(request), at=timezone.now(),
            ),
        )  # fmt: skip

    def _frozen(self, pk: int) -> QuarterlyCoverageReport:
        report: QuarterlyCoverageReport = super().found(pk, reads.reports())
        if report.is_open:
            raise Http404
        return report

    def _step(
        self, request: HttpRequest, report: QuarterlyCoverageReport, form: Any, title: str,
        says: list[str], act: Callable[[dict[str, Any]], Any],
    ) -> HttpResponseBase:  # fmt: skip
        back = self.address("change", report.pk)
        if form.carry_out(act):
            done = form.outcome
            if isinstance(done, QuarterlyCoverageReport):
                back = self.address("change", done.pk)
            return pages.done(request, f"{report}：{title}完成。", back)
        submit = title.partition("：")[0]
        return self.ask(
            request, form, title=f"{title} {report}", submit=submit, back=back, says=says,
            trail=[(str(report), back)], danger=submit in ("发布", "更正"),
        )  # fmt: skip


MOST = 500  # differences on one page


def _township(code: str) -> Org:
    towns = Org.objects.filter(level=Level.TOWNSHIP)
    org = towns.filter(code=code).first() or towns.filter(code=code_now(code)).first()
    if org is None:
        raise Http404
    return org


def _choices() -> list[tuple[str, str]]:
    """Return the indicators a township may report: a count wants one number."""
    one = {Kind.COUNT: "（一个数）"}
    return [
        (i.id, f"{i.heading.value}：{i.name}{one.get(i.kind, '')}")
        for i in INDICATORS if not i.is_sensitive
    ]  # fmt: skip
