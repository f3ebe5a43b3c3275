"""Moving within the county by asking and answering, to another county by file, and the talents."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fulian import parcels
from fulian.scoping import scope
from members import services
from members.models import Appointment, Office, Person, Talent, Transfer
from members.queries import transfers
from orgs import services as ground
from orgs.models import AccessGrant, Org, Record, Role
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.members.sheets import id_number
from tests.people import person, seat

DESK = "/desk/members/"
PHONE = "10099990101"
WHOLE = id_number(7)
State = Transfer.State


@pytest.fixture
def towns(east):
    """Two townships, each with a clerk: she belongs to the first."""
    with scope(east.county.pk):
        grant = ground.grant_access(
            org=east.other_town, role=Role.TOWNSHIP_STAFF, phone="10001009999", holder="邻镇",
            on=TODAY, by=None,
        )  # fmt: skip
        east.other_clerk = grant.user
        east.her = person(east.village, "单雨桐", phone=PHONE, id_number=WHOLE)
        seat(east.village, Office.VICE_CHAIR, who=east.her)
        seat(east.root, Office.EXECUTIVE_MEMBER, who=east.her)
    return east


def acting(cast, user):
    with scope(cast.county.pk):
        user.hat, org = hats.grant_hat(user, cast.county, None, TODAY)
    return scope(cast.county.pk, under=org, by=user)


def given(towns, **facts):
    with acting(towns, towns.town_clerk):
        return services.ask_transfer(
            person=towns.her, target=towns.other_village, by=towns.town_clerk, at=NOW, **facts
        )


def called(towns, **facts):
    told = {"name": "单雨桐", "number": PHONE, "target": towns.other_village} | facts
    with acting(towns, towns.other_clerk):
        return services.call_transfer(by=towns.other_clerk, at=NOW, **told)


def accept(towns, who, row, **facts):
    with acting(towns, who):
        return services.accept_transfer(transfer=row, by=who, at=NOW, **facts)


def offices(towns):
    with scope(towns.county.pk):
        held = Appointment.rows.filter(person=towns.her, until=None).order_by("pk")
        return [one.office for one in held]


def home(towns):
    with scope(towns.county.pk):
        return Person.rows.get(pk=towns.her.pk).org


@pytest.mark.parametrize("ends", [True, False])
def test_given_and_accepted(towns, ends):
    row = given(towns, ends_seats=ends, note="搬家")
    assert (row.state, row.asked_by_id, row.by_target) == (State.ASKED, towns.town_clerk.pk, False)
    assert row.due_on == TODAY + timedelta(days=15)
    assert home(towns) == towns.village
    with acting(towns, towns.other_clerk):
        assert list(transfers.to_answer()) == [row]
        said = [(e.count, e.outcome) for e in services.transfer_affects(transfer=row, on=TODAY)]
    assert (1, "结束（外出或调离）") in said if ends else said == [(2, "保留")]
    done = accept(towns, towns.other_clerk, row, answer="欢迎")
    assert (done.state, done.answer) == (State.ACCEPTED, "欢迎")
    assert home(towns) == towns.other_village
    left = ["executive_member"] if ends else ["vice_chair", "executive_member"]
    assert offices(towns) == left
    with acting(towns, towns.other_clerk):
        assert towns.her in Person.objects.all()
        with pytest.raises(ValidationError, match="这项转移已经接收"):
            services.accept_transfer(transfer=row, by=towns.other_clerk, at=NOW)
    with scope(towns.county.pk):
        batch = Record.rows.get(act="members.accept_transfer").batch
        ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    assert home(towns) == towns.village
    assert offices(towns) == ["vice_chair", "executive_member"]


@pytest.mark.parametrize(("giver", "left"), [("town", 3), ("root", 1)])
def test_only_what_the_giving_township_has_to_end_ends(towns, giver, left):
    with scope(towns.county.pk):
        places = towns.other_town, towns.other_village
        far, _ = [seat(one, Office.VICE_CHAIR, who=towns.her) for one in places]
        Person.rows.filter(pk=towns.her.pk).update(org=getattr(towns, giver))
        aside = Org.rows.get(code=towns.town.code[:6] + "100201")
        row = services.ask_transfer(
            person=towns.her, target=aside, by=towns.admin, at=NOW, ends_seats=True
        )
    who = towns.town_clerk if giver == "town" else towns.admin
    with acting(towns, who):
        said = {e.outcome: e.count for e in services.transfer_affects(transfer=row, on=TODAY)
                if e.what == "任职"}  # fmt: skip
    assert said == {"结束（外出或调离）": 4 - left, "保留": left}
    accept(towns, who, row)
    with scope(towns.county.pk):
        assert Appointment.rows.filter(person=towns.her, until=None).count() == left
        access = AccessGrant.rows.get(pk=far.grant_id)
        assert (access.until is None) == (giver == "town")


def test_nobody_answers_for_the_other_side(towns):
    row = given(towns)
    with acting(towns, towns.town_clerk), pytest.raises(ValidationError, match="请由对方答复"):
        services.accept_transfer(transfer=row, by=towns.town_clerk, at=NOW)
    with acting(towns, towns.other_clerk):
        with pytest.raises(ValidationError, match="请由发起的一方撤回"):
            services.withdraw_transfer(transfer=row, by=towns.other_clerk, at=NOW)
        with pytest.raises(ValidationError, match="写明退回的原因"):
            services.decline_transfer(transfer=row, by=towns.other_clerk, at=NOW, answer=" ")
        services.decline_transfer(transfer=row, by=towns.other_clerk, at=NOW, answer="名额已满")
    again = given(towns)
    with acting(towns, towns.town_clerk):
        services.withdraw_transfer(transfer=again, by=towns.town_clerk, at=NOW)
    with scope(towns.county.pk):
        assert [one.state for one in Transfer.rows.order_by("pk")] == ["declined", "withdrawn"]
    assert home(towns) == towns.village


@pytest.mark.parametrize("number", [PHONE, WHOLE])
def test_called_and_let_go(towns, number):
    row = called(towns, number=number)
    assert row.by_target
    with (
        acting(towns, towns.other_clerk),
        pytest.raises(ValidationError, match="请由对方答复"),
    ):
        services.accept_transfer(transfer=row, by=towns.other_clerk, at=NOW)
    accept(towns, towns.town_clerk, row, ends_seats=True)
    assert (home(towns), offices(towns)) == (towns.other_village, ["executive_member"])


def test_whoever_calls_learns_the_township_until_she_is_let_go(towns):
    row = called(towns)
    page, listed = f"{DESK}transfer/{row.pk}/", f"{DESK}transfer/"
    asker, giver = signed_in(towns.other_clerk), signed_in(towns.town_clerk)
    for address in (page, listed):
        told = asker.get(address).content.decode()
        assert towns.town.short_name in told
        assert "单雨桐" in told
        for hidden in (towns.village.title, "副主席", "执委", "转移以后"):
            assert hidden not in told, (address, hidden)
        assert towns.village.title in giver.get(address).content.decode()
    assert "副主席" in giver.get(page).content.decode()
    with acting(towns, towns.town_clerk):
        services.decline_transfer(transfer=row, by=towns.town_clerk, at=NOW, answer="留任")
    assert towns.village.title not in asker.get(listed).content.decode()
    accept(towns, towns.town_clerk, called(towns))
    assert towns.village.title in asker.get(listed).content.decode()


@pytest.mark.parametrize(
    "facts",
    [{"name": "白春燕"}, {"number": PHONE[-4:]}, {"number": "10099990102"}, {"number": ""},
     {"number": id_number(8)}, {"name": "", "number": PHONE}],
)  # fmt: skip
def test_who_does_not_know_her_learns_nothing(towns, facts):
    told = {"name": "单雨桐", "number": PHONE, "target": towns.other_village} | facts
    with (
        acting(towns, towns.other_clerk),
        pytest.raises(ValidationError, match="没有找到姓名和号码都一致的人"),
    ):
        services.call_transfer(by=towns.other_clerk, at=NOW, **told)
    with scope(towns.county.pk):
        note = Record.rows.get(outcome="refused")
        assert (note.act, note.org_id) == ("members.call_transfer", towns.other_village.pk)
        assert PHONE not in note.reason + note.target_name
        assert not Transfer.rows.exists()


def test_calling_is_limited(towns, monkeypatch):
    monkeypatch.setattr("members.services.transfers.CALLS_A_MINUTE", 0)
    for facts in ({"name": "白春燕"}, {}):
        with pytest.raises(ValidationError, match="查找太频繁"):
            called(towns, **facts)


def test_what_cannot_be_asked(towns, west):
    with acting(towns, towns.other_clerk), pytest.raises(ValidationError, match="由她所在的妇联"):
        services.ask_transfer(
            person=towns.her, target=towns.other_village, by=towns.other_clerk, at=NOW
        )
    with pytest.raises(ValidationError, match="只能转入您范围内"):
        called(towns, target=towns.village)
    with scope(towns.county.pk):
        own = {"person": towns.her, "by": towns.admin, "at": NOW}
        with pytest.raises(ValidationError, match="已经在这个组织"):
            services.ask_transfer(target=towns.village, **own)
        with pytest.raises(type(towns.village).DoesNotExist):
            services.ask_transfer(target=west.village, **own)
        services.ask_transfer(target=towns.town, **own)
        with pytest.raises(ValidationError, match="已有一项转移"):
            services.ask_transfer(target=towns.other_town, **own)
        ground.close_org(org=towns.other_village, on=TODAY, by=None)
        with pytest.raises(ValidationError, match="已经撤销"):
            services.ask_transfer(target=towns.other_village, **own)
    with scope(west.county.pk), pytest.raises(ValidationError, match="没有找到"):
        services.call_transfer(
            name="单雨桐", number=PHONE, target=west.village, by=west.admin, at=NOW
        )


def test_overdue_ones_are_listed(towns):
    row = given(towns)
    with acting(towns, towns.town_clerk):
        assert not transfers.overdue(row.due_on)
        assert list(transfers.overdue(row.due_on + timedelta(days=1))) == [row]


def test_at_the_desk_of_both(towns):
    giver, taker = signed_in(towns.town_clerk), signed_in(towns.other_clerk)
    facts = {"person": towns.her.pk, "target": towns.other_village.code, "ends_seats": "on"}
    wrong = giver.post(f"{DESK}transfer/add/", facts | {"target": "999999999999"})
    assert "本县没有这个名称或代码" in wrong.content.decode()
    made = giver.post(f"{DESK}transfer/add/", facts)
    page = giver.get(made.url).content.decode()
    assert "撤回</button>" in page
    assert 'value="accept"' not in page
    assert "1 人等您答复" in taker.get("/desk/").content.decode()
    assert "单雨桐" in taker.get(f"{DESK}transfer/?waits=mine").content.decode()
    assert "单雨桐" not in taker.get(f"{DESK}transfer/?waits=late").content.decode()
    page = taker.get(made.url).content.decode()
    assert "结束（外出或调离）" in page
    assert "撤回</button>" not in page
    assert PHONE not in page
    assert "写明退回的原因" in taker.post(made.url, {"say": "decline"}).content.decode()
    assert taker.post(f"{made.url}withdraw/").status_code == 409
    assert "撤回这次转移" not in page
    assert page.count("保留") == 1
    unsure = taker.post(made.url, {"say": "accept", "answer": "好"})
    assert "请勾选确认后再同意" in unsure.content.decode()
    assert home(towns) == towns.village
    agreed = {"say": "accept", "answer": "好", "sure": "on"}
    assert taker.post(made.url, agreed).status_code == 302
    assert "人等您答复" not in taker.get("/desk/").content.decode()
    assert home(towns) == towns.other_village


def test_out_of_one_county_into_another(towns, west):
    with scope(towns.county.pk):
        data, code = services.hand_out_person(
            person=towns.her, at=NOW, by=towns.admin, reason="迁往西县"
        )
        line = Record.rows.get(act="members.hand_out_person")
    parcel = json.loads(data)
    number = parcel["facts"]["number"]
    assert (line.reason, number in line.target_name) == ("迁往西县", True)
    for hidden in (PHONE, WHOLE, code, code.replace("-", "")):
        assert hidden not in data.decode()
    assert set(parcel["facts"]) == {
        "name", "birth_on", "county", "number", "due_on", "political_status", "education",
        "source_category",
    }  # fmt: skip
    facts = {"data": data, "code": code.lower().replace("-", " "), "org": west.village, "at": NOW}
    with scope(west.county.pk):
        came = services.read_arrival(data=data, code=code, by=west.admin)
        assert (came.facts["name"], came.county, came.phone) == ("单雨桐", "东县", PHONE)
        her = services.take_in_person(by=west.admin, **facts)
        assert (her.name, her.plain_phone, her.birth_on) == ("单雨桐", PHONE, towns.her.birth_on)
        assert number in Record.rows.get(act="members.take_in_person").target_name
        with pytest.raises(ValidationError, match="已经接收过"):
            services.take_in_person(by=None, **facts)
        with pytest.raises(ValidationError, match="已经过期"):
            services.take_in_person(by=None, **facts | {"at": NOW + timedelta(days=16)})


@pytest.mark.parametrize("spoil", ["code", "name", "phone", "mac", "cut", "none", "list", "kind"])
def test_a_file_that_was_touched_is_not_read(towns, spoil):
    with scope(towns.county.pk):
        data, code = services.hand_out_person(person=towns.her, at=NOW, by=None, reason="迁往西县")
        parcel = json.loads(data)
        if spoil == "name":
            parcel["facts"]["name"] = "假名字"
        elif spoil == "phone":
            parcel["private"] = parcel["private"][:-4] + "AAAA"
        elif spoil == "mac":
            parcel["mac"] = 7
        elif spoil == "kind":
            parcel["kind"] = "other"
        data = {"cut": data[:50], "none": b"", "list": b"[1]"}.get(
            spoil, json.dumps(parcel).encode()
        )
        code = parcels.new_code() if spoil == "code" else code
        with pytest.raises(ValidationError, match="文件读不出来"):
            services.take_in_person(data=data, code=code, org=towns.town, at=NOW, by=None)
    with pytest.raises(parcels.ParcelBroken):
        parcels.unwrap(b" " * 20_001, code)


def test_file_and_code_at_two_desks(towns, west):
    east, far = signed_in(towns.admin), signed_in(west.admin)
    out = east.post(f"{DESK}person/{towns.her.pk}/hand-out/", {"reason": "迁往西县"})
    page = out.content.decode()
    assert PHONE not in page
    code = re.search(r'desk-phone">([^<]+)<', page)[1]
    sheet = unquote(re.search(r"charset=utf-8,([^\"]+)", page)[1])
    file = SimpleUploadedFile("转移文件.json", sheet.encode())
    facts = {"code": code, "org": west.village.pk}
    read = far.post(f"{DESK}person/take-in/", facts | {"file": file})
    page = read.content.decode()
    assert "东县转来" in page
    with scope(west.county.pk):
        assert not Person.rows.exists()
    again = facts | {"sheet": sheet, "sure": "on"}
    assert "文件读不出来" in far.post(
        f"{DESK}person/take-in/", again | {"code": parcels.new_code()}
    ).content.decode()  # fmt: skip
    done = far.post(f"{DESK}person/take-in/", again)
    assert "单雨桐" in far.get(done.url).content.decode()
    assert "请选择对方县" in far.post(f"{DESK}person/take-in/", facts).content.decode()


def test_talents_are_kept_listed_and_seated(towns):
    desk = signed_in(towns.town_clerk)
    with scope(towns.county.pk):
        person(towns.village, "沈秋月", source_category="grid_worker")
        far = person(towns.other_village, "潘玉兰")
        services.add_talent(person=far, org=towns.other_village, on=TODAY, by=None)
        her = Person.rows.get(name="沈秋月")
    day = timezone.localdate()
    facts = {"person": her.pk, "org": towns.village.pk, "strength": "会写材料", "on": day}
    assert desk.post(f"{DESK}talent/add/", facts | {"once": "a"}).status_code == 302
    twice = desk.post(f"{DESK}talent/add/", facts | {"once": "b"}).content.decode()
    assert "已经在骨干人才库里" in twice
    assert "不在您的范围内" in desk.post(
        f"{DESK}talent/add/", facts | {"person": far.pk, "once": "c"}
    ).content.decode()  # fmt: skip
    for query, shown in {
        "person__source_category__exact=grid_worker": True, "q=sqy": True, "live=1": True,
        "person__source_category__exact=other": False, "live=0": False, "q=pyl": False,
    }.items():  # fmt: skip
        page = desk.get(f"{DESK}talent/?{query}").content.decode()
        assert ("会写材料" in page) == shown, query
    page = desk.get(f"{DESK}talent/").content.decode()
    assert f"/desk/members/appointment/add/?person={her.pk}&amp;org={towns.village.pk}" in page
    for query, shown in (("talent=1", True), ("talent=0", False)):
        page = desk.get(f"{DESK}person/?{query}").content.decode()
        assert (">沈秋月<" in page, ">单雨桐<" in page) == (shown, not shown)
    with scope(towns.county.pk):
        row = Talent.rows.get(person=her)
    end = f"{DESK}talent/{row.pk}/end/"
    assert desk.post(end, {"on": day}).status_code == 302
    assert "已经移出" in desk.post(end, {"on": day, "once": "d"}).content.decode()
    assert "会写材料" in desk.get(f"{DESK}talent/?live=0").content.decode()
