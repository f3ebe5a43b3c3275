"""The pages of duties and programmes and the statement say the same on the same day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import F

from duties.models import DutyReport, LedgerEntry, Resolution
from duties.queries import areas, meetings, norms, reviews
from fulian.scoping import scope
from homes.models import CareCase, CarePairing
from homes.queries import care_figures, teams
from orgs.models import Org, Setting
from reports.rules import parse
from tests.reports.cells import cells_of
from tests.reports.planting import filled

Q3 = parse("2026Q3")
MONTHS = [date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)]


@pytest.fixture
def today(east):
    """A planted county on the last day of the quarter: nothing of it was written later."""
    filled(east, 1)
    with scope(east.county.pk):
        later = {"closed_on__gt": Q3.last}
        LedgerEntry.rows.filter(**later).update(status="open", closed_on=None)
        Resolution.rows.filter(done_on__gt=Q3.last).update(done_on=None)
        DutyReport.rows.filter(filed_on__gt=Q3.last).update(filed_on=None)
        Setting.rows.filter(name="contact_months").update(value=3)
        over = CareCase.rows.exclude(since__lte=Q3.last, until=None).exclude(
            since__lte=Q3.last, until__gt=Q3.last
        )  # whoever ends a case ends its pairings
        CarePairing.rows.filter(case__in=over.values("pk")).update(until=F("since"))
        east.told = cells_of(Q3)
        east.orgs = list(Org.rows.order_by("lft"))
        yield east


def summed(cast, indicator, orgs=None):
    """Return numerator and denominator of some organisations, of all when none are named."""
    keys = [org.pk for org in orgs or cast.orgs]
    cells = [cast.told.get((key, indicator), (0, 0, [])) for key in keys]
    return sum(n for n, _, _ in cells), sum(d for _, d, _ in cells)


def test_liaison(today):
    for top in (today.root, today.village):
        orgs = [org for org in today.orgs if top.lft <= org.lft <= top.rght]
        shown = norms.figures_of(top, Q3.first, Q3.after.first, Q3.last)
        assert (shown.in_touch, shown.members) == summed(today, "I-LIA-6", orgs)
        assert shown.contacts == summed(today, "I-LIA-7.times", orgs)[0]
        assert (shown.below, shown.members) == summed(today, "I-LIA-8", orgs)
        assert (shown.resolved, shown.raised) == summed(today, "I-LIA-9", orgs)
        assert shown.with_measures == summed(today, "I-LIA-9.measures", orgs)[0]
        assert (shown.complete, shown.records) == summed(today, "I-LIA-10", orgs)


def test_women_are_told_apart_within_an_organisation(today):
    """The page of a village and its row agree; a county's page knows a woman of two villages."""
    here = norms.figures_of(today.village, Q3.first, Q3.after.first, Q3.last).reached
    each = ("I-LIA-7.women", "I-LIA-7.households")
    assert here == sum(summed(today, one, [today.village])[0] for one in each)
    all_of = norms.figures_of(today.root, Q3.first, Q3.after.first, Q3.last).reached
    assert all_of <= sum(summed(today, one)[0] for one in each)


def test_meetings(today):
    """A page asks who has a committee and met at all; the report asks everybody, for enough."""
    shown = meetings.indicators(Q3.last)
    assert (shown.came.done, shown.came.total) == summed(today, "I-MTG-2")
    assert (shown.done.done, shown.done.total) == summed(today, "I-MTG-3")
    assert shown.met.done >= summed(today, "I-MTG-1")[0]
    assert shown.met.total <= summed(today, "I-MTG-1")[1]


def test_duty_reports(today):
    shown = reviews.filed_both(2026, Q3.last)
    assert (shown.numerator, shown.denominator) == summed(today, "I-EVAL-1")


def test_contracted_areas(today):
    for org, shown in areas.answered_by(today.orgs, Q3.last).items():
        n, d, _ = today.told.get((org, "I-YARD-3"), (0, 0, []))
        assert (shown.done, shown.total) == (n, d)


def test_volunteers(today):
    keys = [org.pk for org in today.orgs]
    shown = teams.together(teams.volunteering(keys, Q3.first, Q3.last).values())
    assert shown.teams == summed(today, "I-VOL-1")[0]
    assert (shown.leading, shown.members) == summed(today, "I-VOL-2")
    assert (shown.enrolled, shown.members) == summed(today, "I-VOL-4")
    assert shown.served.times == summed(today, "I-VOL-3")[0]
    assert shown.served.half_hours * 50 == summed(today, "I-VOL-3.hours")[0]


def test_care(today):
    """Of visits a page shows a month, a report the three months of its quarter."""
    villages = care_figures.villages_in_reach()
    each = [
        sum(care_figures.by_village(villages, day).values(), care_figures.CareFigures())
        for day in MONTHS
    ]
    last = each[-1].rates
    for one in ("I-CARE-1", "I-CARE-2", "I-CARE-3"):
        assert last[one] == summed(today, one, villages)
    for one in ("I-CARE-4", "I-CARE-5"):
        months = [month.rates[one] for month in each]
        whole = tuple(sum(part) for part in zip(*months, strict=True))
        assert whole == summed(today, one, villages)
