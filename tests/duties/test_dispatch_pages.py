"""Notices and tasks on the phone, at the desk, and for calling systems."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from duties.models import Dispatch, DispatchReceipt, WorkTemplate
from fulian.scoping import scope
from tests.conftest import signed_in
from tests.duties.sending import dispatched

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"


def words(answer):
    return answer.content.decode()


def filled(**more):
    due = timezone.localdate() + timedelta(days=5)
    return {"kind": "task", "title": "报名活动", "text": "报几个节目", "due_on": due.isoformat(),
            "minutes": "10", "to": "village"} | more  # fmt: skip


@pytest.fixture
def now_sent(east):
    with scope(east.county.pk):
        due = timezone.localdate() + timedelta(days=5)
        east.sent = dispatched(
            east, at=timezone.now(), due_on=due, receivers=[east.town, east.village]
        )
        east.mine = DispatchReceipt.rows.get(dispatch=east.sent, org=east.village)
    return east


def test_the_chair_settles_it_with_one_tap(now_sent):
    phone = signed_in(now_sent.chair, agent=PHONE)
    assert "1 件等您办" in words(phone.get("/"))
    assert "报名三八节活动" in words(phone.get("/dispatches/"))
    page = words(phone.get(f"/dispatches/{now_sent.mine.pk}/"))
    assert "10 分钟" in page
    assert "已办</button>" in page
    answer = phone.post(f"/dispatches/{now_sent.mine.pk}/")
    assert answer["Location"] == "/dispatches/"
    page = words(phone.get(f"/dispatches/{now_sent.mine.pk}/"))
    assert "<button>已办" not in page
    again = phone.post(f"/dispatches/{now_sent.mine.pk}/")
    assert again.status_code == 200
    with scope(now_sent.county.pk):
        assert DispatchReceipt.rows.get(pk=now_sent.mine.pk).version == 2


def test_receipts_of_others_are_not_there(now_sent, west):
    with scope(now_sent.county.pk):
        towns = DispatchReceipt.rows.get(dispatch=now_sent.sent, org=now_sent.town)
    for user, pk in (
        (now_sent.chair, towns.pk), (west.chair, now_sent.mine.pk), (now_sent.admin, towns.pk),
    ):  # fmt: skip
        phone = signed_in(user, agent=PHONE)
        assert phone.get(f"/dispatches/{pk}/").status_code == 404
        assert phone.post(f"/dispatches/{pk}/").status_code == 404


def test_the_township_sees_the_cost_before_it_sends(east):
    phone = signed_in(east.town_clerk, agent=PHONE)
    page = words(phone.post("/dispatches/send/", filled()))
    assert "2 个村（社区） × 10 分钟，合起来大约 20 分钟" in page
    with scope(east.county.pk):
        assert not Dispatch.rows.exists()
    assert "下一步" in words(phone.post("/dispatches/send/", filled(back="1")))
    answer = phone.post("/dispatches/send/", filled(go="1", within=[str(east.village.pk)]))
    assert answer.status_code == 302
    with scope(east.county.pk):
        assert DispatchReceipt.rows.get().org_id == east.village.pk
    page = words(phone.get(answer["Location"]))
    assert "还没有办的（1）" in page
    assert east.village.short_name in page


def test_a_form_that_is_wrong_says_so(east):
    phone = signed_in(east.town_clerk, agent=PHONE)
    gone = (timezone.localdate() - timedelta(days=1)).isoformat()
    for facts, tells in (
        ({"due_on": gone, "go": "1"}, "不能早于今天"), ({"due_on": "", "go": "1"}, "截止日期"),
        ({"text": "长" * 50_000}, "最多写 2000"), ({"minutes": "很久"}, "的数字"),
        ({"to": "township"}, "请选择发给谁"),
        ({"within": [str(east.other_village.pk)]}, "重新选择"),
    ):  # fmt: skip
        answer = phone.post("/dispatches/send/", filled(**facts))
        assert answer.status_code == 200
        assert tells in words(answer), facts


def test_closing_and_recalling_on_the_phone(east):
    phone = signed_in(east.town_clerk, agent=PHONE)
    for act, facts, said in (("close", {}, "已经办结"), ("recall", {"reason": "写错"}, "写错")):
        sent = phone.post("/dispatches/send/", filled(go="1", title=act))["Location"]
        assert phone.get(f"{sent}{act}/").status_code == 200
        assert phone.post(f"{sent}{act}/", facts)["Location"] == sent
        assert said in words(phone.get(sent))
    assert "已撤回" in words(phone.get("/dispatches/sent/"))


def test_the_desk_sends_follows_and_closes(east):
    desk = signed_in(east.clerk)
    at = "/desk/duties/dispatch/"
    page = words(desk.post(f"{at}add/", filled(to="all")))
    assert "6 个组织 × 10 分钟，合起来大约 1 小时" in page
    answer = desk.post(f"{at}add/", filled(to="all", go="1"))
    sent = answer["Location"]
    page = words(desk.get(sent))
    assert "发到微信群里的话" in page
    assert "6 处已有 0 处" in words(desk.get(at))
    assert desk.get(f"{at}?state=late").status_code == 200
    assert desk.post(f"{sent}recall/", {"reason": "发错"})["Location"] == sent
    assert "已经撤回：发错" in words(desk.get(sent))


def test_texts_at_the_desk_and_in_the_village(east):
    desk, phone = signed_in(east.clerk), signed_in(east.chair, agent=PHONE)
    assert "还没有设立模板" in words(phone.get("/templates/"))
    assert "设立常用模板" in words(desk.get("/desk/duties/worktemplate/"))
    desk.post("/desk/duties/worktemplate/set-up/")
    assert "三八节活动" in words(phone.get("/templates/"))
    with scope(east.county.pk):
        one = WorkTemplate.rows.get(title="三八节活动")
    at = f"/desk/duties/worktemplate/{one.pk}/"
    desk.post(f"{at}rewrite/", {"kind": "activity", "title": "妇女节", "text": "时间："})
    assert "妇女节" in words(phone.get(f"/templates/{one.pk}/"))
    desk.post(f"{at}retire/")
    assert phone.get(f"/templates/{one.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/dispatches/", "/dispatches/sent/", "/desk/duties/dispatch/"])
def test_lists_take_the_same_queries_at_one_and_three(east, path):
    client = signed_in(east.clerk if "desk" in path else east.chair, agent=PHONE)
    counts = []
    for n in (0, 1, 2):
        with scope(east.county.pk):
            dispatched(east, title=f"第 {n} 件", at=timezone.now(), due_on=timezone.localdate())
        if n != 1:
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= (20 if "desk" in path else 12)


def test_what_systems_read(east, now_sent):
    from orgs import services as orgs

    with scope(east.county.pk):
        orgs.register_application(
            name="平台", on=timezone.localdate(), by=None, client_id="m", secret="s",
            reads=("orgs:read", "members:read"),
        )  # fmt: skip
        services.answer_dispatch(
            receipt=now_sent.mine, at=timezone.now(), by=None, answer="张三家的事"
        )
    token = Client().post("/oauth/token/", {
        "grant_type": "client_credentials", "client_id": "m", "client_secret": "s",
        "scope": "members:read",
    }).json()["access_token"]  # fmt: skip
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    (row,) = machine.get("/api/v1/dispatches/?kind=task").json()["results"]
    assert (row["sent"], row["settled"], row["title"]) == (2, 1, "报名三八节活动")
    answer = machine.get(f"/api/v1/dispatch-receipts/?org={east.village.code}")
    (row,) = answer.json()["results"]
    assert row["done_on"] == timezone.localdate().isoformat()
    assert "张三" not in words(answer)
    before = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert machine.get(f"/api/v1/dispatches/?as_of={before}").json()["results"] == []
    assert machine.get("/api/v1/dispatches/?color=red").status_code == 400
