"""A form that takes long says so on its button, and is sent once however often it is pressed."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Request, Route, expect

from walks.conftest import Site, Walker

ADMIN, CHAIR = "10000000001", "10000000003"
SETTING, ME = "/desk/orgs/setting/handover_days/", "/me/"
FILE = {"Content-Disposition": "attachment; filename=roll.txt"}
# Pressed by the page itself: while an answer is awaited the browser lets nobody look in.
PRESS = """word => {
  const button = [...document.querySelectorAll("form button")].find(b => b.textContent === word);
  setTimeout(() => {
    sessionStorage.said = button.textContent + (button.ariaBusy || "");
    button.click();
  }, 900);
  button.click();
}"""


def slow(walker: Walker, *, file: bool = False) -> list[str]:
    """Let every form wait for its answer, or for a file instead; return what is sent."""
    sent: list[str] = []

    def hold(route: Route, request: Request) -> None:
        if request.method != "POST":
            route.continue_()
            return
        sent.append(request.post_data or "")
        time.sleep(1.5)
        if file:
            route.fulfill(body="x", headers=FILE)
        else:
            route.continue_()

    walker.page.route("**/*", hold)
    return sent


@pytest.mark.parametrize(
    ("phone", "path", "word"), [(ADMIN, SETTING, "保存"), (CHAIR, ME, "特大字")]
)
def test_pressed_twice(chromium: Browser, demo: Site, phone: str, path: str, word: str) -> None:
    walker = Walker(chromium, demo, "desk" if path == SETTING else "phone")
    walker.sign_in(phone)
    walker.page.goto(path)
    sent = slow(walker)
    with walker.page.expect_navigation():
        walker.page.evaluate(PRESS, word)
    assert walker.page.evaluate("sessionStorage.said") == "正在办理…true"
    assert len(sent) == 1
    assert ("size=2" in sent[0]) == (path == ME)  # the pressed button's own value came along


def test_the_answer_is_a_file(chromium: Browser, demo: Site) -> None:
    """The page stays where it is, and its button can be pressed again."""
    walker = Walker(chromium, demo, "desk")
    walker.sign_in(ADMIN)
    walker.page.goto(SETTING)
    sent = slow(walker, file=True)
    with walker.page.expect_download():
        walker.page.evaluate(PRESS, "保存")
    assert walker.page.evaluate("sessionStorage.said") == "正在办理…true"
    expect(walker.page.get_by_role("button", name="保存", exact=True)).to_be_visible(timeout=12_000)
    assert len(sent) == 1
