"""A county clerk's day: print, have it signed, file the scan, answer for one number (issue 7)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from walks.conftest import PICTURES, Site, Walker

CLERK, CITY, PROVINCE = "10000000001", "10000000009", "10000000010"
LIST = "/desk/reports/quarterlycoveragereport/"
SCANNED = "第二季度签字盖章.pdf"


def _frozen(page: Page) -> None:
    """Open the report that is frozen and waits to be signed."""
    page.goto(LIST)
    page.locator("#result_list tr", has_text="已定稿").get_by_role("link").first.click()
    expect(page.locator(".desk-facts").first).to_contain_text("已定稿")


def _printed(page: Page) -> bytes:
    """Print the page as an office would; the frame of the site is not on the paper."""
    page.emulate_media(media="print")
    expect(page.get_by_text("负责人（签字）")).to_be_visible()
    expect(page.get_by_text("核验地址")).to_be_visible()
    for hidden in (".desk-buttons", "#nav-sidebar", "#scans"):
        assert not page.locator(hidden).first.is_visible(), hidden
    paper = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="screen")
    expect(page.get_by_text("负责人（签字）")).to_be_hidden()
    return paper


def _file(walker: Walker, paper: bytes) -> None:
    """File the signed paper, and take out again exactly what was filed."""
    page = walker.page
    page.get_by_role("link", name="存签字扫描件").click()
    scan = {"name": SCANNED, "mimeType": "application/pdf", "buffer": paper}
    page.get_by_label("扫描件").set_input_files(files=[scan])  # type: ignore[list-item]  # a payload
    walker.look("clerk-scan")
    page.get_by_role("button", name="存档").click()
    expect(page.locator("#scans")).to_contain_text("现行")
    with page.expect_download() as found:
        page.locator("#scans").get_by_role("link", name=SCANNED).click()
    assert Path(found.value.path()).read_bytes() == paper
    assert found.value.suggested_filename == SCANNED


def test_the_clerk_prints_files_and_answers_for_a_number(chromium: Browser, demo: Site) -> None:
    walker = Walker(chromium, demo, "desk")
    walker.context.grant_permissions(["clipboard-read", "clipboard-write"])
    walker.sign_in(CLERK)
    page = walker.page
    _frozen(page)
    walker.look("clerk-report")
    paper = _printed(page)
    (PICTURES / "clerk-report.pdf").write_bytes(paper)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) > 1
    _file(walker, paper)
    walker.look("clerk-filed")
    report = page.url.partition("#")[0]

    page.get_by_role("link", name="定岗率").first.click()
    for asked in ("分子", "分母", "数字截至", "依据"):
        expect(page.get_by_text(asked, exact=True).first).to_be_visible()
    page.get_by_role("link", name="计入的").click()
    expect(page.get_by_role("heading", name="计入的组织")).to_be_visible()
    page.get_by_role("link", name="缺的").click()
    walker.look("clerk-number")
    page.get_by_role("button", name="复制", exact=True).click()
    told = page.evaluate("navigator.clipboard.readText()")
    assert told == page.get_by_label("按乡镇排列").input_value()
    assert "妇联" in told or "村" in told

    page.goto(report)
    digest = page.locator(".desk-code").inner_text()
    page.get_by_role("link", name="定稿以后变了什么").click()
    expect(page.get_by_text("报告本身没有改变")).to_be_visible()
    walker.look("clerk-changed")
    anyone = Walker(chromium, demo, "phone")
    anyone.page.goto(f"/verify/{digest}/")
    expect(anyone.page.get_by_role("heading", name="这份报告是真的")).to_be_visible()
    anyone.look("clerk-verify")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("phone", [CITY, PROVINCE])
def test_those_above_read_what_is_published(
    chromium: Browser, demo: Site, phone: str, size: str
) -> None:
    walker = Walker(chromium, demo, size)
    walker.sign_in(phone)
    page = walker.page
    page.goto("/oversight/")
    expect(page.get_by_role("link", name="衡东县")).to_be_visible()
    if phone == PROVINCE:
        expect(page.get_by_role("link", name="攸县")).to_be_visible()
    walker.look(f"oversight-{phone[-2:]}")
    page.get_by_role("link", name="衡东县").click()
    expect(page.get_by_text("报告的校验码")).to_be_visible()
    walker.look(f"oversight-county-{phone[-2:]}")
    page.goto(LIST)
    expect(page.locator("body")).to_contain_text("没有权限")
