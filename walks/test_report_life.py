"""A report's whole life in the browser, every form of it sent, and each tapped twice (issue 7)."""

from __future__ import annotations

import io
import re

import openpyxl
from playwright.sync_api import Browser, FilePayload, Page, expect

from walks.conftest import Site, Walker

CLERK, CITY = "10000000001", "10000000009"
LIST = "/desk/reports/quarterlycoveragereport/"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DONE = ".messagelist, [role=status], .desk-done"


def _twice(page: Page, button: str) -> None:
    """Tick what is to be ticked and tap a button twice, as people do on a slow line."""
    for box in page.locator("form input[type=checkbox]:visible").all():
        box.check()
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).dblclick()
    page.wait_for_load_state()


def _state(page: Page) -> str:
    return page.locator(".desk-facts").first.inner_text()


def _open_report(page: Page) -> str:
    """Open the report the townships are at; return its address."""
    page.goto(LIST)
    page.locator("#result_list tr", has_text="核对中").get_by_role("link").first.click()
    return page.url.partition("#")[0]


def _total(page: Page, report: str) -> None:
    """Let a township say its own number, twice: it stands beside ours once."""
    page.get_by_role("link", name=re.compile("镇妇联|乡妇联|街道妇联")).first.click()
    page.get_by_role("link", name="填报自报数").click()
    page.get_by_label("指标").select_option(index=1)
    page.get_by_label("分子").fill("3")
    page.get_by_label("分母").fill("4")
    _twice(page, "填报自报数")
    expect(page).to_have_url(re.compile(re.escape(report)))


def test_every_step_of_a_reports_life_is_sent_twice(chromium: Browser, demo: Site) -> None:
    walker = Walker(chromium, demo, "desk")
    walker.sign_in(CLERK)
    page = walker.page
    report = _open_report(page)
    _total(page, report)

    page.goto(report)
    page.get_by_role("link", name="重新汇总").click()
    _twice(page, "重新汇总")
    walker.look("life-compiled")

    page.get_by_role("link", name="定稿", exact=True).click()
    walker.look("life-freeze")
    _twice(page, "定稿")
    expect(page.locator(".desk-facts").first).to_contain_text("已定稿")
    walker.look("life-frozen")

    page.goto(f"{report}freeze/")
    walker.look("life-freeze-again")

    page.goto(report)
    page.get_by_role("link", name="发布", exact=True).click()
    _twice(page, "发布")
    expect(page.locator(".desk-facts").first).to_contain_text("已发布")
    walker.look("life-published")

    page.get_by_role("link", name="更正，另出一版").click()
    page.get_by_label(re.compile("原因|理由|为什么")).fill("核对以后发现漏登")
    _twice(page, "更正")
    walker.look("life-corrected")  # nothing was changed: it says so, and no edition is made


def test_a_printed_workbook_is_checked(chromium: Browser, demo: Site) -> None:
    walker = Walker(chromium, demo, "desk")
    walker.sign_in(CLERK)
    page = walker.page
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["项目", "分子", "分母", "百分比"], ["建队率", 13, 15, "86.7%"],
                ["入户率", "三十", 40, "75%"], ["培训率", 9, 10, "95%"]):  # fmt: skip
        book.active.append(row)
    book.save(out)
    page.goto(LIST)
    page.get_by_role("link", name=re.compile("核对印")).first.click()
    sheet: FilePayload = {"name": "统计表.xlsx", "mimeType": SHEET, "buffer": out.getvalue()}
    page.get_by_label("或者上传表格").set_input_files(sheet)
    _twice(page, "核对")
    expect(page.locator("#found")).to_contain_text("核对结果")
    walker.look("check-workbook")


def test_those_above_take_in_no_file_of_their_own(chromium: Browser, demo: Site) -> None:
    walker = Walker(chromium, demo, "desk")
    walker.sign_in("10000000000")
    page = walker.page
    page.goto("/desk/reports/publishedreport/")
    walker.look("published-list")
