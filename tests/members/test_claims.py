"""A code on paper meets the roll: whose seat it opens, and to whom it opens nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Appointment, Office, Person
from members.queries import health
from orgs.models import AccessGrant, ClaimCode, User
from tests.orgs.test_claims import grants_of, made, take
from tests.people import person, seat

PHONE = "10099990401"


def _tried(cast, **facts):
    return take(cast.village, made(cast)[cast.village.pk], client=Client(), phone=PHONE, **facts)


def _seatless():
    """Return what the county's look-over says of access without a seat."""
    found = health.results(timezone.localdate())
    return next(one for one in found if one.check.key == "access").faults


def test_a_stranger_does_not_become_chair_beside_the_chair(east):
    with scope(east.county.pk):
        seat(east.village, Office.CHAIR, "席雨桐")
    users = User.objects.count()
    answer = _tried(east, name="赵姐")
    assert answer.status_code == 200
    assert "与登记的主席不符" in answer.content.decode()
    assert grants_of(east, PHONE) == []
    assert User.objects.count() == users
    with scope(east.county.pk):
        assert not ClaimCode.rows.filter(used_at__isnull=False).exists()


def test_her_name_is_not_enough_where_another_phone_is_kept(east):
    with scope(east.county.pk):
        seat(east.village, Office.CHAIR, who=person(east.village, "席雨桐", phone="10099990402"))
    assert "与登记的主席不符" in _tried(east, name="席雨桐").content.decode()


def test_the_chair_without_a_phone_is_known_by_her_name(east):
    with scope(east.county.pk):
        held = seat(east.village, Office.CHAIR, "席雨桐")
    assert _tried(east, name="席雨桐").status_code == 302
    with scope(east.county.pk):
        (grant,) = grants_of(east, PHONE)
        assert Appointment.rows.get(pk=held.pk).grant_id == grant.pk
        assert Person.rows.get(pk=held.person_id).plain_phone == PHONE


def test_where_nobody_chairs_the_code_opens_as_before(east):
    assert _tried(east, name="赵姐").status_code == 302
    with scope(east.county.pk):
        assert AccessGrant.rows.filter(pk=grants_of(east, PHONE)[0].pk, until=None).exists()
        (fault,) = next(
            one for one in health.results(timezone.localdate()) if one.check.key == "access"
        ).faults
        assert (fault.label, fault.key) == ("赵姐", grants_of(east, PHONE)[0].pk)
        services.appoint(
            person=person(east.village, "赵姐", phone=PHONE), org=east.village, office=Office.CHAIR,
            on=timezone.localdate(), by=None,
        )  # fmt: skip
        assert (
            next(
                one for one in health.results(timezone.localdate()) if one.check.key == "access"
            ).count
            == 0
        )


@pytest.mark.parametrize("name", ["席雨桐", "柳芳菲"])
def test_of_two_of_one_name_nobody_is_guessed(east, name):
    with scope(east.county.pk):
        seat(east.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
        seat(east.village, Office.VICE_CHAIR, "柳芳菲")
        seat(east.village, Office.CHAIR, "席雨桐")
    answer = _tried(east, name=name)
    assert answer.status_code == (302 if name == "席雨桐" else 200)
