"""The indicators of the quarterly report (domain.md A.9), each declared once."""

from reports.catalogue.book import as_markdown
from reports.catalogue.declared import BY_ID, COLUMNS, INDICATORS, PLACE
from reports.catalogue.kinds import (
    FEW,
    ROUNDING,
    Cut,
    Heading,
    Indicator,
    Kind,
    counting_told,
    percent,
    share,
)

__all__ = [
    "BY_ID",
    "COLUMNS",
    "FEW",
    "INDICATORS",
    "PLACE",
    "ROUNDING",
    "Cut",
    "Heading",
    "Indicator",
    "Kind",
    "as_markdown",
    "counting_told",
    "percent",
    "share",
]
