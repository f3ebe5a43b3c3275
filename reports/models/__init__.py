"""What the reports keep: leaf rows, reports, what is said of and filed beside them."""

from reports.models.leaves import QuarterLeaf, Touched
from reports.models.oversight import Oversight, PublishedReport, ReportSource
from reports.models.reporting import ReportedTotal, ReportException
from reports.models.reports import QuarterlyCoverageReport, TownshipConfirmation
from reports.models.scans import ReportScan

__all__ = [
    "Oversight",
    "PublishedReport",
    "QuarterLeaf",
    "QuarterlyCoverageReport",
    "ReportException",
    "ReportScan",
    "ReportSource",
    "ReportedTotal",
    "Touched",
    "TownshipConfirmation",
]
