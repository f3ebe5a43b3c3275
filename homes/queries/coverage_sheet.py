"""Who lacks what, to take along: a workbook, and a text for the group of the chairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from duties.rules import wechat as words
from fulian.workbooks import add_sheet, new_book, saved
from homes.queries.coverage import GAPS, Covered, Figure

MOST = 200  # names in one text


def wechat(lines: Sequence[Covered], gap: str) -> str:
    """Return the list to paste into a group, by township in the tree's order; never a rank."""
    if not lines:
        return ""
    by_town: dict[str, list[str]] = {}
    for one in lines[:MOST]:
        what = "" if gap else f"（{'、'.join(one.says)}）"
        by_town.setdefault(one.town, []).append(f"{one.org.short_name}{what}")
    told = [f"{town}：{'、'.join(names)}" for town, names in by_town.items()]
    more = f"还有 {len(lines) - MOST} 个没有列出。" if len(lines) > MOST else ""
    head = GAPS[gap] if gap else "妇女之家和工作群还不齐"
    return words.lines(
        f"【请补登】{head}的组织：", *told, more, "已经有的请在手机上登记，没有的请抓紧建。"
    )


def book(figures: Iterable[Figure], lines: Iterable[Covered], on: date) -> bytes:
    """Return the figures of a day and who lacks what as a workbook."""
    out = new_book(by_row=True)
    day = f"截至 {on:%Y年%-m月%-d日}"
    add_sheet(out, "指标", ("指标", "内容", "分子", "分母", "比率", "说明"), (
        (one.id, one.name, one.numerator, one.denominator, one.percent, one.says or day)
        for one in figures
    ))  # fmt: skip
    add_sheet(out, "缺口", ("乡镇（街道）", "组织", "代码", "缺什么", "妇女微家"), (
        (one.town, one.org.title, one.org.code, "、".join(one.says), one.micro) for one in lines
    ))  # fmt: skip
    return saved(out)
