"""A report on paper and as files, and printed tables checked: pages of the report's desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse

from fulian import typesetting
from fulian.admin import DeskAdmin, page
from fulian.admin.sidebar import offer
from fulian.documents import document
from fulian.workbooks import XLSX
from orgs.queries.tree import top_of_reach
from reports.forms import PrintedForm
from reports.models import QuarterlyCoverageReport
from reports.queries import figures as reads
from reports.queries.brief import brief_paper, brief_pdf
from reports.queries.checking import Checked, checked
from reports.queries.plain_files import as_csv, as_json
from reports.queries.workbook import workbook
from reports.rules.printed_table import SAMPLE

CSV, JSON = "text/csv; charset=utf-8", "application/json; charset=utf-8"
offer("报告", "核对印刷表", "rule", "reports_quarterlycoveragereport_check",
      "reports.view_report")  # fmt: skip


class Papers(DeskAdmin):
    """What a report leaves as, each as far as the seat reaches; and checking what others print."""

    @page("<int:pk>/xlsx/", needs="reports.view_report")
    def xlsx(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give out what is in reach as a workbook."""
        report = self.found(pk, reads.reports())
        return _file(workbook(report), XLSX, f"{_called(report)}.xlsx")

    @page("<int:pk>/docx/", needs="reports.view_report")
    def docx(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give out the written brief of what is in reach."""
        report = self.found(pk, reads.reports())
        return document(brief_paper(report), f"{_called(report)}简报")

    @page("<int:pk>/pdf/", needs="reports.view_report")
    def pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give out the same brief as a PDF, where the extra is installed."""
        report = self.found(pk, reads.reports())
        if not typesetting.can_set():
            raise Http404
        return typesetting.pdf(brief_pdf(report), f"{_called(report)}简报")

    @page("<int:pk>/csv/", needs="reports.view_report")
    def csv(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give out a line for each place and indicator in reach."""
        report = self.found(pk, reads.reports())
        return _file(as_csv(report), CSV, f"{_called(report)}.csv")

    @page("<int:pk>/json/", needs="reports.view_report")
    def json(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give out the canonical body of a frozen report; else what is in reach, so marked."""
        report = self.found(pk, reads.reports())
        return _file(as_json(report), JSON, f"{_called(report)}.json")

    @page("check/", needs="reports.view_report", name="check")
    def check_print(self, request: HttpRequest) -> HttpResponse:
        """Check a printed table: reported, recomputed, the difference. Nothing is kept."""
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = PrintedForm(*sent, initial={"text": SAMPLE} if "sample" in request.GET else {})
        known = {one.quarter: one for one in reads.reports().filter(replaced_at__isnull=True)}
        form.offer("report", [("", "不对照"), *((q, str(one)) for q, one in known.items())])

        def act(clean: dict[str, Any]) -> Checked:
            file = clean["file"]
            return checked(
                text=clean["text"], data=file.read() if file else b"",
                report=known.get(clean["report"]),
            )  # fmt: skip

        form.carry_out(act)
        return self.ask(
            request, form, title="核对印刷表", submit="核对", back=self.address("changelist"),
            template="reports/desk/check.html", found=form.outcome,
            says=["把外面印的、下面报的表格拿来核一遍：算一算比率、合计和职数对不对。表格不会保存。"],
        )  # fmt: skip


def _called(report: QuarterlyCoverageReport) -> str:
    return f"{top_of_reach().title}{report}覆盖报告"


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "no-store"
    return answer
