"""The exported roster: what its cells say, the workbook, and reading it when it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from fulian.workbooks import new_book, saved
from members.roster.book import Page
from members.roster.cells import one_line, value_of
from members.roster.columns import BY_KEY, COLUMNS, Column, plain
from members.roster.keys import KEY_HEAD
from members.roster.reading import Problem, columns_of, in_order, merged_problems
from members.roster.workbook import Sheet

EDITABLE = (
    "name", "phone", "id_number", "birth_on", "ethnic_group", "political_status", "education",
    "occupation", "employer", "job_title", "source_category",
)  # fmt: skip
ORDER = tuple(column.key for column in COLUMNS)
WIDTHS = {"id_number": 21, "phone": 14, "employer": 20, "source_category": 20, "township": 14,
          "village": 14, "since": 13, "birth_on": 13}  # fmt: skip
NOTES = (
    "这是导出的花名册，改好以后在“名单导入”里上传，先看到每一格改前改后，确认以后才会写入。",
    "可以改：姓名、手机号、身份证号、出生日期、民族、政治面貌、文化程度、职业、工作单位、"
    "单位职务、来源类别。",
    "不能在这里改组织和职务：任职、离任、调动请在系统里办理。也不能在这里增加人员。",
    "第一列是隐藏的行码，系统靠它认出每一行，请不要改动，也不要把一行的行码用到另一行。",
    "遮住的号码（带 * 号）不改就保留原样；要改就填写完整的号码。清空一格，就是去掉这一项内容。",
)


@dataclass(frozen=True, slots=True)
class EditedRow:
    """One line that came back: its key as text, and its cells by column, untouched."""

    number: int
    key: str
    cells: Mapping[str, Any]


def text_of_value(column: Column, value: Any) -> str:
    """Return how an exported cell says ``value``: a label, a day, a word on one line."""
    if not value:
        return ""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if column.kind in ("choice", "office"):
        words = (word for word in column.offered if column.taken.get(plain(word)) == value)
        return next(words, str(value))
    return one_line(value)


def read_text(key: str, value: Any, epoch: Any) -> tuple[Any, str]:
    """Return what a cell that came back holds, and how an export would say it."""
    column = BY_KEY[key]
    found = value_of(column, value, epoch)
    return found, text_of_value(column, found)


def edit_workbook(rows: Iterable[tuple[str, Sequence[str]]]) -> bytes:
    """Return the workbook of ``rows``: a key and the texts of all columns in their order."""
    book = new_book(by_row=True)
    sheet: Any = book.create_sheet("花名册")
    sheet.freeze_panes = "E2"
    sheet.column_dimensions["A"].hidden = True
    page = Page(sheet, [8, *(WIDTHS.get(key, 12) for key in ORDER)])
    page.head([KEY_HEAD, *(column.head for column in COLUMNS)])
    for key, texts in rows:
        page.row([key, *texts])
    sheet.auto_filter.ref = f"B1:{chr(ord('A') + len(ORDER))}{page.written}"
    notes = Page(book.create_sheet("说明"), [100])
    for note in NOTES:
        notes.line(note)
    return saved(book)


def key_places(sheet: Sheet) -> list[int]:
    """Return where the row keys stand; an exported roster that came back has them, others not."""
    return [place for place, head in enumerate(sheet.heads) if _is_key(head)]


def read_edits(sheet: Sheet) -> tuple[list[EditedRow], list[Problem]]:
    """Return the rows of an edited roster, and what is wrong with their keys and merged cells.

    Raises ``ValidationError`` for two columns of keys, and for nobody in it.
    """
    places = key_places(sheet)
    if len(places) > 1:
        raise ValidationError("有两列都是“行码”，请重新导出。", code="two_heads")
    columns = columns_of(sheet, needed=False)
    rows = [
        EditedRow(
            number, one_line(values[places[0]]), {c.key: values[p] for p, c in columns.items()}
        )
        for number, values in sheet.rows
        if any(values[place] is not None for place in columns)
    ]  # fmt: skip
    if not rows:
        raise ValidationError("花名册是空的：表头下面没有人。", code="empty")
    says = "没有行码。新增人员请用名单模板导入，或者在系统里登记。"
    missing = [Problem(row.number, KEY_HEAD, says) for row in rows if not row.key]
    merged = list(merged_problems(sheet, columns, {row.number for row in rows}))
    return rows, in_order([*merged, *missing])


def _is_key(head: Any) -> bool:
    return head is not None and plain(str(head)) == KEY_HEAD
