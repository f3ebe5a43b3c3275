"""The signed-in pages: organisations in reach, the search, my seats, devices and password."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from orgs import services
from orgs.models import AccessGrant, CountySession, Role, SignIn
from tests.conftest import PASSWORD, signed_in

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"
MINE = ["/", "/search/", "/me/", "/me/devices/", "/me/password/"]
NUMBER = re.compile(r"编号：\w+")


def on_phone(user):
    return signed_in(user, agent=PHONE)


def words(answer):
    return answer.content.decode()


def body(answer):
    return NUMBER.sub("", words(answer))


def statements(browser, path):
    """Count what a page reads and writes; savepoints are the test's own."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(path).status_code == 200
    return len([q for q in seen if not re.match(r"(RELEASE )?SAVEPOINT|SET", q["sql"])])


@pytest.mark.parametrize("path", [*MINE, "/org/430424000000/"])
def test_pages_ask_strangers_to_sign_in(east, path):
    answer = Client().get(path)
    there = "/login/" if path == "/" else f"/login/?next={path.replace('/', '%2F')}"
    assert (answer.status_code, answer["Location"]) == (302, there)
    assert Client().post("/me/hats/", {"hat": "1-1"})["Location"] == "/login/"


def test_home_shows_my_organisation(east):
    assert "县工作人员" in words(on_phone(east.clerk).get("/"))
    county = words(on_phone(east.clerk).get(f"/org/{east.root.code}/"))
    town = words(on_phone(east.town_clerk).get(f"/org/{east.town.code}/"))
    assert "东县妇联" in county
    assert "乡镇（街道）</dt><dd>2 个" in county
    assert "村（社区）</dt><dd>4 个" in county
    assert "东县101镇妇联" in county
    assert "村（社区）</dt><dd>2 个" in town
    assert "东县101镇" not in town
    assert f'href="/o/{east.town.code}/"' in town


def test_home_shows_the_way_up_though_out_of_reach(east):
    shown = words(on_phone(east.chair).get("/"))
    assert "东县<span" in shown
    assert "东县100镇<span" in shown
    assert f"/org/{east.town.code}/" not in shown


def test_home_without_a_seat_says_whom_to_ask(east, operator):
    with scope(east.county.pk):
        services.end_access(grant=east.officer_grant, on=timezone.localdate(), by=None)
    shown = words(on_phone(east.officer).get("/"))
    assert "您现在还没有职务" in shown
    assert "查找" not in shown
    assert 'href="/desk/"' in words(on_phone(operator).get("/"))
    refused = on_phone(east.officer).get("/search/")
    assert (refused.status_code, "没有权限" in words(refused)) == (403, True)


def test_home_of_an_operator_on_a_visit(east, operator):
    visit = services.enter_county(
        county=east.county, reason="帮助核对", at=timezone.now(), by=operator
    )
    browser = on_phone(operator)
    session = browser.session
    session["visit"] = [east.county.pk, visit.pk]
    session.save()
    assert "东县妇联" in words(browser.get("/"))
    with scope(east.county.pk):
        CountySession.rows.update(left_at=timezone.now())
    assert "平台运维员" in words(browser.get("/"))


def test_place_out_of_reach_is_as_if_it_never_was(east, west):
    browser = on_phone(east.town_clerk)
    assert browser.get(f"/org/{east.village.code}/").status_code == 200
    never = browser.get("/org/430424999999/")
    assert never.status_code == 404
    for code in (west.root.code, west.village.code, east.root.code, east.other_village.code):
        answer = browser.get(f"/org/{code}/")
        assert (answer.status_code, body(answer)) == (404, body(never))
    for odd in ("/org/1/", "/org/43042410020%00/", "/org/430424100200-1-1-1-1-1-1-1/", "/nix/"):
        assert body(browser.get(odd)) == body(never)


def test_search_finds_in_reach_only(east, west):
    browser = on_phone(east.town_clerk)
    assert "找到 2 个" in words(browser.get("/search/", {"q": "村"}))
    assert "找到 2 个" in words(browser.get("/search/", {"q": "4304241002"}))
    for text in ("西县", "430223", "东县101", "%", "_", "没有", "\x00", "长" * 200):
        assert "找到" not in words(browser.get("/search/", {"q": text})).replace("没有找到", "")


def test_lists_come_in_pages(east):
    with scope(east.county.pk):
        for n in range(51):
            services.found_org(
                parent=east.village, name=f"小组{n}", on=timezone.localdate(), by=None
            )
    browser = on_phone(east.chair)
    path = f"/org/{east.village.code}/"
    first, last = words(browser.get(path)), words(browser.get(f"{path}?page=2"))
    assert "第 1 页，共 2 页" in first
    assert "小组50妇联" not in first
    assert "小组50妇联" in last
    assert browser.get(f"{path}?page=abc").status_code == 200
    assert browser.get(f"{path}?page=99").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/org/430424100200/", "/search/?q=组", "/me/", "/me/devices/"]
)
def test_queries_do_not_grow_with_the_rows(east, path):
    def add(count):
        with scope(east.county.pk):
            for _ in range(count):
                services.found_org(
                    parent=east.village, name=f"组{timezone.now():%f}", on=timezone.localdate(),
                    by=None,
                )  # fmt: skip
        for _ in range(count):
            services.begin_session(user=east.chair, face="phone", device="x", at=timezone.now())

    browser = on_phone(east.chair)
    add(1)
    browser.get(path)
    one = statements(browser, path)
    add(2)
    assert statements(browser, path) == one <= 12


def test_hats_are_switched_and_only_among_my_own(east, west):
    today = timezone.localdate()
    with scope(east.county.pk):
        there = services.grant_access(
            org=east.other_village, role=Role.OFFICER, phone=east.chair_phone, holder="她",
            on=today, by=None,
        )  # fmt: skip
        ended = services.grant_access(
            org=east.town, role=Role.OFFICER, phone=east.chair_phone, holder="她", on=today, by=None
        )
        services.end_access(grant=ended, on=today, by=None)
    browser = on_phone(east.chair)
    assert "东县100200村妇联" in words(browser.get("/"))  # the first in the tree
    mine = f"{east.county.pk}-{there.pk}"
    assert f'value="{mine}"' in words(browser.get("/me/"))
    for foreign in (
        f"{east.county.pk}-{east.officer_grant.pk}", f"{east.county.pk}-{ended.pk}",
        f"{west.county.pk}-{west.chair_grant.pk}", f"{west.county.pk}-{there.pk}", "", "x",
    ):  # fmt: skip
        assert browser.post("/me/hats/", {"hat": foreign}).status_code == 404
    answer = browser.post("/me/hats/", {"hat": mine}, follow=True)
    assert "您现在的身份是东县101200村妇联副主席或执委" in words(answer)
    assert browser.get(f"/org/{east.other_village.code}/").status_code == 200
    assert browser.get(f"/org/{east.village.code}/").status_code == 404


def test_hat_that_ended_is_out_and_another_is_taken(east):
    today = timezone.localdate()
    with scope(east.county.pk):
        services.grant_access(
            org=east.other_village, role=Role.OFFICER, phone=east.chair_phone, holder="她",
            on=today, by=None,
        )  # fmt: skip
    browser = on_phone(east.chair)
    assert "东县100200村妇联" in words(browser.get("/"))
    with scope(east.county.pk):
        services.end_access(grant=east.chair_grant, on=today, by=None)
    shown = browser.get("/")
    assert shown.status_code == 200
    assert "东县101200村妇联" in words(shown)
    assert browser.get(f"/org/{east.village.code}/").status_code == 404
    with scope(east.county.pk):
        services.end_access(
            grant=AccessGrant.rows.get(user=east.chair, until=None), on=today, by=None
        )
    assert "您现在还没有职务" in words(browser.get("/"))


def log_in(east, agent):
    browser = Client(headers={"User-Agent": agent})
    given = {"phone": east.chair_phone, "password": PASSWORD}
    assert browser.post("/login/", given).status_code == 302
    return browser


def test_devices_are_listed_in_words_and_ended_one_by_one(east, west):
    mine = on_phone(east.chair)
    other = log_in(east, "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Edg/120")
    shown = words(mine.get("/me/devices/"))
    assert "安卓手机 · 微信" in shown
    assert "Windows 电脑 · Edge 浏览器" in shown
    stranger = on_phone(west.chair)
    for whose in (SignIn.objects.get(user=west.chair).pk, 0, 10**30):
        assert mine.post(f"/me/devices/{whose}/end/").status_code == 404
    assert stranger.get("/").status_code == 200
    row = SignIn.objects.get(user=east.chair, face="desk", ended_at=None)
    assert mine.post(f"/me/devices/{row.pk}/end/")["Location"] == "/me/devices/"
    assert other.get("/")["Location"] == "/login/"
    assert mine.get("/").status_code == 200


def test_devices_others_are_ended_at_once(east):
    mine = on_phone(east.chair)
    others = [log_in(east, PHONE) for _ in range(2)]
    assert mine.post("/me/devices/end-others/").status_code == 302
    assert [o.get("/").status_code for o in others] == [302, 302]
    assert mine.get("/").status_code == 200


def test_password_change_keeps_this_device_and_seat(east):
    today = timezone.localdate()
    with scope(east.county.pk):
        second = services.grant_access(
            org=east.other_village, role=Role.OFFICER, phone=east.chair_phone, holder="她",
            on=today, by=None,
        )  # fmt: skip
    mine = on_phone(east.chair)
    other = log_in(east, PHONE)
    mine.post("/me/hats/", {"hat": f"{east.county.pk}-{second.pk}"})
    fields = {"old": "wrong", "password": "another-password", "again": "another-password"}
    assert "原来的密码不对" in words(mine.post("/me/password/", fields))
    assert other.get("/").status_code == 200
    before = mine.session.session_key
    assert mine.post("/me/password/", fields | {"old": PASSWORD})["Location"] == "/me/"
    assert mine.session.session_key != before
    assert "东县101200村妇联" in words(mine.get("/"))
    assert other.get("/")["Location"] == "/login/"
    assert SignIn.objects.filter(user=east.chair, ended_at=None).count() == 1


def test_device_left_alone_is_out(east):
    desk = signed_in(east.clerk)
    phone = on_phone(east.chair)
    for browser in (desk, phone):
        session = browser.session
        session["seen"] -= timedelta(minutes=31).total_seconds()
        session.save()
    assert desk.get("/")["Location"] == "/login/"
    assert phone.get("/").status_code == 200


def test_letters_are_chosen_without_javascript(east):
    browser = on_phone(east.chair)
    assert browser.post("/letters/", {"size": "2", "next": "/me/"})["Location"] == "/me/"
    assert '<html lang="zh-CN" class="elder huge">' in words(browser.get("/me/"))
    assert browser.post("/letters/", {"size": "1", "next": "//evil"})["Location"] == "/me/"
    assert '<html lang="zh-CN" class="elder">' in words(browser.get("/"))
    browser.post("/letters/", {"size": "0"})
    assert '<html lang="zh-CN">' in words(browser.get("/"))
    assert browser.post("/letters/", {"size": "x"}).status_code == 404
