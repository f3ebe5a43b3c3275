"""A locality's printed table as it was pasted or uploaded, read into lines; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from reports.rules.checking import Line
from reports.rules.printed import Printed, printed

MOST_LINES = 500
LONGEST_LABEL = 60
APART = re.compile(r"\t|\s{2,}|\|")
COLUMNS = {  # what a column is, and how its head may read
    "label": ("项目", "名称", "指标", "事项", "组织", "地区", "类别"),
    "count": ("分子", "数", "报送数", "人数", "件数", "数量", "合计", "实有"),
    "of": ("分母", "总数", "基数", "组织数", "村数"),
    "percent": ("百分比", "比率", "占比", "比例", "覆盖率", "率", "%"),
    "mean": ("平均", "均数", "平均数"),
    "each": ("每个应有", "标准", "职数", "应配"),
    "part_of": ("属于", "上级项", "归入"),
}
CALLED = {"count": "分子", "of": "分母", "percent": "百分比", "mean": "平均", "each": "每个应有"}
DEFAULT = ("label", "count", "of", "percent", "each", "part_of")
HEADS = tuple(heads[0] for heads in COLUMNS.values())
# Printed figures of counties and cities (domain D1, D2): right ones, and each way to be wrong.
SAMPLE = """项目\t分子\t分母\t百分比\t平均\t每个应有\t属于
村妇代会改建妇联\t1896\t1929\t98.3%
执委示范岗\t64\t73\t86.7%
妇女信访办结\t282\t3849\t7.32%
村妇联执委\t24300\t1620\t\t\t15
乡镇妇联执委\t624\t25\t\t\t25
来信来访\t1775
来信\t932\t\t\t\t\t来信来访
来访\t843\t\t\t\t\t来信来访
微家\t七百多\t1929
"""
NO_LINES = "没有读到要核对的内容。第一行写表头，下面每行一项，列与列之间用制表符隔开。"
Row = tuple[int, tuple[Any, ...]]


@dataclass(slots=True)
class Table:
    """The lines that can be counted with, and what was wrong with the others, by row."""

    lines: list[Line] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def rows_of_text(text: str) -> list[Row]:
    """Return pasted text as numbered rows of cells: columns apart by tabs, bars or wide gaps."""
    lines = enumerate(text.replace("\0", "").splitlines(), 1)
    return [(n, tuple(APART.split(line.strip()))) for n, line in lines if line.strip()]


def table_of(rows: Sequence[Row]) -> Table:
    """Return the rows as lines; a cell that is no number is told and its line left out.

    Raises ``ValidationError`` for nothing at all, and for too much.
    """
    if len(rows) > MOST_LINES + 1:
        raise ValidationError(f"一次最多核对 {MOST_LINES} 行，请分几次。", code="too_many")
    places, below = _heads(rows)
    found = Table()
    for number, cells in below:
        try:
            found.lines.append(_line(number, cells, places))
        except ValidationError as refusal:
            found.refused.append(refusal.messages[0])
    _check_parts(found)
    if not found.lines and not found.refused:
        raise ValidationError(NO_LINES, code="no_lines")
    return found


def _heads(rows: Sequence[Row]) -> tuple[dict[str, int], Sequence[Row]]:
    """Return at which place each column stands, and the rows below the head."""
    for at, (_, cells) in enumerate(rows[:5]):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            column = _column(cell)
            if column:
                places.setdefault(column, place)
        if "label" in places and len(places) > 1:
            return places, rows[at + 1 :]
    return {column: place for place, column in enumerate(DEFAULT)}, rows


def _column(cell: Any) -> str:
    said = unicodedata.normalize("NFKC", str(cell or "")).strip()
    return next((column for column, heads in COLUMNS.items() if said in heads), "")


def _line(number: int, cells: Sequence[Any], places: dict[str, int]) -> Line:
    def cell(column: str) -> Any:
        place = places.get(column, len(cells))
        return cells[place] if place < len(cells) else None

    label = _text(cell("label"))[:LONGEST_LABEL] or f"第 {number} 行"
    told = {
        column: _number(cell(column), column, f"第 {number} 行（{label}）的“{called}”")
        for column, called in CALLED.items()
    }
    if not any(told.values()):
        raise ValidationError(f"第 {number} 行（{label}）没有数字。", code="no_numbers")
    return Line(
        label, told["count"], told["of"], told["percent"] or told["mean"], told["each"],
        _text(cell("part_of"))[:LONGEST_LABEL], number,
    )  # fmt: skip


def _number(cell: Any, column: str, place: str) -> Printed | None:
    """Return the number of a cell; a workbook keeps 87.7% as 0.877."""
    if isinstance(cell, bool):
        raise ValidationError(f"{place}写的不是数字。", code="not_a_number")
    is_number = isinstance(cell, int | float)
    if is_number and column == "percent" and 0 <= cell <= 1:
        cell = f"{(Decimal(repr(cell)) * 100).normalize():f}%"
    elif isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    found = printed(_text(cell), place=place)
    if found and column == "percent":
        return replace(found, is_percent=True)
    return found


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _check_parts(table: Table) -> None:
    """Tell where a line says it is part of one that is not there."""
    known: Iterable[str] = {line.label for line in table.lines}
    missing = {line.part_of for line in table.lines if line.part_of} - set(known)
    table.refused += [
        f"“属于”里写的“{one}”在表里没有这一项，没有核对它的合计。" for one in sorted(missing)
    ]
