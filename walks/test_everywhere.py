"""Every page a person can reach by links, once: nothing English, too wide, unseen, or broken."""

from __future__ import annotations

import re
from collections import deque

import pytest
from playwright.sync_api import Browser, Error

from walks.conftest import Site, Walker
from walks.test_demo import name_of

ADMIN, CHAIR = "10000000001", "10000000003"
LINKS = "() => [...document.querySelectorAll('a[href^=\"/\"]')].map(a => a.getAttribute('href'))"
NOT_PAGES = re.compile(r"/(static|media|logout|nix|api|oauth)/|\.(docx|xlsx|pdf|png|svg|txt)$")
KEY = re.compile(r"\d{9,}|\d+|[0-9a-f]{32,}")


def kind_of(path: str) -> str:
    """Return what two addresses of one page have in common: keys and filters left out."""
    return KEY.sub("#", path.split("?")[0])


@pytest.mark.parametrize(
    ("phone", "size", "start", "most"),
    [
        (CHAIR, "phone", "/", 120),
        (ADMIN, "desk", "/desk/", 250),
    ],
)
def test_every_page_by_links(
    chromium: Browser, demo: Site, phone: str, size: str, start: str, most: int
) -> None:
    walker = Walker(chromium, demo, size)
    walker.sign_in(phone)
    waiting, seen, wrong = deque([start]), {kind_of(start)}, list[str]()
    while waiting and len(seen) <= most:
        path = waiting.popleft()
        walker.minded.clear()
        if problem := _problem(walker, path, f"every-{phone[-1]}-{name_of(path)}"):
            wrong.append(f"{path}: {problem}")
        for link in walker.page.evaluate(LINKS):
            on_desk, here = link.startswith("/desk/"), kind_of(link)
            if here in seen or NOT_PAGES.search(link) or on_desk != (start == "/desk/"):
                continue
            seen.add(here)
            waiting.append(link.split("#")[0])
    assert len(seen) > 20
    assert not wrong, "\n".join(wrong)


def _problem(walker: Walker, path: str, name: str) -> str:
    try:
        answer = walker.page.goto(path)
    except Error as what:
        if "Download is starting" in str(what):
            return ""
        raise
    if answer is None or answer.status != 200:
        return str(answer and answer.status)
    try:
        walker.look(name)
    except AssertionError as what:
        return str(what).splitlines()[0]
    return ""
