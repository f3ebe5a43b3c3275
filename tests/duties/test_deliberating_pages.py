"""Needs and meetings on the phone and at the desk: the flows a chair walks, with no script."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from duties.models import (
    AgendaItem,
    Deliberation,
    ItemComment,
    MeetingAttendance,
    NeedRequest,
    Resolution,
)
from duties.queries import meetings as reads
from fulian.scoping import scope
from members.models import Office
from tests.conftest import NOW, TODAY, signed_in
from tests.duties import deliberating as d
from tests.orgs.test_api import register, token_of
from tests.people import NAMES, seat

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"
NEED = {"channel": "group", "category": "health", "text": "邻居住院", "asked_by": "群友"}


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.her = d.seated(east)
    return east


def on_phone(user):
    return signed_in(user, agent=PHONE)


def words(answer):
    assert answer.status_code in (200, 400), answer.status_code
    return answer.content.decode()


def test_a_need_from_the_phone_to_its_answer(here):
    browser = on_phone(here.officer)
    page = words(browser.get("/needs/new/"))
    assert "看病就医" in page
    assert 'type="hidden" name="seat"' in page
    answer = browser.post("/needs/new/", NEED | {"seat": here.her.officer.pk})
    assert answer.status_code == 302
    page = words(browser.get(answer.url))
    assert "邻居住院" in page
    assert "确定撤回" in page
    refused = browser.post("/needs/new/", NEED | {"seat": here.her.officer.pk, "text": ""})
    assert "请写诉求" in words(refused)
    done = browser.post(f"{answer.url}answer/", {"result": "已转告", "on": timezone.localdate()})
    assert done.status_code == 302
    assert "已回复" in words(browser.get(answer.url))
    assert "没有等着办的诉求" in words(browser.get("/needs/"))
    assert "邻居住院" in words(browser.get("/needs/?all=1"))


def test_a_double_tap_takes_one_need(here):
    browser = on_phone(here.officer)
    facts = NEED | {"seat": here.her.officer.pk, "once": "tap1"}
    first, second = (browser.post("/needs/new/", facts) for _ in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    with scope(here.county.pk):
        assert NeedRequest.rows.count() == 1


def call_and_hold(here, browser, need):
    """Call a meeting about a need from the phone, and tick who came; return its address."""
    page = words(browser.get("/meetings/call/"))
    assert f'value="n{need.pk}"' in page
    began = timezone.localtime() - timedelta(minutes=2)
    called = browser.post("/meetings/call/", {
        "kind": "enlarged", "mode": "online", "on": began.date(), "hour": f"{began:%H:%M}",
        "venue": "妇联执委群", "agenda": [f"n{need.pk}"], "topics": "环境整治\n\n三八节活动",
    })  # fmt: skip
    assert called.status_code == 302, words(called)
    at = called.url.removesuffix("text/")
    text = words(browser.get(called.url))
    assert "<textarea" in text
    assert "【会议通知】" in text
    assert "健康" not in text
    assert f"http://testserver{at}" in text
    came = {"present": [s.pk for s in (here.her.chair, here.her.officer, here.her.vice)],
            "leave": [here.her.rep.pk], "guests": "2"}  # fmt: skip
    both = browser.post(f"{at}attendance/", came | {"leave": [here.her.chair.pk]})
    assert "不能又到会又请假" in words(both)
    assert browser.post(f"{at}attendance/", came).status_code == 302
    return at


def test_a_chair_walks_a_meeting_to_its_end(here):
    with scope(here.county.pk):
        need = d.taken(here, appointment=here.her.officer)
    browser, today = on_phone(here.chair), timezone.localdate()
    at = call_and_hold(here, browser, need)
    with scope(here.county.pk):
        first = AgendaItem.rows.order_by("place")[0]
    item = f"/items/{first.pk}/"
    facts = {"text": "周六看望", "owner": here.her.officer.pk, "due_on": today}
    assert "超过实到的 3 人" in words(browser.post(f"{item}decide/", facts | {"votes_for": 4}))
    assert browser.post(f"{item}decide/", facts | {"votes_for": 3}).status_code == 302
    page = words(browser.get(item))
    assert "周六看望" in page
    assert "还在办" in page
    page = words(browser.get(f"{at}minutes/"))
    assert "同意 3 票" in page
    sent = {"text": "照草稿", "confirm": "1"}
    assert browser.post(f"{at}minutes/", sent)["Location"] == f"{at}confirm/"
    assert "照草稿" in words(browser.get(f"{at}confirm/"))
    assert browser.post(f"{at}confirm/", {}).status_code == 302
    assert "已经确认" in words(browser.post(f"{at}minutes/", sent))
    assert "已经确认" in words(browser.post(f"{at}confirm/", {"again": 1}))
    assert browser.post(f"{at}correct/", {"text": "列席三人"}).status_code == 302
    page = words(browser.get(at))
    assert "照草稿" in page
    assert "列席三人" in page
    mine = on_phone(here.officer)
    assert "周六看望" in words(mine.get("/resolutions/"))
    assert "议定由您办的事" in words(mine.get("/"))
    with scope(here.county.pk):
        done = Resolution.rows.get()
    assert mine.post(f"/resolutions/{done.pk}/done/", {}).status_code == 302
    assert "已经办好" in words(mine.get(item))
    assert "登记回复" in words(mine.get(f"/needs/{need.pk}/")) or "告诉她结果" in words(
        mine.get(f"/needs/{need.pk}/")
    )


def test_no_meeting_of_a_presidium_where_nobody_takes_turns(here):
    page = words(on_phone(here.chair).get("/meetings/call/"))
    assert "执委议事会" in page
    assert "轮值主席会议" not in page


def test_one_tap_reply_by_her_who_is_invited(here):
    with scope(here.county.pk):
        meeting = d.called(here, starts_at=timezone.now() + timedelta(days=2))
    browser, at = on_phone(here.officer), f"/meetings/{meeting.pk}/"
    assert "您能来吗" in words(browser.get(at))
    assert "回复能不能来" in words(browser.get("/"))
    assert browser.post(at, {"reply": "0"}).status_code == 302
    assert "您已经回复：请假" in words(browser.get(at))
    assert browser.post(at, {"reply": "maybe"}).status_code == 302
    assert "不在这次会议的应到名单" in words(on_phone(here.clerk).post(at, {"reply": "1"}))


PASTED = "#接龙\n周三开会\n1. 沈秋月\n2、陶晓岚 请假\n3. 王婶\n4. 邹静怡的女儿\n"


def test_a_pasted_list_asks_who_and_becomes_attendance(here):
    with scope(here.county.pk):
        meeting = d.called(here, starts_at=timezone.now() - timedelta(hours=1), kind="enlarged")
    browser, at = on_phone(here.chair), f"/meetings/{meeting.pk}/paste/"
    page = words(browser.post(at, {"text": PASTED}))
    for told in ("沈秋月", "陶晓岚", "第 5 行：3. 王婶", "第 6 行", "接龙的说明"):
        assert told in page
    assert re.search(rf'<option value="{here.her.rep.pk}" selected', page)
    sent = {"text": PASTED, "asked": "1", "who_5": "guest"}
    assert "请选择是谁" in words(browser.post(at, sent))
    assert browser.post(at, sent | {"who_6": here.her.rep.pk}).status_code == 302
    with scope(here.county.pk):
        rows = MeetingAttendance.rows.values_list("appointment_id", "presence")
        found, guests = dict(rows), Deliberation.rows.get().guests
    assert (found[here.her.officer.pk], found[here.her.vice.pk]) == ("present", "leave")
    assert (found[here.her.rep.pk], found[here.her.chair.pk], guests) == ("present", "absent", 1)


def test_a_list_before_the_meeting_is_replies_and_a_huge_one_is_refused(here):
    with scope(here.county.pk):
        meeting = d.called(here, starts_at=timezone.now() + timedelta(days=2))
    browser, at = on_phone(here.chair), f"/meetings/{meeting.pk}/paste/"
    huge = "\n".join(f"{n}. 名{n}" for n in range(5000))
    assert "一次最多粘贴 500 行" in words(browser.post(at, {"text": huge}))
    done = browser.post(at, {"text": "1.沈秋月", "asked": "1"})
    assert done.status_code == 302
    with scope(here.county.pk):
        assert Deliberation.rows.get().status == "called"
        row = MeetingAttendance.rows.get(appointment=here.her.officer)
        assert row.presence == "present"


def test_minutes_in_word_and_on_paper(here):
    with scope(here.county.pk):
        meeting = d.held(here, [d.item(here, title="甲<b>&乙")])
    browser = on_phone(here.officer)
    answer = browser.get(f"/meetings/{meeting.pk}/word/")
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        text = re.sub("<[^>]+>", "", file.read("word/document.xml").decode())
    for told in (
        "应到 4 人，实到 4 人",
        "列席",
        "主持人：",
        "到会人员：",
        "甲&lt;b&gt;&amp;乙",
        "2 人",
    ):
        assert told in text, told
    assert "{" not in text
    assert "甲&lt;b&gt;&amp;乙" in words(browser.get(f"/meetings/{meeting.pk}/paper/"))
    desk = signed_in(here.clerk)
    assert desk.get(f"/desk/duties/deliberation/{meeting.pk}/word/").status_code == 200


def test_a_preliminary_result_with_its_text_and_comments(here):
    with scope(here.county.pk):
        item = d.item(here)
        d.held(here, [item])
    browser, at = on_phone(here.chair), f"/items/{item.pk}/"
    day = timezone.localdate()
    facts = {"preliminary": "打算去看望", "until": day + timedelta(days=2)}
    assert browser.post(f"{at}publish/", facts).status_code == 302
    page = words(browser.get(at))
    assert "【征求意见】" in page
    assert "/o/" in page
    assert "已经办过了" in words(browser.post(f"{at}publish/", facts))
    assert browser.post(at, {"text": "同意", "said_on": day}).status_code == 302
    assert on_phone(here.officer).post(at, {"text": "不行", "said_on": day}).status_code == 200
    with scope(here.county.pk):
        assert ItemComment.rows.count() == 1


def test_too_few_is_said_where_she_would_decide(here):
    with scope(here.county.pk):
        item = d.heard(here, present=1)
    browser, at = on_phone(here.chair), f"/items/{item.pk}/"
    page = words(browser.get(at))
    assert "实到 1 人，没有超过半数，不能议定。" in page
    assert f"{at}decide/" not in page
    with scope(here.county.pk):
        (again,) = reads.waiting_items(here.village)
        d.called(here, [again], starts_at=d.AHEAD)
        need = NeedRequest.rows.get()
    for page in (at, f"/meetings/{item.meeting_id}/", f"/needs/{need.pk}/"):
        assert "转到下次会议" in words(browser.get(page)), page


def test_gaps_at_the_desk_and_what_is_late(here):
    with scope(here.county.pk):
        seat(here.other_village, Office.CHAIR, NAMES[8])
        d.held(here, starts_at=NOW - timedelta(hours=9))
        need = d.taken(here, appointment=here.her.chair)
    browser = signed_in(here.clerk)
    page = words(browser.get("/desk/duties/deliberation/obliged/"))
    assert here.other_village.title in page
    assert "【提醒】" in page
    assert "没有找到" in words(browser.get("/desk/duties/deliberation/obliged/?q=没有的"))
    page = words(browser.get(f"/desk/duties/deliberation/obliged/?below={here.town.pk}"))
    assert here.other_village.title not in page
    assert "邻居住院" in words(browser.get("/desk/duties/needrequest/?status=new&q=住院"))
    assert browser.post(
        f"/desk/duties/needrequest/{need.pk}/answer/", {"result": "办了", "on": TODAY}
    ).status_code in (200, 302)
    with scope(here.county.pk):
        done = d.decided(here)
        Resolution.rows.filter(pk=done.pk).update(due_on=TODAY - timedelta(days=1))
    page = words(browser.get("/desk/duties/resolution/?state=late"))
    assert "主席带队看望" in page
    at = f"/desk/duties/resolution/{done.pk}/"
    assert browser.post(f"{at}owner/", {"owner": here.her.other.pk}).status_code == 302
    assert browser.post(f"{at}done/", {"result": ""}).status_code == 302
    assert "主席带队" not in words(browser.get("/desk/duties/resolution/?state=late"))
    with scope(here.county.pk):
        ahead = d.called(here, starts_at=timezone.now() + timedelta(days=9))
    assert browser.post(f"/desk/duties/deliberation/{ahead.pk}/cancel/", {}).status_code == 302


def test_calling_systems_read_words_only_by_permission(here):
    register(here, reads=("members:read", "members:names"))
    with scope(here.county.pk):
        d.decided(here)
    for scopes, names in (("members:read", False), ("members:read members:names", True)):
        token = token_of(scope=scopes).json()["access_token"]
        browser = Client(headers={"Authorization": f"Bearer {token}"})
        (need,) = browser.get("/api/v1/needs/").json()["results"]
        (meeting,) = browser.get("/api/v1/meetings/?status=held").json()["results"]
        (item,) = browser.get(f"/api/v1/agenda-items/?meeting={meeting['id']}").json()["results"]
        (done,) = browser.get("/api/v1/resolutions/?is_done=false").json()["results"]
        told = [need["text"], need["asked_by"], item["title"], done["text"], done["name"]]
        assert all(bool(one) is names for one in told), told
        assert meeting["due"] == meeting["present"] > 0
        assert browser.get("/api/v1/needs/?as_of=2026-01-02").json()["results"] == []


LISTS = ["/needs/", "/meetings/", "/resolutions/", "/meetings/call/", "/meetings/{}/", "/items/{}/"]


@pytest.mark.parametrize("path", LISTS)
def test_queries_do_not_grow_with_the_rows(here, path):
    def add(n):
        with scope(here.county.pk):
            meeting = d.called(
                here, [d.item(here, title=f"题{n}")], starts_at=d.BEGAN - timedelta(days=n)
            )
            everybody = meeting.attendance.values_list("appointment_id", flat=True)
            services.record_attendance(meeting=meeting, present=everybody, by=None, at=NOW)
            item = AgendaItem.rows.get(meeting=meeting)
            d.decided(here, item=item, on=TODAY)
            d.taken(here, appointment=here.her.chair)
            return meeting.pk if "meetings" in path else item.pk

    browser, pk = on_phone(here.chair), add(1)

    def count():
        browser.get(path.format(pk))
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path.format(pk)).status_code == 200
        return len([q for q in seen if q["sql"].startswith(("SELECT", "INSERT", "UPDATE"))])

    one = count()
    add(2), add(3)
    assert count() == one
    assert one <= 12
