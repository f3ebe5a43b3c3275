"""Posts, the log and chains at the desk, and arranging both on a chair's phone."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from duties.models import DutyLogEntry, DutyPost, LiaisonLink, PostAssignment
from fulian.scoping import scope
from members.models import Office
from tests.conftest import NOW, TODAY, signed_in
from tests.people import SINCE, committee, group, seat

DESK = "/desk/duties"
ENGLISH = re.compile(
    r">[^<>]*\b(Add|Search|Filter|results?|Save|Change|Delete|Home|total|All)\b[^<>]*<"
)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        services.set_up_posts(on=SINCE, by=None)
        east.seats = committee(east.village, vice=1, executives=2)
        east.post = DutyPost.rows.get(code="mediation")
    return east


def words(answer):
    return answer.content.decode()


def count_of(model, cast, **facts):
    with scope(cast.county.pk):
        return model.rows.filter(**facts).count()


def test_the_catalogue_offers_its_new_name(here):
    desk = signed_in(here.clerk)
    with scope(here.county.pk):
        old = DutyPost.rows.get(code="poverty_alleviation")
    page = f"{DESK}/dutypost/{old.pk}/"
    assert "改名为乡村振兴岗" in words(desk.get(page))
    assert 'value="乡村振兴岗"' in words(desk.get(f"{page}rename/?name=乡村振兴岗"))
    told = {"name": "乡村振兴岗", "duties": old.duties, "on": timezone.localdate()}
    assert desk.post(f"{page}rename/", told).url == page
    shown = words(desk.get(page))
    assert "岗位现在叫乡村振兴岗" in shown
    assert "改名为乡村振兴岗</a>" not in shown
    assert "以前叫什么" in shown
    assert "已经有同名" in words(desk.post(f"{page}rename/", told | {"name": "环境卫生岗"}))
    assert "改名" not in words(signed_in(here.town_clerk).get(page)).replace("改名为", "")


def test_five_posts_are_set_up_where_there_are_none(east):
    desk = signed_in(east.admin)
    assert "设立五个岗位" in words(desk.get(f"{DESK}/dutypost/"))
    assert desk.post(f"{DESK}/dutypost/set-up/").url == f"{DESK}/dutypost/"
    assert "矛盾调解岗" in words(desk.get(f"{DESK}/dutypost/"))
    assert count_of(DutyPost, east) == 5


@pytest.mark.parametrize("who", ["clerk", "town_clerk", "chair"])
def test_assign_and_take_off(here, who):
    """The same on the desk and on the chair's phone."""
    browser = signed_in(getattr(here, who))
    board = f"{DESK}/postassignment/org/{here.village.pk}/" if who != "chair" else "/posts/"
    page = words(browser.get(board))
    assert "矛盾调解岗、文化娱乐岗" in page
    assert ("沈秋月" in page) == (who != "chair")  # on the phone only executives without a post
    facts = {"seat": here.seats[1].pk, "post": here.post.pk, "on": timezone.localdate()}
    assert browser.post(f"{board}assign/", facts).url == board
    again = browser.post(f"{board}assign/", facts)
    assert "已经在这个岗位上" in words(again)
    for wrong, tells in [
        ({"on": "2999-01-01"}, "不能晚于今天"), ({"on": "2025-12-31"}, "不能早于她的任职日期"),
        ({"seat": 987654321}, "重新选择"), ({"post": ""}, "请选择岗位"), ({"on": "x"}, "请填日期"),
    ]:  # fmt: skip
        assert tells in words(browser.post(f"{board}assign/", facts | wrong)), wrong
    with scope(here.county.pk):
        held = PostAssignment.rows.get()
    end = f"{DESK}/postassignment/{held.pk}/end/" if who != "chair" else f"/posts/{held.pk}/end/"
    assert "沈秋月" in words(browser.get(end))
    assert browser.post(end, {"on": timezone.localdate()}).url == board
    assert count_of(PostAssignment, here, until__isnull=True) == 0


@pytest.mark.parametrize("who", ["clerk", "town_clerk", "chair"])
def test_link_in_place_and_end(here, who):
    with scope(here.county.pk):
        woman, far = seat(here.village, Office.REPRESENTATIVE, "史慧敏"), group(here.village)
    browser = signed_in(getattr(here, who))
    chain = f"{DESK}/liaisonlink/org/{here.village.pk}/" if who != "chair" else "/chain/arrange/"
    send = f"{chain}link/" if who != "chair" else chain
    page = words(browser.get(chain))
    for told in ("副主席没有主席联系", "执委没有副主席联系", "妇女小组没有妇女代表联系（1）"):
        assert told in page
    chair, vice, one, two = here.seats
    day = timezone.localdate()
    steps = [(1, chair, [vice]), (2, vice, [one, two]), (3, one, [woman]), (4, woman, [far])]
    for level, above, below in steps:
        facts = {"level": level, "above": above.pk, "below": [b.pk for b in below], "on": day}
        nobody = browser.post(send, facts | {"below": []})
        assert "请勾选" in words(nobody)
        assert browser.post(send, facts | {"below": 987654321}).status_code == 200
        assert browser.post(send, facts).url == chain, level
    assert "每一位都有人联系了" in words(browser.get(chain))
    assert browser.post(send, facts).status_code == 200  # linked by now: nobody is left to choose
    with scope(here.county.pk):
        tie = LiaisonLink.rows.get(level=4)
    end = f"{DESK}/liaisonlink/{tie.pk}/end/" if who != "chair" else f"/chain/{tie.pk}/end/"
    assert "史慧敏" in words(browser.get(end))
    assert browser.post(end, {"on": day}).url == chain
    assert count_of(LiaisonLink, here, until__isnull=True) == 4


def test_all_are_linked_or_none(here):
    """One refusal takes the whole form back."""
    _, vice, one, two = here.seats
    desk = signed_in(here.clerk)
    with scope(here.county.pk):
        type(two).rows.filter(pk=two.pk).update(since=TODAY)
    facts = {"level": 2, "above": vice.pk, "below": [one.pk, two.pk], "on": SINCE}
    answer = desk.post(f"{DESK}/liaisonlink/org/{here.village.pk}/link/", facts)
    assert "都要在任" in words(answer)
    assert count_of(LiaisonLink, here) == 0


def test_nothing_of_another_subtree(here, west):
    with scope(here.county.pk):
        far = committee(here.other_village, vice=1, executives=1)
        held = services.assign_post(appointment=far[1], post=here.post, on=SINCE, by=None)
        tie = services.link(above=far[0], below=far[1], on=SINCE, by=None)
        line = services.write_log(
            appointment=far[1], post=here.post, done_on=TODAY, what="别处的事", by=None, at=NOW
        )
    paths = [
        f"{DESK}/postassignment/{held.pk}/end/", f"{DESK}/liaisonlink/{tie.pk}/end/",
        f"{DESK}/postassignment/org/{here.other_village.pk}/", f"{DESK}/dutylogentry/{line.pk}/",
        f"{DESK}/liaisonlink/org/{here.other_village.pk}/",
        f"{DESK}/liaisonlink/org/{here.other_village.pk}/link/", f"/posts/{held.pk}/end/",
        f"/chain/{tie.pk}/end/", f"/log/{line.pk}/", f"/log/{line.pk}/photo/",
    ]  # fmt: skip
    for user in (here.town_clerk, west.admin):
        browser = signed_in(user)
        for path in paths:
            for method in (browser.get, browser.post):
                if method == browser.post and path.startswith("/log/"):
                    continue
                assert method(path, {"on": TODAY}).status_code == 404, path
    assert "别处的事" not in words(signed_in(here.town_clerk).get(f"{DESK}/dutylogentry/"))
    assert count_of(LiaisonLink, here, until__isnull=True) == 1
    mine = {"level": 2, "above": far[1].pk, "below": here.seats[2].pk, "on": SINCE}
    answer = signed_in(here.town_clerk).post(
        f"{DESK}/liaisonlink/org/{here.village.pk}/link/", mine
    )
    assert "重新选择" in words(answer)


def test_log_list_is_searched_and_narrowed(here):
    with scope(here.county.pk):
        for words_, code in (("宣传森林防火", "publicity"), ("调解邻里纠纷", "mediation")):
            services.write_log(
                appointment=here.seats[1], post=DutyPost.rows.get(code=code), done_on=TODAY,
                what=words_, by=None, at=NOW, for_whom="<b>老人</b>",
            )  # fmt: skip
    desk = signed_in(here.clerk)
    page = f"{DESK}/dutylogentry/"
    both = words(desk.get(page))
    assert "宣传森林防火" in both
    assert not ENGLISH.search(both), ENGLISH.search(both)
    for asked in ({"q": "森林"}, {"q": "森林 白莲"}, {"post": key_of(here, "publicity")}):
        found = words(desk.get(page, asked))
        assert "调解邻里纠纷" not in found
    assert "宣传森林防火" in words(desk.get(page, {"below": here.town.pk}))
    assert "宣传森林防火" not in words(desk.get(page, {"below": here.other_town.pk}))
    for odd in ({"post": "x"}, {"below": "9" * 30}, {"when": "x"}, {"when": "last_quarter"}):
        assert desk.get(page, odd).status_code == 200
    with scope(here.county.pk):
        line = DutyLogEntry.rows.first()
    one = words(desk.get(f"{page}{line.pk}/"))
    assert "&lt;b&gt;老人" in one


def key_of(cast, code):
    with scope(cast.county.pk):
        return DutyPost.rows.get(code=code).pk


LISTS = ["dutypost/", "postassignment/", "postassignment/places/", "dutylogentry/", "liaisonlink/",
         "postassignment/org/{}/", "liaisonlink/org/{}/"]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_lists_ask_as_often_for_three_rows(here, path):
    desk = signed_in(here.admin)
    path = f"{DESK}/{path.format(here.village.pk)}"

    def add(n, start):
        with scope(here.county.pk):
            for k in range(start, start + n):
                org = (here.village, here.other_village, here.town, here.other_town)[k]
                she = seat(org, Office.EXECUTIVE_MEMBER, f"舒若兰{'甲乙丙丁'[k]}")
                near = seat(here.village, Office.EXECUTIVE_MEMBER, f"傅雪晴{'甲乙丙丁'[k]}")
                services.link(above=here.seats[1], below=near, on=SINCE, by=None)
                for one in (she, near):
                    services.assign_post(appointment=one, post=here.post, on=SINCE, by=None)
                    services.write_log(
                        appointment=one, post=here.post, done_on=TODAY, what="走访", by=None, at=NOW
                    )

    def count():
        desk.get(path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = desk.get(path)
        assert answer.status_code == 200
        assert not ENGLISH.search(words(answer)), ENGLISH.search(words(answer))
        return len([q for q in seen if q["sql"].startswith(("SELECT", "INSERT", "UPDATE"))])

    add(1, 0)
    one = count()
    add(2, 1)
    assert count() == one <= 12


def test_first_page_says_what_is_missing(here):
    page = words(signed_in(here.admin).get("/desk/"))
    assert re.search(r"<strong>2</strong><span>执委还没有岗位", page)
    assert re.search(r"<strong>3</strong><span>在任的人没有人联系", page)


def test_public_page_tells_the_duties_and_no_name(here, client):
    with scope(here.county.pk):
        services.assign_post(appointment=here.seats[1], post=here.post, on=SINCE, by=None)
    page = words(client.get(f"/o/{here.village.code}/"))
    assert "矛盾调解岗" in page
    assert "婚姻家庭矛盾上门调解" in page
    assert "沈秋月" not in page
