"""Printed figures against arithmetic: all of domain D1 and D2, the right and the wrong."""

from __future__ import annotations

import pytest

from members.models import Counting
from members.rules import Quota
from reports.rules.checking import Code, Finding, Line, Verdict, check_table
from reports.rules.printed import printed

RIGHT, LOOSE, WRONG = Verdict.RIGHT, Verdict.LOOSE, Verdict.WRONG


def line(label="", count="", of="", stated="", each="", part_of=""):
    numbers = {"count": count, "of": of, "stated": stated, "each": each}
    return Line(label, **{k: printed(str(v)) for k, v in numbers.items()}, part_of=part_of)


def one(*facts, others=(), **more) -> Finding:
    return check_table([line("一行", *facts, **more), *others])[0]


def told(found: Finding) -> str:
    return "".join(remark.said for remark in found.remarks)


RATIOS = [  # id, numerator, denominator, printed, verdict
    ("D1.3", 2726, 188, "14.5", RIGHT),
    ("D1.6", 1896, 1929, "98.3%", RIGHT),
    ("D1.7", 60623, 1929, "31.4", RIGHT),
    ("D1.7", 60623, 1896, "32.0", RIGHT),
    ("D1.8", 6676, 1896, "3.52", RIGHT),
    ("D1.9", 11699, 1896, "6.17", RIGHT),
    ("D1.9", 20271, 1896, "10.69", RIGHT),
    ("D1.9", 20271, 1929, "10.51", RIGHT),
    ("D1.10", 1288, 260, "4.95", RIGHT),
    ("D1.10", 260, 1288, "20.2%", RIGHT),
    ("D1.10", 260, 1288, "20%", RIGHT),
    ("D1.13", 510000, 67000, "7.6", RIGHT),
    ("D1.14", 3200, 76, "42.1", RIGHT),
    ("D1.15", 12, 12, "1.0", RIGHT),
    ("D2.1", 20, 25, "80%", RIGHT),
    ("D2.1", 17, 25, "68%", RIGHT),
    ("D2.1", 19, 25, "76%", RIGHT),
    ("D2.2", 21127, 1371, "15.41", RIGHT),
    ("D2.2", 2590, 101, "25.64", RIGHT),
    ("D2.3", 20791, 24300, "0.856", RIGHT),
    ("D2.3", 20791, 1620, "12.8", RIGHT),
    ("D2.4", 405, 27, "15", RIGHT),
    ("D2.4", 1564, 27, "57.9", RIGHT),
    ("D2.4", 20, 27, "74.1%", RIGHT),
    ("D2.4", 22, 27, "81.5%", RIGHT),
    ("D2.4", 7, 27, "25.9%", RIGHT),
    ("D2.5", 154, 14, "11", RIGHT),
    ("D2.5", 28, 14, "2", RIGHT),
    ("D2.5", 156, 12, "13", RIGHT),
    ("D2.5", 24, 12, "2", RIGHT),
    ("D2.5", 220, 20, "11", RIGHT),
    ("D2.6", 64, 73, "87.7%", RIGHT),
    ("D2.6", 64, 73, "86.7%", WRONG),
    ("D2.6", 156, 179, "87.15%", RIGHT),
    ("D2.7", 6000, 4647, "1.29", RIGHT),
    ("D2.8", 1355, 1775, "76.3%", RIGHT),
    ("D2.8", 511, 1775, "28.8%", RIGHT),
    ("D2.8", 300, 1775, "16.9%", RIGHT),
    ("D2.8", 163, 1775, "9.2%", RIGHT),
    ("D2.8", 144, 1775, "8.1%", RIGHT),
    ("D2.8", 61, 1775, "3.4%", RIGHT),
    ("D2.8", 61, 1775, "4.5%", WRONG),
    ("D2.8", 61, 1355, "4.5%", RIGHT),
    ("D2.8", 38, 1775, "2.2%", WRONG),
    ("D2.8", 38, 1775, "2.1%", RIGHT),
    ("D2.8", 185, 1355, "13.65%", RIGHT),
    ("D2.8", 174, 1355, "12.8%", RIGHT),
    ("D2.9", 48, 65, "74%", RIGHT),
    ("D2.9", 6, 65, "约占1%", WRONG),
    ("D2.9", 6, 65, "约1%", WRONG),
    ("D2.9", 6, 65, "9.2%", RIGHT),
    ("D2.10", 282, 3849, "7.32%", LOOSE),
    ("D2.10", 282, 3849, "7.33%", RIGHT),
    ("D2.10", 256, 282, "90.8%", RIGHT),
    ("D2.10", 233, 1366, "17.1%", RIGHT),
    ("D2.10", 221, 233, "94.8%", RIGHT),
    ("D2.10", 26, 1109, "2.34%", RIGHT),
    ("D2.10", 12, 658, "1.82%", RIGHT),
    ("D2.11", 9511, 24140, "39.40%", RIGHT),
    ("D2.11", 3692 + 1948, 24140, "23.4%", RIGHT),
    ("D2.11", 3692 + 1948, 24140, "23%", RIGHT),
    ("D2.14", 1241, 1793, "69.2%", RIGHT),
    ("D2.14", 96, 1793, "5.3%", LOOSE),
    ("D2.14", 96, 1793, "5.35%", RIGHT),
    ("D2.14", 91, 1793, "5.1%", RIGHT),
    ("D2.15", 7_800_000, 685_000, "11.4", RIGHT),
]


@pytest.mark.parametrize(("name", "count", "of", "stated", "verdict"), RATIOS)
def test_a_ratio_is_held_against_its_own_denominator(name, count, of, stated, verdict):
    found = one(count, of, stated)
    assert found.verdict is verdict, told(found)


def test_the_wrong_ones_are_told_in_words():
    assert "四舍五入应为 87.7%" in told(one(64, 73, "86.7%"))
    assert "四舍五入应为 2.1%" in told(one(38, 1775, "2.2%"))
    assert "四舍五入应为 9%" in told(one(6, 65, "约1%"))
    assert one(6, 65, "约1%").recomputed == "9.2%"
    cut = one(282, 3849, "7.32%")
    assert "截断" in told(cut)
    assert "7.3266%" in told(cut)
    assert "四舍五入应为 7.33%" in told(cut)
    assert one(96, 1793, "5.3%").has(Code.CUT)


def test_two_denominators_in_one_list_are_found():
    whole, family = line("信访总数", 1775), line("婚姻家庭", 1355, 1775, "76.3%")
    other = line("其它", 61, 1775, "4.5%")
    found = check_table([whole, family, other])
    assert found[2].has(Code.DENOMINATOR)
    assert "两个分母" in told(found[2])
    assert "1,355" in told(found[2])
    assert "四舍五入应为 3.4%" in told(found[2])
    alone = check_table([whole, family, line("财产", 38, 1775, "2.2%")])[2]
    assert alone.has(Code.WRONG)
    assert not alone.has(Code.DENOMINATOR)


QUOTAS = [  # id, count, of, each, signed gap, verdict
    ("D1.4", 546, 273, "2", 0, RIGHT),
    ("D1.6", 1896, 1929, "1", -33, WRONG),
    ("D1.9", 11699, 1896, "不少于11", 11699 - 20856, WRONG),
    ("D1.9", 20271, 1896, "不少于11", 20271 - 20856, WRONG),
    ("D1.12", 8120, 406, "≥20", 0, LOOSE),
    ("D2.1", 734, 367, "2", 0, RIGHT),
    ("D2.1", 5506, 367, "≥15", 1, RIGHT),
    ("D2.1", 5506, 367, "15", 1, LOOSE),
    ("D2.1", 75, 25, "3", 0, RIGHT),
    ("D2.1", 624, 25, "不少于25", -1, WRONG),
    ("D2.2", 2744, 1371, "2", 2, LOOSE),
    ("D2.2", 207, 101, "2", 5, LOOSE),
    ("D2.3", 24300, 1620, "15", 0, LOOSE),
    ("D2.7", 3390, 3392, "1", -2, WRONG),
]


@pytest.mark.parametrize(("name", "count", "of", "each", "gap", "verdict"), QUOTAS)
def test_a_quota_gives_a_signed_gap(name, count, of, each, gap, verdict):
    found = one(count, of, each=each)
    assert found.gap == gap
    assert found.verdict is verdict, told(found)


def test_an_exact_product_was_computed_and_not_counted():
    found = one(24300, 1620)
    assert found.has(Code.COMPUTED)
    assert "像是算出来的（1,620×15），不是数出来的" in told(found)
    assert one(24300, 1620, each="15").has(Code.COMPUTED)
    for count, of in ((24301, 1620), (154, 14), (734, 367), (405, 27), (1371, 1371)):
        assert not one(count, of).has(Code.COMPUTED), (count, of)


SUMS = [  # id, parts, total, gap
    ("D2.1", (35, 7, 12, 2, 1, 8, 10), 75, 0),
    ("D1.9", (1896, 6676, 11699), 20271, 0),
    ("D2.2", (21127, 2590), 23717, 0),
    ("D2.8", (3, 1355, 163, 32, 66, 12, 144), 1775, 0),
    ("D2.8", (932, 843), 1775, 0),
    ("D2.8", (46, 10, 511, 300, 427, 61), 1355, 0),
    ("D2.8", (38, 57, 50, 18), 163, 0),
    ("D2.9", (4, 17, 44), 65, 0),
    ("D2.10", (256, 26), 282, 0),
    ("D2.10", (221, 12), 233, 0),
    ("D2.13", (5, 12, 511), 528, 0),
    ("wrong", (5, 12, 510), 528, 1),
    ("wrong", (5, 12, 512), 528, -1),
]


@pytest.mark.parametrize(("name", "parts", "total", "gap"), SUMS)
def test_sub_totals_are_held_against_the_total(name, parts, total, gap):
    lines = [line("合计", total), *(line(f"分项{n}", n, part_of="合计") for n in parts)]
    found = check_table(lines)[0]
    assert (found.gap or 0) == gap
    assert found.verdict is (WRONG if gap else RIGHT)
    assert f"{len(parts)} 个分项相加是 {sum(parts):,}" in told(found)


def test_a_missing_denominator_is_worked_out():
    wuhu = one(156, "", "87.2%")
    assert wuhu.recomputed == "179"
    assert "178.9" in told(wuhu)
    assert "87.15%" in told(wuhu)
    assert wuhu.verdict is RIGHT
    assert one(3392, "", "73%").recomputed == "4,647"
    assert one(25_000, "", "6.1").recomputed == "4,098"
    assert one(192_000, "", "11.6").recomputed == "16,552"
    assert one(1, "", "99%").has(Code.NOT_WHOLE)


def test_a_percentage_of_a_total_may_stand_for_no_whole_number():
    found = one("", 156, "80%")
    assert found.verdict is LOOSE
    assert "124.8，不是整数：124 是 79.5%，125 是 80.1%" in told(found)
    assert one("", 25, "80%").recomputed == "20.0"


@pytest.mark.parametrize(
    ("text", "real", "fits"),
    [
        ("近5万", 45_590, True), ("近5万", 54_520, False), ("2万余", 21_127, True),
        ("2万余名", 31_000, False), ("4000+", 4_910, True), ("4,000余", 3_714, False),
        ("3,200+", 3_250, True), ("约1800", 1_775, True), ("约1800", 1_355, False),
    ],
)  # fmt: skip
def test_a_loose_number_is_held_loosely(text, real, fits):
    number = printed(text)
    assert number
    assert number.allows(real) is fits


def test_both_counting_conventions_of_a_head_count():
    """D1.1: 1+2+15 and 1+3+25 read both ways; only the inclusive one is 近5万."""
    rules = [
        (2726, Quota(1, 2, 15, Counting.INCLUSIVE)),
        (188, Quota(1, 3, 25, Counting.INCLUSIVE)),
    ]

    def heads(counting):
        return sum(
            n * (q.executive_min + (q.chair + q.vice_min) * (counting == Counting.ADDITIVE))
            for n, q in rules
        )

    inclusive, additive = heads(Counting.INCLUSIVE), heads(Counting.ADDITIVE)
    assert (inclusive, additive) == (45_590, 54_520)
    assert (2726 + 188, 2726 * 2 + 188 * 3) == (2914, 6016)  # D1.2
    nearly = printed("近5万")
    assert nearly
    assert nearly.allows(inclusive)
    assert not nearly.allows(additive)
    low, high = 299 * 11 + 17 * 25, 299 * 15 + 17 * 25  # D1.17
    assert (low, high) == (3714, 4910)
    assert low <= 4000 <= high


def test_nothing_is_divided_by_nought_and_more_than_all_is_told():
    assert "分母是 0" in told(one(5, 0, "80%"))
    assert one(0, 0).remarks == []
    assert one(7, 5, "140%").has(Code.OVER)
    assert one(0, 5, "0%").verdict is RIGHT
    assert one("", "", "80%").verdict is LOOSE
