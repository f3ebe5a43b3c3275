"""Disclosure on the phone, at the desk and for calling systems."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from fulian.scoping import scope
from homes.models import ActivityPlan, Disclosure, NameConsent, TakeDown
from members.models import Appointment, Person
from orgs import services
from orgs.models import Org, Record
from tests.conftest import signed_in
from tests.homes import disclosing
from tests.people import committee
from tests.test_faces import token

DESK = "/desk/homes/disclosure/"


@pytest.fixture
def here(east):
    """The village with a committee."""
    with scope(east.county.pk):
        east.seats = committee(east.village)
    return east


def counted(browser, path):
    browser.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(path)
    assert answer.status_code == 200, path
    return len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def rows(cast, model, **only):
    with scope(cast.county.pk):
        return list(model.rows.filter(**only))


def seat_of(cast, n=0):
    return cast.seats[n].pk


def test_chair_does_everything_on_the_phone(here):
    chair = signed_in(here.chair)
    quarter = (
        chair.get("/disclosure/plan/").content.decode().split('name="quarter" value="')[1][:10]
    )
    sent = {
        "plan/": {"quarter": quarter, "text": "包饺子"}, "duties/": {"text": "联系妇女"},
        "fields/": {"shown": ["name"]}, "hung/": {"where": "村部", "on": "2026-01-05"},
        f"officers/{seat_of(here)}/": {"answer": "agreed", "way": "face", "on": "2026-01-05"},
        f"officers/{seat_of(here, 1)}/": {"answer": "refused", "way": "call", "on": "2026-01-05"},
        "down/": {"what": f"person-{here.seats[0].person_id}", "reason": "不方便"},
    }  # fmt: skip
    for path, told in sent.items():
        answer = chair.post(f"/disclosure/{path}", told)
        assert answer.status_code == 302, (path, answer.content.decode()[-2500:])
    (plan,), (own,) = rows(here, ActivityPlan), rows(here, Disclosure)
    assert (plan.text, own.duties, own.shows_post, own.hung_at) == (
        "包饺子",
        "联系妇女",
        False,
        "村部",
    )
    assert [one.answer for one in rows(here, NameConsent)] == ["agreed", "refused"]
    assert all(one.noted_by_id == here.chair.pk for one in rows(here, NameConsent))
    (down,) = rows(here, TakeDown)
    assert (down.person_id, down.level) == (here.seats[0].person_id, "village")
    shown = chair.get("/disclosure/").content.decode()
    assert "不方便" in shown
    assert chair.post(f"/disclosure/down/{down.pk}/back/").status_code == 302
    assert rows(here, TakeDown)[0].back_at is not None
    acts = {one.act for one in rows(here, Record) if one.act.startswith("homes.")}
    assert len(acts) == 7


ASKED = {"way": "signed", "on": "2026-01-05"}


def test_several_who_agreed_are_noted_at_once_each_by_her_name(here):
    chair, clerk = signed_in(here.chair), signed_in(here.clerk)
    path, desk = "/disclosure/officers/several/", f"{DESK}org/{here.village.pk}/consents/"
    some = [seat_of(here, n) for n in (0, 2)]
    assert "checked" not in chair.get(path).content.decode()
    assert "请勾选本人说了同意的人" in chair.post(path, ASKED).content.decode()
    late = chair.post(path, ASKED | {"seats": some, "on": "2099-01-01"})
    assert "不能晚于今天" in late.content.decode()
    no_way = chair.post(path, {"seats": some, "on": "2026-01-05", "way": ""})
    assert "请选择怎么说的" in no_way.content.decode()
    assert chair.post(path, ASKED | {"seats": [some[0], 99999999]}).status_code == 200
    assert rows(here, NameConsent) == []
    for _ in range(2):
        sent = chair.post(path, ASKED | {"seats": some})
        assert sent.status_code == 302
    found = rows(here, NameConsent)
    assert [(one.answer, one.way, str(one.said_on)) for one in found] == [
        ("agreed", "signed", "2026-01-05")
    ] * 2
    assert {one.person_id for one in found} == {here.seats[n].person_id for n in (0, 2)}
    left = clerk.get(desk).content.decode()
    assert here.seats[0].person.name not in left
    assert here.seats[1].person.name in left
    paper = chair.get("/disclosure/officers/paper/").content.decode()
    assert here.seats[1].person.name in paper
    assert clerk.post(desk, ASKED | {"seats": [seat_of(here, 1)]}).status_code == 302
    with scope(here.county.pk):
        other = committee(here.town)
    assert chair.post(path, ASKED | {"seats": [other[0].pk]}).status_code == 200
    assert len(rows(here, NameConsent)) == 3


def test_phone_pages_read_little(here):
    chair = signed_in(here.chair)
    pages = {"": 12, "plan/": 5, "officers/": 7, "officers/several/": 5, "down/": 7, "sheet/": 11}
    assert {page: counted(chair, f"/disclosure/{page}") for page in pages} == pages


def test_desk_list_reads_the_same_for_one_and_for_many(here):
    clerk = signed_in(here.clerk)
    one = counted(clerk, f"{DESK}?q=100200村")
    assert one == counted(clerk, DESK) == 14


def test_desk_finds_filters_and_hands_out(here):
    clerk = signed_in(here.clerk)
    with scope(here.county.pk):
        disclosing.plan(here)
        disclosing.down(here)
    every = clerk.get(DESK).content.decode()
    assert "四项都是最新的 0 个，共 6 个" in every
    assert "【提醒】2026年第四季度工作公开还没有做完的组织" in every
    lacking = clerk.get(f"{DESK}?lack=activity_plan").content.decode()
    line = f'href="{DESK}org/{here.village.pk}/"'
    assert line in every
    assert line not in lacking
    assert line in clerk.get(f"{DESK}?lack=down").content.decode()
    assert line not in clerk.get(f"{DESK}?below={here.other_town.pk}").content.decode()
    assert clerk.get(f"{DESK}?below=x&lack=rubbish&page=99").status_code == 200
    book = load_workbook(BytesIO(clerk.get(f"{DESK}xlsx/?lack=down").content))
    told = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=3)]
    assert len(told) == 1
    assert told[0][2:6] == ["撤下了", "已公开", "还有 6 人没有问过是否公开姓名", "已公开"]


def test_desk_acts_for_an_organisation_and_township_only_for_its_own(here):
    town = signed_in(here.town_clerk)
    answer = town.post(
        f"{DESK}officers/{seat_of(here)}/", {"answer": "agreed", "way": "face", "on": "2026-01-05"}
    )
    assert answer.status_code == 302
    with scope(here.county.pk):
        assert Person.rows.get(pk=here.seats[0].person_id).name_shown_since is not None
    path = f"{DESK}org/{here.other_village.pk}/down/"
    assert town.post(path, {"what": "page", "reason": "x"}).status_code == 404
    path = f"{DESK}org/{here.village.pk}/down/"
    assert town.post(path, {"what": "page", "reason": ""}).status_code == 200
    assert town.post(path, {"what": "person-99999999", "reason": "x"}).status_code == 200
    assert rows(here, TakeDown) == []
    assert town.post(path, {"what": "page", "reason": "x"}).status_code == 302
    assert "这一项已经撤下了" in town.post(path, {"what": "page", "reason": "x"}).content.decode()
    (down,) = rows(here, TakeDown)
    chair = signed_in(here.chair)
    refused = chair.post(f"/disclosure/down/{down.pk}/back/")
    assert "请联系上级恢复" in refused.content.decode()
    assert rows(here, TakeDown)[0].back_at is None


def test_form_sent_twice_acts_once(here):
    chair = signed_in(here.chair)
    told = {"text": "联系妇女", "_once": "abc-1"}
    for _ in range(2):
        assert chair.post("/disclosure/duties/", told).status_code == 302
    assert len(rows(here, Record, act="homes.change_duties")) == 1


def test_foreign_seats_and_take_downs_are_not_there(here, west):
    with scope(west.county.pk):
        foreign, seats = disclosing.down(west), committee(west.village)
    with scope(here.county.pk):
        above = committee(here.town)
    chair, clerk = signed_in(here.chair), signed_in(here.clerk)
    for pk in (seats[0].pk, above[0].pk, 99999999):
        assert chair.get(f"/disclosure/officers/{pk}/").status_code == 404
    assert clerk.get(f"{DESK}officers/{seats[0].pk}/").status_code == 404
    assert chair.get(f"/disclosure/down/{foreign.pk}/back/").status_code == 404
    assert clerk.get(f"{DESK}{foreign.pk}/back/").status_code == 404
    assert clerk.get(f"{DESK}org/{west.village.pk}/").status_code == 404
    assert clerk.get(f"{DESK}templates/nowhere/").status_code == 404


def test_ended_seat_is_asked_no_more(here):
    with scope(here.county.pk):
        Appointment.rows.filter(pk=seat_of(here)).update(until="2026-02-01", departure="moved")
    assert signed_in(here.chair).get(f"/disclosure/officers/{seat_of(here)}/").status_code == 404


def test_calling_system_reads_states_and_no_names(here, site_system):
    machine = Client(headers={"Authorization": f"Bearer {token()}"})
    with scope(here.county.pk):
        disclosing.plan(here)
    told = machine.get("/api/v1/disclosures/").json()["results"]
    assert len(told) == 6
    (mine,) = machine.get(f"/api/v1/disclosures/?org={here.village.code}").json()["results"]
    assert mine == {
        "id": here.village.pk, "org_code": here.village.code, "duties": True, "structure": True,
        "officers": False, "activity_plan": True, "is_current": False, "hung_on": None,
    }  # fmt: skip
    assert machine.get("/api/v1/disclosures/?evil=1").status_code == 400
    assert machine.get("/api/v1/disclosures/?org=999999000000").json()["results"] == []


@pytest.fixture
def site_system(east):
    """The calling system of the county."""

    with scope(east.county.pk):
        return services.register_application(
            name="政务平台", on=disclosing.TODAY, by=None, client_id="m", secret="s"
        )


def test_sheets_of_a_township_are_printed_together(here):
    desk = signed_in(here.admin)
    path = f"/desk/homes/disclosure/sheets/?below={here.town.pk}"
    page = desk.get(path).content.decode()
    with scope(here.county.pk):
        inside = Org.rows.filter(lft__gte=here.town.lft, rght__lte=here.town.rght, is_counted=True)
        titles = [org.title for org in inside.filter(level__in=("township", "village"))]
    assert page.count("工作公开栏</h1>") == len(titles)
    assert all(title in page for title in titles)
    none = desk.get("/desk/homes/disclosure/sheets/?q=没有这个村", follow=True)
    assert "现在选了 0 张" in none.content.decode()
