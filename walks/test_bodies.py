"""Organisations and their people, walked by the county, a township, a village and a stranger."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from walks.conftest import Site, Walker
from walks.test_demo import name_of

ADMIN, TOWN_CHAIR, CHAIR = (f"1000000000{n}" for n in (1, 2, 3))
DESK = [
    "/desk/orgs/org/network/", "/desk/orgs/memberunit/", "/desk/orgs/groupmember/",
    "/desk/orgs/womenssocialorganisation/", "/desk/orgs/cluster/", "/desk/orgs/reformstep/",
    "/desk/orgs/claimcode/", "/desk/orgs/org/leaving/",
    "/desk/members/womenscongress/board/", "/desk/members/congressterm/forecast/",
    "/desk/members/quotarule/board/", "/desk/members/committeeseat/",
    "/desk/members/person/duplicates/", "/desk/members/transfer/", "/desk/members/talent/",
    "/desk/members/person/health/", "/desk/members/trainingsession/",
    "/desk/members/trainingsession/coverage/", "/desk/members/commendation/",
    "/desk/members/fundingline/", "/desk/members/rosterimport/",
]  # fmt: skip
PHONE = ["/", "/org/430424112000/", "/org/430424112200/", "/committee/430424112200/", "/me/"]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_desk_of_the_bodies(chromium: Browser, demo: Site, size: str) -> None:
    walker = Walker(chromium, demo, size)
    walker.sign_in(ADMIN)
    for path in DESK:
        answer = walker.page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        walker.look(f"bodies-{name_of(path)}")


@pytest.mark.parametrize("phone", [TOWN_CHAIR, CHAIR])
def test_phone_of_the_bodies(chromium: Browser, demo: Site, phone: str) -> None:
    walker = Walker(chromium, demo, "phone")
    walker.sign_in(phone)
    for path in PHONE:
        walker.page.goto(path)
        walker.look(f"bodies-{phone[-1]}-{name_of(path)}")


def test_a_merge_shows_what_it_touches_first(chromium: Browser, demo: Site) -> None:
    """The county looks at what a merge would do, and leaves it."""
    walker = Walker(chromium, demo, "desk")
    walker.sign_in(ADMIN)
    walker.page.goto("/desk/orgs/org/")
    walker.page.fill("[name=q]", "blc")
    walker.page.press("[name=q]", "Enter")
    expect(walker.page.locator("#result_list")).to_contain_text("白莲")
    walker.look("bodies-found-by-initials")
    walker.page.locator("#result_list a", has_text=re.compile("白莲村")).first.click()
    walker.look("bodies-organisation")
    walker.page.get_by_role("link", name="合并").first.click()
    walker.look("bodies-merge")


def test_a_code_lets_a_village_in(chromium: Browser, demo: Site) -> None:
    """The township prints a sheet; a stranger with the paper opens the page it leads to."""
    walker = Walker(chromium, demo, "desk")
    walker.sign_in(ADMIN)
    walker.page.goto("/desk/orgs/claimcode/add/")
    walker.look("bodies-claims-add")
    stranger = Walker(chromium, demo, "phone")
    stranger.page.goto("/code/430424112200/")
    expect(stranger.page.locator("main")).to_contain_text("白莲村")
    stranger.look("bodies-code")
