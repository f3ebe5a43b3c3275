"""What the reports keep: leaf rows, quarterly reports, who confirmed them, what is out."""

from reports.models.leaves import QuarterLeaf, Touched
from reports.models.oversight import Oversight, PublishedReport, ReportSource
from reports.models.reports import QuarterlyCoverageReport, TownshipConfirmation

__all__ = [
    "Oversight",
    "PublishedReport",
    "QuarterLeaf",
    "QuarterlyCoverageReport",
    "ReportSource",
    "Touched",
    "TownshipConfirmation",
]
