"""The running quarter's rows: after any writes and after midnight they equal a recount."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duties.services.due import tick
from fulian.scoping import scope
from members.models import Appointment, Person
from members.services import end_appointment
from orgs import services as ground
from orgs.models import Org
from reports import services
from reports.catalogue import COLUMNS
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries import closing
from reports.queries.counting import Leaf, counted
from reports.queries.live import in_reach, needs_renewing, standing
from reports.queries.places import places_on
from reports.rules import parse
from reports.rules.quarters import ZONE
from reports.services import live, scheduled
from reports.services.live import renew_counties, renew_live
from tests.conftest import NOW, TODAY
from tests.reports.planting import filled

Q3, Q4 = parse("2026Q3"), parse("2026Q4")


def noon(day):
    return datetime.combine(day, time(12), ZONE)


def rows(quarter):
    found = QuarterLeaf.rows.filter(quarter=str(quarter)).values_list("org", "missing", *COLUMNS)
    return {org: (missing, list(values)) for org, missing, *values in found}


def recount(quarter, on):
    told = counted(quarter, on)
    leaves = {org: told.get(org, Leaf()) for org in places_on(on)}
    return {org: (leaf.missing, leaf.values) for org, leaf in leaves.items()}


@pytest.fixture
def county(east):
    with scope(east.county.pk):
        yield filled(east, 1)


def edit(lot, cast, n, day):
    """One of a few verbs that change what is counted, drawn by lot."""
    villages = list(Org.rows.filter(level="village", status="active").order_by("code"))
    act = lot.choice(("rename", "found", "end", "close"))
    if act == "found":
        ground.found_org(
            parent=cast.town, name=f"新村{n}", code=f"4304241003{n:02}", on=day, by=None
        )
    elif act == "end":
        seat = Appointment.rows.filter(until__isnull=True, office="executive_member").first()
        end_appointment(appointment=seat, on=day, departure="other", by=None)
    elif act == "rename":
        ground.rename_org(org=lot.choice(villages), name=f"改名{n}村", on=day, by=None)
    else:
        ground.close_org(org=villages[-1], on=day, by=None)


@given(seed=st.integers(0, 10**6))
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_rows_equal_a_recount_after_edits_and_after_midnight(county, seed):
    with transaction.atomic():
        lot = random.Random(seed)
        assert renew_live(noon(TODAY))
        day = TODAY
        for n in range(6):
            if lot.random() < 0.5:
                day += timedelta(days=lot.randrange(1, 5))
            else:
                with suppress(ValidationError):  # a village with open business is not closed
                    edit(lot, county, n, day)
                    assert needs_renewing(Q4, day)
            if lot.random() < 0.7:
                renew_live(noon(day))
                assert not needs_renewing(Q4, day)
                assert rows(Q4) == recount(Q4, day)
        renew_live(noon(day))
        assert rows(Q4) == recount(Q4, day)
        transaction.set_rollback(True)


def test_a_birthday_and_a_turn_are_caught_at_midnight_without_a_write(county):
    seat = Appointment.rows.filter(until__isnull=True, org=county.village).first()
    Person.rows.filter(pk=seat.person_id).update(birth_on=date(1990, 11, 24))
    renew_live(noon(date(2026, 11, 23)))
    before = rows(Q4)
    assert not renew_live(noon(date(2026, 11, 23)))
    assert renew_live(datetime(2026, 11, 24, 0, 1, tzinfo=ZONE))
    assert rows(Q4) == recount(Q4, date(2026, 11, 24)) != before


def test_a_write_makes_rows_wait_until_they_are_renewed(county):
    assert standing(TODAY) is None
    renew_live(noon(TODAY))
    now = standing(TODAY)
    assert (now.counted_on, now.counted_at, now.is_waiting) == (TODAY, noon(TODAY), False)
    ground.rename_org(org=county.village, name="改名村", on=TODAY, by=None)
    assert standing(TODAY).is_waiting
    assert renew_live(noon(TODAY))
    assert not standing(TODAY).is_waiting
    assert in_reach(now).figures(county.root.pk)


def test_a_quarter_that_is_over_is_finished_and_then_left_alone(county):
    last, first = Q3.last, Q4.first
    renew_live(noon(last))
    ground.rename_org(org=county.village, name="改名村", on=last, by=None)
    renew_live(noon(first))
    assert rows(Q3) == recount(Q3, last)
    assert set(QuarterLeaf.rows.values_list("quarter", flat=True)) == {"2026Q3", "2026Q4"}
    report = services.compile_report(quarter="2026Q3", at=noon(first))
    assert report.repaired == []
    services.freeze_report(report=report, at=noon(first))
    kept = rows(Q3)
    ground.found_org(parent=county.town, name="漏登村", code="430424100299", on=last, by=None)
    renew_live(noon(first + timedelta(days=1)))
    assert rows(Q3) == kept != recount(Q3, last)


def test_an_open_report_says_that_something_came_since(county):
    renew_live(NOW)
    report = services.compile_report(quarter="2026Q3", at=NOW)
    ground.rename_org(org=county.village, name="改名村", on=TODAY, by=None)
    renew_live(NOW)
    assert QuarterlyCoverageReport.rows.get().touched_at == NOW
    again = services.compile_report(quarter="2026Q3", at=NOW)
    assert (again.pk, again.touched_at) == (report.pk, None)


def test_one_county_that_fails_does_not_stop_the_others(east, west, monkeypatch):
    def broken(at):
        if live.Org.rows.filter(code=east.root.code).exists():
            raise RuntimeError("on purpose")
        return renew_live(at)

    monkeypatch.setattr(live, "renew_live", broken)
    assert renew_counties([east.county.pk, west.county.pk], NOW) == (1, 1)
    with scope(west.county.pk):
        assert rows(Q4)


def test_closing_one_county_that_fails_does_not_stop_the_others(east, west, monkeypatch):
    for cast in (east, west):
        with scope(cast.county.pk):
            services.expect_quarter(org=cast.root, on=Q3.last, by=None)

    def broken(**facts):
        if Org.rows.filter(code=east.root.code).exists():
            raise RuntimeError("on purpose")
        return services.compile_report(**facts)

    monkeypatch.setattr(scheduled, "compile_report", broken)
    tick(Q3.due_at)
    with scope(west.county.pk):
        assert QuarterlyCoverageReport.rows.get().status == "open"
    with scope(east.county.pk):
        assert not QuarterlyCoverageReport.rows.exists()
        (step,) = closing.steps()
        assert (step.title, step.tries, step.failure) == (
            "汇总2026年第3季度", 1, "RuntimeError"
        )  # fmt: skip
    monkeypatch.undo()
    tick(Q3.due_at + timedelta(minutes=1))
    with scope(east.county.pk):
        assert QuarterlyCoverageReport.rows.get().status == "open"
