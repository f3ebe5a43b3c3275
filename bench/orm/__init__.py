"""All indicators by an ORM version that is written well: each table once, then dictionaries."""

from bench.orm.base import Cells, County
from bench.orm.bonds import Bonds
from bench.orm.homes import Homes
from bench.orm.meetings import Meetings
from bench.orm.organisations import Organisations
from bench.orm.programmes import Programmes
from bench.orm.teams import Teams
from reports.rules import Quarter

FAMILIES = (Organisations, Teams, Bonds, Meetings, Homes, Programmes)

__all__ = ["figures"]


def figures(quarter: Quarter) -> Cells:
    """Return numerator, denominator and what is missing, by organisation and indicator."""
    county = County(quarter)
    for family in FAMILIES:
        family(county).count()
    return county.found()
