"""The signed paper of a report at the desk: filing its scan, and taking it out again."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from fulian import pages
from fulian.admin import DeskAdmin, page
from orgs.admin.actor import actor
from reports import services
from reports.forms import ScanForm
from reports.models import QuarterlyCoverageReport, ReportScan
from reports.queries import figures as reads
from reports.queries.scans import content_of, scans_of

MIME = {ReportScan.Kind.PDF.value: "application/pdf", ReportScan.Kind.JPEG.value: "image/jpeg"}


def scans_at(request: HttpRequest, report: QuarterlyCoverageReport) -> dict[str, Any]:
    """Return what a report's page says of its signed paper, to whoever may see it."""
    if report.is_open or not request.user.has_perm("reports.view_scan"):
        return {"has_scans": False}
    return {"has_scans": True, "scans": scans_of(report)}


class ScanPages(DeskAdmin):
    """The pages of the signed paper."""

    @page("<int:pk>/scan/", needs="reports.file_scan", name="scan")
    def scan(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """File a scan beside a frozen report, or put another in its place."""
        report = super().found(pk, reads.reports())
        if report.is_open:
            raise Http404
        known = next((one for one in scans_of(report) if one.ended_at is None), None)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form, back = ScanForm(*sent, replaces=known is not None), self.address("change", pk)
        if form.carry_out(
            lambda clean: services.file_scan(
                report=report, data=clean["file"].read(), called=clean["file"].name,
                reason=clean.get("reason", ""), by=actor(request), at=timezone.now(),
            )
        ):  # fmt: skip
            return pages.done(request, f"{report}：签字扫描件已存档。", f"{back}#scans")
        says = ["打印的报告签字、盖章以后扫描，存在这份报告旁边。报告的数字和校验码不会改变。"]
        if known is not None:
            says.append(f"现在存的是“{known}”，替换以后仍然保留，注明已被替换。")
        return self.ask(
            request, form, title=f"存签字扫描件：{report}", submit="存档", back=back, says=says,
            trail=[(str(report), back)],
        )  # fmt: skip

    @page("<int:pk>/scans/<str:one>/", needs="reports.view_scan", name="scan_file")
    def scan_file(self, request: HttpRequest, pk: int, one: str) -> HttpResponse:
        """Give out a filed scan as it lies here, to be kept by nobody on the way."""
        if not (one.isascii() and one.isdigit()) or len(one) > 18:
            raise Http404
        scan = super().found(int(one), ReportScan.objects.filter(report=pk))
        data = content_of(scan)
        if data is None:
            back = self.address("change", pk)
            return self.show(
                request, "reports/desk/scan_lost.html", title=str(scan), scan=scan, back=back,
                trail=[(str(scan.report), back)],
            )  # fmt: skip
        answer = HttpResponse(data, content_type=MIME[scan.kind])
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(scan.called)}"
        answer["Cache-Control"] = "private, no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
