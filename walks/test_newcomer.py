"""The story of the first day: an empty machine, an operator, six digits, a first administrator."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from walks.conftest import Site, Walker

PASSWORD = "first-day-2026"


def link_in(text: str) -> str:
    """Return the one-time address in ``text``."""
    found = re.search(r"/claim/[\w-]+/", text)
    assert found, text
    return found[0]


def choose_password(walker: Walker, link: str) -> None:
    """Open a one-time link and choose a password."""
    walker.page.goto(link)
    walker.look("claim")
    walker.page.fill("[name=password]", PASSWORD)
    walker.page.fill("[name=again]", PASSWORD)
    walker.page.keyboard.press("Enter")


def test_county_opened_from_six_digits(chromium: Browser, empty: Site) -> None:
    operator = Walker(chromium, empty, "desk")
    choose_password(operator, link_in(empty.manage("operator", "10003330001")))
    expect(operator.page).to_have_url(re.compile("/desk/"))
    operator.look("operator-desk")

    operator.page.goto("/desk/orgs/county/open/")
    operator.look("open")
    operator.page.fill("[name=text]", "430424")
    operator.page.keyboard.press("Enter")
    expect(operator.page.locator("body")).to_contain_text("衡东县")
    said = operator.page.inner_text("body")
    assert "17" in said
    assert "257" in said
    assert "大浦工业园" in said
    operator.look("proposal")

    operator.page.fill("[name=admin_phone]", "10003330002")
    operator.page.fill("[name=admin_name]", "赵测试")
    operator.page.get_by_role("button", name=re.compile("确认开通")).click()
    expect(operator.page.locator("body")).to_contain_text("277")
    operator.look("opened")
    link = link_in(operator.page.content())

    admin = Walker(chromium, empty, "desk")
    choose_password(admin, link)
    expect(admin.page).to_have_url(re.compile("/desk/"))
    admin.look("admin-desk")
    admin.page.goto("/desk/orgs/org/tree/")
    admin.page.get_by_text("白莲镇").first.click()
    expect(admin.page.get_by_text("白莲村").first).to_be_visible()
    admin.look("tree")

    phone = Walker(chromium, empty, "phone")
    phone.sign_in("10003330002", PASSWORD)
    phone.page.goto("/")
    expect(phone.page.locator("body")).to_contain_text("衡东县")
    phone.look("home")
    phone.page.goto("/o/430424112200/")
    expect(phone.page.locator("body")).to_contain_text("白莲村")
    phone.look("public")


def test_used_link_and_typing_errors(chromium: Browser, empty: Site) -> None:
    walker = Walker(chromium, empty, "phone")
    walker.page.goto("/claim/nonsense/")
    walker.look("dead-link")
    walker.page.goto("/login/")
    walker.look("login")
    walker.page.fill("[name=phone]", "10003330009")
    walker.page.fill("[name=password]", "wrong-password")
    walker.page.keyboard.press("Enter")
    expect(walker.page.locator("body")).to_contain_text("手机号或密码不对")
    walker.look("login-wrong")
    walker.page.goto("/no-such-page/")
    walker.look("not-found")
