"""Every indicator counted a second time, written from docs/indicators.md and not from the SQL."""

from tests.reports.by_hand.basics import Basics

HANDS = [Basics]

__all__ = ["HANDS"]
