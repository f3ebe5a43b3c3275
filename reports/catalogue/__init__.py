"""The indicators of the quarterly report (domain.md A.9), each declared once."""

from reports.catalogue.bonds import BONDS
from reports.catalogue.homes import HOMES
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
from reports.catalogue.organisations import ORGANISATIONS
from reports.catalogue.programmes import PROGRAMMES
from reports.catalogue.teams import TEAMS

INDICATORS: list[Indicator] = [*ORGANISATIONS, *TEAMS, *BONDS, *HOMES, *PROGRAMMES]
BY_ID = {one.id: one for one in INDICATORS}
COLUMNS = [column for one in INDICATORS for column in one.columns]

__all__ = [
    "BY_ID",
    "COLUMNS",
    "FEW",
    "INDICATORS",
    "ROUNDING",
    "Cut",
    "Heading",
    "Indicator",
    "Kind",
    "counting_told",
    "percent",
    "share",
]
