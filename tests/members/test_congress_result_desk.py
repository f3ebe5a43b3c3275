"""A congress's result at the desk: refused early, confirmed by name, and taken back from there."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from fulian.scoping import scope
from members.models import Scrutineer, WomensCongress
from tests.conftest import signed_in
from tests.members.drives import prepared, ready, running, watched
from tests.people import seat

CONGRESS = "/desk/members/womenscongress/"
DAY = timezone.localdate


def said(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.fixture
def desk(east):
    return signed_in(east.admin)


def day(on: date) -> str:
    return f"{on:%Y年%-m月%-d日}"


def test_without_a_chief_scrutineer_neither_count_nor_result_begins(east, desk):
    with scope(east.county.pk):
        congress = prepared(east.village)
        running(congress)
    one = f"{CONGRESS}{congress.pk}/"
    page = said(desk.get(one))
    assert "还没有登记总监票人" in page
    assert 'href="count/"' not in page
    for path in ("count/", "close/"):
        for ask in (desk.get, desk.post):
            answer = ask(f"{one}{path}")
            assert answer.status_code == 302, path
            assert answer.url == f"{one}scrutineers/", path
    assert "请先登记监票人和总监票人" in said(desk.get(f"{one}scrutineers/"))
    with scope(east.county.pk):
        watched(congress)
    assert "还没有登记总监票人" not in said(desk.get(one))
    assert "得票" in said(desk.get(f"{one}count/"))


def test_a_result_names_who_comes_and_who_leaves_and_goes_back(east, desk):
    with scope(east.county.pk):
        congress = ready(east.village)
        seat(east.village, "executive_member", "去留甲")
    one, yesterday = f"{CONGRESS}{congress.pk}/", DAY() - timedelta(days=1)
    chosen = {"on": yesterday, "ends_on": yesterday.replace(year=yesterday.year + 4)}
    shown = said(desk.post(f"{one}close/", chosen))
    for what in (f"新一届从{day(yesterday)}起任职，{day(chosen['ends_on'])}届满。",
                 "当选：白春燕子（主席）、沈秋月子（副主席）", "离任：去留甲（执委）。",
                 "有手机号的同时开通登录"):  # fmt: skip
        assert what in shown, what
    assert str(yesterday) not in re.sub(r'value="[^"]*"', "", shown)
    assert desk.post(f"{one}close/", chosen | {"sure": "on"}).url == one
    done = said(desk.get(one))
    assert f"已办理换届，新一届从{day(yesterday)}起任职" in done
    back = re.search(r'href="(/desk/orgs/record/\d+/undo/)">撤销这次换届', done)[1]
    assert "撤销这次换届" not in said(signed_in(east.auditor).get(one))
    told = re.findall(r"<li>(.*?)</li>", said(desk.get(back)))
    assert "5 个任职：是新建的，会删除。" in told
    assert len(told) < 10
    assert desk.post(back, {"reason": "登错了"}).url == one
    assert "撤销这次换届" not in said(desk.get(one))
    with scope(east.county.pk):
        assert WomensCongress.rows.get().state == "preparing"
        assert Scrutineer.rows.exists()
