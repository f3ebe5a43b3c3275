"""One number opened on the phone: what it means, what is missing where, and how it moved."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fulian.permissions import needs
from orgs.queries.lineage import org_of_code
from reports.catalogue.clauses import clause_told
from reports.queries import comparing, missing_sheet
from reports.queries.behind import Behind
from reports.queries.figures import latest
from reports.queries.history import History, up_to
from reports.rules import BY_ID
from reports.rules.charts import spots_of, widths_of

MOST = 60  # organisations on one page


@needs("reports.view_report")
@require_safe
def number(request: HttpRequest, code: str, one: str) -> HttpResponse:
    """Show one number of the latest report at an organisation in reach, with what is missing."""
    org, report = org_of_code(code), latest()
    if org is None or one not in BY_ID or report is None:
        raise Http404
    names = request.user.has_perm("members.view_appointment")
    behind = Behind(History(up_to(report), org.pk, BY_ID[one]), names=names)
    lacking = behind.lacking()
    behind.tell_missing(lacking[: missing_sheet.MOST])
    figures, past = [figure for _, figure in behind.below], behind.history.past()
    context: dict[str, Any] = {
        "org": org, "report": behind.report, "behind": behind, "indicator": behind.indicator,
        "figure": behind.figure, "lacking": lacking[:MOST], "more": max(len(lacking) - MOST, 0),
        "copied": missing_sheet.wechat(behind, lacking) if len(lacking) > 1 else "",
        "is_alone": [here.place.org for here in lacking] == [org.pk],
        "is_hidden": any(figure.is_few for figure in figures),
        "bars": [
            (place, figure, wide)
            for (place, figure), wide in zip(behind.below, widths_of(figures), strict=True)
        ][:MOST],
        "past": past, "spots": spots_of([(then.quarter, then.figure) for then in past]),
        "compared": comparing.compared(behind.history),
        "clause": clause_told(behind.indicator),
    }  # fmt: skip
    return render(request, "reports/number.html", context)
