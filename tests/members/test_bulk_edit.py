"""One fact for many people: shown first, one act, taken back whole, nobody out of reach."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.admin.people import PersonAdmin
from members.models import Person
from orgs import services as ground
from orgs.models import Record
from tests.conftest import TODAY, signed_in
from tests.members.test_roster import seated
from tests.people import person

PAGE = "/desk/members/person/many/"


@pytest.fixture
def three(east):
    with scope(east.county.pk):
        seated(east, "admin")
        return [
            person(east.village, "沈秋月", political_status="party"),
            person(east.village, "姜雨桐", political_status="masses"),
            person(east.other_village, "柳芳菲"),
        ]


def of(people):
    return list(Person.rows.filter(pk__in=[p.pk for p in people]).order_by("pk")
                .values_list("political_status", flat=True))  # fmt: skip


def test_one_act_taken_back_whole(east, three):
    with scope(east.county.pk):
        before = of(three)
        keys = [p.pk for p in three]
        ask = {"people": keys, "field": "political_status", "value": "party", "by": east.admin}
        assert services.set_for_many(**ask) == 2
        assert of(three) == ["party"] * 3
        line = Record.rows.get(act="members.set_for_many")
        assert (len(line.changes), "沈" in line.target_name) == (2, False)
        assert services.set_for_many(**ask) == 0
        ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=east.admin)
        assert of(three) == before
        services.set_for_many(**ask | {"value": ""})
        assert of(three) == [""] * 3


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "甲"), ("phone", ""), ("org", "1"), ("version", "9"), ("education", "良好")],
)
def test_only_words_of_closed_lists(east, three, field, value):
    with scope(east.county.pk), pytest.raises(ValidationError):
        services.set_for_many(people=[three[0].pk], field=field, value=value, by=east.admin)


def test_nobody_out_of_reach_and_then_nobody_at_all(east, west, three):
    keys = [p.pk for p in three]
    with scope(east.county.pk, under=east.town, by=east.town_clerk):
        with pytest.raises(ValidationError, match="不在您的范围内"):
            services.set_for_many(people=keys, field="education", value="master", by=None)
        assert services.set_for_many(
            people=keys[:2], field="education", value="master", by=None) == 2  # fmt: skip
    with scope(west.county.pk), pytest.raises(ValidationError, match="不在您的范围内"):
        services.set_for_many(people=keys, field="education", value="master", by=None)


def test_from_the_filtered_list_to_undo(east, three):
    desk = signed_in(east.admin)
    listed = desk.get("/desk/members/person/?political_status__exact=party").content.decode()
    assert "many/?political_status__exact=party" in listed
    shown = desk.get(f"{PAGE}?political_status__exact=party").content.decode()
    assert "沈秋月" in shown
    assert "姜雨桐" not in shown
    asked = {"what": "political_status:league", "who": [p.pk for p in three[:2]]}
    said = desk.post(PAGE, asked | {"once": "a"}).content.decode()
    assert "确认修改 2 人" in said
    with scope(east.county.pk):
        assert of(three) == ["party", "masses", ""]
    done = desk.post(PAGE, asked | {"sure": "on", "once": "b"}, follow=True).content.decode()
    assert "已修改 2 人" in done
    with scope(east.county.pk):
        assert of(three) == ["league", "league", ""]
    assert "还没有选人" in desk.post(PAGE, {"what": "education:master"}).content.decode()
    clerk = signed_in(east.town_clerk)
    asked = {"what": "education:master", "who": [three[2].pk], "sure": "on", "once": "c"}
    assert "不在您的范围内" in clerk.post(PAGE, asked).content.decode()


@pytest.mark.parametrize(
    ("query", "to"),
    [
        ("p=99&talent=0", "?talent=0"),
        ("org__exact=zz", ""),
        ("p=99&political_status__in=a&pk=zz", ""),
    ],
)
def test_what_a_filter_does_not_understand_is_dropped(east, three, monkeypatch, query, to):
    monkeypatch.setattr(PersonAdmin, "list_per_page", 2)
    desk = signed_in(east.admin)
    answer = desk.get(f"{PAGE}?{query}", follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, PAGE + to)
    page = answer.content.decode()
    assert all(one.name in page for one in three)
    assert ("筛选条件没有看懂" in page) == (not to)
