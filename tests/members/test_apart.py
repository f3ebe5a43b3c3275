"""Two who look alike and are two women: told apart once, asked about no more, and the way back."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Office, PeopleApart, Person
from members.queries import merging
from orgs import services as ground
from orgs.models import Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.members.sheets import id_number
from tests.people import person, seat

DESK = "/desk/members/"
BORN = date(1980, 5, 4)
LIST = f"{DESK}peopleapart/"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def alike(org, name="白春燕", **facts):
    return person(org, name, birth_on=BORN, **facts)


def apart(one, other, **facts):
    return services.tell_apart(person=one, other=other, **{"by": None, **facts})


def pairs():
    return {(pair.first.pk, pair.second.pk) for pair in merging.pairs_in_reach()}


def kept():
    return set(PeopleApart.rows.values_list("person_id", "other_id"))


def undo(act):
    batch = Record.rows.filter(act=act, leads=True).latest("pk").batch
    return ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)


def refused(says, act):
    before = kept()
    with pytest.raises(ValidationError, match=says) as refusal:
        act()
    assert len(refusal.value.messages) == 1
    assert kept() == before


def test_a_pair_told_apart_is_asked_about_no_more_and_comes_back(here):
    one, two, three = (alike(here.village) for _ in range(3))
    assert len(pairs()) == 3
    row = apart(two, one, reason="身份证不同")
    assert pairs() == {(one.pk, three.pk), (two.pk, three.pk)}
    assert Record.rows.get(act="members.tell_apart").reason == "身份证不同"
    services.take_together(apart=row, by=None)
    assert len(pairs()) == 3
    undo("members.take_together")
    assert kept() == {(one.pk, two.pk)}
    services.take_together(apart=PeopleApart.rows.get(), by=None)
    apart(one, two)
    undo("members.tell_apart")
    assert kept() == set()


def test_what_cannot_be_told_apart(here):
    one, two = alike(here.village, id_number=id_number(7)), alike(here.village)
    refused("不同的登记", lambda: apart(one, one))
    Person.rows.filter(pk=two.pk).update(id_number=one.id_number)  # an old county's: no key
    refused("身份证号相同", lambda: apart(one, two))
    Person.rows.filter(pk=two.pk).update(id_number=None)
    row = apart(one, two)
    refused("已核对不是同一人", lambda: apart(two, one))
    merge = {"by": None, "on": TODAY, "reason": "重复"}
    refused("已核对不是同一人", lambda: services.merge_people(keep=one, drop=two, **merge))
    services.take_together(apart=row, by=None)
    refused("已经恢复", lambda: services.take_together(apart=row, by=None))
    services.merge_people(keep=one, drop=two, **merge)
    refused("已经并入另一份", lambda: apart(one, two))


def test_a_number_that_was_undone_is_refused_where_the_row_is_gone(here):
    one, two = alike(here.village), alike(here.village)
    services.take_together(apart=apart(one, two), by=None)
    refused("已经不在", lambda: undo("members.tell_apart"))
    undo("members.take_together")
    undo("members.tell_apart")
    assert kept() == set()


@pytest.mark.parametrize("keeps", ["older", "younger"])
def test_merging_one_of_the_two_keeps_the_pair_and_undo_restores_it(here, keeps):
    one, two, three, four = (alike(here.village) for _ in range(4))
    for pair in ((one, three), (two, three), (two, four)):
        apart(*pair)
    before = kept()
    keep, drop = (one, two) if keeps == "older" else (four, three)
    if keeps == "older":
        wanted = {(one.pk, three.pk), (one.pk, four.pk)}
    else:
        wanted = {(one.pk, four.pk), (two.pk, four.pk)}
    services.merge_people(keep=keep, drop=drop, by=None, on=TODAY, reason="重复")
    assert kept() == wanted
    undo("members.merge_people")
    assert kept() == before


def test_her_registration_is_not_taken_back_while_she_is_told_apart(here):
    one, two = alike(here.village), alike(here.village)
    row = apart(one, two)
    with pytest.raises(ValidationError, match="1 条不是同一人"):
        undo("members.register_person")
    services.take_together(apart=row, by=None)
    undo("members.register_person")
    assert Person.rows.get() == one


def test_only_within_reach_and_never_another_countys(east, west):
    with scope(east.county.pk):
        near, far = alike(east.village), alike(east.other_village)
        row = apart(near, far)
        east.town_clerk.hat, seat = hats.grant_hat(east.town_clerk, east.county, None, TODAY)
    with scope(west.county.pk):
        foreign = alike(west.village)
    with scope(east.county.pk, under=seat, by=east.town_clerk):
        third = alike(east.village)
        assert not PeopleApart.objects.exists()  # a pair names two women
        refused("上级妇联", lambda: apart(third, far, by=east.town_clerk))
        refused("上级妇联", lambda: services.take_together(apart=row, by=east.town_clerk))
        merge = {"by": east.town_clerk, "on": TODAY, "reason": "重复"}
        services.merge_people(keep=third, drop=near, **merge)  # the far one stands not in the way
    with scope(east.county.pk), pytest.raises(KeyError):
        apart(near, foreign)
    clerk, stranger = signed_in(east.town_clerk), signed_in(west.admin)
    assert far.name not in clerk.get(LIST).content.decode()
    for client in (clerk, stranger):
        assert client.get(f"{LIST}{row.pk}/together/").status_code == 404
        assert client.post(f"{LIST}{row.pk}/together/").status_code == 404
        path = f"{DESK}person/{third.pk}/apart/?with={foreign.pk}"
        assert client.post(path).status_code == 404


def test_from_the_duplicates_to_told_apart_and_back_at_the_desk(east):
    with scope(east.county.pk):
        one, two = alike(east.village), alike(east.town)
    desk = signed_in(east.town_clerk)
    merge = f"{DESK}person/{one.pk}/merge/?with={two.pk}"
    way = f"/desk/members/person/{one.pk}/apart/?with={two.pk}"
    assert merge in desk.get(f"{DESK}person/duplicates/").content.decode()
    assert way in desk.get(merge).content.decode()
    done = desk.post(way, {"reason": ""})
    assert done.url == f"{DESK}person/duplicates/"
    for page in (f"{DESK}person/duplicates/", f"{DESK}person/health/?check=duplicates"):
        text = desk.get(page).content.decode()
        assert merge not in text
        assert f'href="{LIST}"' in text
    assert "已核对不是同一人" in desk.post(way, {"reason": ""}).content.decode()
    with scope(east.county.pk):
        row = PeopleApart.rows.get()
    assert f"{LIST}{row.pk}/together/" in desk.get(LIST).content.decode()
    assert desk.post(f"{LIST}{row.pk}/together/", {"reason": "看错了"}).url == LIST
    assert merge in desk.get(f"{DESK}person/duplicates/").content.decode()
    assert signed_in(east.auditor).get(LIST).status_code == 403


def asked(client, path):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_lists_ask_as_often_for_three_as_for_one(east):
    desk = signed_in(east.admin)
    counts = []
    for _ in range(2):
        with scope(east.county.pk):
            for _ in range(len(counts) * 2 + 1):
                apart(alike(east.village, "沈秋月"), alike(east.village, "沈秋月"))
                alike(east.village, "潘玉兰")
                alike(east.village, "潘玉兰")
        desk.get(LIST)
        counts.append((asked(desk, LIST), asked(desk, f"{DESK}person/duplicates/")))
    assert counts == [(8, 11)] * 2


def test_a_pair_is_nobodys_in_the_township_when_one_of_the_two_went(east):
    """She sat here once: that shows her, but neither the pair nor undoing it is this desk's."""
    clerk = east.town_clerk
    with scope(east.county.pk):
        clerk.hat = hats.grant_hat(clerk, east.county, None, TODAY)[0]
        one, two = person(east.village, "单雨桐"), person(east.village, "单雨桐")
        held = seat(east.village, Office.EXECUTIVE_MEMBER, who=two)
    with scope(east.county.pk, under=east.town, by=clerk):
        services.tell_apart(person=one, other=two, by=clerk)
    with scope(east.county.pk):
        line = Record.rows.get(act="members.tell_apart")
        services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
        row = services.ask_transfer(person=two, target=east.other_village, by=east.admin, at=NOW)
    with scope(east.county.pk, under=east.other_town, by=east.admin):
        services.accept_transfer(transfer=row, by=east.admin, at=NOW)
    with scope(east.county.pk, under=east.town, by=clerk):
        assert Person.objects.filter(pk=two.pk).exists()
        assert not PeopleApart.objects.exists()
        assert not ground.may_undo(line, by=clerk)
        with pytest.raises(ValidationError, match="只能撤销自己办理"):
            ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=clerk)
    with scope(east.county.pk):
        assert PeopleApart.objects.count() == 1
