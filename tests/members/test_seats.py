"""Seats: who may sit where, and what opens and ends with a seat."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from fulian.scoping import scope
from members import services
from members.identity import id_index
from members.models import Office, Person
from members.queries.people import known_elsewhere
from orgs.models import AccessGrant
from orgs.queries.hats import hats_of
from tests.conftest import TODAY
from tests.members.sheets import id_number
from tests.people import SINCE, person, seat


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def test_a_seat_opens_access_and_its_end_ends_it(here):
    she = person(here.village, phone="10000990001")
    held = seat(here.village, Office.EXECUTIVE_MEMBER, who=she)
    assert held.grant is not None
    assert held.grant.role == "officer"
    services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    assert AccessGrant.rows.get(pk=held.grant_id).until == TODAY


def test_no_access_without_a_phone(here):
    assert seat(here.village, Office.EXECUTIVE_MEMBER).grant is None


def test_two_chairs_of_one_organisation(here):
    seat(here.village, Office.CHAIR)
    with pytest.raises(ValidationError, match="已经有主席"):
        seat(here.village, Office.CHAIR, "沈秋月")


def test_twice_on_one_committee(here):
    she = seat(here.village, Office.EXECUTIVE_MEMBER).person
    with pytest.raises(ValidationError, match="已经是"):
        seat(here.village, Office.VICE_CHAIR, who=she)
    seat(here.town, Office.EXECUTIVE_MEMBER, who=she)


def test_ends_before_it_began(here):
    held = seat(here.village, Office.CHAIR)
    with pytest.raises(ValidationError, match="不能早于"):
        services.end_appointment(
            appointment=held, on=SINCE - timedelta(days=1), departure="moved", by=None
        )


def test_who_went_elsewhere_is_not_seated_where_she_once_sat(east):
    with scope(east.county.pk):
        gone = person(east.other_village, "单雨桐", id_number=id_number(1))
        held = services.appoint(
            person=gone, org=east.village, office=Office.EXECUTIVE_MEMBER, on=SINCE, by=None
        )
        services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    east.town_clerk.hat = hats_of(east.town_clerk, TODAY)[0]
    facts = {"person": gone, "org": east.village, "on": TODAY, "by": east.town_clerk}
    with scope(east.county.pk, under=east.town, by=east.town_clerk):
        assert gone in Person.objects.all()  # what she did here stays to be read
        for act, more in (
            (services.appoint, {"office": Office.EXECUTIVE_MEMBER}),
            (services.open_committee_seat, {"body": "party"}),
        ):
            with pytest.raises(ValidationError, match="先在“人员转移”里申请接收"):
                act(**facts | more)
        key = id_index(id_number(1))
        assert known_elsewhere([key], []) == {key: east.other_town.short_name}
    with scope(east.county.pk):
        assert services.appoint(
            person=gone, org=east.village, office=Office.EXECUTIVE_MEMBER, on=TODAY, by=None
        ).pk
