"""Attacks on people and seats: by who reaches a woman only because she once sat there."""

from __future__ import annotations

import pytest

from fulian.scoping import scope
from members import services
from members.models import Departure, Office, Person
from members.queries import people
from tests.conftest import TODAY, signed_in
from tests.people import SINCE, person, seat

DESK = "/desk/members/"
PHONE, OWN = "10099990101", "10099990666"


@pytest.fixture
def clerk(east):
    return signed_in(east.town_clerk)


def correct(clerk, her, **facts):
    told = {"name": her.name, "ethnic_group": her.ethnic_group} | facts
    return clerk.post(f"{DESK}person/{her.pk}/correct/", told)


def now(east, her):
    with scope(east.county.pk):
        return Person.rows.get(pk=her.pk)


def test_who_left_for_another_township_is_not_corrected_from_here(east, clerk):
    with scope(east.county.pk):
        her = person(east.other_village, "单雨桐", phone=PHONE)
        old = seat(east.village, Office.VICE_CHAIR, who=her)
        services.end_appointment(appointment=old, on=TODAY, departure=Departure.OTHER, by=None)
        seat(east.other_village, Office.CHAIR, who=her, since=TODAY)
    for facts in ({"phone": OWN}, {"name": "假名字"}):
        answer = correct(clerk, her, **facts)
        assert "已经不在您的范围内" in answer.content.decode()
    consent = clerk.post(f"{DESK}person/{her.pk}/consent/", {"shown": "on"})
    assert "已经不在您的范围内" in consent.content.decode()
    kept = now(east, her)
    assert (kept.name, kept.plain_phone, kept.name_shown_since) == ("单雨桐", PHONE, None)
    assert correct(signed_in(east.admin), her, phone=OWN).status_code == 302


def test_the_number_of_who_also_sits_elsewhere_is_changed_from_above(east, clerk):
    with scope(east.county.pk):
        her = person(east.village, "单雨桐", phone=PHONE)
        seat(east.village, Office.VICE_CHAIR, who=her)
        seat(east.other_village, Office.CHAIR, who=her)
    assert "请由上级妇联修改" in correct(clerk, her, phone=OWN).content.decode()
    assert now(east, her).plain_phone == PHONE
    assert correct(clerk, her, ethnic_group="苗族").status_code == 302
    assert now(east, her).ethnic_group == "苗族"


def test_her_own_are_corrected_as_before(east, clerk):
    with scope(east.county.pk):
        her = person(east.village, "单雨桐", phone=PHONE)
        guest = person(east.other_village, "沈秋月")
        seat(east.village, Office.VICE_CHAIR, who=guest, since=SINCE)
    assert correct(clerk, her, phone=OWN).status_code == 302
    assert correct(clerk, guest, phone=PHONE).status_code == 302


@pytest.mark.parametrize("typed", ["a" * 3900, "ab" * 60, "单 " * 300])
def test_a_hostile_search_finds_nothing_and_breaks_nothing(east, clerk, typed):
    for page in ("members/person", "members/appointment", "duties/liaisonlink",
                 "duties/postassignment/places"):  # fmt: skip
        answer = clerk.get(f"/desk/{page}/", {"q": typed})
        assert answer.status_code in (200, 302), page
    with scope(east.county.pk):
        assert not list(people.named(Person.objects.all(), typed))
