"""One of everything of ``reports``: how each verb is done once, and how each table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from orgs import services as ground
from orgs.queries import hats
from reports import services
from reports.models import (
    Oversight,
    PublishedReport,
    QuarterLeaf,
    QuarterlyCoverageReport,
    ReportedTotal,
    ReportException,
    ReportScan,
    ReportSource,
    Touched,
    TownshipConfirmation,
)
from tests.conftest import NOW, TODAY
from tests.reports import parcels

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def report(cast: Any) -> QuarterlyCoverageReport:
    """Compile a quarter, another one in the west; once, and after that the same."""
    quarter = "2026Q3" if cast.county.code == "430424" else "2026Q2"
    known = QuarterlyCoverageReport.rows.filter(quarter=quarter).first()
    return known or services.compile_report(quarter=quarter, at=NOW, by=cast.admin)


def clerk(cast: Any) -> Any:
    """The town clerk with her seat on."""
    worn = hats.grant_hat(cast.town_clerk, cast.county, cast.town_clerk_grant.pk, TODAY)
    assert worn
    cast.town_clerk.hat = worn[0]
    return cast.town_clerk


def confirmation(cast: Any) -> TownshipConfirmation:
    """Let the township of the town clerk confirm it."""
    by = clerk(cast)
    return services.confirm_township(report=report(cast), org=cast.town, by=by, at=NOW)


def total(cast: Any) -> ReportedTotal:
    """Let the township say itself how many of its villages were converted."""
    return services.report_total(
        report=report(cast), org=cast.town, indicator="I-ORG-1", numerator=1, denominator=2,
        by=clerk(cast), at=NOW,
    )  # fmt: skip


def exception(cast: Any) -> ReportException:
    """Let a township speak late of a report that is frozen."""
    return services.grant_exception(
        report=frozen(cast), org=cast.town, reason="停电三天", until=TODAY + timedelta(days=5),
        by=cast.admin, at=NOW,
    )  # fmt: skip


def frozen(cast: Any) -> QuarterlyCoverageReport:
    """Freeze the report; once."""
    known = report(cast)
    if known.is_open:
        known = services.freeze_report(report=known, at=NOW, by=cast.admin)
    return known


def scan(cast: Any) -> ReportScan:
    """File the signed paper beside a frozen report."""
    return services.file_scan(
        report=frozen(cast), data=PAPER, called="签字.pdf", by=cast.admin, at=NOW
    )


def corrected(cast: Any) -> QuarterlyCoverageReport:
    """Correct a frozen report after a village was founded earlier than was known."""
    one = frozen(cast)
    ground.found_org(
        parent=cast.town, name="漏登村", code=f"{cast.county.code}100299", on=one.taken_on, by=None
    )
    return services.correct_report(report=one, reason="漏登一个村", at=NOW, by=cast.admin)


def leaf(cast: Any) -> QuarterLeaf:
    """Compile a quarter: the leaf row of the village."""
    return QuarterLeaf.rows.get(quarter=report(cast).quarter, org=cast.village)


def touched(cast: Any) -> Touched:
    """Write anything at all that is counted."""
    services.expect_quarter(org=cast.root, on=TODAY, by=None)
    return Touched.rows.order_by("pk").last() or Touched.rows.create(county=cast.county)


def overseer(cast: Any) -> Oversight:
    """Let the city above read what is published."""
    row, _ = services.make_overseer(
        prefix="4304", called="衡阳市妇联", phone="10005000001", at=NOW, by=None
    )
    return row


def source(cast: Any) -> ReportSource:
    """Register another installation."""
    return services.register_source(
        called="长沙市工作台", prefix="4301", key=parcels.KEY, at=NOW, by=None
    )


def published(cast: Any) -> PublishedReport:
    """Take in what another installation published."""
    source(cast)
    return services.take_in(file=parcels.parcel(), at=NOW, by=None)


VERBS: dict[str, Callable[[Any], Any]] = {
    "reports.expect_quarter": lambda c: services.expect_quarter(org=c.root, on=TODAY, by=None),
    "reports.compile_report": report,
    "reports.confirm_township": confirmation,
    "reports.make_overseer": overseer,
    "reports.link_overseer": lambda c: services.link_overseer(
        oversight=overseer(c), at=NOW, by=None
    ),
    "reports.end_overseer": lambda c: services.end_overseer(oversight=overseer(c), at=NOW, by=None),
    "reports.register_source": source,
    "reports.end_source": lambda c: services.end_source(source=source(c), at=NOW, by=None),
    "reports.take_in": published,
    "reports.freeze_report": lambda c: services.freeze_report(report=report(c), at=NOW, by=c.admin),
    "reports.report_total": total,
    "reports.grant_exception": exception,
    "reports.file_scan": scan,
    "reports.publish_report": lambda c: services.publish_report(
        report=frozen(c), at=NOW, by=c.admin
    ),
    "reports.correct_report": corrected,
}
SILENT: dict[str, str] = {}  # what rightly leaves no line of its own, and why
TWICE: set[str] = set()  # two lines of the same act
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    QuarterlyCoverageReport: report,
    QuarterLeaf: leaf,
    Touched: touched,
    ReportedTotal: total,
    ReportException: exception,
    ReportScan: scan,
    TownshipConfirmation: confirmation,
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything with an address, in an open scope; return keys by model name."""
    return {
        "quarterlycoveragereport": report(cast).pk, "oversight": overseer(cast).pk,
        "publishedreport": published(cast).pk, "reportsource": ReportSource.objects.get().pk,
    }  # fmt: skip
