"""Vacancies against an independent count: a queue of empty seats, walked day by day."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from fulian.scoping import scope
from members import services
from members.models import Appointment, Counting, Office
from members.queries import quotas, seats, vacancies
from members.rules import Quota
from orgs import services as ground
from orgs.models import Level, Org
from tests.conftest import TODAY, signed_in
from tests.people import committee, person, seat

FOUNDED = date(2026, 1, 1)
JANUARY = [FOUNDED + timedelta(days=n) for n in range(40)]


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def walked(seats_, opened_on, days, on):
    """Count again in another way: fill the oldest empty seat; who finds none takes the next."""
    empty, waiting = [], 0
    first = min([opened_on, *[d for d, _ in days]], default=opened_on)
    day = first
    while day <= on:
        for _ in range(seats_ * (day == opened_on) + sum(until == day for _, until in days)):
            if waiting:
                waiting -= 1
            else:
                empty.append(day)
        for _ in range(sum(since == day for since, _ in days)):
            if empty:
                empty.pop(0)
            else:
                waiting += 1
        day += timedelta(days=1)
    return empty


@st.composite
def held(draw):
    since = draw(st.sampled_from(JANUARY))
    length = draw(st.none() | st.integers(1, 40))
    return since, since + timedelta(days=length) if length else None


@given(st.integers(0, 4), st.sampled_from(JANUARY[:10]), st.lists(held(), max_size=8))
def test_openings_are_what_a_walk_through_the_days_finds(count, opened_on, days):
    on = JANUARY[-1]
    begun = [d for d in days if d[0] <= on]
    found = vacancies.openings(seats=count, opened_on=opened_on, days=begun, filled=0, on=on)
    assert found == walked(count, opened_on, begun, on)
    live = sum(until is None or until > on for _, until in begun)
    assert len(found) == max(count - live, 0)


def test_the_day_a_seat_opened(here):
    chair = seat(here.village, Office.CHAIR)
    services.end_appointment(appointment=chair, on=date(2026, 3, 1), departure="moved", by=None)
    empty = vacancies.vacancies_of(here.village, TODAY)
    assert Counter(v.office for v in empty) == {
        Office.CHAIR: 1, Office.VICE_CHAIR: 2, Office.EXECUTIVE_MEMBER: 12
    }  # fmt: skip
    assert (empty[0].opened_on, empty[0].days) == (
        date(2026, 3, 1),
        (TODAY - date(2026, 3, 1)).days,
    )
    assert {v.opened_on for v in empty[1:]} == {FOUNDED}
    seat(here.village, Office.CHAIR, "沈秋月", since=date(2026, 4, 1))
    assert Office.CHAIR not in {v.office for v in vacancies.vacancies_of(here.village, TODAY)}
    then = vacancies.vacancies_of(here.village, date(2026, 3, 10))
    assert [v.opened_on for v in then if v.office == Office.CHAIR] == [date(2026, 3, 1)]
    assert vacancies.vacancies_of(here.village, date(2025, 12, 31)) == []


def test_one_vice_chair_too_many_fills_an_executive_seat(here):
    committee(here.village, vice=4, executives=9)
    shape = seats.structure_of(here.village, TODAY)
    assert shape.gaps[Office.EXECUTIVE_MEMBER] == 1
    assert len(vacancies.vacancies_of(here.village, TODAY)) == shape.missing == 1
    assert shape.readings == "含主席、副主席共 14 人 / 不含主席、副主席 9 人"
    services.set_quota(
        level=Level.VILLAGE, vice_min=2, executive_min=15, counting=Counting.ADDITIVE,
        on=date(2026, 6, 1), by=None,
    )  # fmt: skip
    assert seats.structure_of(here.village, TODAY).missing == 6
    assert len(vacancies.vacancies_of(here.village, TODAY)) == 6
    assert len(vacancies.vacancies_of(here.village, date(2026, 5, 31))) == 1


def random_history(cast, seed):
    """Seat and unseat at random in every organisation of the east."""
    dice = random.Random(seed)
    for org in Org.rows.exclude(parent=None):
        for n in range(dice.randint(0, 12)):
            since = FOUNDED + timedelta(days=dice.randint(0, 300))
            office = dice.choice([Office.CHAIR, *[Office.VICE_CHAIR] * 3, Office.EXECUTIVE_MEMBER])
            try:
                one = seat(org, office, f"甲{n}", since=since)
            except ValidationError:  # a second chair
                continue
            if dice.random() < 0.5:
                until = since + timedelta(days=dice.randint(0, 120))
                services.end_appointment(appointment=one, on=until, departure="moved", by=None)


@pytest.mark.parametrize("counting", Counting)
@pytest.mark.parametrize("on", [date(2026, 4, 5), TODAY])
def test_sums_against_a_plain_count(here, counting, on):
    random_history(here, seed=len(counting) + on.day)
    services.set_quota(
        level=Level.VILLAGE, vice_min=2, executive_min=6, counting=counting,
        on=date(2026, 2, 1), by=None,
    )  # fmt: skip
    ground.close_org(org=here.other_village, on=date(2026, 11, 1), by=None)
    wanted = 0
    for org in Org.rows.filter(level__in=("village", "township")):
        if org.closed_on and org.closed_on <= on:
            continue
        least = {"village": (1, 2, 6), "township": (1, 3, 25)}[org.level]
        inclusive = counting == Counting.INCLUSIVE or org.level == "township"
        rows = Appointment.rows.filter(org=org).values_list("office", "since", "until")
        live = Counter(o for o, a, b in rows if a <= on and (b is None or b > on))
        chair, vice, whole = least
        others = live["executive_member"]
        if inclusive:
            whole, others = whole - chair - vice, others + max(live["vice_chair"] - vice, 0)
        wanted += max(chair - live["chair"], 0) + max(vice - live["vice_chair"], 0)
        wanted += max(whole - others, 0)
    found = vacancies.vacancies_in_reach(on)
    assert len(found) == wanted
    assert sum(len(one.vacancies) for one in vacancies.missing_in_reach(on)) == wanted
    levels = [vacancies.vacancies_in_reach(on, level=level) for level in ("village", "township")]
    assert sum(map(len, levels)) == wanted


def test_the_whole_subtree_in_three_queries(here, django_assert_num_queries):
    for count in (1, 3):
        for n in range(count):
            seat(here.village, Office.EXECUTIVE_MEMBER, f"甲{count}{n}")
        with django_assert_num_queries(3):
            vacancies.missing_in_reach(TODAY)


def test_reach_and_uncounted_places(here):
    with scope(here.county.pk, under=here.town):
        orgs = {v.org.pk for v in vacancies.vacancies_in_reach(TODAY)}
    assert here.village.pk in orgs
    assert not orgs & {here.other_village.pk, here.root.pk}
    unit = ground.found_org(parent=here.village, name="巾帼站", on=TODAY, by=None)
    assert vacancies.vacancies_of(unit, TODAY) == []
    assert seats.structure_of(here.root, TODAY).missing == 0


def test_quotas_of_a_day(here):
    assert quotas.quotas_on(TODAY)[Level.VILLAGE] == Quota(1, 2, 15, Counting.INCLUSIVE)
    first = services.set_quota(
        level=Level.VILLAGE, vice_min=3, executive_min=20, on=date(2026, 5, 1), by=None
    )
    same = services.set_quota(level=Level.VILLAGE, vice_min=3, executive_min=20, on=TODAY, by=None)
    assert same == first
    services.set_quota(level=Level.VILLAGE, vice_min=1, executive_min=11, on=TODAY, by=None)
    shapes = [
        quotas.quotas_on(day)[Level.VILLAGE].shape
        for day in (date(2026, 4, 30), date(2026, 5, 1), TODAY)
    ]
    assert shapes == ["1+2+15", "1+3+20", "1+1+11"]
    with pytest.raises(ValidationError, match="不能早于那一天"):
        services.set_quota(
            level=Level.VILLAGE, vice_min=2, executive_min=15, on=date(2026, 5, 1), by=None
        )


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"vice_min": 2, "executive_min": 2}, "不能少于主席和副主席之和"),
        ({"vice_min": -1, "executive_min": 15}, "0 到 200"),
        ({"vice_min": 2, "executive_min": 201}, "0 到 200"),
        ({"vice_min": 2, "executive_min": 15, "chair": 2}, "只设 1 名主席"),
        ({"vice_min": 2, "executive_min": 15, "counting": "x"}, "请选择计数口径"),
    ],
)
def test_quotas_that_cannot_be(here, facts, says):
    with pytest.raises(ValidationError, match=says):
        services.set_quota(level=Level.VILLAGE, on=TODAY, by=None, **facts)
    assert quotas.quotas_on(TODAY)[Level.VILLAGE].shape == "1+2+15"


def test_both_readings_are_printed():
    one = Quota(1, 2, 15, Counting.INCLUSIVE)
    assert one.readings == [
        "含主席、副主席：主席 1、副主席 2、其他执委 12，共 15 人",
        "不含主席、副主席：主席 1、副主席 2、执委 15，共 18 人",
    ]
    other = Quota(1, 2, 15, Counting.ADDITIVE)
    assert other.readings == one.readings[::-1]
    assert (one.total, other.total) == (15, 18)


def test_a_member_of_two_committees_counts_in_both(here):
    her = person(here.village)
    seat(here.village, Office.CHAIR, who=her)
    seat(here.town, Office.EXECUTIVE_MEMBER, who=her)
    assert seats.structure_of(here.village, TODAY).chairs == 1
    assert seats.structure_of(here.town, TODAY).executives == 1
    assert [s.org_id for s in seats.seats_of(her)] == [here.village.pk, here.town.pk]


@pytest.fixture
def desk(here):
    return signed_in(here.admin)


def vacant(desk):
    return desk.get("/desk/members/appointment/vacancies/?level=village").content.decode()


def test_each_vacancy_leads_to_the_act_that_fills_it(here, desk):
    """替补 for whom left, 增选 and 增补 where a committee sits, else a seat of that office."""
    at = f"?org={here.other_village.pk}"
    add = f"/desk/members/appointment/add/{at}"
    page = vacant(desk)
    for office in ("chair", "vice_chair", "executive_member"):
        assert f"{add}&amp;office={office}" in page
    member = committee(here.other_village, vice=1)[-1]
    page = vacant(desk)
    assert f"appointment/by-elect/{at}" in page
    assert f"appointment/add-member/{at}" in page
    assert add not in page
    services.begin_term(
        org=here.other_village, number=3, starts_on=FOUNDED, ends_on=date(2031, 1, 1), by=None
    )
    services.end_appointment(appointment=member, on=TODAY, departure="moved", by=None)
    page = vacant(desk)
    assert f'appointment/{member.pk}/substitute/">替补{member.person.name}</a>' in page
    assert f"appointment/add-member/{at}" not in page
