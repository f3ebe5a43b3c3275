"""Quarters held against each other: only what is comparable, what was left out said."""

from __future__ import annotations

from datetime import date

import pytest

from fulian.scoping import scope
from orgs import services as ground
from orgs.models import Org
from reports import services
from reports.queries.comparing import changes, compared
from reports.queries.figures import InReach, latest
from reports.queries.history import History, up_to
from reports.queries.through import Comparable, comparable, places_through, successions
from reports.rules import BY_ID, Quarter, parse
from reports.rules.changes import Change
from reports.rules.charts import done_of, shade_of, spots_of, widths_of
from reports.rules.figures import Figure
from tests.conftest import NOW, signed_in
from tests.reports.planting import filled
from tests.reports.test_numbers import LIST, said

Q2, Q3, JULY = parse("2026Q2"), parse("2026Q3"), date(2026, 7, 10)
POST, GAP, COUNT, MEAN = (BY_ID[one] for one in ("I-POST-1", "I-TEAM-9", "I-ACT-1", "I-FUND-2"))


@pytest.fixture
def two(east):
    """Two quarters; between them two villages merged, one was founded, one closed, one moved."""
    filled(east, 1)
    with scope(east.county.pk):
        here = list(Org.rows.filter(parent=east.town, level="village").order_by("lft"))
        found = [
            ground.found_org(
                parent=east.town, name=f"添{n}村", code=f"43042410022{n}", on=date(2026, 2, 1),
                by=None,
            )
            for n in range(3)
        ]  # fmt: skip
        ground.merge_orgs(orgs=[found[0]], into=here[0], on=JULY, by=None)
        ground.close_org(org=found[1], on=JULY, by=None)
        ground.move_org(org=found[2], parent=east.other_town, on=JULY, by=None)
        ground.found_org(parent=east.town, name="晚村", code="430424100229", on=JULY, by=None)
        services.compile_report(quarter="2026Q2", at=NOW)
        report = services.compile_report(quarter="2026Q3", at=NOW)
    east.merged, east.found = here[0], found
    return report


def sets_of(org):
    trees = places_through([Q2.last, Q3.last])
    known = [(before, after) for before, after, _ in successions(Q2.last, Q3.last)]
    return comparable(org, trees[Q2.last], trees[Q3.last], known)


def test_what_merged_is_held_against_what_it_became(east, two):
    with scope(east.county.pk):
        town, county = sets_of(east.town.pk), sets_of(east.root.pk)
    one, gone, moved = (org.pk for org in east.found)
    assert (town.merged, town.founded, town.closed, town.moved) == (2, 1, 1, 1)
    assert {east.merged.pk, one} <= set(town.then)
    assert east.merged.pk in town.now
    assert not {one, gone, moved} & set(town.now)
    assert not {gone, moved} & set(town.then)
    assert (county.merged, county.founded, county.closed, county.moved) == (2, 1, 1, 0)
    assert moved in county.then
    assert moved in county.now
    assert "2 个合并" in town.flag
    assert "1 个新设" in town.flag
    assert "按可比口径" in town.flag
    assert Comparable([1], [1]).flag == ""


def test_a_township_that_was_merged_is_held_against_all_it_came_from(east):
    before = date(2026, 8, 31)
    with scope(east.county.pk):
        ground.merge_orgs(orgs=[east.other_town], into=east.town, on=date(2026, 9, 5), by=None)
        trees = places_through([before, Q3.last])
        known = [(old, new) for old, new, _ in successions(before, Q3.last)]
        one = comparable(east.town.pk, trees[before], trees[Q3.last], known)
        assert successions(Q3.last, date(2026, 12, 31)) == []
    assert {east.town.pk, east.other_town.pk, east.other_village.pk} <= set(one.then)
    assert {east.town.pk, east.other_village.pk} <= set(one.now)
    assert (one.merged, one.moved, one.closed) == (2, 0, 0)


def test_sums_are_of_the_comparable_only(east, two):
    with scope(east.county.pk):
        history = History(up_to(latest()), east.town.pk, BY_ID["I-ORG-1"])
        last, year = compared(history)
        whole = history.past()
    assert year.change is None
    assert "没有2025年第3季度的报告" in year.said
    assert last.quarter == Q2
    then, now = last.change.then, last.change.now
    assert then.denominator == whole[0].figure.denominator - 2  # without the closed and the moved
    assert now.denominator == whole[1].figure.denominator - 1  # without the new one
    assert now.denominator == then.denominator - 1  # two became one


def test_both_faces_say_what_changed(east, two):
    desk, phone = signed_in(east.admin), signed_in(east.town_clerk)
    page = said(desk.get(f"{LIST}{two.pk}/"))
    assert "与上季度相比" in page
    with scope(east.county.pk):
        found = changes(InReach(two), east.root.pk)
        assert [c.gain > 0 for c in found.better] == [True] * len(found.better)
        assert [c.gain < 0 for c in found.worse] == [True] * len(found.worse)
        assert found.better or found.worse
        for one in [*found.better, *found.worse]:
            assert one.sentence in page
    page = said(desk.get(f"{LIST}{two.pk}/charts/{east.town.code}/?one=I-ORG-1"))
    for told in ("缺口地图", "2 个合并", "近 2 个季度", "<svg", "2026年第2季度"):
        assert told in page
    assert "script" not in page.split("近 2 个季度")[1].split("</section>")[0]
    page = said(phone.get(f"/figures/{east.town.code}/I-ORG-1/"))
    assert "2 个合并" in page
    assert "style=" not in page


def test_without_an_earlier_report_nothing_is_held_against_it(east):
    filled(east, 1)
    with scope(east.county.pk):
        report = services.compile_report(quarter="2026Q3", at=NOW)
        assert changes(InReach(report), east.root.pk) is None
        history = History(up_to(latest()), east.town.pk, POST)
        assert [one.change for one in compared(history)] == [None] * 2


def test_changes_are_said_as_they_are_printed():
    up = Change(Figure(POST, 5, 8), Figure(POST, 8, 10))
    assert up.said == "上升 17.5 个百分点"
    assert up.sentence == "执委设岗率从 62.5% 到 80.0%，上升 17.5 个百分点（10 人中有 8 人）"
    assert Change(Figure(POST, 2, 3), Figure(POST, 1, 3)).said == "下降 33.4 个百分点"
    assert Change(Figure(POST, 1, 2), Figure(POST, 2, 4)).said == "持平"
    assert Change(Figure(POST, 0, 0), Figure(POST, 2, 4)).said.startswith("有一期没有")
    gap = Change(Figure(GAP, 9, 90), Figure(GAP, 3, 90))
    assert (gap.said, gap.gain > 0) == ("减少 6 个", True)
    assert Change(Figure(COUNT, 2), Figure(COUNT, 12)).said == "增加 10 场"
    assert Change(Figure(MEAN, 10_000, 4), Figure(MEAN, 12_050, 4)).said == "增加 5.13 元"
    few = BY_ID["I-CARE-2"]
    hidden = Change(Figure(few, 50, 60), Figure(few, 3, 4))
    assert (hidden.said, hidden.is_told) == ("不显示", False)
    neutral = BY_ID["I-ACT-2"]
    assert Change(Figure(neutral, 1, 9), Figure(neutral, 8, 9)).gain == 0


def test_charts_are_drawn_from_whole_numbers():
    assert shade_of(Figure(POST, 9, 9))[1] == "都做到了"
    assert shade_of(Figure(POST, 4, 9))[1].startswith("需要支持")
    assert shade_of(Figure(POST))[1] == "没有需要统计的"
    assert shade_of(Figure(BY_ID["I-CARE-2"], 1, 9))[1] == "数量太少，不显示"
    assert done_of(Figure(GAP, 3, 30)) == 900
    assert widths_of([Figure(POST, 1, 4), Figure(POST), Figure(POST, 4, 4)]) == [250, 0, 1000]
    assert widths_of([Figure(COUNT, 5), Figure(COUNT, 10)]) == [500, 1000]
    assert widths_of([]) == []
    spots = spots_of([
        (Quarter(2025, 4), Figure(POST, 1, 2)), (Q2, Figure(POST)), (Q3, Figure(POST, 2, 2))
    ])  # fmt: skip
    assert [(spot.said, spot.year, spot.shows_year) for spot in spots] == [
        ("50%", "2025", True), ("100%", "2026", True)
    ]  # fmt: skip
    assert spots[0].y > spots[1].y
