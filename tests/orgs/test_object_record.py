"""The record of one object: every change with before, after and reason, and who may read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulian.scoping import scope
from members import services as members
from members.models import Office
from orgs import services
from tests.conftest import TODAY, signed_in
from tests.people import person, seat


def words(answer):
    return answer.content.decode()


@pytest.fixture
def told(east):
    """A village renamed, and somebody corrected and seated there."""
    with scope(east.county.pk):
        for name, why in (("新村", "县编〔2026〕8号"), ("大新村", "更正笔误")):
            services.rename_org(org=east.village, name=name, on=TODAY, by=east.admin, reason=why)
        her = person(east.village, "陶晓岚", phone="10099990001")
        members.update_person(person=her, name="陶小岚", phone="10099990002", by=None)
        held = seat(east.village, Office.CHAIR, who=her)
    east.paths = {
        "org": f"/desk/orgs/org/{east.village.pk}/history/",
        "person": f"/desk/members/person/{her.pk}/history/",
        "seat": f"/desk/members/appointment/{held.pk}/history/",
    }
    return east


def test_before_after_and_reason(told):
    page = words(signed_in(told.clerk).get(told.paths["org"]))
    for text in ("县编〔2026〕8号", "更正笔误", "大新村", "新村", "之前", "之后", "组织改名"):
        assert text in page
    assert "任职" in words(signed_in(told.clerk).get(told.paths["seat"]))


def test_searched_by_reason_act_and_day(told):
    client = signed_in(told.auditor)
    page = words(client.get(told.paths["org"], {"q": "笔误"}))
    assert "更正笔误" in page
    assert "县编" not in page
    assert "没有符合的记录" in words(client.get(told.paths["org"], {"q": "没有这回事"}))
    assert "县编" in words(client.get(told.paths["org"], {"q": "改名 县编"}))
    assert "没有符合的记录" in words(client.get(told.paths["org"], {"q": "2020-01-01"}))
    assert client.get(told.paths["org"], {"q": "x" * 500, "p": "abc"}).status_code == 200


def test_personal_values_are_for_whoever_may_and_numbers_masked(told):
    page = words(signed_in(told.auditor).get(told.paths["person"]))
    assert "100****0001" in page
    assert "100****0002" in page
    for client in (signed_in(told.clerk), signed_in(told.town_clerk)):
        page = words(client.get(told.paths["person"]))
        assert "个人信息，由审计员或管理员查看" in page
        assert "100****0001" not in page
    for who in ("auditor", "clerk"):
        page = words(signed_in(getattr(told, who)).get(told.paths["person"]))
        assert "10099990001" not in page
        assert "10099990002" not in page


def test_out_of_reach_is_not_found(told, west):
    with scope(west.county.pk):
        her = person(west.village)
        seat(west.village, Office.CHAIR, who=her)
    client = signed_in(told.admin)
    assert client.get(f"/desk/members/person/{her.pk}/history/").status_code == 404
    assert client.get(f"/desk/orgs/org/{west.village.pk}/history/").status_code == 404
    for path in told.paths.values():
        assert signed_in(west.admin).get(path).status_code == 404
        assert signed_in(told.chair).get(path).status_code == 403


def test_asks_the_same_for_one_and_for_many(told):
    client = signed_in(told.admin)
    client.get(told.paths["org"])
    counts = []
    for n in range(3):
        with CaptureQueriesContext(connection) as asked:
            client.get(told.paths["org"])
        counts.append(len(asked))
        with scope(told.county.pk):
            services.rename_org(org=told.village, name=f"第{n}村", on=TODAY, by=told.admin)
    assert len(set(counts)) == 1
    assert counts[0] <= 12
