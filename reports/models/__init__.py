"""What the reports keep: leaf rows, the quarterly reports, what townships said of them."""

from reports.models.leaves import QuarterLeaf, Touched
from reports.models.reporting import ReportedTotal, ReportException
from reports.models.reports import QuarterlyCoverageReport, TownshipConfirmation

__all__ = [
    "QuarterLeaf",
    "QuarterlyCoverageReport",
    "ReportException",
    "ReportedTotal",
    "Touched",
    "TownshipConfirmation",
]
