"""The indicators of the quarterly report (domain.md A.9), each declared once."""

from reports.rules.indicators.bonds import BONDS
from reports.rules.indicators.homes import HOMES
from reports.rules.indicators.kinds import (
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
from reports.rules.indicators.organisations import ORGANISATIONS
from reports.rules.indicators.programmes import PROGRAMMES
from reports.rules.indicators.teams import TEAMS

INDICATORS: list[Indicator] = [*ORGANISATIONS, *TEAMS, *BONDS, *HOMES, *PROGRAMMES]
BY_ID = {one.id: one for one in INDICATORS}

__all__ = [
    "BY_ID",
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
