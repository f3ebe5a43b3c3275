"""The phone's committee page, the parts on other pages, the public page, and the machine."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Office
from orgs import services as ground
from orgs.models import Role
from tests.conftest import TODAY, signed_in
from tests.orgs.test_api import refused, register, token_of
from tests.people import committee, group, person, seat

PHONE = "10099990101"
API = "/api/v1/appointments/"


def said(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.fixture
def seated(east):
    with scope(east.county.pk):
        seats = committee(east.village, executives=3)
        services.update_person(person=seats[0].person, phone=PHONE, by=None)
        group(east.village)
        east.representative = ground.grant_access(
            org=east.village, role=Role.REPRESENTATIVE, phone="10099990109", holder="丙",
            on=TODAY, by=None,
        ).user  # fmt: skip
    east.seats = seats
    return east


def test_the_committee_on_the_phone(seated):
    path = f"/committee/{seated.village.code}/"
    page = said(signed_in(seated.officer).get(path))
    for word in (
        "白春燕甲",
        "主席",
        "含主席、副主席共 6 人 / 不含主席、副主席 3 人",
        "9 个",
        "1 个，组长 0 人",
    ):
        assert word in page, word
    assert PHONE[-4:] not in page
    with scope(seated.county.pk):
        seat(seated.village, Office.REPRESENTATIVE, "史慧敏")
        led = group(seated.village, "东头小组")
        seat(seated.village, Office.GROUP_LEADER, "傅云霞", group=led)
    page = said(signed_in(seated.chair).get(path))
    for word in ("史慧敏<", "东头小组<small>组长 傅云霞，", "<small>还没有组长<"):
        assert word in page, word
    nameless = said(signed_in(seated.representative).get(path))
    for name in ("白春燕甲", "史慧敏", "傅云霞"):
        assert name not in nameless, name
    assert "副主席" in nameless
    assert signed_in(seated.officer).get(f"/committee/{seated.town.code}/").status_code == 404


def test_the_way_to_it(seated):
    link = f'href="/committee/{seated.village.code}/"'
    for who, path in (("officer", "/"), ("town_clerk", f"/org/{seated.village.code}/")):
        page = said(signed_in(getattr(seated, who)).get(path))
        assert link in page
        assert ("主席 1、副主席 2、执委 3，空缺 9" in page) == (path != "/")
    assert "共空缺" in said(signed_in(seated.town_clerk).get("/desk/"))


def test_the_public_sees_offices_and_only_names_that_agreed(seated):
    path = f"/o/{seated.village.code}/"
    page = said(Client().get(path))
    assert "3 人" in page
    assert "白春燕甲" not in page
    with scope(seated.county.pk):
        chair, vice, *_ = [s.person for s in seated.seats]
        services.show_name(person=chair, shown=True, on=timezone.localdate(), by=None)
        later = timezone.localdate() + timedelta(days=1)
        services.show_name(person=vice, shown=True, on=later, by=None)
    page = said(Client().get(path))
    assert "白春燕甲" in page
    assert "沈秋月甲" not in page
    assert PHONE[-4:] not in page
    with scope(seated.county.pk):
        services.show_name(person=chair, shown=False, on=timezone.localdate(), by=None)
    assert "白春燕甲" not in said(Client().get(path))


@pytest.fixture
def caller(seated, west):
    register(seated, reads=("orgs:read", "members:read", "members:names"))
    with scope(west.county.pk):
        seat(west.village, Office.CHAIR, "潘玉兰")

    def calling(scopes):
        token = token_of(scope=scopes).json()["access_token"]
        return Client(headers={"Authorization": f"Bearer {token}"})

    return calling


def test_the_machine_reads_seats_with_masked_names(caller, seated):
    refused(caller("orgs:read").get(API), 403)
    refused(caller("members:names").get(API), 403)
    rows = caller("members:read").get(API).json()["results"]
    assert len(rows) == 6
    assert rows[0] == {
        "id": seated.seats[0].pk, "org_code": seated.village.code, "office": "chair",
        "employment": "", "since": "2026-01-01", "until": None, "name": "白**", "person": None,
        "origin": "elected", "term_number": None, "fill": "", "group": None, "group_name": None,
        "leads_women": None, "letter_on": None, "expected_until": None, "departure": "",
        "decided_by": "",
    }  # fmt: skip
    named = caller("members:read members:names").get(API).json()["results"]
    assert named[0] == rows[0] | {"name": "白春燕甲", "person": seated.seats[0].person_id}
    assert PHONE not in str(named)


def test_the_machine_asks_closer(caller, seated):
    machine = caller("members:read")
    day = timezone.localdate()
    with scope(seated.county.pk):
        services.end_appointment(appointment=seated.seats[1], on=day, departure="moved", by=None)
    before = (day - timedelta(days=1)).isoformat()
    for query, count in {
        "": 5, f"?as_of={before}": 6, "?as_of=2025-12-31": 0, "?office=vice_chair": 1,
        f"?org={seated.village.code}": 5, f"?org={seated.town.code}": 0, "?org=430223100200": 0,
    }.items():  # fmt: skip
        assert len(machine.get(API + query).json()["results"]) == count, query
    found, after = [], ""
    while after is not None:
        answer = machine.get(f"{API}?size=2{f'&after={after}' if after else ''}").json()
        found += [row["id"] for row in answer["results"]]
        after = answer["next"]
    assert found == sorted(set(found))
    assert len(found) == 5
    tomorrow = (day + timedelta(days=1)).isoformat()
    for query in ("?office=x", "?as_of=x", f"?as_of={tomorrow}", "?after=x", "?phone=1", "?size=0"):
        refused(machine.get(API + query), 400)


def test_the_number_of_queries_does_not_grow(caller, django_assert_num_queries):
    machine = caller("members:read members:names")
    for size in (1, 3):
        with django_assert_num_queries(7):
            machine.get(API, {"size": size})


def test_a_person_elsewhere_is_not_on_the_page(seated):
    with scope(seated.county.pk):
        her = person(seated.other_village, "陶晓岚")
        seat(seated.other_village, Office.CHAIR, who=her)
    page = said(signed_in(seated.town_clerk).get(f"/committee/{seated.village.code}/"))
    assert "陶晓岚</" not in page
