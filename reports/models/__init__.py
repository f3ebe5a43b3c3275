"""What the reports keep: leaf rows, reports, what townships said of them, what is out."""

from reports.models.leaves import QuarterLeaf, Touched
from reports.models.oversight import Oversight, PublishedReport, ReportSource
from reports.models.reporting import ReportedTotal, ReportException
from reports.models.reports import QuarterlyCoverageReport, TownshipConfirmation

__all__ = [
    "Oversight",
    "PublishedReport",
    "QuarterLeaf",
    "QuarterlyCoverageReport",
    "ReportException",
    "ReportSource",
    "ReportedTotal",
    "Touched",
    "TownshipConfirmation",
]
