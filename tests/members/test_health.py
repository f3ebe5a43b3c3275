"""The county's data is looked over: each fault is counted, listed, and leads to its mending."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from fulian import crypto
from fulian.scoping import scope
from members import services
from members.models import CongressTerm, Office, Person
from members.models.people import ID_COLUMN
from members.queries import health
from tests.conftest import TODAY, signed_in
from tests.members.sheets import id_number
from tests.people import person, seat

DESK = "/desk/members/"
PAGE = f"{DESK}person/health/"
PHONE = "10099990101"


def found():
    return {one.check.key: one.count for one in health.results(TODAY)}


def seal_wrong(her, text):
    """Keep an ID number no face would take, as a restored backup may hold it."""
    sealed = crypto.seal(text, county=her.county_id, column=ID_COLUMN)
    Person.rows.filter(pk=her.pk).update(id_number=sealed, id_key="x" * 10 + text[-4:])


@pytest.fixture
def sick(east):
    """One fault of each kind that can be made as the site, in the village."""
    with scope(east.county.pk):
        one = seat(east.village, Office.CHAIR, "白春燕").person
        person(east.village, "沈秋月", phone=PHONE)
        person(east.village, "陶晓岚", phone=PHONE)
        seal_wrong(one, id_number(7)[:-1] + "A")
        closed = seat(east.other_village, Office.REPRESENTATIVE, "潘玉兰")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE orgs_org SET status = 'closed', closed_on = %s WHERE id = %s",
                [TODAY, closed.org_id],
            )
            cursor.execute(
                "UPDATE orgs_org SET rght = rght + 100 WHERE id = %s", [east.other_town.pk]
            )
    return east


def test_a_sound_county_has_nothing(east):
    with scope(east.county.pk):
        her = person(east.village, phone=PHONE, id_number=id_number(7))
        term = services.begin_term(
            org=east.village, number=1, starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1),
            by=None,
        )  # fmt: skip
        seat(east.village, Office.CHAIR, who=her, term=CongressTerm.rows.get(pk=term.pk))
        assert set(found().values()) == {0}
    page = signed_in(east.admin).get(PAGE).content.decode()
    assert page.count("没有问题") == len(health.CHECKS)


def test_each_fault_is_counted_in_reach(sick):
    with scope(sick.county.pk):
        assert found() == {
            "duplicates": 1, "ids": 1, "holders": 0, "terms": 1, "closed": 1, "phones": 2,
            "access": 0, "tree": len(health._drift(TODAY)),
        }  # fmt: skip
        assert health._drift(TODAY)
    with scope(sick.county.pk, under=sick.town):
        assert found() == {
            "duplicates": 1, "ids": 1, "holders": 0, "terms": 1, "closed": 0, "phones": 1,
            "access": 0, "tree": 0,
        }  # fmt: skip


def test_each_leads_to_a_page_that_is_there(sick):
    desk = signed_in(sick.admin)
    page = desk.get(PAGE).content.decode()
    keys = re.findall(r"\?check=(\w+)", page)
    assert set(keys) == {"duplicates", "ids", "terms", "closed", "phones", "tree"}
    for key in keys:
        shown = desk.get(PAGE, {"check": key}).content.decode()
        (way, *_) = re.findall(r'<a href="([^"]+)">去处理</a>', shown)
        assert desk.get(way.replace("&amp;", "&")).status_code == 200, way
        assert PHONE not in shown
    assert desk.get(PAGE, {"check": "x", "page": "y"}).status_code == 200


def test_mending_makes_the_fault_go(sick):
    desk = signed_in(sick.admin)
    with scope(sick.county.pk):
        her = Person.rows.get(name="白春燕")
    facts = {"name": "白春燕", "id_number": id_number(7), "phone": "10099990102", "reason": "核对"}
    assert desk.post(f"{DESK}person/{her.pk}/correct/", facts).status_code == 302
    with scope(sick.county.pk):
        now = {one.check.key: one.count for one in health.results(timezone.localdate())}
    assert (now["ids"], now["phones"]) == (0, 1)


def test_another_countys_faults_are_not_seen(sick, west):
    page = signed_in(west.admin).get(PAGE, {"check": "phones"}).content.decode()
    assert page.count("没有问题") == len(health.CHECKS)
    assert "白春燕" not in page
    assert signed_in(sick.officer).get(PAGE).status_code == 403
