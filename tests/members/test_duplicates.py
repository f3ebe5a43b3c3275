"""Who is registered twice: found in reach, and of what lies beyond only the township is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Person
from members.queries import merging
from members.services import people as verbs
from orgs.models import Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.members.sheets import id_number, line, sheet
from tests.people import person

DESK = "/desk/members/"
PHONE = "10099990101"
WHOLE = id_number(7)
BORN = date(1980, 5, 4)


@pytest.fixture
def town(east):
    """The township's clerk in her own scope."""
    with scope(east.county.pk):
        east.town_clerk.hat, seat = hats.grant_hat(east.town_clerk, east.county, None, TODAY)
    with scope(east.county.pk, under=seat, by=east.town_clerk):
        yield east


def refusals(cast):
    with scope(cast.county.pk):
        return list(Record.rows.filter(outcome="refused").order_by("pk"))


def tried(cast, **facts):
    with pytest.raises(ValidationError) as refused:
        services.register_person(org=cast.village, name="陶晓岚", by=cast.town_clerk, **facts)
    return refused.value


def test_pairs_say_why_and_stay_in_reach(east):
    with scope(east.county.pk):
        one = person(east.village, "白春燕", phone=PHONE, birth_on=BORN)
        two = person(east.village, "白春燕", phone=PHONE, birth_on=BORN + timedelta(days=9))
        three = person(east.town, "白春燕", birth_on=BORN)
        person(east.town, "白春燕", birth_on=BORN + timedelta(days=40))
        person(east.other_village, "白春燕", phone=PHONE, birth_on=BORN)
        person(east.village, "沈秋月")
        person(east.village, "沈秋月")
        assert merging.count_pairs() == 6
    with scope(east.county.pk, under=east.town):
        found = {(p.first, p.second): p.reasons for p in merging.pairs_in_reach()}
    assert found == {
        (one, two): ("手机号相同", "姓名和出生年月相同"),
        (one, three): ("姓名和出生年月相同",),
        (two, three): ("姓名和出生年月相同",),
    }


def test_the_page_of_pairs_leads_to_merging(east, west):
    with scope(east.county.pk):
        one = person(east.village, "白春燕", phone=PHONE)
        two = person(east.village, "沈秋月", phone=PHONE)
        person(east.other_village, "潘玉兰", phone=PHONE)
    with scope(west.county.pk):
        person(west.village, "柳芳菲", phone=PHONE)
    page = signed_in(east.town_clerk).get(f"{DESK}person/duplicates/").content.decode()
    assert f"/desk/members/person/{one.pk}/merge/?with={two.pk}" in page
    assert PHONE not in page
    for hidden in ("潘玉兰", "柳芳菲"):
        assert hidden not in page
    assert "没有疑似重复" in signed_in(west.admin).get(f"{DESK}person/duplicates/").content.decode()


@pytest.mark.parametrize("facts", [{"phone": PHONE}, {"id_number": WHOLE}])
def test_only_the_township_is_told_of_who_is_beyond(town, facts):
    with scope(town.county.pk):
        person(town.other_village, "白春燕", **facts)
    refusal = tried(town, **facts)
    assert refusal.messages == [f"已在{town.other_town.short_name}登记，请联系其管理员。"]
    assert refusal.code == "known_elsewhere"
    assert not hasattr(refusal, "error_dict")
    (note,) = refusals(town)
    assert (note.act, note.user_id, note.org_id) == (
        "members.register_person", town.town_clerk.pk, town.village.pk,
    )  # fmt: skip
    told = note.reason + note.target_name + str(note.changes)
    for hidden in ("白春燕", PHONE, WHOLE, "陶晓岚", town.other_town.short_name):
        assert hidden not in told


def test_both_numbers_are_asked_in_the_same_statements(town, django_assert_num_queries):
    with scope(town.county.pk):
        person(town.other_village, "白春燕", phone=PHONE)
        person(town.other_village, "沈秋月", id_number=WHOLE)
    asked = []
    for ids, phones in (([WHOLE], []), ([], [PHONE]), ([], ["10099990999"]), ([id_number(8)], [])):
        from members.identity import id_index, phone_index
        from members.queries.people import known_elsewhere

        known = bool(ids == [WHOLE] or phones == [PHONE])
        with django_assert_num_queries(3 if known else 1) as seen:
            found = known_elsewhere(map(id_index, ids), map(phone_index, phones))
        assert bool(found) == known
        asked.append(seen[0]["sql"].count("IN"))
    assert len(set(asked)) == 1


def test_in_the_own_reach_and_in_other_counties_it_is_another_matter(town, west):
    with scope(west.county.pk):
        person(west.village, "潘玉兰", phone=PHONE, id_number=WHOLE)
    her = services.register_person(
        org=town.village, name="陶晓岚", phone=PHONE, id_number=WHOLE, by=town.town_clerk
    )
    assert services.register_person(
        org=town.village, name="沈秋月", phone=PHONE, by=town.town_clerk
    ).pk != her.pk  # fmt: skip
    assert "已经登记过" in tried(town, id_number=WHOLE).messages[0]
    assert refusals(town) == []


def test_a_change_of_number_tells_as_little(town):
    with scope(town.county.pk):
        person(town.other_village, "白春燕", phone=PHONE)
    her = person(town.village, "沈秋月")
    with pytest.raises(ValidationError, match="请联系其管理员"):
        services.update_person(person=her, phone=PHONE, by=town.town_clerk)
    assert [note.act for note in refusals(town)] == ["members.update_person"]


def test_guessing_ends_whether_it_hits_or_not(town, monkeypatch):
    monkeypatch.setattr(verbs, "ASKED_A_MINUTE", 0)
    with scope(town.county.pk):
        person(town.other_village, "白春燕", phone=PHONE)
    hit, miss = tried(town, phone=PHONE), tried(town, phone="10099990103")
    assert hit.messages == miss.messages == ["登记太频繁，请一分钟后再试。"]
    assert len(refusals(town)) == 2
    services.register_person(org=town.village, name="沈秋月", by=town.town_clerk)


def test_the_refusal_outlives_a_newcomer_who_is_not_seated(east):
    with scope(east.county.pk):
        person(east.other_village, "白春燕", phone=PHONE)
    clerk = signed_in(east.town_clerk)
    facts = {"org": east.village.pk, "name": "陶晓岚", "phone": PHONE}
    for way in ("person/add/", "appointment/new/"):
        seat = {"office": "chair", "origin": "elected", "on": timezone.localdate()}
        page = clerk.post(DESK + way, facts | seat).content.decode()
        assert f"已在{east.other_town.short_name}登记，请联系其管理员" in page, way
        assert "白春燕" not in page
    assert len(refusals(east)) == 2
    with scope(east.county.pk):
        assert Person.rows.count() == 1


def upload(cast, *rows):
    return services.preview_roster(
        data=sheet(*rows), filename="名单.xlsx", org=cast.town, by=cast.town_clerk, at=NOW
    )


def test_a_roster_is_told_as_little(town):
    with scope(town.county.pk):
        person(town.other_village, "白春燕", phone=PHONE)
        person(town.other_village, "沈秋月", id_number=WHOLE)
    told = line(town, 姓名="白春燕", 手机号=PHONE), line(town, 姓名="潘玉兰", 身份证号=WHOLE)
    roster = upload(town, *told)
    from members.queries.roster import problems_of

    says = {tuple(problem[1:]) for problem in problems_of(roster)}
    assert ("姓名", f"已在{town.other_town.short_name}登记，请联系其管理员。") in says
    assert roster.wrong == 2
    (note,) = refusals(town)
    assert note.reason == "名单里 2 人已在本县别处登记"


def test_a_roster_of_numbers_finds_nobody_out(town, monkeypatch):
    monkeypatch.setattr("members.services.roster.beyond.MOST_TOLD", 1)
    with scope(town.county.pk):
        person(town.other_village, "白春燕", phone=PHONE)
        person(town.other_village, "沈秋月", id_number=WHOLE)
    with pytest.raises(ValidationError, match="请由县妇联导入") as refused:
        upload(town, line(town, 手机号=PHONE), line(town, 姓名="潘玉兰", 身份证号=WHOLE))
    assert town.other_town.short_name not in str(refused.value)
    assert len(refusals(town)) == 1
