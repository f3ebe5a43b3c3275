"""What everybody may read of an organisation, and what nobody may."""

import re
import zlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from orgs import services
from orgs.models import County
from orgs.views.agents import device_of, face_of
from tests.conftest import signed_in

NUMBER = re.compile(r"编号：\w+")


def words(answer):
    return answer.content.decode()


def test_public_page_says_what_and_where(east):
    answer = Client().get(f"/o/{east.village.code}/")
    shown = words(answer)
    assert answer["Cache-Control"] == "public, no-cache"
    assert not answer.cookies
    assert "东县100200村妇联" in shown
    assert f'href="/o/{east.root.code}/"' in shown
    assert f'href="/o/{east.town.code}/"' in shown
    for word in ("引领", "服务", "联系", "12338", "截至", "2026年1月1日"):
        assert word in shown
    assert "<script" not in shown
    assert "<form" not in shown


@pytest.mark.parametrize("place", ["root", "town", "village"])
def test_public_page_names_no_person(east, place):
    shown = words(Client().get(f"/o/{getattr(east, place).code}/"))
    for who in ("admin", "clerk", "auditor", "town_clerk", "chair", "officer"):
        assert getattr(east, f"{who}_grant").holder not in shown
        assert getattr(east, f"{who}_phone") not in shown
    assert not re.search(r"1\d{10}(?!\d)", re.sub(r"/o/[\d-]+/", "", shown))


def test_public_page_is_the_same_for_everybody_but_not_shared_with_a_cookie(east, west):
    code = west.village.code
    mine = signed_in(east.chair).get(f"/o/{code}/")
    assert mine.content == Client().get(f"/o/{code}/").content
    assert mine["Cache-Control"] == "private, no-cache"
    assert "Cookie" in mine["Vary"]


def test_public_page_of_nothing_is_one_and_the_same(east):
    County.objects.create(code="430223", name="未开通县")
    County.objects.filter(code="430224").update(opened_at=None)
    answers = [
        Client().get(f"/o/{code}/")
        for code in ("430223000000", "430224000000", "999999000000", "430424999999",
                     f"{east.village.code}-9", "1", "abc", "430424%00")
    ]  # fmt: skip
    assert {a.status_code for a in answers} == {404}
    assert len({NUMBER.sub("", words(a)) for a in answers}) == 1


def test_public_page_of_a_closed_organisation_names_who_goes_on(east):
    today = timezone.localdate()
    with scope(east.county.pk):
        services.close_org(org=east.village, on=today, by=None)
    shown = words(Client().get(f"/o/{east.village.code}/"))
    assert "已撤销" in shown
    assert "这里的妇女工作请找" in shown
    assert "妇联在这里做什么" not in shown
    assert "东县100200村" not in words(Client().get(f"/o/{east.town.code}/"))
    with scope(east.county.pk):
        services.reopen_org(org=east.village, on=today + timedelta(days=1), by=None)
    assert "已撤销" not in words(Client().get(f"/o/{east.village.code}/"))


def test_public_page_is_small_and_reads_little(east):
    with scope(east.county.pk):
        for n in range(60):
            services.found_org(
                parent=east.town, name=f"第{n}小组", on=timezone.localdate(), by=None
            )
    browser = Client(headers={"Accept-Encoding": "gzip"})
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(f"/o/{east.town.code}/")
    assert len([q for q in seen if q["sql"].lstrip("(").startswith("SELECT")]) == 15
    assert answer["Content-Encoding"] == "gzip"
    assert "第59小组妇联" in zlib.decompress(answer.content, 31).decode()
    assert len(answer.content) < 20_000


@pytest.mark.parametrize(
    ("agent", "face", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148 MicroMessenger/8", "phone",
         "苹果手机 · 微信"),
        ("Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36", "phone",
         "安卓手机 · 谷歌浏览器"),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Mobile", "phone",
         "鸿蒙手机 · 华为浏览器"),
        ("Mozilla/5.0 (Windows NT 10.0; WOW64) MicroMessenger/7 WindowsWechat", "desk",
         "Windows 电脑 · 微信"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0", "desk",
         "Linux 电脑 · 火狐浏览器"),
        ("curl/8", "desk", "电脑"),
        ("", "desk", "电脑"),
    ],
)  # fmt: skip
def test_device_in_words(agent, face, device):
    assert (face_of(agent), device_of(agent)) == (face, device)
