"""Plans: who may be on the roster, and turns without gap or overlap."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from duties import services
from duties.models import ChairTurn, Due, DueCounty, RotationMember, RotationPlan
from duties.rules import turns as rules
from fulian.scoping import scope
from members.models import Office
from orgs import services as ground
from orgs.models import Record
from tests.duties.roster import PLANNED_AT, START, at, planned, presidium
from tests.people import person, seat


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def days_of(plan):
    turns = ChairTurn.rows.filter(plan=plan).exclude(status="skipped").order_by("days")
    return [(turn.days.lower, turn.days.upper) for turn in turns]


@given(
    start=st.dates(date(2001, 1, 1), date(2095, 1, 1)),
    period=st.sampled_from(["month", "quarter"]),
    size=st.integers(2, 12),
)
def test_rounds_have_no_gap_no_overlap_and_no_drift(start, period, size):
    days = [rules.turn_days(start, period, n) for n in range(2 * size)]
    assert days[0].lower == start
    for n, (one, two) in enumerate(pairwise(days)):
        assert one.lower < one.upper == two.lower
        assert rules.number_at(start, period, two.lower) == n + 1
    for turn in days:
        length = monthrange(turn.lower.year, turn.lower.month)[1]
        assert turn.lower.day == min(start.day, length)


class Chair:
    """A seat as the order sees it."""

    def __init__(self, pk, until):
        self.pk, self.since, self.until = pk, date(2020, 1, 1), until


@given(gone=st.lists(st.booleans(), min_size=2, max_size=9), last=st.integers(0, 8))
def test_order_takes_everyone_in_office_once_a_round(gone, last):
    on = date(2026, 3, 1)
    roster = [Chair(n, on if left else None) for n, left in enumerate(gone)]
    order = rules.order_after(roster, last, on)
    assert sorted(seat.pk for seat in order) == [n for n, left in enumerate(gone) if not left]
    if order and last < len(gone) and not gone[last]:
        assert order[-1].pk == last


def test_one_round_is_planned_each_due_on_its_first_morning(here):
    _, *members = presidium(here.village)
    plan = planned(here.village, members, starts_on=date(2026, 1, 31))
    turns = list(ChairTurn.rows.order_by("days"))
    assert [turn.appointment_id for turn in turns] == [seat.pk for seat in members]
    assert days_of(plan) == [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 4, 30)),
    ]
    dues = Due.rows.order_by("due_at")
    assert [(d.kind, d.subject, d.due_at) for d in dues] == [
        ("duties.hand_over", turn.pk, at(turn.days.lower, 0)) for turn in turns
    ]
    assert {d.line for d in dues} == {f"rotation:{here.village.pk}"}
    assert DueCounty.objects.get().next_at == at(date(2026, 1, 31), 0)


def test_quarters(here):
    _, *members = presidium(here.town, 2)
    plan = planned(here.town, members, period="quarter")
    assert days_of(plan) == [
        (START, date(2026, 4, 1)), (date(2026, 4, 1), date(2026, 7, 1)),
    ]  # fmt: skip


def refused(here, members, code, **facts):
    with pytest.raises(ValidationError) as refusal, scope(here.county.pk):
        planned(here.village, members, **facts)
    assert refusal.value.code == code
    assert len(refusal.value.messages) == 1
    assert not RotationPlan.rows.exists()
    assert not ChairTurn.rows.exists()
    assert not Due.rows.exists()


def test_chair_is_not_in_her_own_rotation(here):
    refused(here, presidium(here.village), "chair")


def test_roster_is_of_this_organisation_and_this_office(here):
    _, *members = presidium(here.village)
    other = seat(here.other_village, Office.VICE_CHAIR, "潘玉兰")
    refused(here, [members[0], other], "not_member")
    speaker = seat(here.village, Office.REPRESENTATIVE, "柳芳菲")
    refused(here, [members[0], speaker], "not_member")


def test_roster_names_everyone_once_and_more_than_one(here):
    _, *members = presidium(here.village)
    refused(here, [members[0], members[0]], "twice")
    refused(here, members[:1], "too_few")
    refused(here, [], "too_few")


def test_roster_is_in_office(here):
    from members.services import end_appointment

    _, *members = presidium(here.village)
    end_appointment(appointment=members[1], on=date(2025, 12, 1), departure="moved", by=None)
    refused(here, members, "not_in_office")


def test_a_period_that_is_none_and_a_day_far_off(here):
    _, *members = presidium(here.village)
    refused(here, members, "bad_period", period="year")
    refused(here, members, "far_off", starts_on=date(2062, 1, 1))
    refused(here, members, "far_off", starts_on=date(1926, 1, 1))


def test_second_plan_is_refused(here):
    _, *members = presidium(here.village)
    planned(here.village, members)
    with pytest.raises(ValidationError, match="已经有轮值安排"), scope(here.county.pk):
        planned(here.village, members)


def test_closed_organisation_plans_nothing(here):
    _, *members = presidium(here.village)
    ground.close_org(org=here.village, on=date(2026, 1, 1), by=None)
    with pytest.raises(ValidationError):
        planned(here.village, members)


def test_undo_of_a_plan_leaves_nothing(here):
    _, *members = presidium(here.village)
    planned(here.village, members)
    batch = Record.rows.get(act="duties.plan_rotation").batch
    ground.undo(batch=batch, at=timezone.now(), on=START, by=None)
    for model in (RotationPlan, RotationMember, ChairTurn, Due):
        assert not model.rows.exists(), model


def test_undo_of_a_plan_that_began_is_refused(here):
    _, *members = presidium(here.village)
    planned(here.village, members)
    services.do_next(at(START))
    batch = Record.rows.get(act="duties.plan_rotation").batch
    with pytest.raises(ValidationError, match="后来改过"):
        ground.undo(batch=batch, at=timezone.now(), on=START, by=None)


def test_end_skips_what_comes_and_ends_what_goes_on(here):
    _, *members = presidium(here.village)
    plan = planned(here.village, members)
    services.do_next(at(START))
    services.end_rotation(plan=plan, on=date(2026, 1, 15), by=None)
    first, *rest = ChairTurn.rows.order_by("days")
    assert (first.status, first.days.upper) == ("done", date(2026, 1, 15))
    assert {(turn.status, bool(turn.skipped_because)) for turn in rest} == {("skipped", True)}
    assert not Due.rows.filter(done_at__isnull=True).exists()
    assert not services.do_next(at(date(2026, 5, 1)))
    with pytest.raises(ValidationError, match="已经停止"):
        services.end_rotation(plan=plan, on=date(2026, 1, 16), by=None)
    planned(here.village, members, starts_on=date(2026, 2, 1))


def test_undo_of_an_end_hands_over_as_planned(here):
    _, *members = presidium(here.village)
    plan = planned(here.village, members)
    services.do_next(at(START))
    services.end_rotation(plan=plan, on=date(2026, 1, 15), by=None)
    services.look_again([here.county.pk])
    batch = Record.rows.get(act="duties.end_rotation").batch
    ground.undo(batch=batch, at=timezone.now(), on=START, by=None)
    services.look_again([here.county.pk])
    assert services.counties_due(at(date(2026, 2, 1))) == [here.county.pk]
    assert services.do_next(at(date(2026, 2, 1)))
    assert [turn.status for turn in ChairTurn.rows.order_by("days")] == [
        "done", "active", "planned",
    ]  # fmt: skip


def test_end_before_it_began(here):
    _, *members = presidium(here.village)
    plan = planned(here.village, members)
    services.end_rotation(plan=plan, on=date(2025, 12, 25), by=None)
    assert {turn.status for turn in ChairTurn.rows.all()} == {"skipped"}


def test_closing_the_organisation_ends_its_rotation(here):
    _, *members = presidium(here.village)
    plan = planned(here.village, members)
    services.do_next(at(START))
    effects = ground.closing_affects(org=here.village, on=date(2026, 1, 20))
    assert [(e.what, e.count) for e in effects if e.what == "轮值安排"] == [("轮值安排", 1)]
    ground.close_org(org=here.village, on=date(2026, 1, 20), by=None)
    plan.refresh_from_db()
    assert plan.ended_on == date(2026, 1, 20)
    assert not Due.rows.filter(done_at__isnull=True).exists()


def test_plan_in_another_county_is_out_of_reach(here, west):
    _, *members = presidium(here.village)
    plan = planned(here.village, members)
    with scope(west.county.pk), pytest.raises(RotationPlan.DoesNotExist):
        services.end_rotation(plan=plan, on=START, by=None)
    with scope(west.county.pk), pytest.raises(ValidationError):
        services.plan_rotation(
            org=west.village, members=members, period="month", starts_on=START, by=None,
            at=PLANNED_AT,
        )  # fmt: skip


def test_somebody_new_is_not_yet_on_the_roster(here):
    late = seat(
        here.village, Office.EXECUTIVE_MEMBER, who=person(here.village), since=date(2026, 6, 1)
    )
    _, *members = presidium(here.village)
    refused(here, [*members, late], "not_in_office")
