"""A stranger reads the public pages: no account, no script, large letters, and what axe says."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from walks.conftest import Site, Walker

VILLAGE, TOWN, COUNTY = "430424112200", "430424112000", "430424000000"
CHAIR = "10000000003"
SERIOUS = {"serious", "critical"}
LARGE = {
    "wechat": "body{-webkit-text-size-adjust:167%!important;text-size-adjust:167%!important}",
    "browser": "html{font-size:30px!important}",
}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STORED = "Object.keys(localStorage).length + Object.keys(sessionStorage).length"


def findings(page: Page) -> list[str]:
    """Return what axe finds serious or critical."""
    told = Axe().run(page).response["violations"]
    return [f"{one['id']} ({one['impact']})" for one in told if one["impact"] in SERIOUS]


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_stranger_reads_without_account_script_or_cookie(
    chromium: Browser, demo: Site, size: str
) -> None:
    stranger = Walker(chromium, demo, size)
    for code in (VILLAGE, TOWN, COUNTY):
        answer = stranger.page.goto(f"/o/{code}/")
        assert answer is not None
        assert answer.ok
        assert "'none'" in answer.headers["content-security-policy"]
        stranger.look(f"public-{code}")
        assert findings(stranger.page) == []
        assert stranger.page.locator("script").count() == 0
    assert stranger.context.cookies() == []
    assert stranger.page.evaluate(STORED) == 0


@pytest.mark.parametrize("how", LARGE)
def test_large_letters_need_no_sideways_scroll(chromium: Browser, demo: Site, how: str) -> None:
    stranger = Walker(chromium, demo, "phone")
    for code in (VILLAGE, TOWN, COUNTY):
        stranger.page.goto(f"/o/{code}/")
        # a style of the page's own would be refused by its policy: the browser's settings are not
        stranger.page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css);"
            " document.adoptedStyleSheets = [s]; }",
            LARGE[how],
        )
        assert stranger.page.evaluate(OVERFLOW) <= 1, (how, code)
        stranger.page.screenshot(path=f"walks/pictures/public-large-{how}-{code}.png")


def test_elder_letters_of_the_product(chromium: Browser, demo: Site) -> None:
    stranger = Walker(chromium, demo, "phone")
    stranger.context.add_cookies([{"name": "letters", "value": "2", "url": demo.address}])
    stranger.page.goto(f"/o/{VILLAGE}/")
    assert stranger.page.evaluate("getComputedStyle(document.body).fontSize") == "30px"
    assert stranger.page.evaluate(OVERFLOW) <= 1
    assert findings(stranger.page) == []


def test_chair_takes_the_page_down_and_a_stranger_sees_it_at_once(
    chromium: Browser, demo: Site
) -> None:
    stranger, chair = Walker(chromium, demo, "phone"), Walker(chromium, demo, "phone")
    stranger.page.goto(f"/o/{VILLAGE}/")
    expect(stranger.page.locator("main")).to_contain_text("妇联干部是谁")
    chair.sign_in(CHAIR)
    chair.page.goto("/disclosure/")
    chair.look("disclosure")
    chair.page.get_by_text("撤下公开内容").click()
    chair.page.check("[name=what][value=page]")
    chair.page.fill("[name=reason]", "核对一下")
    chair.page.get_by_role("button", name="马上撤下").click()
    expect(chair.page.locator("main")).to_contain_text("核对一下")
    stranger.page.reload()
    expect(stranger.page.locator("main")).to_contain_text("暂时停止公开")
    assert "核对一下" not in stranger.page.inner_text("body")
    assert findings(stranger.page) == []
    chair.page.get_by_role("link", name="恢复").click()
    chair.page.get_by_role("button", name="恢复公开").click()
    stranger.page.reload()
    expect(stranger.page.locator("main")).to_contain_text("妇联干部是谁")


def test_wall_sheet_fits_one_page_and_leads_to_the_public_page(
    chromium: Browser, demo: Site
) -> None:
    chair = Walker(chromium, demo, "desk")
    chair.sign_in(CHAIR)
    chair.page.goto("/disclosure/sheet/")
    chair.look("wall-sheet")
    assert findings(chair.page) == []
    pages = chair.page.pdf(format="A4")
    assert pages.count(b"/Type /Page\n") + pages.count(b"/Type /Page ") <= 1
