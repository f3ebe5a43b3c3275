"""All indicators the way it is written at first: place by place, a query for every question."""

from collections.abc import Iterable

from bench.naive.base import Counts, Loop
from bench.naive.bonds import Bonds
from bench.naive.homes import Homes
from bench.naive.meetings import Meetings
from bench.naive.organisations import Organisations
from bench.naive.programmes import Programmes
from bench.naive.teams import Teams
from orgs.models import Org
from reports.rules import Quarter

FAMILIES = (Organisations, Teams, Bonds, Meetings, Homes, Programmes)

__all__ = ["figures"]


def figures(quarter: Quarter, orgs: Iterable[Org]) -> Counts:
    """Return numerator and denominator by organisation and indicator; today's tree, none moved."""
    loops: list[Loop] = [family(quarter) for family in FAMILIES]
    found: Counts = {}
    for org in orgs:
        for loop in loops:
            found |= {(org.pk, one): cell for one, cell in loop.of(org).items()}
    return found
