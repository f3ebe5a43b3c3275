"""Requests walked on every face: desk, phone, API; query counts, hostile text, other people's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import DataRequest, RequestAnswer, RequestField
from homes.queries import burden
from homes.rules.asking import Asked
from orgs.models import Org
from tests.conftest import signed_in
from tests.homes.requesting import answer, answered, drafted, sent, values_for, waiting
from tests.orgs.test_api import register, token_of
from tests.people import group

DESK = "/desk/homes/datarequest/"
HOSTILE = "<script>alert(1)</script>‮😀=1+1"


@pytest.fixture
def now():
    """Requests of these tests go out today: the pages read the clock."""
    at = timezone.now()
    return {"at": at, "due_on": timezone.localdate(at) + timedelta(days=14)}


@pytest.fixture
def out(east, now):
    """A request that is out, and the village's part of it."""
    with scope(east.county.pk):
        one = sent(east, fields=[Asked("留守老人户数", "number"), Asked("想说的话", "text")], **now)
        return one, answer(east, one)


def form(**more):
    """Return a draft as the desk sends it."""
    day = timezone.localdate() + timedelta(days=14)
    return {
        "title": "摸底", "why": "安排物资", "minutes": "5", "due_on": day.isoformat(),
        "to": "village", "name1": "留守老人户数", "kind1": "number", "name2": "主要作物",
        "kind2": "choice", "options2": "水稻、油茶",
    } | more  # fmt: skip


def test_desk_writes_passes_the_gate_and_reads_the_table(east):
    clerk = signed_in(east.clerk)
    with scope(east.county.pk):
        group(east.village)
    page = clerk.post(f"{DESK}add/", form(name3="妇女小组数", kind3="number"), follow=True)
    text = page.content.decode()
    assert "每村约 5 分钟 × 4 村 = 20 分钟" in text
    assert "直接用：妇女小组数" in text
    with scope(east.county.pk):
        one = DataRequest.rows.get()
        field = RequestField.rows.get(name="妇女小组数")
    gate = f"{DESK}{one.pk}/gate/"
    assert "已经有数" in clerk.post(gate, {"seen": "20"}).content.decode()
    said = {"seen": "20", f"f{field.pk}": "ask"}
    assert "还要问" in clerk.post(gate, said).content.decode()
    said = {"seen": "15", f"f{field.pk}": "members.groups"}
    assert "重新看一遍" in clerk.post(gate, said).content.decode()
    page = clerk.post(gate, {"seen": "20", f"f{field.pk}": "members.groups"}, follow=True)
    text = page.content.decode()
    assert "已经发出" in text
    assert "4 处，已填 0 处" in text
    assert "还没有填的：" in text
    assert clerk.get(gate).status_code == 302, "the gate is passed once"
    assert "已提醒 4 处" in clerk.post(f"{DESK}{one.pk}/remind/", follow=True).content.decode()
    assert "已经提醒过" in clerk.post(f"{DESK}{one.pk}/remind/", follow=True).content.decode()


def test_draft_page_refuses_in_words_and_keeps_what_was_typed(east):
    clerk = signed_in(east.clerk)
    for more, tells in (
        ({"name1": "身份证号"}, "系统不收身份证号"), ({"why": ""}, "必填"),
        ({"options2": ""}, "2 到 10"), ({"title": "长" * 10_000}, "50"),
        ({"due_on": "2020-01-01"}, "不能早于今天"), ({"names": "不存在村"}, "不在上面选的范围里"),
        ({"name1": "", "name2": "", "options2": ""}, "至少写一项"),
    ):  # fmt: skip
        page = clerk.post(f"{DESK}add/", form(**more))
        assert page.status_code == 200
        assert tells in page.content.decode(), tells
    with scope(east.county.pk):
        assert not DataRequest.rows.exists()


def test_only_the_named_and_the_ticked_are_asked(east):
    clerk = signed_in(east.clerk)
    for more, many in (
        ({"names": east.village.short_name}, 1), ({"within": [east.town.pk]}, 2),
        ({"to": "both"}, 6),
    ):  # fmt: skip
        clerk.post(f"{DESK}add/", form(**more))
        with scope(east.county.pk):
            assert len(DataRequest.rows.latest("pk").places) == many


def test_draft_is_opened_again_as_it_was_written(east, now):
    with scope(east.county.pk):
        one = drafted(east, places=[east.village], **now)
    page = signed_in(east.clerk).get(f"{DESK}{one.pk}/edit/").content.decode()
    for text in ("冬季关爱摸底", "留守老人户数", "水稻、油茶、其他", east.village.short_name):
        assert text in page
    assert signed_in(east.town_clerk).get(f"{DESK}{one.pk}/edit/").status_code == 404


def test_county_approves_or_returns_what_waits(east, now):
    with scope(east.county.pk):
        one = waiting(east, at=now["at"], due_on=timezone.localdate(now["at"]))
        other = waiting(east, title="另一件", at=now["at"], due_on=timezone.localdate(now["at"]))
    clerk, town = signed_in(east.clerk), signed_in(east.town_clerk)
    assert "等您审批" in clerk.get("/desk/").content.decode()
    assert town.post(f"{DESK}{one.pk}/approve/").status_code == 403
    assert "已经批准" in clerk.post(f"{DESK}{one.pk}/approve/", follow=True).content.decode()
    page = clerk.post(f"{DESK}{other.pk}/return/", {"reason": "合在一起"}, follow=True)
    assert "已经退回" in page.content.decode()
    assert "县里退回的原因：合在一起" in town.get(f"{DESK}{other.pk}/edit/").content.decode()


def test_chair_fills_in_from_her_first_page(east, out):
    chair, (one, mine) = signed_in(east.chair), out
    assert "本月要填的：1 件，约 5 分钟" in chair.get("/").content.decode()
    page = f"/requests/{mine.pk}/"
    with scope(east.county.pk):
        number, words = (
            f"f{f.pk}" for f in RequestField.rows.filter(request=one).order_by("place")
        )
    half = chair.post(page, {number: "7", "keep": "1"}, follow=True).content.decode()
    assert "先存好了" in half
    assert "填了一半" in half
    assert 'value="7"' in chair.get(page).content.decode()
    assert "请填“想说的话”" in chair.post(page, {number: "7"}).content.decode()
    assert "请填数字" in chair.post(page, {number: "很多", words: "好"}).content.decode()
    done = chair.post(page, {number: "7", words: HOSTILE}, follow=True).content.decode()
    assert "已经报上去" in done
    again = chair.get(page).content.decode()
    assert "截止以前都可以改" in again
    assert "<script>alert" not in again
    assert "本月要填的" not in chair.get("/").content.decode()
    with scope(east.county.pk):
        assert RequestAnswer.rows.get(pk=mine.pk).values[words[1:]] == HOSTILE


def test_form_sent_twice_is_one_answer(east, out):
    chair, (one, mine) = signed_in(east.chair), out
    with scope(east.county.pk):
        facts = {f"f{pk}": said for pk, said in values_for(one).items()} | {"once": "a" * 32}
    for _ in range(2):
        assert chair.post(f"/requests/{mine.pk}/", facts).status_code == 302
    with scope(east.county.pk):
        assert RequestAnswer.rows.get(pk=mine.pk).version == 2


def test_last_answer_is_offered_next_time(east, out, now):
    one, _ = out
    with scope(east.county.pk):
        answered(east, one, at=now["at"])
        later = now["at"] + timedelta(seconds=1)
        again = sent(east, title="再问", fields=[Asked("留守老人户数", "number")],
                     due_on=now["due_on"], at=later)  # fmt: skip
        mine = answer(east, again)
    page = signed_in(east.chair).get(f"/requests/{mine.pk}/").content.decode()
    assert 'value="12"' in page
    assert "填的是 12" in page


def test_other_peoples_are_nowhere(east, west, out):
    one, mine = out
    with scope(east.county.pk):
        towns = answer(east, one, east.town)
    chair, stranger = signed_in(east.chair), signed_in(west.chair)
    for who, pk in ((chair, towns.pk), (stranger, mine.pk), (signed_in(east.officer), mine.pk)):
        for tail in ("", "hand/"):
            assert who.get(f"/requests/{pk}/{tail}").status_code in (403, 404)
            assert who.post(f"/requests/{pk}/{tail}", {"keep": "1"}).status_code in (403, 404)
    far = signed_in(west.admin)
    for tail in ("", "xlsx/", "close/", "gate/"):
        assert far.get(f"{DESK}{one.pk}/{tail}").status_code == 404
    assert chair.post(f"{DESK}add/", form()).status_code == 403
    with scope(east.county.pk):
        assert RequestAnswer.rows.get(pk=mine.pk).answered_at is None


def test_township_sees_its_villages_and_fills_in_for_them(east, out, now):
    one, mine = out
    with scope(east.county.pk):
        far = sent(east, title="那边的", places=[east.other_village], **now)
    town = signed_in(east.town_clerk)
    page = town.get(f"{DESK}{one.pk}/").content.decode()
    assert east.village.short_name in page
    assert "代填" in page
    assert town.get(f"{DESK}{far.pk}/").status_code == 404
    assert "那边的" not in town.get(DESK).content.decode()
    fill = f"{DESK}answers/{mine.pk}/fill/"
    with scope(east.county.pk):
        facts = {f"f{pk}": said for pk, said in values_for(one).items()}
        far_answer = answer(east, far, east.other_village)
    assert "代填" in town.post(fill, facts, follow=True).content.decode()
    assert town.get(f"{DESK}answers/{far_answer.pk}/fill/").status_code == 404
    with scope(east.county.pk):
        assert RequestAnswer.rows.get(pk=mine.pk).is_for_another
    hers = signed_in(east.chair).get(f"/requests/{mine.pk}/").content.decode()
    assert "已填（乡镇代填）" in hers


def test_workbook_holds_text_not_formulas(east, out, now):
    one, _ = out
    with scope(east.county.pk):
        answered(east, one, values=values_for(one, text="=HYPERLINK(1)", number="12"), at=now["at"])
    answer_ = signed_in(east.clerk).get(f"{DESK}{one.pk}/xlsx/")
    sheet = openpyxl.load_workbook(BytesIO(answer_.content)).active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert cells["=HYPERLINK(1)"] == "s"
    assert cells[12] == "n"


LISTS = {DESK: 7, f"{DESK}%s/": 11, "/desk/homes/requestanswer/": 14, "/requests/": 6}


def test_lists_ask_as_much_for_three_as_for_one(east, now):
    clerk, chair = signed_in(east.clerk), signed_in(east.chair)
    for many in (1, 2):
        with scope(east.county.pk):
            for n in range(many):
                answered(east, sent(east, title=f"第{many}{n}件", **now), at=now["at"])
            last = DataRequest.rows.latest("pk").pk
        for page, wanted in LISTS.items():
            who, path = (chair if page == "/requests/" else clerk), page.replace("%s", str(last))
            assert (many, page, asks(who, path)) == (many, page, wanted)


def asks(who, path):
    """Return how many statements a page takes, once she has been seen there."""
    who.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert who.get(path).status_code == 200
    return len([one for one in asked if "SAVEPOINT" not in one["sql"]])


def test_phone_page_asks_little(east, out):
    chair, (_, mine) = signed_in(east.chair), out
    pages = {f"/requests/{mine.pk}/": 7, f"/requests/{mine.pk}/hand/": 5, "/promises/": 3}
    assert {page: asks(chair, page) for page in pages} == pages


def test_meter_and_promises_are_shown(east, out):
    clerk = signed_in(east.clerk)
    page = clerk.get("/desk/homes/requestanswer/").content.decode()
    assert "冬季关爱摸底" in page
    assert "不算到个人" in page
    assert clerk.get("/desk/homes/requestanswer/?month=x").status_code == 200
    kept = clerk.get("/desk/homes/requestanswer/xlsx/?month=x")
    book = openpyxl.load_workbook(BytesIO(kept.content))
    first, pieces = book.worksheets[0], book.worksheets[1]
    assert first.max_row == 7
    assert "冬季关爱摸底" in [cell.value for cell in pieces["A"]]
    page = clerk.get("/desk/homes/requestanswer/promises/").content.decode()
    assert "关（已锁定）" in page
    assert "国办函〔2026〕12号" in page


def test_month_begins_in_beijing(east):
    with scope(east.county.pk):
        at = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)  # half past midnight of the first
        sent(east, at=at, due_on=date(2026, 11, 20))
        now, before = burden.months_until(date(2026, 11, 20), 2)
        assert (now.total.pieces, before.total.pieces) == (2, 0)
        keys = [east.village.pk]
        assert burden.minutes_in_month(keys, date(2026, 11, 1)) == {east.village.pk: 5}
        assert burden.minutes_in_month(keys, date(2026, 10, 31)) == {}
        assert [one.minutes for one in burden.pieces_of(date(2026, 11, 1))] == [5]


@pytest.mark.parametrize(("scopes", "words"), [
    ("members:read", None), ("members:read members:names", "谢谢"),
])  # fmt: skip
def test_api_reads_requests_and_tables(east, out, now, scopes, words):
    one, _ = out
    with scope(east.county.pk):
        answered(east, one, at=now["at"])
        drafted(east, title="草稿不给", **now)
    register(east, reads=("members:read", "members:names"))
    caller = Client(
        headers={"Authorization": f"Bearer {token_of(scope=scopes).json()['access_token']}"}
    )
    rows = caller.get("/api/v1/data-requests/").json()["results"]
    assert [(row["title"], row["places_asked"], row["answered"]) for row in rows] == [
        ("冬季关爱摸底", 2, 1)
    ]
    asked = caller.get(f"/api/v1/data-request-answers/?request={one.pk}&org={east.village.code}")
    (row,) = asked.json()["results"]
    assert [value["value"] for value in row["values"]] == ["12", words]
    assert "grant" not in row
    assert caller.get("/api/v1/data-request-answers/?strange=1").status_code == 400


def test_closed_and_recalled_pages(east, out, now):
    one, mine = out
    clerk, chair = signed_in(east.clerk), signed_in(east.chair)
    assert "已经结束" in clerk.post(f"{DESK}{one.pk}/close/", follow=True).content.decode()
    assert "不用再填" in chair.get(f"/requests/{mine.pk}/").content.decode()
    assert "已经重新打开" in clerk.post(f"{DESK}{one.pk}/resume/", follow=True).content.decode()
    clerk.post(f"{DESK}{one.pk}/recall/", {"reason": HOSTILE})
    page = chair.get(f"/requests/{mine.pk}/").content.decode()
    assert "已经撤回" in page
    assert "<script>alert" not in page
    with scope(east.county.pk):
        services.remind_requests(on=timezone.localdate(), at=now["at"])
        assert Org.rows.exists()


def test_draft_of_the_village_is_not_shown_to_the_township(east, out):
    """What she has not said yet is hers: whoever fills in for her begins without it."""
    one, mine = out
    with scope(east.county.pk):
        pk = RequestField.rows.get(request=one, kind="text").pk
    chair, town = signed_in(east.chair), signed_in(east.town_clerk)
    chair.post(f"/requests/{mine.pk}/", {f"f{pk}": "还没想好怎么说", "keep": "1"})
    assert "还没想好怎么说" in chair.get(f"/requests/{mine.pk}/").content.decode()
    page = town.get(f"{DESK}answers/{mine.pk}/fill/")
    assert page.status_code == 200
    assert "还没想好怎么说" not in page.content.decode()
