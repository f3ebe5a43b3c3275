"""A report from the townships' numbers to a correction, each form tapped twice (issue 7)."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, FilePayload, Page, expect

from walks.conftest import Site, Walker

OPERATOR, CLERK = "10000000000", "10000000001"
PUBLISHED = "/desk/reports/publishedreport/"
LIST = "/desk/reports/quarterlycoveragereport/"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _twice(page: Page, button: str) -> None:
    """Tick what is to be ticked and tap a button twice, as people do on a slow line."""
    for box in page.locator("form input[type=checkbox]:visible").all():
        box.check()
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).dblclick()
    page.wait_for_load_state()


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


def test_the_countys_steps_are_each_sent_twice(chromium: Browser, demo: Site) -> None:
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
    sheet = book.create_sheet("统计表", 0)
    for row in (["项目", "分子", "分母", "百分比"], ["建队率", 13, 15, "86.7%"],
                ["入户率", "三十", 40, "75%"], ["培训率", 9, 10, "95%"]):  # fmt: skip
        sheet.append(row)
    book.save(out)
    page.goto(LIST)
    page.get_by_role("link", name=re.compile("核对印")).first.click()
    file: FilePayload = {"name": "统计表.xlsx", "mimeType": SHEET, "buffer": out.getvalue()}
    page.get_by_label("或者上传表格").set_input_files(file)
    _twice(page, "核对")
    expect(page.locator("#found")).to_contain_text("核对结果")
    walker.look("check-workbook")


def test_a_file_comes_in_only_from_a_source_that_is_known(chromium: Browser, demo: Site) -> None:
    walker = Walker(chromium, demo, "desk")
    walker.sign_in(OPERATOR)
    page = walker.page
    page.goto(PUBLISHED)
    walker.look("published-list")
    page.locator("#result_list tr", has_text="衡东县").get_by_role("link").first.click()
    walker.look("published-one")
    with page.expect_download() as found:
        page.get_by_role("link", name="下载签名文件").click()
    signed = Path(found.value.path()).read_bytes()
    assert "签名报告" in found.value.suggested_filename
    for name, said in (("wrong", signed.replace(b"1", b"2", 1)), ("own", signed)):
        page.goto(f"{PUBLISHED}add/")
        page.get_by_label("季度").fill("2026Q3")
        file: FilePayload = {"name": "报告.json", "mimeType": "application/json", "buffer": said}
        page.get_by_label("文件").set_input_files(file)
        _twice(page, "核对并收下")
        expect(page.locator(".desk-refusal, .errorlist").first).to_be_visible()
        walker.look(f"take-in-{name}")
    page.goto(PUBLISHED)
    assert "本系统" in page.locator("#result_list").inner_text()
