"""The open door, walked from both sides: a woman without an account, and the chair who answers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, expect

from walks.conftest import Site, Walker
from walks.test_public import findings

CHAIR, MEMBER, VILLAGE = "10000000003", "10000000004", "430424112200"
WRITTEN, ANSWER = "村口的路灯不亮，晚上不敢走。", "已经报给村里，下周三修好。"
TITLE = "包饺子迎新年"


def test_a_letter_is_written_answered_and_judged(chromium: Browser, demo: Site) -> None:
    stranger, chair = Walker(chromium, demo, "phone"), Walker(chromium, demo, "phone")
    stranger.page.goto(f"/o/{VILLAGE}/")
    stranger.page.get_by_role("link", name="给妇联留言").click()
    stranger.look("say")
    assert findings(stranger.page) == []
    stranger.page.get_by_label("想说的话").fill(WRITTEN)
    stranger.page.get_by_role("button", name="交上去").click()
    receipt = stranger.page.locator(".receipt").inner_text()
    assert findings(stranger.page) == []
    chair.sign_in(CHAIR)
    chair.page.goto("/women/")
    chair.look("women")
    chair.page.get_by_role("link", name="群众来信").click()
    chair.look("box")
    chair.page.get_by_role("link", name=re.compile("村口的路灯")).click()
    chair.look("letter")
    chair.page.get_by_label("答复").fill(ANSWER)
    chair.page.get_by_role("button", name="答复", exact=True).click()
    stranger.page.get_by_role("link", name="查进度").click()
    stranger.page.get_by_label("回执号").fill(receipt)
    stranger.page.get_by_role("button", name="查一查").click()
    expect(stranger.page.get_by_text(ANSWER)).to_be_visible()
    stranger.look("say-check")
    assert findings(stranger.page) == []
    stranger.page.get_by_role("button", name="满意", exact=True).click()
    expect(stranger.page.get_by_text("您的评价：满意")).to_be_visible()
    assert stranger.context.cookies() == []


def test_an_activity_is_planned_opened_and_signed_up_to(chromium: Browser, demo: Site) -> None:
    stranger, chair = Walker(chromium, demo, "phone"), Walker(chromium, demo, "phone")
    chair.sign_in(CHAIR)
    chair.page.goto("/activities/plan/")
    chair.page.get_by_label("活动名称").fill(TITLE)
    day = datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=9)
    chair.page.locator("[name=on]").fill(day.isoformat())
    chair.page.locator("[name=hour]").fill("14:30")
    chair.page.locator("[name=place]").fill("妇女之家")
    chair.look("plan-activity")
    chair.page.locator("form button").last.click()
    chair.page.get_by_role("link", name="开放报名").click()
    chair.look("open-activity")
    chair.page.locator("form button").last.click()
    chair.look("activity")
    address = chair.page.get_by_text(re.compile("/hd/")).last.inner_text()
    stranger.page.goto("/hd/" + address.partition("/hd/")[2])
    stranger.look("sign-up")
    assert findings(stranger.page) == []
    stranger.page.get_by_label("姓名").fill("李大嫂")
    stranger.page.get_by_label("手机号码最后四位").fill("1234")
    stranger.page.get_by_role("button", name="报名").click()
    expect(stranger.page.get_by_text("报上名了")).to_be_visible()
    stranger.look("signed-up")
    assert findings(stranger.page) == []
    stranger.page.get_by_role("link", name=re.compile("我报过名")).click()
    stranger.look("cancel-sign-up")
    assert findings(stranger.page) == []
    chair.page.goto("/activities/?month=" + day.strftime("%Y-%m"))
    chair.page.get_by_role("link", name=re.compile(TITLE)).first.click()
    chair.page.get_by_role("link", name=re.compile("谁要来")).click()
    expect(chair.page.get_by_text("李大嫂")).to_be_visible()
    chair.look("roster")
    assert stranger.context.cookies() == []


def test_an_officers_card_is_read_by_everybody(chromium: Browser, demo: Site) -> None:
    stranger, chair = Walker(chromium, demo, "phone"), Walker(chromium, demo, "phone")
    chair.sign_in(CHAIR)
    chair.page.goto("/cards/")
    chair.look("cards")
    chair.page.get_by_role("link", name="出示我的码").click()
    chair.look("card-own")
    address = chair.page.get_by_role("link", name="看群众扫出来的样子").get_attribute("href")
    assert address is not None
    stranger.page.goto("/c/" + address.partition("/c/")[2])
    expect(stranger.page.get_by_text("此码有效")).to_be_visible()
    stranger.look("card")
    assert findings(stranger.page) == []
    stranger.page.goto("/c/2345678923456789/")
    expect(stranger.page.get_by_text("不是有效的亮身份码")).to_be_visible()
    assert findings(stranger.page) == []
    assert stranger.context.cookies() == []


def test_a_carer_writes_down_her_visit(chromium: Browser, demo: Site) -> None:
    carer = Walker(chromium, demo, "phone")
    carer.sign_in(MEMBER)
    carer.page.goto("/care/")
    carer.look("care")
    carer.page.get_by_role("link", name=re.compile("记走访")).click()
    carer.page.check("[name=met][value=yes]")
    carer.page.check("[name=all_fine]")
    carer.look("care-visit")
    carer.page.get_by_role("button", name="记下").click()
    expect(carer.page.locator(".said")).to_be_visible()
    carer.look("care-visited")


def test_without_a_line_nothing_written_is_lost(chromium: Browser, demo: Site) -> None:
    chair = Walker(chromium, demo, "phone")
    chair.sign_in(CHAIR)
    chair.page.goto("/activities/plan/")
    chair.page.get_by_label("活动名称").fill("剪纸班")
    chair.page.locator("[name=place]").fill("妇女之家")
    chair.context.set_offline(True)
    chair.page.locator("form button").last.click()
    expect(chair.page.get_by_text("现在没有信号")).to_be_visible()
    chair.look("no-line")
    chair.context.set_offline(False)
    expect(chair.page.get_by_text("现在没有信号")).to_have_count(0)
    chair.page.locator("form button").last.click()
    expect(chair.page.get_by_role("heading", name="剪纸班")).to_be_visible()
