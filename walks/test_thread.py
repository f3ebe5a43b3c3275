"""The thread from end to end, walked by the demo's people: seats, log, chain, turn, report."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from walks.conftest import Site, Walker
from walks.test_demo import name_of

ADMIN, TOWN_CHAIR, CHAIR, MEMBER, ROTATING = (f"1000000000{n}" for n in (1, 2, 3, 4, 6))
DESK = [
    "/desk/", "/desk/members/person/", "/desk/members/appointment/",
    "/desk/members/appointment/vacancies/", "/desk/members/womensgroup/",
    "/desk/members/congressterm/", "/desk/members/quotarule/", "/desk/members/rosterimport/",
    "/desk/duties/dutypost/", "/desk/duties/dutylogentry/", "/desk/duties/liaisonlink/",
    "/desk/duties/rotationplan/", "/desk/reports/quarterlycoveragereport/",
    "/desk/orgs/setting/",
]  # fmt: skip
PHONE = [
    "/", "/committee/430424112200/", "/log/", "/log/mine/", "/chain/", "/posts/", "/turn/",
    "/inbox/", "/figures/",
]  # fmt: skip


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_desk_of_the_thread(chromium: Browser, demo: Site, size: str) -> None:
    walker = Walker(chromium, demo, size)
    walker.sign_in(ADMIN)
    for path in DESK:
        answer = walker.page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        walker.look(f"thread-{name_of(path)}")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("phone", [TOWN_CHAIR, CHAIR, MEMBER, ROTATING])
def test_phone_of_the_thread(chromium: Browser, demo: Site, phone: str, size: str) -> None:
    walker = Walker(chromium, demo, size)
    walker.sign_in(phone)
    for path in PHONE:
        answer = walker.page.goto(path)
        assert answer is not None
        assert answer.status == 200 or "committee" in path, path
        walker.look(f"thread-{phone[-1]}-{name_of(path)}")


def test_a_line_in_three_taps(chromium: Browser, demo: Site) -> None:
    """The member opens her phone, taps, writes, taps; it stands in her lines."""
    walker = Walker(chromium, demo, "phone")
    walker.sign_in(MEMBER)
    walker.page.get_by_role("link", name="记一条", exact=True).click()
    walker.page.locator("[name=post]").first.check(force=True)
    walker.page.fill("[name=what]", "上门看望生病的姐妹")
    walker.page.get_by_role("button", name="记下").click()
    walker.look("thread-line-kept")
    walker.page.goto("/log/mine/")
    expect(walker.page.locator("main")).to_contain_text("上门看望生病的姐妹")


def test_a_report_from_the_desk_to_the_paper(chromium: Browser, demo: Site) -> None:
    """The county opens a frozen report, goes down to a village, and the hash proves it."""
    walker = Walker(chromium, demo, "desk")
    walker.sign_in(ADMIN)
    walker.page.goto("/desk/reports/quarterlycoveragereport/")
    walker.page.locator("#result_list a").last.click()
    walker.look("thread-report")
    digest = re.search(r"[0-9a-f]{64}", walker.page.content())
    assert digest is not None
    with walker.page.expect_download() as started:
        walker.page.get_by_role("link", name=re.compile("下载|Excel")).first.click()
    assert started.value.suggested_filename.endswith(".xlsx")
    stranger = Walker(chromium, demo, "phone")
    stranger.page.goto(f"/verify/{digest[0]}/")
    expect(stranger.page.locator("main")).to_contain_text("衡东县")
    stranger.look("thread-verify")
