"""The written brief of a report: text an office can go on writing, every number from the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from fulian import documents, typesetting
from orgs.models import Level
from orgs.queries.tree import top_of_reach
from reports.models import QuarterlyCoverageReport
from reports.queries.counting import quotas_on
from reports.queries.figures import InReach, reports
from reports.queries.plain_files import stands
from reports.rules import ROUNDING, counting_told, parse
from reports.rules.brief import aspect, changes, titles
from reports.rules.figures import Figure, by_heading
from reports.rules.quarters import told

PAPERS = Path(__file__).parent.parent / "papers"


def brief_paper(report: QuarterlyCoverageReport) -> bytes:
    """Return the brief of what of ``report`` is in reach as a Word file."""
    return documents.filled(PAPERS / "brief.docx", brief_of(report))


def brief_pdf(report: QuarterlyCoverageReport) -> bytes:
    """Return the same as a PDF; only where the extra is installed (``typesetting.can_set``)."""
    return typesetting.typeset(PAPERS / "brief.typ", brief_of(report))


def brief_of(report: QuarterlyCoverageReport) -> dict[str, Any]:
    """Return what the brief says: a paragraph to each of five aspects, and a table of them all."""
    seen, top = InReach(report), top_of_reach()
    figures = seen.figures(top.pk)
    groups, lacking = dict(by_heading(figures)), _lacking(seen, top.pk)
    counting = counting_told((then.level, then.quota) for then in quotas_on(report.taken_on))
    return {
        "title": f"{top.title}{report}覆盖情况报告",
        "state": f"（数据截至{told(report.taken_on)}，{stands(report)}）",
        "intro": f"现将{report}{top.title}组织建设和履职情况报告如下，"
                 "数字由系统按季度最后一天的登记逐级汇总。",
        "aspects": [
            {"title": title, "text": aspect(heading, mine, lacking)}
            for title, (heading, mine) in zip(titles(), groups.items(), strict=True)
        ],
        "changes": _changes(report, top.pk, figures),
        "counting": f"职数口径：{'；'.join(counting)}。{ROUNDING}",
        "digest": f"校验码：{report.digest}" if report.digest else "本报告未定稿，数字可能变动。",
        "signed": top.title,
        "dated": told(timezone.localdate(report.frozen_at or report.compiled_at)),
        "table": [_row(one) for one in figures if not one.is_empty],
    }  # fmt: skip


def _lacking(seen: InReach, top: int) -> dict[str, list[str]]:
    """Return by indicator the places right below that have a gap, in code order."""
    found: dict[str, list[str]] = {}
    for line in seen.lines_below(top):
        if line.place.level in (Level.TOWNSHIP, Level.VILLAGE):
            for one in line.figures:
                if one.gaps and not one.is_few:
                    found.setdefault(one.indicator.id, []).append(line.place.title)
    return found


def _changes(report: QuarterlyCoverageReport, top: int, now: list[Figure]) -> list[str]:
    """Return what changed since the quarter before, where that was reported."""
    before = reports().filter(quarter=str(parse(report.quarter).before)).first()
    if before is None:
        return ["上季度没有报告，不作比较。"]
    called = parse(before.quarter).called
    found = changes(now, InReach(before).figures(top), called)
    return found or [f"与{called}相比，各项比率没有变化。"]


def _row(one: Figure) -> dict[str, str]:
    return {
        "name": one.indicator.name, "top": one.top, "of": one.of or "—", "result": one.result,
    }  # fmt: skip
