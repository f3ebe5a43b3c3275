"""The public pages as a stranger meets them: no cookie, no script, nothing told of others."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import Letter
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Record
from tests.conftest import signed_in
from tests.people import seat

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e😀'\""


def words(answer):
    return answer.content.decode()


def key_in(answer):
    return re.search(r'name="key" value="([^"]+)"', words(answer))[1]


@pytest.fixture
def place(east):
    east.path = f"/o/{east.village.code}/say/"
    return east


@pytest.fixture
def carded(east):
    """A chair of the village with a card, by the clock of the page."""
    with scope(east.county.pk):
        east.her = seat(east.village, Office.CHAIR, "白春燕")
        east.card = services.issue_card(
            appointment=east.her, consented=True, at=timezone.now(), by=None
        )
        east.code = east.card.plain_code
    return east


def filled(client, path, **more):
    facts = {"what": "message", "text": "巷口的路灯坏了", "key": key_in(client.get(path))}
    return client.post(path, facts | more)


def receipt_in(answer):
    return re.search(r"<strong>([A-Z0-9 ]{14})</strong>", words(answer))[1]


def test_letter_and_answer_without_a_cookie(place):
    client = Client(enforce_csrf_checks=True)
    done = filled(client, place.path)
    assert done.status_code == 200
    receipt = receipt_in(done)
    assert not client.cookies
    found = client.post(f"{place.path}check/", {"receipt": receipt})
    assert "待答复" in words(found)
    assert "巷口的路灯坏了" in words(found)
    with scope(place.county.pk):
        letter = Letter.rows.get()
        services.answer_letter(letter=letter, text="已经报修", at=timezone.now(), by=None)
    found = client.post(f"{place.path}check/", {"receipt": receipt, "satisfied": "yes"})
    assert "已经报修" in words(found)
    assert "您的评价：满意" in words(found)
    assert not client.cookies
    for page in (done, found):
        assert page["Cache-Control"] == "no-store"


def test_form_sent_twice_is_one_letter_with_one_receipt(place):
    client = Client()
    facts = {"what": "message", "text": "只说一次", "key": key_in(client.get(place.path))}
    receipts = {receipt_in(client.post(place.path, facts)) for _ in range(3)}
    assert len(receipts) == 1
    replayed = client.post(place.path, facts | {"text": "换一句话"})
    assert "已经提交过一次" in words(replayed)
    with scope(place.county.pk):
        assert Letter.rows.count() == 1


@pytest.mark.parametrize("key", ["", "x", "430424100201|aa:bb:cc"])
def test_page_that_is_none_of_ours_keeps_her_words(place, key):
    answer = Client().post(place.path, {"what": "message", "text": "别丢了我的话", "key": key})
    assert "再点一次" in words(answer)
    assert "别丢了我的话" in words(answer)
    again = Client().post(
        place.path, {"what": "message", "text": "别丢了我的话", "key": key_in(answer)}
    )
    assert receipt_in(again)


def test_key_of_another_place_opens_nothing_here(place):
    other = key_in(Client().get(f"/o/{place.town.code}/say/"))
    assert "再点一次" in words(filled(Client(), place.path, key=other))


def test_honeypot_is_refused(place):
    assert "看不见的那一格" in words(filled(Client(), place.path, website="http://x"))
    with scope(place.county.pk):
        assert not Letter.rows.exists()


def test_one_address_cannot_fill_the_box_and_others_still_write(place):
    here, there = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    for n in range(6):
        assert receipt_in(filled(here, place.path, text=f"第{n}封"))
    assert "过一小时再来" in words(filled(here, place.path, text="第七封"))
    assert receipt_in(filled(there, place.path, text="别处来的"))
    assert receipt_in(filled(here, f"/o/{place.town.code}/say/", text="写给镇里"))


def test_hostile_words_are_shown_as_words(place):
    client = Client()
    done = filled(client, place.path, text=NASTY, contact=NASTY[:30])
    receipt = receipt_in(done)
    with scope(place.county.pk):
        letter = Letter.rows.get()
        services.answer_letter(letter=letter, text=NASTY, at=timezone.now(), by=None)
    chair = signed_in(place.chair, agent=PHONE)
    clerk = signed_in(place.clerk)
    pages = [
        client.post(f"{place.path}check/", {"receipt": receipt}), chair.get("/box/"),
        chair.get(f"/box/{letter.pk}/"), clerk.get("/desk/homes/letter/"),
        clerk.get(f"/desk/homes/letter/{letter.pk}/"),
        filled(client, place.path, text=NASTY * 20),
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in words(page)
        assert "<img src=x" not in words(page)
        assert "\u202e" not in words(page) or page is pages[-1]
    assert "&lt;script&gt;" in words(pages[0])


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"text": ""}, "请写想说的话"),
        ({"text": "长" * 501}, "最多写 500 个字"),
        ({"text": "\0坏"}, "不能用的字符"),
        ({"what": "x"}, "请选择一种"),
        ({"contact": "9" * 41}, "最多写 40 个字"),
    ],
)
def test_bad_input_is_refused_plainly(place, facts, says):
    answer = filled(Client(), place.path, **facts)
    assert answer.status_code == 200
    assert says in words(answer)


def test_ten_megabytes_are_refused(place):
    answer = Client().post(place.path, {"text": "a" * 10_000_000})
    assert answer.status_code in (400, 413)
    body = Client().post(
        place.path, b"x" * 13_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert body.status_code == 413


def test_closed_and_unknown_organisations(place, west):
    with scope(place.county.pk):
        ground.close_org(org=place.village, on=timezone.localdate(), by=None)
    page = Client().get(place.path)
    assert "不再收信" in words(page)
    assert "<form" not in words(page)
    answer = Client().post(place.path, {"what": "message", "text": "还收吗", "key": "x"})
    assert "不再收信" in words(answer)
    for code in ("999999999999", "430424999000"):
        assert Client().get(f"/o/{code}/say/").status_code == 404
        assert Client().get(f"/o/{code}/say/check/").status_code == 404


def test_wrong_receipts_say_the_same_and_are_slowed_down(place, west):
    with scope(west.county.pk):
        theirs = services.write_letter(
            org=west.village, kind="message", text="西县的信", form_key="k", at=timezone.now()
        ).receipt
    client, said = Client(REMOTE_ADDR="192.0.2.3"), set()
    for receipt in (theirs, "A" * 12, "3" * 12, "短", "😀" * 12):
        answer = client.post(f"{place.path}check/", {"receipt": receipt})
        said.add(words(answer).replace(receipt, ""))
    assert len(said) == 1
    for _ in range(32):  # twice as often: a minute may begin meanwhile
        answer = client.post(f"{place.path}check/", {"receipt": "A" * 12})
        if "过一分钟再查" in words(answer):
            break
    assert "过一分钟再查" in words(answer)


def test_nothing_says_who_wrote_though_she_is_signed_in(place, caplog):
    caplog.clear()
    chair = signed_in(place.chair, agent=PHONE)
    filled(chair, place.path)
    with scope(place.county.pk):
        line = Record.rows.get(act="homes.write_letter")
        assert line.user_id is None
    told = [one for one in caplog.records if "say/" in (getattr(one, "route", "") or "")]
    assert told
    assert all(one.user is None for one in told)


def test_card_tells_her_and_no_more(carded):
    page = words(Client().get(f"/c/{carded.code}/"))
    for said in ("白春燕", "主席", "此码有效", f"/o/{carded.village.code}/say/"):
        assert said in page
    assert not re.search(r"1\d{10}", page)
    assert "tel:" not in page


def test_card_of_who_left_and_revoked_and_unknown(carded, west):
    path = f"/c/{carded.code}/"
    unknown = Client().get("/c/A3A3A3A3A3A3A3A3/")
    assert unknown.status_code == 404
    assert words(Client().get("/c/x/")) == words(unknown)
    with scope(carded.county.pk):
        members.end_appointment(
            appointment=carded.her, on=timezone.localdate(), departure="moved", by=None
        )
    gone = Client().get(path)
    assert gone.status_code == 410
    assert "白春燕" not in words(gone)
    assert "离任" in words(gone)
    assert carded.village.title in words(gone)
    assert gone["Cache-Control"] == "no-store"


def test_guessing_cards_is_slowed_down_but_scanning_is_not(carded):
    client, path = Client(REMOTE_ADDR="192.0.2.4"), f"/c/{carded.code}/"
    for _ in range(30):
        assert client.get(path).status_code == 200
    statuses = [
        client.get(f"/c/{'3' * 15}{sign}/").status_code for sign in "346789ACDEFHJKMNPQRTWX"
    ]
    assert statuses == [404] * 20 + [429] * 2
    assert Client(REMOTE_ADDR="192.0.2.5").get(path).status_code == 200


def test_public_pages_are_light(place, carded):
    css = len(gzip.compress(Path(finders.find("app.css")).read_bytes()))
    icon = len(gzip.compress(Path(finders.find("icons/fulian.svg")).read_bytes()))
    for path in (place.path, f"{place.path}check/", f"/c/{carded.code}/"):
        page = Client().get(path, headers={"accept-encoding": "gzip"})
        assert page["Content-Encoding"] == "gzip"
        assert len(page.content) + css + icon < 20_000
        assert b"<script" not in gzip.decompress(page.content)
