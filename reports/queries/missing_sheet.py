"""The list of what is missing, to take along: a text for WeChat, a workbook, a plain table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from duties.rules.wechat import lines as words
from fulian.workbooks import add_sheet, new_book, saved
from reports.queries.behind import Behind, Here
from reports.rules.quarters import told

MOST = 200  # organisations in one text
HEADS = ("乡镇（街道）", "组织", "组织代码", "分子", "分母", "缺多少", "缺什么")
PEOPLE = "appointment"  # whose names stay out of a group
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def wechat(behind: Behind, lacking: Sequence[Here]) -> str:
    """Return the list to paste into a group: by township in the tree's order, nobody's name."""
    if not lacking:
        return ""
    report, one = behind.report, behind.indicator
    by_town: dict[str, list[str]] = {}
    for here in lacking[:MOST]:
        by_town.setdefault(here.town, []).append(_entry(here))
    told_here = [f"{town}：{'、'.join(names)}" for town, names in by_town.items()]
    more = f"还有 {len(lacking) - MOST} 个组织没有列出。" if len(lacking) > MOST else ""
    return words(
        f"【请补登】{report}{one.name}：{one.gap}的组织（数字截至{told(report.taken_on)}）",
        *told_here, more, "已经有的请在手机上登记，没有的请抓紧办。按乡镇排列，不排名。",
    )  # fmt: skip


def table(behind: Behind, lacking: Iterable[Here]) -> list[tuple[str, ...]]:
    """Return the list as rows of words, its heads first."""
    rows = [
        (
            here.town, here.place.title, here.place.code, here.figure.top, here.figure.of,
            here.figure.lack, "、".join(here.said),
        )
        for here in lacking
    ]  # fmt: skip
    return [HEADS, *rows]


def xlsx(behind: Behind, lacking: Iterable[Here]) -> bytes:
    """Return the list as a workbook, with what it is of on a sheet beside it."""
    heads, *rows = table(behind, lacking)
    book = new_book(by_row=True)
    add_sheet(book, "缺的", heads, rows)
    add_sheet(book, "口径", ("项目", "内容"), about(behind))
    return saved(book)


def as_csv(behind: Behind, lacking: Iterable[Here]) -> bytes:
    """Return the list as text with commas, as a spreadsheet opens it; no cell is a formula."""
    out = StringIO()
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in table(behind, lacking))
    return out.getvalue().encode("utf-8-sig")


def about(behind: Behind) -> list[tuple[str, str]]:
    """Return what the number is: name, numerator, denominator, cut-off, result."""
    one, report = behind.indicator, behind.report
    facts = [
        ("报告", f"{report}覆盖报告（{report.get_status_display()}）"), ("指标", one.name),
        ("分子", one.numerator), ("分母", one.denominator), ("范围", one.cut.value),
        ("数字截至", told(report.taken_on)), ("结果", behind.figure.said), ("说明", one.note),
    ]  # fmt: skip
    return [fact for fact in facts if fact[1]]


def _entry(here: Here) -> str:
    """Return an organisation as it stands in the text; how many it lacks where that is not one."""
    one = here.figure.indicator
    if one.what == "org":
        return here.place.title
    if one.what == PEOPLE or len(here.said) > 5:
        return f"{here.place.title}（{here.figure.lack} {one.unit}）"
    return f"{here.place.title}（{'、'.join(here.said)}）"


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
