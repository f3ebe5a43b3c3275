"""Every indicator counted a second time, written from docs/indicators.md and not from the SQL."""

from tests.reports.by_hand.basics import Basics
from tests.reports.by_hand.bonds import Bonds
from tests.reports.by_hand.meetings import Meetings
from tests.reports.by_hand.programmes import Programmes

HANDS = [Basics, Bonds, Meetings, Programmes]

__all__ = ["HANDS"]
