"""Paper logs: printed with a code in the corner, typed up under the village's seats, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from duties.models import DutyLogEntry, DutyPost
from duties.queries import log as lines
from duties.queries.papers import paper_of_code, papers_of
from fulian.scoping import scope
from members.models import Office
from orgs import services as ground
from orgs.models import Org, Record
from tests.conftest import NOW, TODAY, signed_in
from tests.people import SINCE, committee, seat

DESK = "/desk/duties/dutylogentry"
MONTH = TODAY.replace(day=1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        services.set_up_posts(on=SINCE, by=None)
        east.chair_seat, east.member = committee(east.village, vice=0, executives=1)
        east.post = DutyPost.rows.get(code="mediation")
    return east


def words(answer):
    return answer.content.decode()


def line(cast, what="上门劝解", day=TODAY, **more):
    said = services.Words(cast.post, day, what, **more)
    return services.PaperLine(cast.member, said)


def type_up(cast, *found, **more):
    facts = {"org": cast.village, "month": MONTH, "paper": f"{cast.village.code}-202611",
             "lines": found, "by": cast.town_clerk, "at": NOW} | more  # fmt: skip
    return services.type_up_log(**facts)


def row(cast, number, what, **more):
    facts = {"day": TODAY, "post": cast.post.pk, "seat": cast.member.pk, "what": what} | more
    return {f"r{number}-{name}": value for name, value in facts.items()}


def test_typed_lines_count_are_marked_and_are_undone_together(here):
    with scope(here.county.pk):
        done = type_up(here, line(here), line(here, "打扫村道", served=5))
        assert {(one.typed_by_id, one.paper) for one in DutyLogEntry.rows.all()} == {
            (here.town_clerk.pk, f"{here.village.code}-202611")
        }
        assert lines.done_this_month([here.member], TODAY) == 2
        assert len(done) == 2
        batch = Record.rows.get(act="duties.type_up_log").batch
        ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
        assert not DutyLogEntry.rows.exists()


def test_no_page_is_typed_twice(here):
    with scope(here.county.pk):
        type_up(here, line(here))
        for twice in ([line(here)], [line(here, "甲"), line(here, " 甲 ")]):
            with pytest.raises(ValidationError, match="已经有了"):
                type_up(here, *twice)
        entry = DutyLogEntry.rows.get()
        services.strike_log(entry=entry, reason="录错", at=NOW, by=None)
        assert len(type_up(here, line(here))) == 1


def test_lines_that_are_refused_leave_none(here):
    with scope(here.county.pk):
        stranger = seat(here.other_village, Office.EXECUTIVE_MEMBER, "柳芳菲")
        wrong = {
            "在这个月里": line(here, day=MONTH - timedelta(days=1)),
            "请写一句": line(here, " "),
            "不是这个组织": services.PaperLine(stranger, line(here).said),
            "不在任": services.PaperLine(
                seat(here.village, Office.EXECUTIVE_MEMBER, "史慧敏", since=TODAY),
                services.Words(here.post, TODAY - timedelta(days=1), "宣传"),
            ),
        }
        with pytest.raises(ValidationError) as refused:
            type_up(here, line(here), *wrong.values())
        found = refused.value.message_dict
        assert list(found) == ["1", "2", "3", "4"]
        for tells, said in zip(wrong, found.values(), strict=True):
            assert tells in said[0]
        ahead = timezone.localdate() + timedelta(days=1)
        early = {"month": ahead.replace(day=1), "at": timezone.now()}
        with pytest.raises(ValidationError, match="不能晚于今天"):
            type_up(here, line(here, day=ahead), **early)
        for many in (0, 31):
            with pytest.raises(ValidationError):
                type_up(here, *[line(here, f"第{n}件") for n in range(many)])
        assert not DutyLogEntry.rows.exists()


def test_codes_are_read_as_they_are_typed(here):
    code = here.village.code
    with scope(here.county.pk, under=here.town):
        assert papers_of([here.village], MONTH)[0].code == f"{code}-202611"
        wide = code.translate({48 + n: 0xFF10 + n for n in range(10)})
        for typed in (f"{code}-202611", f" {code} - 202611 ", f"{code}202611", f"{wide}－202611"):
            found = paper_of_code(typed, TODAY)
            assert (found.org, found.month) == (here.village, MONTH)
        far = here.other_village.code
        for bad in ("", "x", f"{far}-202611", f"{code}-202613", "1" * 60, f"{code}-2026\0"):
            with pytest.raises(ValidationError, match="没有找到这个编号"):
                paper_of_code(bad, TODAY)
        with pytest.raises(ValidationError, match="还没有到"):
            paper_of_code(f"{code}-202701", TODAY)


def test_a_clerk_types_a_sheet(here):
    desk = signed_in(here.town_clerk)
    answer = desk.post(f"{DESK}/type/", {"code": f"{here.village.code}-202611"})
    page = answer.url
    assert page == f"{DESK}/type/org/{here.village.pk}/?month=202611"
    assert "照着纸填" in words(desk.get(page))
    wrong = row(here, 1, "劝解") | row(here, 2, "宣传防火", seat="", served="很多")
    told = words(desk.post(page, wrong))
    for kept in ("劝解", "宣传防火", "请选择谁做的", "请填数字", "其他行还在"):
        assert kept in told, kept
    good = row(here, 1, "劝解") | row(here, 3, "宣传防火", served="40")
    assert desk.post(page, good).url == page
    told = words(desk.get(page))
    for shown in ("已代录 2 行", "已经录过 2 行", "撤销上一次代录"):
        assert shown in told, shown
    again = words(desk.post(page, row(here, 5, "劝解") | row(here, 6, "新的一件")))
    assert "这一行已经有了" in again
    assert "新的一件" in again
    with scope(here.county.pk):
        assert DutyLogEntry.rows.count() == 2
        typed = DutyLogEntry.rows.get(what="劝解")
    assert "代录" in words(desk.get(f"{DESK}/{typed.pk}/"))
    assert "代录" in words(desk.get(f"{DESK}/?how=paper"))
    assert "由工作人员录入" in words(signed_in(here.chair).get(f"/log/{typed.pk}/"))
    edit = {"day": TODAY, "post": here.post.pk, "what": "劝解好了"}
    assert desk.post(f"{DESK}/{typed.pk}/edit/", edit).url == f"{DESK}/{typed.pk}/"
    assert desk.post(f"{DESK}/{typed.pk}/strike/", {"reason": "录重"}).status_code == 302
    assert "已作废" in words(desk.get(f"{DESK}/?how=struck"))
    assert desk.post(f"{DESK}/{typed.pk}/unstrike/").status_code == 302


def test_a_double_tap_types_once(here):
    desk = signed_in(here.town_clerk)
    page, facts = f"{DESK}/type/org/{here.village.pk}/?month=202611", row(here, 1, "劝解")
    first, second = (desk.post(page, facts | {"once": "tap1"}) for _ in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    desk.post(page, facts)
    with scope(here.county.pk):
        assert DutyLogEntry.rows.count() == 1


def test_other_townships_sheets_are_not_there(here):
    desk, far = signed_in(here.town_clerk), here.other_village
    told = words(desk.post(f"{DESK}/type/", {"code": f"{far.code}-202611"}))
    assert "没有找到这个编号" in told
    page = f"{DESK}/type/org/{far.pk}/?month=202611"
    assert desk.get(page).status_code == 404
    assert desk.post(page, row(here, 1, "劝解")).status_code == 404
    for month in ("209901", "2026", "x"):
        assert desk.get(f"{DESK}/type/org/{here.village.pk}/?month={month}").status_code == 404
    with scope(here.county.pk):
        theirs = seat(far, Office.EXECUTIVE_MEMBER, "柳芳菲")
    mine = f"{DESK}/type/org/{here.village.pk}/?month=202611"
    assert "请选择谁做的" in words(desk.post(mine, row(here, 1, "劝解", seat=theirs.pk)))
    assert signed_in(here.chair).get(page).status_code == 403


def test_sheets_are_printed(here):
    with scope(here.county.pk):
        committee(here.other_village, vice=0, executives=0)
    desk = signed_in(here.clerk)
    told = words(desk.post(f"{DESK}/papers/", {"org": here.root.pk, "month": "2026-11"}))
    for village in (here.village, here.other_village):
        assert f"{village.code}-202611" in told
    assert told.count("<svg") >= 2
    assert "矛盾调解岗" in told
    mine = words(signed_in(here.chair).get("/log/paper/?month=2026-12"))
    assert f"{here.village.code}-202612" in mine
    assert signed_in(here.officer).get("/log/paper/").status_code == 403


@pytest.mark.parametrize("path", ["/log/", "/log/mine/?all=1", "/log/print/", "/posts/"])
def test_phone_pages_ask_little_however_many_lines(here, path):
    browser = signed_in(here.chair)
    browser.get(path)

    def asked(many):
        with scope(here.county.pk):
            fresh = [
                DutyLogEntry(org=here.village, post=here.post, appointment=here.member,
                             done_on=TODAY, what=f"第{n}件") for n in range(many)
            ]  # fmt: skip
            org = Org.rows.get(pk=here.village.pk)
            services.work_many(org=org, entries=fresh, by=None)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        return len([q for q in queries if q["sql"].startswith("SELECT")])

    few, more = asked(3), asked(300)
    assert few == more <= 12
