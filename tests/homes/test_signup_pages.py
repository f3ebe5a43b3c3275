"""The public page behind a code: no cookie, no script, no name; and those who try to misuse it."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties.services.seasons import SEASONS
from fulian.scoping import scope
from homes import services
from homes.models import SignUp
from homes.queries import signups as reads
from homes.views import signups as views
from orgs.models import FailedLogin
from orgs.services import choose_setting
from tests.homes.activities import crowd, fresh, plan


def words(answer):
    return answer.content.decode()


def made(cast, capacity=2, **more):
    """Open an activity of the village that begins in three days by the clock."""
    now = timezone.now()
    facts = {"starts_at": now + timedelta(days=3)} | more
    with scope(cast.county.pk):
        one = services.plan_activity(org=cast.village, plan=plan(**facts), by=None, at=now)
        one = services.open_activity(activity=one, by=None, at=now, capacity=capacity)
        cast.code = reads.code_of(one)
    cast.path = f"/hd/{cast.code}/"
    return one


@pytest.fixture
def open_one(east):
    east.one = made(east)
    return east


def send(cast, client=None, **more):
    return (client or Client()).post(cast.path, {"name": "王小英", "tail": "1234"} | more)


def receipt(answer):
    return re.search(r"回执号：<strong>(\d{6})</strong>", words(answer))[1]


def test_signing_up_needs_nothing_but_a_name_and_four_digits(open_one):
    client = Client(enforce_csrf_checks=True)
    page = client.get(open_one.path)
    assert page.status_code == 200
    assert not page.cookies
    assert "<script" not in words(page)
    assert "已报</dt><dd>0 人，余 2" in words(page)
    answer = send(open_one, client)
    assert "报上名了，您是第 1 个报名的" in words(answer)
    assert not answer.cookies
    assert "王小英" not in words(client.get(open_one.path))
    assert "已报</dt><dd>1 人，余 1" in words(client.get(open_one.path))


def test_page_says_for_how_long_her_name_is_kept(open_one):
    """And a season of every day does it, in as many days as the county chose."""
    assert "活动结束 30 天后自动删除" in words(Client().get(open_one.path))
    with scope(open_one.county.pk, by=open_one.admin):
        choose_setting(name="signup_days", value=7, by=open_one.admin)
    assert "活动结束 7 天后自动删除" in words(Client().get(open_one.path))
    send(open_one)
    season, day = SEASONS["homes.purge_activities"], timezone.localdate(open_one.one.starts_at)
    with scope(open_one.county.pk):
        for days, left in ((6, 1), (7, 0)):
            on = day + timedelta(days=days)
            assert season.falls(on)
            season.act(on=on, at=timezone.now())
            assert SignUp.rows.exclude(name=None).count() == left


def test_page_is_small(open_one):
    answer = Client(headers={"Accept-Encoding": "gzip"}).get(open_one.path)
    assert answer["Content-Encoding"] == "gzip"
    css = finders.find("app.css")
    with open(css, "rb") as file:
        look = len(gzip.compress(file.read()))
    assert len(answer.content) + look < 20 * 1024


def test_full_list_offers_to_wait(open_one):
    with scope(open_one.county.pk):
        crowd(open_one.one, 3)
    page = words(Client().get(open_one.path))
    assert "现在报名排候补第 2 位" in page
    assert "您排在候补第 2 位" in words(send(open_one))


def test_second_tap_of_one_form_is_told_the_same(open_one):
    once = {"once": "0123456789abcdef"}
    first = receipt(send(open_one, **once))
    assert receipt(send(open_one, **once)) == first
    again = words(send(open_one, once="another"))
    assert "您已经报过名" in again
    assert first not in again
    with scope(open_one.county.pk):
        assert SignUp.rows.count() == 1


def test_hers_is_seen_and_cancelled_by_the_receipt_alone(open_one):
    number = receipt(send(open_one))
    path = open_one.path + "cancel/"
    facts = {"name": "王小英", "tail": "1234", "receipt": number}
    assert "您报上名了" in words(Client().post(path, facts | {"look": "1"}))
    wrong = Client().post(path, facts | {"receipt": "000000", "cancel": "1"})
    assert "没有对上" in words(wrong)
    answer = Client().post(path, facts | {"cancel": "1"})
    assert "报名已经取消" in words(answer)
    assert not answer.cookies
    with scope(open_one.county.pk):
        assert fresh(open_one.one).live == 0


def test_guessing_receipts_locks_that_name_from_that_address_only(open_one):
    number = receipt(send(open_one))
    path = open_one.path + "cancel/"
    facts = {"name": "王小英", "tail": "1234", "cancel": "1"}
    for n in range(6):
        said = words(Client().post(path, facts | {"receipt": f"{n:06d}"}))
    assert "错的次数太多" in said
    assert "错的次数太多" in words(Client().post(path, facts | {"receipt": number}))
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    assert "报名已经取消" in words(elsewhere.post(path, facts | {"receipt": number}))
    keys = set(FailedLogin.objects.values_list("address_key", flat=True))
    login = {views.address_key("127.0.0.1"), views.address_key("192.0.2.9")}
    assert not keys & login


def test_flood_from_one_address_waits_and_a_hall_does_not(open_one, monkeypatch):
    for n in range(40):
        answer = send(open_one, name="王" + chr(0x4E00 + n), tail=f"{n:04d}")
        assert "回执号" in words(answer)
    monkeypatch.setattr(views, "SENT_A_MINUTE", 3)
    said = [words(send(open_one, name="李" + chr(0x4E00 + n))) for n in range(3)]
    assert "请过一分钟再试" in said[-1]
    other = Client(REMOTE_ADDR="192.0.2.9")
    assert "回执号" in words(send(open_one, other, name="周大姐"))


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "王\x00英", "\u202e王英", "😀", "长" * 10_000, ""]
)
def test_hostile_names_are_asked_again_and_never_shown_raw(open_one, name):
    answer = send(open_one, name=name)
    assert answer.status_code == 200
    assert "<script>" not in words(answer)
    assert 'role="alert"' in words(answer)
    with scope(open_one.county.pk):
        assert not SignUp.rows.exists()


def test_ten_megabytes_are_refused_unread(open_one):
    assert send(open_one, name="王" * 5_000_000).status_code == 413


def test_hostile_titles_are_text(east):
    one = made(east, title="<script>alert(1)</script>", place='"><img src=x>', what="{{ 7*7 }}")
    page = words(Client().get(east.path)) + words(Client().get(f"/o/{east.village.code}/"))
    assert "<script>" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert one.title in page.replace("&lt;", "<").replace("&gt;", ">")


def test_codes_that_are_none_are_all_the_same(open_one):
    for code in ("AAAA3333WXYQ", "x", "3" * 12, open_one.code[::-1], "长" * 50, "1' OR '1'='1"):
        answer = Client().get(f"/hd/{code}/")
        assert answer.status_code == 404
        assert Client().post(f"/hd/{code}/", {"name": "王", "tail": "1234"}).status_code == 404


def test_every_state_says_what_to_do(east):
    one, now = made(east), timezone.now()
    with scope(east.county.pk):
        services.change_signup(activity=one, closes_at=now, by=None, at=now)
    assert "报名已经截止" in words(Client().get(east.path))
    assert "报名已经截止" in words(send(east))
    with scope(east.county.pk):
        services.call_off_activity(activity=one, because="下大雨", by=None, at=now)
    page = words(Client().get(east.path))
    assert "活动已经取消：下大雨" in page
    assert "<form" not in page
    two = made(east)
    with scope(east.county.pk):
        type(two).rows.filter(pk=two.pk).update(starts_at=now - timedelta(hours=1))
    assert "活动已经办完" in words(Client().get(east.path))
    assert "现在不能查看" in words(Client().get(east.path + "cancel/"))


def test_another_time_is_told(east):
    one, now = made(east), timezone.now()
    with scope(east.county.pk):
        later = plan(starts_at=now + timedelta(days=5), place="祠堂")
        services.change_activity(activity=one, plan=later, by=None, at=now)
    page = words(Client().get(east.path))
    assert "原定" in page
    assert "村委会二楼" in page
    assert "祠堂" in page


def test_public_page_lists_what_is_open_and_nobody(open_one):
    with scope(open_one.county.pk):
        crowd(open_one.one, 2)
        now = timezone.now()
        services.plan_activity(
            org=open_one.village, plan=plan(title="还没开放的", starts_at=now + timedelta(days=2)),
            by=None, at=now,
        )  # fmt: skip
    page = words(Client().get(f"/o/{open_one.village.code}/"))
    assert "近期安排" in page
    assert open_one.path in page
    assert page.count("点开报名") == 1  # the other one is not open yet
    assert "王" + chr(0x4E00) not in page
    assert "<script" not in page


def test_public_pages_ask_the_database_little(open_one):
    """Whoever comes costs the same, however many are on the list."""
    counts = []
    for many in (0, 2):
        with scope(open_one.county.pk):
            crowd(open_one.one, many)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Client().get(open_one.path)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8
