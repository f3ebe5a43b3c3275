"""Every indicator counted a second time, written from docs/indicators.md and not from the SQL."""

from tests.reports.by_hand.basics import Basics
from tests.reports.by_hand.bonds import Bonds
from tests.reports.by_hand.homes import Homes
from tests.reports.by_hand.meetings import Meetings
from tests.reports.by_hand.organisations import Organisations
from tests.reports.by_hand.programmes import Programmes
from tests.reports.by_hand.teams import Teams

HANDS = [Basics, Organisations, Teams, Homes, Bonds, Meetings, Programmes]

__all__ = ["HANDS"]
