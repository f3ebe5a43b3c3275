"""A whole roster: its rows as plain facts, and everything that is wrong with single cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from members.identity import born_of
from members.roster.cells import value_of
from members.roster.columns import BY_KEY, COLUMNS, HEADS, Column, plain
from members.roster.workbook import MAX_ROWS, TOO_LONG, Sheet, sheet_of

HIDES = "这里是合并的单元格，请取消合并，每一行都填写。"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: the row as the spreadsheet numbers it, the column's head, one sentence."""

    row: int
    column: str
    says: str


@dataclass(slots=True)
class Row:
    """One line of the roster. A fact that could not be read is not among ``facts``."""

    number: int
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read."""

    rows: list[Row]
    problems: list[Problem]


def read_roster(data: bytes) -> Reading:
    """Return the rows of the workbook ``data``, and what is wrong with their cells.

    Raises ``ValidationError`` for what is no workbook, is too large, has merged or missing heads,
    or nobody in it.
    """
    return read_sheet(sheet_of(data))


def read_sheet(sheet: Sheet) -> Reading:
    """Return the rows of an opened workbook; else as ``read_roster``."""
    columns = columns_of(sheet)
    problems: list[Problem] = []
    rows = [
        _row(number, values, columns, sheet.epoch, problems)
        for number, values in sheet.rows
        if any(values[place] is not None for place in columns)
    ]
    if not rows:
        raise ValidationError("名单是空的：表头下面没有人。", code="empty")
    if len(rows) > MAX_ROWS:
        raise ValidationError(TOO_LONG, code="too_long")
    merged = list(merged_problems(sheet, columns, {row.number for row in rows}))
    return Reading(rows, in_order([*merged, *problems]))


def in_order(problems: list[Problem]) -> list[Problem]:
    """Return them as the sheet reads; where a cell has several, the first that was found."""
    first = {(p.row, p.column): p for p in reversed(problems)}
    return sorted(first.values(), key=lambda p: (p.row, _place(p.column)))


def columns_of(sheet: Sheet, *, needed: bool = True) -> dict[int, Column]:
    """Return the known columns by their place; others are passed over.

    Raises ``ValidationError`` for one that is there twice, or is ``needed`` and missing.
    """
    found: dict[int, Column] = {}
    for place, head in enumerate(sheet.heads):
        column = HEADS.get(plain(str(head))) if head is not None else None
        if column is None:
            continue
        if column in found.values():
            raise ValidationError(f"有两列都是“{column.head}”，请只留一列。", code="two_heads")
        found[place] = column
    missing = [c.head for c in COLUMNS if c.needed and c not in found.values()]
    if needed and missing:
        said = "、".join(f"“{head}”" for head in missing)
        raise ValidationError(f"缺少{said}列，请用下载的模板填写。", code="missing_column")
    return found


def _row(
    number: int, values: tuple[Any, ...], columns: dict[int, Column], epoch: datetime,
    problems: list[Problem],
) -> Row:  # fmt: skip
    facts: dict[str, Any] = {}
    for place, column in columns.items():
        try:
            facts[column.key] = value_of(column, values[place], epoch)
        except ValidationError as refusal:
            problems.append(Problem(number, column.head, refusal.messages[0]))
    problems += [Problem(number, BY_KEY[key].head, says) for key, says in _settled(facts)]
    return Row(number, facts)


def _settled(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Let the facts of one row agree; yield what is missing or contradicts itself."""
    for key in ("name", "office", "since"):
        if key in facts and not facts[key]:
            del facts[key]
            yield key, f"请填写{BY_KEY[key].head}。"
    if ":" in (office := facts.get("office", "")):
        facts["office"], kind = office.split(":")
        if facts.get("employment") not in (None, "", kind):
            yield "employment", "任职方式与职务里写的不一致。"
        facts["employment"] = kind
    if number := facts.get("id_number"):
        born = born_of(number)
        if facts.setdefault("birth_on", None) is None:
            facts["birth_on"] = born
        elif facts["birth_on"] != born:
            yield "birth_on", "出生日期与身份证号里的不一致，请核对。"


def merged_problems(
    sheet: Sheet, columns: dict[int, Column], numbers: set[int]
) -> Iterator[Problem]:
    """Yield a problem for every row of ``numbers`` whose cell is swallowed by a merged block."""
    for box in sheet.merged:
        inside = [c for place, c in columns.items() if box.left <= place + 1 <= box.right]
        last = min(box.bottom, max(numbers))
        for number in range(max(box.top, sheet.head + 1), last + 1):
            if number in numbers:
                yield from (Problem(number, column.head, HIDES) for column in inside)


def _place(head: str) -> int:
    return next((n for n, column in enumerate(COLUMNS) if column.head == head), len(COLUMNS))
