"""What a city or a province sees: published reports of its counties. It reads, and that is all."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fulian.permissions import needs
from fulian.workbooks import XLSX
from orgs.views.sessions import account
from reports.models import Oversight
from reports.queries import oversight as reads
from reports.queries.oversight_book import side_by_side
from reports.rules import ROUNDING, Heading, parse


@needs("reports.oversee")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show a quarter's counties side by side, their sums, and who is missing."""
    mine, chosen = reads.oversight_of(account(request)), _heading(request)
    quarters = reads.quarters_below(mine.prefix)
    quarter = _quarter(request, quarters)
    found = reads.board(mine.prefix, quarter, chosen) if quarter else None
    context = _context(mine, chosen) | {
        "quarters": [(one, parse(one).called) for one in quarters], "quarter": quarter,
        "called": parse(quarter).called if quarter else "", "board": found,
    }  # fmt: skip
    return render(request, "reports/oversight/board.html", context)


@needs("reports.oversee")
@require_safe
def county(request: HttpRequest, quarter: str, code: str) -> HttpResponse:
    """Show what one county published, with its townships."""
    mine, chosen = reads.oversight_of(account(request)), _heading(request)
    fits = code.isascii() and code.isdigit() and len(code) == 6
    row = reads.report_below(mine.prefix, quarter, code) if fits else None
    if row is None:
        raise Http404
    whole, towns, wanted = reads.townships_of(reads.places_of(row, chosen))
    context = _context(mine, chosen) | {
        "row": row, "whole": whole, "towns": towns, "wanted": wanted, "quarter": quarter,
    }  # fmt: skip
    return render(request, "reports/oversight/county.html", context)


@needs("reports.oversee")
@require_safe
def xlsx(request: HttpRequest) -> HttpResponse:
    """Give out a quarter's counties side by side as a workbook."""
    mine = reads.oversight_of(account(request))
    quarter = _quarter(request, reads.quarters_below(mine.prefix))
    if not quarter:
        raise Http404
    answer = HttpResponse(side_by_side(mine, quarter), content_type=XLSX)
    name = quote(f"{mine.called}{parse(quarter).called}各县覆盖报告.xlsx")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _context(mine: Oversight, chosen: Heading) -> dict[str, Any]:
    return {"mine": mine, "headings": list(Heading), "chosen": chosen, "rounding": ROUNDING}


def _quarter(request: HttpRequest, quarters: list[str]) -> str:
    """Return the quarter that is asked for, when anything of it is published; else the latest."""
    asked = request.GET.get("quarter", "")
    if asked and asked not in quarters:
        raise Http404
    return asked or (quarters[0] if quarters else "")


def _heading(request: HttpRequest) -> Heading:
    asked = request.GET.get("part", "")
    return next((one for one in Heading if one.name == asked), Heading.REACH)
