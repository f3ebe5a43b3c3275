"""What is closed or goes in the same moment: one of the two waits, and then knows."""

from __future__ import annotations

from threading import Event

import pytest
from django.core.exceptions import ValidationError

from fulian.scoping import scope
from members import services
from members.models import Appointment, CongressTerm, Office, Person
from members.queries import many_terms
from members.services import appointments, transfers
from orgs import services as ground
from orgs.models import Org, OrgStatus, Record
from tests.conftest import NOW, TODAY, plant
from tests.members.test_crossing_races import _until_somebody_waits
from tests.orgs.test_races import together
from tests.people import person, seat


@pytest.fixture
def here():
    return plant("430424", "东县", "0100")


def _seat(here, her):
    with scope(here.county.pk):
        return services.appoint(
            person=her, org=here.village, office=Office.EXECUTIVE_MEMBER, on=TODAY, by=None
        )


def _close(here):
    with scope(here.county.pk):
        return ground.close_org(org=here.village, on=TODAY, by=None, reason="并村")


@pytest.mark.django_db(transaction=True)
def test_a_seat_begun_before_the_closing_ends_with_it(here, monkeypatch):
    with scope(here.county.pk):
        her = person(here.village, "单雨桐")
    looked, inside = Event(), appointments._place_for

    def slowly(*args):
        """Look, and wait for the closing to come by: with the lock it cannot."""
        found = inside(*args)
        looked.set()
        _until_somebody_waits()
        return found

    def work(k):
        if k:
            looked.wait(10)
            return _close(here)
        return _seat(here, her)

    monkeypatch.setattr(appointments, "_place_for", slowly)
    answers = together(work, 2)
    assert not [one for one in answers if isinstance(one, Exception)], answers
    with scope(here.county.pk):
        assert Org.rows.get(pk=here.village.pk).status == OrgStatus.CLOSED
        assert not Appointment.rows.filter(org=here.village, until__isnull=True).exists()


@pytest.mark.django_db(transaction=True)
def test_a_seat_after_the_closing_is_refused(here, monkeypatch):
    with scope(here.county.pk):
        her = person(here.village, "单雨桐")
        seat(here.village, Office.CHAIR, "陶雨桐")
    ending, ended = Event(), services.end_appointment

    def slowly(**facts):
        """End a seat of the closing organisation, and wait for who wants one there."""
        ending.set()
        _until_somebody_waits()
        return ended(**facts)

    def work(k):
        if k:
            ending.wait(10)
            return _seat(here, her)
        return _close(here)

    monkeypatch.setattr("members.consequences.end_appointment", slowly)
    answers = together(work, 2)
    assert isinstance(answers[1], ValidationError), answers
    assert "已经撤销" in answers[1].message


@pytest.mark.django_db(transaction=True)
def test_terms_begun_for_many_come_before_the_closing(here, monkeypatch):
    looked, inside = Event(), many_terms.plan_of_terms

    def slowly(*args, **facts):
        """Look who is closed, and wait for the closing to come by: with the lock it cannot."""
        found = inside(*args, **facts)
        looked.set()
        _until_somebody_waits()
        return found

    def work(k):
        if k:
            looked.wait(10)
            return _close(here)
        with scope(here.county.pk):
            orgs = [here.village.pk, here.other_village.pk]
            return services.begin_terms(orgs=orgs, number=3, starts_on=TODAY, by=None)

    monkeypatch.setattr(many_terms, "plan_of_terms", slowly)
    answers = together(work, 2)
    assert answers[0] == 2, answers
    with scope(here.county.pk):
        assert Org.rows.get(pk=here.village.pk).status == OrgStatus.CLOSED
        assert CongressTerm.rows.count() == 2
        told = Record.rows.filter(act__in=("members.begin_terms", "orgs.close_org")).order_by("pk")
        assert [line.act for line in told] == ["members.begin_terms", "orgs.close_org"]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_set_among_many_who_goes_in_the_same_moment(here, monkeypatch):
    with scope(here.county.pk):
        her = person(here.village, "单雨桐", education="senior")
        row = services.ask_transfer(person=her, target=here.other_village, by=here.admin, at=NOW)
    going, answer = Event(), transfers._answer

    def slowly(*args):
        """Hold her who goes, and wait for who fills her facts in."""
        going.set()
        _until_somebody_waits()
        answer(*args)

    def work(k):
        if k:
            going.wait(10)
            with scope(here.county.pk, under=here.town):
                return services.set_for_many(
                    people=[her.pk], field="education", value="college", by=None
                )
        with scope(here.county.pk, under=here.other_town):
            return services.accept_transfer(transfer=row, by=here.admin, at=NOW)

    monkeypatch.setattr(transfers, "_answer", slowly)
    answers = together(work, 2)
    assert isinstance(answers[1], ValidationError), answers
    with scope(here.county.pk):
        assert Person.rows.get(pk=her.pk).education == "senior"
