"""What reports add to the first pages: figures of places, never of people."""

from __future__ import annotations

from typing import Any

from fulian.parts import Filled, part
from orgs.models import Org
from orgs.queries.tree import top_of_reach
from reports.models import QuarterlyCoverageReport
from reports.queries import figures
from reports.rules import INDICATORS

SHOWN = 5


@part("home", "reports/_home.html", order=60, needs="reports.view_report")
def my_figures(*, user: Any, org: Org) -> Filled:
    """Say in one line how my organisation stands in the latest report."""
    report = figures.latest()
    if report is None:
        return None
    seen = figures.InReach(report)
    wanted = [one for one in INDICATORS if one.has_gaps]
    found = [one for one in seen.figures(org.pk, wanted) if one.denominator and not one.is_few]
    if not found:
        return None
    gaps = sum(bool(one.gaps) for one in found)
    return {"report": report, "count": len(found), "gaps": gaps}


@part("desk", "reports/desk/_missing.html", order=40, needs="reports.view_report")
def missing(*, user: Any) -> Filled:
    """Say where the latest report has the widest gaps, and which townships have not confirmed."""
    report = figures.latest()
    if report is None:
        return None
    waiting, seen = [], figures.InReach(report)
    if report.status == QuarterlyCoverageReport.Status.OPEN:
        waiting = [one.place for one in seen.confirmings() if one.said is None]
    org, wanted = top_of_reach(), [one for one in INDICATORS if one.has_gaps]
    found = [one for one in seen.figures(org.pk, wanted) if not one.is_empty and not one.is_few]
    widest = figures.widest(found, SHOWN)
    told = {
        "report": report, "org": org, "widest": widest, "waiting": waiting,
        "asked": len(found), "lacking": sum(bool(one.gaps) for one in found),
    }  # fmt: skip
    return told if widest or waiting else None
