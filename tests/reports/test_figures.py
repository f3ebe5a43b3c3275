"""The one statement against a second count by hand, on gaps, on history, and for any seed."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duties import services as duties
from duties.models import AreaAssignment, LiaisonLink
from fulian.scoping import scope
from homes.models import WomensHome
from members.models import Office, QuotaRule
from members.queries.vacancies import vacancies_of
from orgs import services as ground
from orgs.models import Org, WomensSocialOrganisation
from reports import services
from reports.catalogue import COLUMNS
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries.figures import InReach, columns_of, summed, together
from reports.queries.places import below_of, places_on
from reports.rules import INDICATORS, Quarter, parse
from reports.rules.listing import is_guarded, keeps_keys
from reports.services.leaves import renew_leaves
from tests.conftest import NOW, TODAY
from tests.people import seat
from tests.reports.by_hand import HANDS
from tests.reports.by_hand.basics import Basics
from tests.reports.cells import cells_of
from tests.reports.planting import Planter
from tests.reports.sowing import grow, sow, sown

QUARTERS = ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
Q3, Q4 = parse("2026Q3"), parse("2026Q4")
IN_ITS_PLACE = ("yard_3", "org_7", "home_7", "soc_1")  # what goes by where an organisation hangs


def same(quarter: Quarter) -> dict[Any, Any]:
    """Compare the statement with every count by hand of what it counts; return its cells."""
    sql = cells_of(quarter)
    for hand in HANDS:
        cells = hand(quarter).cells()
        names = hand.counts
        told = {key: cell for key, cell in sql.items() if key[1] in names and (cell[0] or cell[1])}
        assert told == cells
    return sql


def whole(quarter: Quarter, top: int) -> dict[str, int]:
    """Count a quarter into leaf rows; return the sums of one place with all below it."""
    renew_leaves(quarter, on=quarter.last, at=NOW)
    places = places_on(quarter.last)
    found: dict[str, int] = summed(str(quarter), {top: below_of(places, top)})[top]
    return found


@pytest.fixture
def planted(east):
    return sown(east, 1)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_equals_the_count_by_hand(planted, west, quarter):
    sown(west, 2)
    for cast in (planted, west):
        with scope(cast.county.pk):
            same(parse(quarter))


def test_equals_the_count_by_hand_on_history(planted):
    """Renamed, converted, moved, closed and founded later: the report sees that day's tree."""
    cast = planted
    with scope(cast.county.pk):
        july, october = date(2026, 7, 1), date(2026, 10, 15)
        ground.convert_org(
            org=cast.village, kind="representative_committee", on=date(2026, 2, 1), by=None
        )
        ground.convert_org(org=cast.village, kind="federation", on=october, by=None)
        ground.move_org(org=cast.other_village, parent=cast.town, on=july, by=None)
        ground.rename_org(org=cast.other_village, name="改名村", on=october, by=None)
        last = Org.rows.filter(level="village").order_by("lft").last()
        AreaAssignment.rows.filter(org=last).update(until=F("since"))  # some of seats long ended
        ground.close_org(org=last, on=date(2026, 12, 1), by=None)
        ground.found_org(parent=cast.town, name="新设村", code="430424100209", on=october, by=None)
        before = cells_of(Q3)
        for quarter in QUARTERS:
            same(parse(quarter))
        assert before[cast.village.pk, "I-ORG-1"][0] == 0
        assert cells_of(Q4)[cast.village.pk, "I-ORG-1"][0] == 1
        assert whole(Q3, cast.town.pk)["org_1_d"] == 3
        assert whole(parse("2026Q2"), cast.town.pk)["org_1_d"] == 2
        assert (last.pk, "I-ORG-1") in before
        assert (last.pk, "I-ORG-1") not in cells_of(Q4)
        assert places_on(Q3.last)[cast.other_village.pk].title != "改名村妇联"


def test_a_gap_in_dated_moves_still_sums_to_the_county(planted):
    """A village moved, on paper earlier, below a township founded later; two units in a circle."""
    cast = planted
    with scope(cast.county.pk):
        before = whole(Q3, cast.root.pk)
        day = Q3.last
        later = ground.found_org(
            parent=cast.root, name="新设镇", code="430424102000", on=day + timedelta(9), by=None
        )
        moved = Org.rows.filter(level="village", parent=cast.town).order_by("lft").last()
        ground.move_org(org=moved, parent=later, on=day - timedelta(9), by=None)
        one, two = (
            ground.found_org(parent=cast.town, name=name, on=day - timedelta(20), by=None)
            for name in ("甲协会", "乙协会")
        )
        ground.move_org(org=one, parent=two, on=day - timedelta(9), by=None)
        ground.move_org(org=one, parent=cast.town, on=day + timedelta(5), by=None)
        ground.move_org(org=two, parent=one, on=day - timedelta(2), by=None)
        now = whole(Q3, cast.root.pk)
        for row in (now, before):  # a village in the air is nobody's, and left its clusters
            for column in [one for one in row if one.startswith(IN_ITS_PLACE)]:
                del row[column]
        assert now == before
        assert (later.pk, "I-ORG-1") not in same(Q3)


@pytest.mark.parametrize("counting", ["inclusive", "additive"])
def test_the_countys_own_head_counts(planted, counting):
    with scope(planted.county.pk):
        facts = {"org": planted.root, "chair": 1, "counting": counting}
        QuotaRule.rows.create(
            **facts, level="village", vice_min=1, executive_min=5, since=date(2026, 3, 1)
        )
        QuotaRule.rows.create(
            **facts, level="township", vice_min=2, executive_min=9, since=date(2026, 1, 1),
            until=date(2026, 9, 1),
        )  # fmt: skip
        for quarter in (Q3, parse("2026Q2")):
            same(quarter)
        seats = cells_of(Q3)[planted.village.pk, "I-TEAM-9"][1]
        assert seats == (5 if counting == "inclusive" else 7)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_equals_the_count_by_hand_beside_the_tree(east, west, seed):
    """Parks, communities and units too; what the neighbour does is not counted."""
    sown(west, 2)
    with scope(east.county.pk):
        grow(east)
        sow(seed)
        for quarter in QUARTERS:
            same(parse(quarter))


def test_whatever_is_counted_twice_is_planted(east):
    there = set()
    with scope(east.county.pk):
        grow(east)
        for seed in (1, 2):
            with transaction.atomic():
                sow(seed)
                guest = WomensSocialOrganisation.rows.filter(support="introduced").first()
                WomensHome.rows.update(social=guest)
                for quarter in QUARTERS:
                    cells = cells_of(parse(quarter)).items()
                    there |= {one for (_, one), (n, _, _) in cells if n}
                transaction.set_rollback(True)
    for hand in HANDS:
        if hand is Basics:  # of villages with a federation each, and the county's own quotas below
            continue
        assert hand.counts <= there


@given(seed=st.integers(0, 10**6), quarter=st.sampled_from(QUARTERS))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_parent_is_the_sum_of_its_children_and_its_own(east, seed, quarter):
    with scope(east.county.pk):
        sow(seed)
        same(parse(quarter))
        services.compile_report(quarter="2026Q3", at=NOW)
        places = places_on(Q3.last)
        own = summed("2026Q3", {org: [org] for org in places})
        sums = InReach(QuarterlyCoverageReport.rows.get()).sums()
        for org, row in sums.items():
            below = [key for key, one in places.items() if one.parent == org]
            for column in COLUMNS:
                children = sum(sums[b][column] for b in below if b in sums)
                assert row[column] == own[org][column] + children
            for one in INDICATORS:
                if one.has_gaps:
                    n, d = (row[column] for column in one.columns)
                    assert 0 <= n <= d
        transaction.set_rollback(True)


def test_a_vacancy_opens_when_the_holder_leaves(east):
    with scope(east.county.pk):
        planter = SimpleNamespace(seat=Planter(1).seat)
        planter.seat(east.village, "chair", since=date(2026, 2, 1), until=date(2026, 9, 1))
        for _ in range(4):  # two beyond the least number fill seats of executive members
            planter.seat(east.village, "vice_chair", since=date(2026, 2, 1))
        told = cells_of(Q3)
        row = told[east.village.pk, "I-TEAM-9"]
        assert row == (11, 15, [1] + 10 * [3])
        assert told[east.village.pk, "I-TEAM-9.days"][0] == 29 + 10 * 272


def test_vacancies_are_those_the_members_pages_show(planted):
    with scope(planted.county.pk):
        told = cells_of(Q3)
        for org in Org.rows.filter(level__in=["village", "township"]):
            shown = vacancies_of(org, Q3.last)
            days = told.get((org.pk, "I-TEAM-9.days"), (0, 0, []))
            row = told[org.pk, "I-TEAM-9"]
            assert (row[0], days[0]) == (len(shown), sum(one.days for one in shown))


def test_what_is_written_is_what_was_counted(planted):
    with scope(planted.county.pk):
        report = services.compile_report(quarter="2026Q3", at=NOW)
        told = cells_of(Q3)
        for leaf in QuarterLeaf.rows.filter(quarter="2026Q3"):
            for one in INDICATORS:
                cell = told.get((leaf.org_id, one.id), (0, 0, []))
                here = [getattr(leaf, column) for column in one.columns]
                assert here == [cell[0], cell[1]][: len(here)]
                assert leaf.missing.get(one.id, []) == cell[2]
        assert TODAY > report.taken_on == Q3.last


def test_a_tie_to_a_household_ends_with_it(east):
    """Counted by who keeps in touch, and by hand from the household: the same on every day."""
    spring, summer, autumn = date(2026, 1, 5), date(2026, 5, 5), date(2026, 9, 30)
    with scope(east.county.pk):
        village = Org.rows.get(pk=east.village.pk)
        speaker = seat(village, Office.REPRESENTATIVE, "苗青禾", since=spring)
        member = seat(village, Office.EXECUTIVE_MEMBER, "卫知夏", since=spring)
        homes = [
            duties.add_household(org=village, name=f"{n}号院", on=spring, by=None, above=speaker)
            for n in range(4)
        ]
        for one in homes[:3]:
            duties.assign_area(appointment=member, household=one, on=spring, by=None)
        duties.stop_contact(contact=homes[0], on=summer, by=None)
        duties.stop_contact(contact=homes[1], on=autumn, by=None)
        duties.stop_contact(contact=homes[2], on=Q4.last, by=None)
        duties.restore_contact(contact=homes[0], by=None)
        told = [same(parse(quarter)) for quarter in QUARTERS]
        linked = [cells[village.pk, "I-LIA-4.household"][0] for cells in told]
        assert linked == [4, 3, 2, 1]
        for model in (LiaisonLink, AreaAssignment):
            after = model.rows.filter(household__until__lt=Coalesce("until", date.max))
            assert not after.exists()


def test_of_what_is_many_or_guarded_only_numbers_are_kept(planted):
    with scope(planted.county.pk):
        renew_leaves(Q3, on=Q3.last, at=NOW)
        kept = {one for leaf in QuarterLeaf.rows.all() for one in leaf.missing}
        assert {"I-LIA-4", "I-POST-1"} <= kept
        assert kept <= {one.id for one in INDICATORS if keeps_keys(one)}
        assert not kept & {"I-LIA-4.household", "I-YARD-1", "I-YARD-3"}
        assert not any(is_guarded(one) for one in INDICATORS if one.id in kept)


def test_a_county_read_at_once_is_the_sum_of_its_places(planted):
    with scope(planted.county.pk):
        sums = whole(Q3, planted.root.pk)
        assert together("2026Q3") == sums
        assert together("2026Q3", places_on(Q3.last)) == sums
        wanted = columns_of([one for one in INDICATORS if one.family == "FUND"])
        assert together("2026Q3", columns=wanted) == {column: sums[column] for column in wanted}
        assert set(together("2025Q1").values()) == {0}
        village = [planted.village.pk]
        assert together("2026Q3", village) == summed("2026Q3", {1: village})[1]
        assert summed("2026Q3", {}) == {}
