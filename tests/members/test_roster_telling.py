"""What a roster's page says of its rows before they are written: whose, where, kept as what."""

from __future__ import annotations

import re

import pytest

from fulian.scoping import scope
from members import services
from tests.conftest import NOW, signed_in
from tests.members.sheets import PHONE, line, sheet
from tests.members.test_roster import seated

LIST = "/desk/members/rosterimport/"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        seated(east, "admin")
        yield east


def shown(cast, *rows):
    roster = services.preview_roster(
        data=sheet(*[line(cast, **row) for row in rows]), filename="名单.xlsx", org=cast.root,
        by=cast.admin, at=NOW,
    )  # fmt: skip
    page = signed_in(cast.admin).get(f"{LIST}{roster.pk}/").content.decode()
    return re.sub(r"<td[^>]*>", "<td>", page)


def test_every_row_says_whose_it_is_and_where(here):
    said = shown(here, {}, {"姓名": "沈秋月", "手机号": PHONE.format(2), "职务": "会长"})
    right = f"<td>第 2 行</td><td>白春燕</td><td>{here.village.title}</td><td>执委</td>"
    wrong = (
        f"<td>第 3 行</td><td>沈秋月</td><td>{here.village.title}</td><td>会长</td><td>职务</td>"
    )
    assert right in said
    assert wrong in said
    assert "没有问题的 1 行</summary>" in said


def test_a_place_that_is_not_there_is_said_as_written(here):
    assert f"<td>{here.town.short_name}无名村</td>" in shown(here, {"村（社区）": "无名村"})


def test_a_word_that_stands_for_another_is_named(here):
    said = shown(here, {"文化程度": "博士"}, {"文化程度": "本科", "手机号": PHONE.format(2)})
    assert "文化程度“博士”：第 2 行" in said
    assert "按“研究生”登记" in said
    assert "“本科”" not in said


def test_only_the_first_fifty_right_rows_are_named(here):
    rows = [{"姓名": f"测{'一' * n}", "手机号": ""} for n in range(1, 39)]
    rows += [{"姓名": f"验{'二' * n}", "手机号": ""} for n in range(1, 15)]
    said = shown(here, *rows)
    assert "没有问题的 52 行，列出前 50 行" in said
    assert "<td>第 51 行</td>" in said
    assert "<td>第 52 行</td>" not in said
