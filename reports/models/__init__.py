"""What the reports keep: leaf rows, the quarterly reports, who confirmed them."""

from reports.models.leaves import QuarterLeaf, Touched
from reports.models.reports import QuarterlyCoverageReport, TownshipConfirmation

__all__ = ["QuarterLeaf", "QuarterlyCoverageReport", "Touched", "TownshipConfirmation"]
