"""Contacts, gaps and the machine interface as people and systems meet them; attacks on them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from duties.models import Household, LiaisonLink, Woman
from fulian.scoping import scope
from members.models import Office
from tests.conftest import signed_in
from tests.people import SINCE, committee, group, seat


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        east.seats = committee(east.village, vice=1, executives=1)
        east.rep = seat(east.village, Office.REPRESENTATIVE, "柳芳菲")
        east.group = group(east.village)
    return east


def words(answer):
    return answer.content.decode()


def today():
    return timezone.localdate()


def count(cast, model, **facts):
    with scope(cast.county.pk):
        return model.rows.filter(**facts).count()


def added(cast, org=None, name="张家", **facts):
    with scope(cast.county.pk):
        return services.add_household(
            org=org or cast.village, name=name, on=SINCE, by=None, **facts
        )


def test_a_chair_keeps_the_register(here):
    phone = signed_in(here.chair)
    page = words(phone.get("/contacts/"))
    assert "停止联系满一年，名字自动删除" in page
    sent = {"name": "张家", "group": here.group.pk, "women": 3, "above": here.rep.pk, "on": today()}
    answer = phone.post("/contacts/add/household/", sent)
    with scope(here.county.pk):
        row = Household.rows.get()
    assert answer.url == f"/contacts/household/{row.pk}/"
    assert "同名的家庭" in words(phone.post("/contacts/add/household/", sent))
    shown = words(phone.get(answer.url))
    assert "柳芳菲" in shown
    assert "主要联系人" in shown
    change = {"name": "张老师家", "group": "", "women": ""}
    assert phone.post(f"{answer.url}change/", change).url == answer.url
    assert "张老师家" in words(phone.get("/contacts/?q=老师"))
    assert phone.post(f"{answer.url}stop/", {"on": today()}).url == "/contacts/"
    assert "张老师家" in words(phone.get("/contacts/stopped/"))
    assert phone.post(f"{answer.url}restore/").url == answer.url
    again = {"above": here.rep.pk, "on": today()}
    assert phone.post(f"{answer.url}hand/", again).url == answer.url
    assert "不用再建立" in words(phone.post(f"{answer.url}hand/", again))
    woman = {"name": "王大姐", "kind": "single_mother", "group": "", "household": row.pk,
             "above": "", "on": today()}  # fmt: skip
    assert phone.post("/contacts/add/woman/", woman).status_code == 302
    assert "单亲母亲" in words(phone.get("/contacts/?what=woman"))
    assert phone.get("/contacts/add/x/").status_code == 404


def test_a_list_is_pasted_looked_at_and_written_once(here):
    phone = signed_in(here.officer)
    page = "/contacts/paste/woman/"
    sent = {
        "text": "王大姐 留守妇女\n李大姐\n赵 外星人",
        "group": "",
        "above": here.rep.pk,
        "on": today(),
    }
    shown = words(phone.post(page, sent))
    assert "读到 3 行，可以登记 2 个" in shown
    assert count(here, Woman) == 0
    assert phone.post(page, sent | {"sure": "1"}).url == "/contacts/"
    assert count(here, LiaisonLink, woman__isnull=False) == 2
    assert "没有可以登记的" in words(phone.post(page, sent | {"sure": "1"}))
    assert count(here, Woman) == 2


@pytest.mark.parametrize("who", ["clerk", "town_clerk", "chair"])
def test_gaps_are_shown_and_mended_at_once(here, who):
    added(here)
    browser = signed_in(getattr(here, who))
    desk = "/desk/duties/liaisonlink"
    look = "/chain/gaps/" if who == "chair" else f"{desk}/gaps/"
    mend = "/chain/mend/" if who == "chair" else f"{desk}/org/{here.village.pk}/mend/"
    assert "副主席没有主席联系" in words(browser.get(look))
    page = words(browser.get(mend))
    assert "柳芳菲 联系 张家" in page
    keys = [part.split('"')[0] for part in page.split('name="chosen" value="')[1:]]
    assert len(keys) == 5
    assert "请至少勾选" in words(browser.post(mend, {}))
    assert browser.post(mend, {"chosen": keys}).status_code == 302
    assert count(here, LiaisonLink) == 5
    again = browser.post(mend, {"chosen": keys})  # tapped twice: nobody waits any more
    assert again.status_code in (200, 302)
    assert count(here, LiaisonLink) == 5
    assert "没有断的" in words(browser.get(look))


def test_one_gap_with_one_tap(here):
    phone = signed_in(here.chair)
    page = words(phone.get("/chain/gaps/"))
    key = f"group-{here.group.pk}-{here.rep.pk}"
    assert key in page
    assert phone.post("/chain/mend/", {"chosen": key}).url == "/chain/gaps/"
    assert count(here, LiaisonLink, group=here.group.pk) == 1
    forged = f"group-{here.group.pk}-{here.seats[0].pk}"
    assert phone.post("/chain/mend/", {"chosen": forged}).status_code == 200
    assert count(here, LiaisonLink) == 1


def test_extra_links_on_the_phone(here):
    chair, vice, member = here.seats
    with scope(here.county.pk):
        services.link(above=vice, below=member, on=SINCE, by=None)
        other = seat(here.village, Office.VICE_CHAIR, "史慧敏")
    phone = signed_in(here.chair)
    sent = {"far": f"below-{member.pk}", "above": chair.pk, "on": today()}
    assert "四级联系是" in words(phone.post("/chain/beside/", sent))
    assert phone.post("/chain/beside/", sent | {"above": other.pk}).url == "/chain/arrange/"
    with scope(here.county.pk):
        tie = LiaisonLink.rows.get(is_primary=False)
    assert "帮着联系" in words(phone.get("/chain/arrange/"))
    assert phone.post(f"/chain/{tie.pk}/primary/", {"on": today()}).url == "/chain/arrange/"
    with scope(here.county.pk):
        main = LiaisonLink.rows.get(until__isnull=True, is_primary=True)
    assert main.above_id == other.pk


def test_nobody_reads_or_writes_elsewhere(here, west):
    far = added(here, here.other_village, "外村张家")
    with scope(west.county.pk):
        strange = services.add_household(org=west.village, name="西家", on=SINCE, by=None)
    for user in (here.chair, here.officer):
        phone = signed_in(user)
        assert "外村张家" not in words(phone.get("/contacts/"))
        for pk in (far.pk, strange.pk, 99_999_999):
            for act in ("", "change/", "stop/", "restore/"):
                path = f"/contacts/household/{pk}/{act}"
                assert phone.get(path).status_code == 404, path
                assert act == "" or phone.post(path, {"on": today()}).status_code == 404
    clerk = signed_in(here.town_clerk)
    for pk in (here.other_village.pk, west.village.pk):
        for path in (f"liaisonlink/org/{pk}/mend/", f"household/org/{pk}/",
                     f"areaassignment/org/{pk}/"):  # fmt: skip
            assert clerk.get(f"/desk/duties/{path}").status_code == 404, path
    assert "外村" not in words(clerk.get("/desk/duties/household/"))
    sent = {"name": "甲", "group": "", "women": "", "above": here.rep.pk, "on": "2999-01-01"}
    phone = signed_in(here.chair)
    assert "不能晚于今天" in words(phone.post("/contacts/add/household/", sent))
    bad = sent | {"on": today(), "group": 99_999_999}
    assert "重新选择" in words(phone.post("/contacts/add/household/", bad))
    assert count(here, Household) == 1


def test_who_may_not_read_names_reads_counts(here):
    added(here)
    desk = signed_in(here.auditor)
    assert "1 户" in words(desk.get("/desk/duties/household/"))
    assert desk.get(f"/desk/duties/household/org/{here.village.pk}/").status_code == 403
    for path in (f"/desk/duties/liaisonlink/org/{here.village.pk}/",
                 f"/desk/duties/areaassignment/org/{here.village.pk}/"):  # fmt: skip
        assert "张家" not in words(desk.get(path))


@pytest.mark.parametrize(
    "path",
    ["/contacts/", "/chain/gaps/", "/chain/mend/", "/areas/", "/areas/assign/", "/chain/"],
)
def test_phone_pages_ask_as_often_for_three_rows(here, path):
    phone = signed_in(here.chair)
    phone.get(path)  # who she is, is found out once
    counts = []
    for number in range(3):
        added(here, name=f"第{number}家")
        with CaptureQueriesContext(connection) as seen:
            assert phone.get(path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[2]
    assert counts[0] <= 16, counts
