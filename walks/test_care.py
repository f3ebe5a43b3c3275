"""Care, walked on the phone: a child is registered and paired, then visited (domain A44, B3.5)."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from walks.conftest import Site, Walker

CHAIR, MEMBER = "10000000003", "10000000004"
CHILD, PROBLEM, ACTION = "小蒲公英", "电线老化", "已请电工下周来换"


def _choose(page: Page, name: str, value: str) -> None:
    page.locator(f"label:has([name={name}][value={value}])").click()


def test_a_child_is_paired_and_her_month_visited(chromium: Browser, demo: Site) -> None:
    chair, member = Walker(chromium, demo, "phone"), Walker(chromium, demo, "phone")
    chair.sign_in(CHAIR)
    page = chair.page
    page.goto("/care/")
    page.get_by_role("link", name="登记一个孩子").click()
    page.get_by_label("孩子的名字或者代称").fill(CHILD)
    page.get_by_label("出生年份").fill("2017")
    page.get_by_label("监护人的姓名").fill("石奶奶")
    for name, value in (("kind", "left_behind_child"), ("relation", "grandparent"),
                        ("paper", "yes")):  # fmt: skip
        _choose(page, name, value)
    page.locator("label:has([name=given])").click()
    page.get_by_role("button", name="登记", exact=True).click()
    seat = page.locator("[name=seat]")
    mine = seat.locator("option").filter(has_not_text=re.compile("请选择|没有账号|主席")).first
    seat.select_option(mine.get_attribute("value"))
    chair.look("care-pair")
    page.locator("form button").last.click()
    expect(page.get_by_role("heading", name=CHILD)).to_be_visible()
    chair.look("care-child")
    member.sign_in(MEMBER)
    page = member.page
    page.goto("/care/")
    member.look("care")
    page.get_by_role("link", name=f"记走访：{CHILD}").click()
    _choose(page, "met", "yes")
    page.locator("label:has([name=all_fine])").click()
    page.get_by_text("只选那几项", exact=False).first.click()
    _choose(page, "ask0", "concern")
    page.get_by_label("问题", exact=True).fill(PROBLEM)
    page.get_by_label("怎么办的").fill(ACTION)
    member.look("care-visit-form")
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.get_by_text(PROBLEM)).to_be_visible()
    assert page.locator(".cells strong.now").count() == 11
    member.look("care-visit")
    page.goto("/care/")
    expect(page.get_by_role("link", name=re.compile(CHILD)).last).to_contain_text("本月已看望")
