"""A report as CSV and JSON, for other systems: the same figures as on every page."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from orgs.models import Level
from orgs.queries.tree import top_of_reach
from reports.models import QuarterlyCoverageReport
from reports.queries.canonical import canonical
from reports.queries.figures import InReach
from reports.rules import ROUNDING
from reports.rules.figures import Figure

HEADS = (
    "组织代码", "组织", "层级", "指标编号", "指标", "方面", "分子", "分母", "结果", "单位",
    "数据截至", "状态", "校验码",
)  # fmt: skip
MARK = "\ufeff"  # else Excel takes Chinese for something else
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(report: QuarterlyCoverageReport) -> bytes:
    """Return a line for each place in reach and indicator with something to count, in UTF-8."""
    out = StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(HEADS)
    last = (report.taken_on.isoformat(), stands(report), report.digest)
    for line in InReach(report).lines():
        place = (line.place.code, line.place.title, Level(line.place.level).label)
        for one in line.figures:
            if not one.is_empty:
                sheet.writerow([_cell(value) for value in (*place, *_figure(one), *last)])
    return (MARK + out.getvalue()).encode()


def as_json(report: QuarterlyCoverageReport) -> bytes:
    """Return the body whose hash is the report's, when it is final and all of it is in reach.

    Else what is in reach, and whether that is not final or only a part of what is.
    """
    if report.digest and top_of_reach().pk == report.org_id:
        return report.body.encode()
    seen = InReach(report)
    return canonical({
        "status": stands(report) if not report.digest else "节选自定稿报告",
        "digest": report.digest, "county": report.county.code, "quarter": report.quarter,
        "taken_on": report.taken_on.isoformat(), "rounding": ROUNDING,
        "orgs": [
            {"org": line.place.code, "name": line.place.title, "level": line.place.level,
             "figures": [_told(one) for one in line.figures if not one.is_empty]}
            for line in seen.lines()
        ],
    }).encode()  # fmt: skip


def stands(report: QuarterlyCoverageReport) -> str:
    """Return how far the report is, in the word every file says."""
    return "已定稿" if report.frozen_at else "未定稿"


def _figure(one: Figure) -> tuple[Any, ...]:
    top, below, outcome = one.values
    unit = "%" if one.indicator.has_gaps else one.indicator.unit
    kind = one.indicator
    return kind.id, kind.name, kind.heading.value, top, below, outcome, unit


def _told(one: Figure) -> dict[str, Any]:
    top, below, outcome = one.values
    return {"indicator": one.indicator.id, "numerator": top, "denominator": below,
            "result": outcome}  # fmt: skip


def _cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, str):
        plain = value.replace("\0", "")
        return f"'{plain}" if plain.lstrip(" ").startswith(STARTS) else plain
    return value
