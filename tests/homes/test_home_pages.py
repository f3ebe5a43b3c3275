"""Homes and groups on the phone, at the desk and for everybody: acts, walls, queries."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from fulian.scoping import scope
from homes import services
from homes.models import GroupCount, HomeSharing, OnlineGroup, WomensHome
from orgs.models import Record
from tests.conftest import TODAY, signed_in
from tests.homes import register as made

ODD = "<script>alert(1)</script>💐"
DESK = "/desk/homes"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.member = made.member(east)
    return east


def today():
    return timezone.localdate().isoformat()


def queries(browser, address):
    with CaptureQueriesContext(connection) as caught:
        answer = browser.get(address)
    assert answer.status_code == 200
    return sum("SAVEPOINT" not in one["sql"] for one in caught.captured_queries)


def test_a_chair_registers_everything_in_a_few_taps(here):
    browser = signed_in(here.chair)
    assert "还没有登记" in browser.get("/homes/").content.decode()
    sent = {"kinds": ["physical", "online"], "address": ODD, "hours": "每天", "platform": "wechat",
            "on": today()}  # fmt: skip
    assert browser.post("/homes/found/", sent).url == "/homes/"
    assert browser.get("/homes/found/").url == "/homes/"  # nothing lacks any more
    with scope(here.county.pk):
        home = WomensHome.rows.get(org=here.village, kind="physical")
    at = f"/homes/{home.pk}/"
    page = browser.get(at).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    sent = {"name": home.name, "hours": "周三下午", "keys": "沈秋月"}
    assert browser.post(f"{at}edit/", sent).url == at
    page = browser.get("/homes/").content.decode()
    assert "没有负责人" in page  # nobody was chosen
    assert browser.post(f"{at}manager/", {"seat": here.member.pk}).url == at
    assert browser.post(f"{at}rules/", {"text": "一、爱护", "on": today()}).url == at
    assert browser.post(f"{at}asset/", {"what": "折叠椅", "count": 3}).url == at
    assert browser.post(f"{at}pause/", {"reason": "漏雨", "on": today()}).url == at
    assert "停用中" in browser.get(at).content.decode()
    assert browser.post(f"{at}pause/", {"on": today()}).url == at
    sent = {"kind": "executive", "platform": "wechat", "members": 12, "on": today()}
    assert browser.post("/online-groups/add/", sent).url == "/homes/"
    with scope(here.county.pk):
        group = OnlineGroup.rows.get()
    assert browser.post(f"/online-groups/{group.pk}/count/", {"members": 14}).url == "/homes/"
    with scope(here.county.pk):
        assert GroupCount.rows.get().members == 14
    assert "14 人" in browser.get("/homes/").content.decode()
    assert "周三下午" in browser.get(at).content.decode()


def test_bad_input_is_told_plainly_and_nothing_is_written(here):
    browser = signed_in(here.chair)
    good = {"kinds": ["physical"], "on": today(), "address": "村部"}
    for wrong, said in (
        ({"kinds": []}, "请勾选"), ({"kinds": ["micro"]}, "已经登记过"),
        ({"on": "2999-01-01"}, "不能晚于今天"), ({"on": "x"}, "请填日期"),
        ({"address": "长" * 10_000}, "100"), ({"address": "a\0b"}, "空"),
        ({"premises": "shared"}, "写明是哪个单位"),
    ):  # fmt: skip
        answer = browser.post("/homes/found/", good | wrong)
        assert answer.status_code == 200, wrong
        assert said in answer.content.decode(), wrong
    with scope(here.county.pk):
        assert not WomensHome.rows.exists()
        group = made.online_group(here)
    for wrong in ("0", "-3", "99999", "很多", ""):
        answer = browser.post(f"/online-groups/{group.pk}/count/", {"members": wrong})
        assert answer.status_code == 200
    with scope(here.county.pk):
        assert not GroupCount.rows.exists()


def test_homes_are_founded_with_a_place_and_somebody_who_answers_for_them(here):
    browser = signed_in(here.chair)
    page = browser.get("/homes/found/").content.decode()
    assert f'<option value="{here.member.pk}" selected>' in page
    sent = {"kinds": ["physical", "online"], "on": "2020-05-01", "platform": "wechat"}
    answer = browser.post("/homes/found/", sent | {"seat": here.member.pk})
    assert "请写在哪里" in answer.content.decode()
    sent |= {"address": "村部二楼"}
    answer = browser.post("/homes/found/", sent | {"seat": "999999"})
    assert "已经不在名单里" in answer.content.decode()
    with scope(here.county.pk):
        assert not WomensHome.rows.exists()
    assert browser.post("/homes/found/", sent | {"seat": here.member.pk}).url == "/homes/"
    with scope(here.county.pk):
        held = WomensHome.rows.values_list("manager", flat=True)
        assert set(held) == {here.member.pk}
    assert "没有负责人" not in browser.get("/homes/").content.decode()


def test_a_group_is_not_registered_by_an_empty_form(here):
    browser = signed_in(here.chair)
    sent = {"kind": "home", "platform": "wechat", "on": today()}
    assert "请填群里现在多少人" in browser.post("/online-groups/add/", sent).content.decode()
    with scope(here.county.pk):
        assert not OnlineGroup.rows.exists()


def test_another_villages_and_another_countys_are_closed_doors(here, west):
    with scope(here.county.pk):
        home, group = made.home(here), made.online_group(here)
    stranger, other = signed_in(west.admin), signed_in(here.officer)
    for act in ("edit", "manager", "rules", "pause", "close", "asset"):
        address = f"/homes/{home.pk}/{act}/"
        assert stranger.post(address, {"on": today()}).status_code == 404
        assert other.post(address, {"on": today()}).status_code == 403
    for act in ("count", "edit", "owner", "end"):
        address = f"/online-groups/{group.pk}/{act}/"
        assert stranger.post(address, {"members": 3}).status_code == 404
        assert other.post(address, {"members": 3}).status_code == 403
    with scope(here.county.pk):
        assert not Record.rows.filter(act__startswith="homes.", user_id=here.officer.pk).exists()


def test_a_townships_chair_leaves_her_villages_alone(here):
    with scope(here.county.pk):
        home, group = made.home(here), made.online_group(here)
        granted = made.town_chair(here)
    browser = signed_in(granted)
    assert browser.get(f"/homes/{home.pk}/").status_code == 200
    for address in (f"/homes/{home.pk}/edit/", f"/homes/{home.pk}/close/",
                    f"/online-groups/{group.pk}/count/"):  # fmt: skip
        assert browser.post(address, {"members": 3, "on": today()}).status_code == 403


def test_sharing_from_either_side(here):
    with scope(here.county.pk):
        made.cluster(here)
        beside = made.beside(here)
    browser = signed_in(here.chair)
    sent = {"way": "take", "other": beside.pk, "thing": "teacher", "note": "布艺课", "on": today()}
    assert browser.post("/sharings/add/", sent).url == "/sharings/"
    again = browser.post("/sharings/add/", sent)
    assert "已经登记过" in again.content.decode()
    assert f"用{beside.short_name}的" in browser.get("/sharings/").content.decode()
    with scope(here.county.pk):
        row = HomeSharing.rows.get()
    assert (row.org_id, row.taker_id) == (beside.pk, here.village.pk)
    assert browser.post(f"/sharings/{row.pk}/withdraw/", {"reason": "写错了"}).url == "/sharings/"
    assert browser.post(f"/sharings/{row.pk}/withdraw/", {"reason": "写错了"}).status_code == 404


def test_everybody_sees_where_and_when_and_nobodys_name(here):
    with scope(here.county.pk):
        home = made.home(here)
        services.change_home(
            home=home, on=TODAY, address="村部二楼", hours="周三下午", keys="沈秋月", by=None
        )
        made.managed(here)
        services.found_micro(
            org=here.village, name="秘密微家", host="柳芳菲", host_consented_on=TODAY,
            address="三组八号", on=TODAY, by=None,
        )  # fmt: skip
        made.online_group(here)
    page = Client().get(f"/o/{here.village.code}/").content.decode()
    assert page.count("村部二楼") == 1
    assert page.count("周三下午") == 1
    assert "1 个妇女微家" in page
    for private in ("沈秋月", "柳芳菲", "三组八号", "执委群"):
        assert private not in page
    with scope(here.county.pk):
        services.suspend_home(home=home, reason="漏雨", on=TODAY, by=None)
    page = Client().get(f"/o/{here.village.code}/").content.decode()
    assert "暂停开放" in page
    assert "周三下午" not in page


def test_a_chair_sees_first_what_nobody_answers_for(here):
    with scope(here.county.pk):
        homes, group = made.both(here), made.online_group(here)
    browser = signed_in(here.chair)
    page = browser.get("/").content.decode()
    assert "2 个妇女之家没有负责人，1 个群没有群主" in page
    with scope(here.county.pk):
        for home in homes:
            services.seat_manager(home=home, seat=made.member(here), on=TODAY, by=None)
        services.name_owner(group=group, seat=made.member(here), on=TODAY, by=None)
    assert "没有负责人" not in browser.get("/").content.decode()
    assert "没有负责人" not in signed_in(here.officer).get("/").content.decode()


def test_the_desk_lists_filters_and_mends(here):
    browser = signed_in(here.clerk)
    with scope(here.county.pk):
        home, _ = made.both(here)
        made.micro(here)
        item = made.item(here)
    start = f"{DESK}/womenshome/"
    for ask, count in (
        ("kind=micro", 1), ("lacks=manager", 2), ("lacks=rules", 1), ("state=open", 3),
        ("state=closed", 0), ("tier=city_model", 0), (f"q={here.village.code}", 3),
        (f"below={here.other_town.pk}", 0), ("premises=own", 0), ("lacks=nothing", 3),
    ):  # fmt: skip
        page = browser.get(f"{start}?{ask}").content.decode()
        assert len(set(re.findall(r"womenshome/(\d+)/", page))) == count, ask
    at = f"{start}{home.pk}/"
    for act, sent in (
        ("tier", {"tier": "city_model", "named_by": "市妇联", "on": today()}),
        ("manager", {"seat": here.member.pk}), ("rules", {"text": "一、爱护", "on": today()}),
        ("check", {"met": [item.pk], "on": today()}), ("asset", {"what": "话筒", "count": 1}),
        ("suspend", {"reason": "装修", "on": today()}), ("open-again", {"on": today()}),
        ("edit", {"name": "新家", "hours": "每天"}), ("close", {"on": today()}),
    ):  # fmt: skip
        assert browser.get(f"{at}{act}/").status_code == 200, act
        assert browser.post(f"{at}{act}/", sent).url == at, act
    page = browser.get(at).content.decode()
    for said in ("市级示范", "1 / 9", "停用：装修", "撤销"):
        assert said in page
    assert browser.get(f"{at}history/").status_code == 200


def test_the_gap_list_its_workbook_and_its_text(here):
    browser = signed_in(here.clerk)
    with scope(here.county.pk):
        made.both(here)
    page = browser.get(f"{DESK}/womenshome/coverage/").content.decode()
    assert "1 / 6" in page
    assert "应建的两个群" in page
    assert "【请补登】" in page
    narrowed = browser.get(f"{DESK}/womenshome/coverage/?gap=physical&below={here.town.pk}")
    assert "还有缺的组织（2）" in narrowed.content.decode()
    for odd in ("?on=2999-99-99", "?on=x", "?gap=x", "?below=x", "?page=x"):
        assert browser.get(f"{DESK}/womenshome/coverage/{odd}").status_code == 200
    data = browser.get(f"{DESK}/womenshome/coverage/xlsx/?gap=online").content
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["指标", "缺口"]
    assert book["缺口"].max_row == 6


def test_many_at_once_are_shown_first_and_taken_back_as_one(here):
    browser = signed_in(here.town_clerk)
    start = f"{DESK}/womenshome/many-groups/"
    sent = {"kinds": ["executive", "home"], "platform": "wechat", "on": today(), "rules_on": ""}
    page = browser.post(start, sent).content.decode()
    keys = re.findall(r'name="who" value="(\d+)"', page)
    assert len(keys) == 3
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page)
    sure = sent | {"sure": "on", "seen": seen, "who": keys[:2]}
    assert browser.post(start, sure).status_code == 302
    with scope(here.county.pk):
        assert OnlineGroup.rows.count() == 4
        line = Record.rows.get(act="homes.register_many_groups")
    assert browser.post(f"/desk/orgs/record/{line.pk}/undo/", {"reason": "错了"}).status_code == 302
    with scope(here.county.pk):
        assert not OnlineGroup.rows.exists()


def test_queries_are_as_many_for_one_as_for_three(here):
    phone, desk = signed_in(here.chair), signed_in(here.clerk)
    with scope(here.county.pk):
        made.both(here)
        made.counted(here)
        made.cluster(here)
        made.shared(here)
    lists = {
        "/": phone, "/homes/": phone, "/sharings/": phone, f"{DESK}/womenshome/": desk,
        f"{DESK}/onlinegroup/": desk, f"{DESK}/homesharing/": desk,
        f"{DESK}/womenshome/coverage/": desk, f"{DESK}/homesharing/clusters/": desk,
    }  # fmt: skip
    for address, who in lists.items():
        who.get(address)  # the first page of a session asks more
    first = {address: queries(who, address) for address, who in lists.items()}
    with scope(here.county.pk):
        made.micro(here)
        services.found_homes(org=here.town, on=TODAY, by=None)
        services.found_homes(org=made.beside(here), on=TODAY, by=None)
        for kind in ("home", "liaison"):
            services.register_group(
                org=here.village, kind=kind, platform="qq", owner=here.member, on=TODAY, by=None
            )
        for thing in ("teacher", "activity"):
            services.share(
                giver=made.beside(here), taker=here.village, thing=thing, on=TODAY, by=None
            )
    assert {address: queries(who, address) for address, who in lists.items()} == first
    assert first["/"] == 11
    assert first["/homes/"] <= 12
    assert first["/sharings/"] <= 12
