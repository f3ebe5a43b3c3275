"""The pages of homes and members and the statement say the same on the same day.

Where they count something else the declaration of the indicator says so.
"""

from __future__ import annotations

import pytest

from fulian.scoping import scope
from homes.models import HomePast
from homes.queries import coverage, disclosure
from homes.queries import figures as activities
from homes.queries.clusters import home_clusters
from members.queries import gaps, growth
from reports.catalogue import BY_ID, COLUMNS
from reports.queries.counting import counted
from reports.rules import parse
from tests.reports.sowing import sown

QUARTERS = [parse(name) for name in ("2026Q2", "2026Q3", "2026Q4")]


@pytest.fixture
def planted(east):
    return sown(east, 1)


def totals(quarter):
    """Return what the statement says of the whole county: numerator, denominator by indicator."""
    sums = [0] * len(COLUMNS)
    for leaf in counted(quarter).values():
        sums = [one + more for one, more in zip(sums, leaf.values, strict=True)]
    told = dict(zip(COLUMNS, sums, strict=True))
    return {one.id: tuple(told[column] for column in one.columns) for one in BY_ID.values()}


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_homes_and_groups(planted, quarter):
    with scope(planted.county.pk):
        said = totals(quarter)
        lines = coverage.coverage(quarter.last)
        shown = {one.id: one for one in coverage.figures(lines, quarter.last)}
        for one in ("I-HOME-1", "I-HOME-2", "I-HOME-3", "I-HOME-5", "I-HOME-8", "I-NET-1",
                    "I-NET-2", "I-NET-4"):  # fmt: skip
            assert said[one] == (shown[one].numerator, shown[one].denominator), one
        due = shown["I-NET-3"]
        assert said["I-NET-3.due"] == (due.numerator, due.denominator)
        told = f"现有各类群 {said['I-NET-3'][0]} 个，群人数合计 {said['I-NET-3.members'][0]}"
        assert due.says.startswith(told)


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_clusters_with_a_model_home_where_no_home_changed_hands(planted, quarter):
    with scope(planted.county.pk):
        HomePast.rows.all()._raw_delete("default")
        clusters = home_clusters(quarter.last)
        settled = sum(one.is_settled for one in clusters)
        assert totals(quarter)["I-HOME-7"] == (settled, len(clusters))


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_activities_each_counted_once(planted, quarter):
    with scope(planted.county.pk):
        said, days = totals(quarter), (quarter.first, quarter.after.first, quarter.last)
        shown = activities.figures_of(planted.root, *days)
        assert said["I-ACT-2"] == (shown.joint, shown.activities)
        numbers = (shown.activities, shown.attendances, shown.persons)
        assert numbers == tuple(said[f"I-ACT-1{one}"][0] for one in ("", ".times", ".persons"))
        homes = activities.at_homes(planted.root, *days)
        assert said["I-HOME-4"] == (homes.homes - len(homes.missing), homes.homes)
        assert said["I-HOME-4.activities"] == (homes.activities,)


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_committees_and_the_two_committees(planted, quarter):
    with scope(planted.county.pk):
        said = totals(quarter)
        found = gaps.total_of(gaps.gaps_on(quarter.last))
        counts = (found.chairs, found.vices, found.members, found.whole)
        heads = ("chair", "vice", "executive", "committee")
        assert counts == tuple(said[f"I-TEAM-2.{one}"][0] for one in heads)
        chairs, women, *_ = gaps.shares_on(quarter.last)
        assert said["I-TEAM-5"] == (women.numerator, women.denominator)
        # The page divides by villages, the report by chairs in office (domain A.9).
        assert said["I-TEAM-4"][0] == chairs.numerator
        assert said["I-TEAM-4"][1] <= chairs.denominator


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_training_groups_and_money(planted, quarter):
    """Nobody sown sits in two organisations, so persons and seats are as many."""
    with scope(planted.county.pk):
        said = totals(quarter)
        shown = growth.coverage(quarter.last)
        assert said["I-TRN-1"] == (shown.trained, shown.officers)
        assert said["I-TRN-2"] == (shown.newcomers_trained, shown.newcomers)
        assert said["I-ORG-8"] == growth.groups_below(planted.root, quarter.last)[::-1]
        money = growth.totals(2026).whole
        assert said["I-FUND-1"] == (money.received * 100, money.due * 100)
        assert said["I-FUND-2"] == (money.for_heads * 100, money.heads)


def test_disclosure_of_the_organisations_that_wrote_a_plan(planted):
    """The page looks at what is still to come, the report at the whole quarter: a plan is both."""
    with scope(planted.county.pk):
        quarter = parse("2026Q4")
        states = disclosure.states_of(list(disclosure.obliged()), quarter.last)
        shown = {one.org.pk for one in states if one.is_current}
        missing = {org for org, leaf in counted(quarter).items() if "I-PUB-1" in leaf.missing}
        assert not shown & missing
        for one in states:
            if one.org.pk not in shown | missing:
                assert [what for what, lack in one.lacks.items() if lack] == ["activity_plan"]
