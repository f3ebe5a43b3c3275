"""The counties of a quarter side by side as a workbook: one sheet for each heading."""

from __future__ import annotations

from typing import Any

from fulian.workbooks import add_sheet, new_book, saved
from reports.models import Oversight
from reports.queries.oversight import Cell, board
from reports.rules import ROUNDING, Heading, Kind, parse


def side_by_side(oversight: Oversight, quarter: str) -> bytes:
    """Return the published reports of ``quarter`` below the prefix as an xlsx file."""
    book = new_book(by_row=True)
    for heading in Heading:
        found = board(oversight.prefix, quarter, heading)
        heads = ["区划代码", "县（市、区）", "版本"]
        for one in found.wanted:
            heads += [one.name] if one.kind is Kind.COUNT else [f"{one.name}（{p}）" for p in PARTS]
        rows: list[list[Any]] = [
            [side.code, side.name, side.row.version if side.row else "", *_values(side.cells)]
            for side in found.sides
        ]
        add_sheet(book, heading.value, heads, [*rows, ["", "合计", "", *_values(found.summed)]])
    add_sheet(book, "说明", ["事项", "内容"], _notes(oversight, quarter))
    return saved(book)


PARTS = ("分子", "分母", "结果")


def _values(cells: list[Cell]) -> list[Any]:
    found: list[Any] = []
    for cell in cells:
        one = cell.figure
        is_count, scale = cell.indicator.kind is Kind.COUNT, 100 if one.indicator.hundredths else 1
        if cell.is_hidden or one.is_few:
            found += ["不显示"] if is_count else ["不显示", "", ""]
            continue
        top = one.numerator / scale if scale > 1 else one.numerator
        if is_count:
            found.append(top)
            continue
        is_money = scale > 1 and cell.indicator.kind is not Kind.MEAN
        below = one.denominator / scale if is_money else one.denominator
        found += [top, below, cell.result]
    return found


def _notes(oversight: Oversight, quarter: str) -> list[list[str]]:
    found = board(oversight.prefix, quarter, Heading.REACH)
    absent = "；".join(f"{city}：{'、'.join(names)}" for city, names in found.missing)
    return [
        ["单位", oversight.called],
        ["季度", parse(quarter).called],
        ["已发布", f"{len(found.sides)} 个县（市、区），应有 {found.expected} 个"],
        ["还没有发布", absent or "没有"],
        ["合计", "只是已发布的县相加；没有显示的数字不在合计里。"],
        ["口径", ROUNDING],
    ]
