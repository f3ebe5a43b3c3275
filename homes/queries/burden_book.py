"""The burden meter as a workbook: months, what was asked, who asked, which villages are over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fulian.workbooks import add_sheet, new_book, saved
from homes.queries.burden import WHO, Month, above_limit, askers_of, pieces_of

MINUTES = "分钟"


def book(months: Iterable[Month], month: date, limit: int, on: date) -> bytes:
    """Return the meter as the desk shows it, with one month closely; nobody is named."""
    out = new_book(by_row=True)
    told = f"{month:%Y年%-m月}"
    roles = [f"{name}（{MINUTES}）" for name in WHO.values()]
    add_sheet(out, "最近六个月", (f"月份（截至{on:%Y年%-m月%-d日}）", "件次", "合计（分钟）",
                          "已办（分钟）", "平均每村（分钟）", *roles), (
        (f"{one.first:%Y年%-m月}", one.total.pieces, one.total.minutes, one.total.done,
         one.each_village, *(asked.minutes for _, asked in one.by_role)) for one in months
    ))  # fmt: skip
    heads = ("事项", "类别", "谁要的", "每处（分钟）", "几处", "合计（分钟）")
    add_sheet(out, f"{told}的事项", heads, (
        (one.title, one.what, one.org, one.minutes, one.places, one.total)
        for one in pieces_of(month)
    ))  # fmt: skip
    add_sheet(out, f"{told}谁要的", ("组织", "件次", "合计（分钟）"), (
        (name, asked.pieces, asked.minutes) for name, asked in askers_of(month)
    ))  # fmt: skip
    add_sheet(out, f"超过{limit}分钟的村", ("村（社区）", "乡镇（街道）", told), (
        (org.short_name, org.parent.short_name if org.parent else "", minutes)
        for org, minutes in above_limit(month, limit)
    ))  # fmt: skip
    return saved(out)
