"""Every demo account at both sizes: what each of them sees first, and where it leads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from walks.conftest import Site, Walker

PHONE_PAGES = ["/", "/me/", "/me/hats/", "/me/devices/", "/me/password/", "/search/?q=白莲"]
DESK_PAGES = {
    "10000000001": ["/desk/", "/desk/orgs/org/", "/desk/orgs/org/tree/", "/desk/orgs/org/add/",
                    "/desk/orgs/accessgrant/", "/desk/orgs/accessgrant/add/",
                    "/desk/orgs/record/", "/desk/orgs/application/",
                    "/desk/orgs/countysession/", "/desk/orgs/helprequest/"],
    "10000000007": ["/desk/", "/desk/orgs/record/", "/desk/orgs/org/tree/"],
    "10000000008": ["/desk/", "/desk/orgs/org/tree/", "/desk/members/congressterm/"],
    "10000000000": ["/desk/", "/desk/orgs/county/", "/desk/orgs/county/open/"],
}  # fmt: skip


def name_of(path: str) -> str:
    """Return a file name for an address."""
    return path.strip("/").split("?")[0].replace("/", "-") or "home"


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("phone", [f"1000000000{n}" for n in range(1, 9)])
def test_phone_pages(chromium: Browser, demo: Site, phone: str, size: str) -> None:
    walker = Walker(chromium, demo, size)
    walker.sign_in(phone)
    for path in PHONE_PAGES if phone == "10000000003" else PHONE_PAGES[:2]:
        walker.page.goto(path)
        walker.look(f"{phone[-1]}-{name_of(path)}")


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("phone", list(DESK_PAGES))
def test_desk_pages(chromium: Browser, demo: Site, phone: str, size: str) -> None:
    walker = Walker(chromium, demo, size)
    walker.sign_in(phone)
    for path in DESK_PAGES[phone]:
        answer = walker.page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        walker.look(f"{phone[-1]}-{name_of(path)}")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_public_pages_without_login(chromium: Browser, demo: Site, size: str) -> None:
    walker = Walker(chromium, demo, size)
    for path in ("/o/430424000000/", "/o/430424112000/", "/o/430424112200/", "/forgot/"):
        walker.page.goto(path)
        walker.look(f"public-{name_of(path)}")


def test_elder_mode_fits_the_phone(chromium: Browser, demo: Site) -> None:
    walker = Walker(chromium, demo, "phone")
    walker.sign_in("10000000003")
    walker.page.goto("/me/")
    walker.page.get_by_role("button", name="特大字").click()
    for path in PHONE_PAGES:
        walker.page.goto(path)
        walker.look(f"elder-{name_of(path)}")


def test_chair_is_kept_from_the_desk(chromium: Browser, demo: Site) -> None:
    walker = Walker(chromium, demo, "phone")
    walker.sign_in("10000000003")
    walker.page.goto("/desk/")
    expect(walker.page.locator("body")).to_contain_text("没有权限")
    walker.look("chair-at-the-desk")
