"""A duty report as a Word file, with the lines it was drafted from at its end (N10)."""

from __future__ import annotations

from pathlib import Path

from duties.models import DutyReport
from duties.queries.reviews import sources_of
from fulian import documents

TEMPLATE = Path(__file__).parent.parent / "papers" / "duty_report.docx"


def report_paper(report: DutyReport) -> bytes:
    """Return ``report`` as a Word file: her words, then how many lines of which days."""
    seat, lines = report.appointment, sources_of(report)
    days = {line.done_on for line in lines}
    first, last = min(days, default=None), max(days, default=None)
    told = f"履岗记录 {len(lines)} 条"
    if first and last:
        told += f"，{len(days)} 天，{first:%Y年%-m月%-d日}至{last:%Y年%-m月%-d日}"
    filed = f"{report.filed_on:%Y年%-m月%-d日}提交" if report.filed_on else "草稿，还没有提交"
    return documents.filled(TEMPLATE, {
        "title": f"{report.year}年述职报告",
        "who": f"{seat.org.title}{seat.get_office_display()} {seat.person.name}",
        "paragraphs": [one for one in report.text.splitlines() if one.strip()],
        "signed": f"（向{report.get_audience_display()}述职，{filed}）",
        "from_what": f"{told}。",
        "sources": [
            f"{line.done_on:%Y年%-m月%-d日} {line.post_name} 第 {line.pk} 号" for line in lines
        ],
    })  # fmt: skip
