"""One of everything of ``reports``: how each verb is done once, and how each table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orgs.queries import hats
from reports import services
from reports.models import QuarterLeaf, QuarterlyCoverageReport, Touched, TownshipConfirmation
from tests.conftest import NOW, TODAY


def report(cast: Any) -> QuarterlyCoverageReport:
    """Compile a quarter, another one in the west; once, and after that the same."""
    quarter = "2026Q3" if cast.county.code == "430424" else "2026Q2"
    known = QuarterlyCoverageReport.rows.filter(quarter=quarter).first()
    return known or services.compile_report(quarter=quarter, at=NOW, by=cast.admin)


def confirmation(cast: Any) -> TownshipConfirmation:
    """Let the township of the town clerk confirm it."""
    clerk = cast.town_clerk
    worn = hats.grant_hat(clerk, cast.county, cast.town_clerk_grant.pk, TODAY)
    assert worn
    clerk.hat = worn[0]
    return services.confirm_township(report=report(cast), org=cast.town, by=clerk, at=NOW)


def leaf(cast: Any) -> QuarterLeaf:
    """Compile a quarter: the leaf row of the village."""
    return QuarterLeaf.rows.get(quarter=report(cast).quarter, org=cast.village)


def touched(cast: Any) -> Touched:
    """Write anything at all."""
    services.expect_quarter(org=cast.root, on=TODAY, by=None)
    return Touched.rows.order_by("pk").last() or Touched.rows.create(county=cast.county)


VERBS: dict[str, Callable[[Any], Any]] = {
    "reports.expect_quarter": lambda c: services.expect_quarter(org=c.root, on=TODAY, by=None),
    "reports.compile_report": report,
    "reports.confirm_township": confirmation,
    "reports.freeze_report": lambda c: services.freeze_report(report=report(c), at=NOW, by=c.admin),
}
SILENT: dict[str, str] = {}  # what rightly leaves no line of its own, and why
TWICE: set[str] = set()  # two lines of the same act
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    QuarterlyCoverageReport: report,
    QuarterLeaf: leaf,
    Touched: touched,
    TownshipConfirmation: confirmation,
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything with an address, in an open scope; return keys by model name."""
    return {"quarterlycoveragereport": report(cast).pk}
