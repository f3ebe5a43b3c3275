"""Until when figures hold without a write: never past a day on which time alone changes them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fulian.scoping import scope
from members.models import Appointment
from reports.catalogue import COLUMNS
from reports.queries.boundaries import next_day
from reports.queries.counting import counted
from reports.rules import parse
from tests.reports.planting import filled

DAY = timedelta(days=1)
Q3 = parse("2026Q3")


@pytest.mark.parametrize("day", [date(2026, 7, 30), date(2026, 8, 13), date(2026, 9, 4)])
def test_figures_hold_until_the_day_that_is_named(east, day):
    """All but the days a vacancy lasts, which change every day."""
    filled(east, 3)
    with scope(east.county.pk):
        until = next_day(day)
        assert until > day
        before = plain(day)
        while day + DAY < until:
            day += DAY
            assert plain(day) == before


def test_the_first_of_a_month_is_a_boundary(east):
    with scope(east.county.pk):
        assert not Appointment.rows.exists()
        assert next_day(date(2026, 12, 5)) == date(2027, 1, 1)


def plain(day):
    """Return what is counted on a day, without the days of vacancies."""
    at = COLUMNS.index("team_9_days_n")
    return {
        org: ([v for n, v in enumerate(leaf.values) if n != at], leaf.missing)
        for org, leaf in counted(Q3, day).items()
    }
