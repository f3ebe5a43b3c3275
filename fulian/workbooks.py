"""What every workbook we write has in common: text that is never a formula, and a plain look.

``openpyxl`` is read when it is first used: it takes a fifth of a process's start.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import Border, Font, PatternFill


class _Lazily:
    """Stands for openpyxl until one of its names is asked for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module("openpyxl"), name)


openpyxl: Any = _Lazily()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EDGE = "999999"
LONGEST = 32_000  # characters of a cell

__all__ = [
    "XLSX", "add_sheet", "bold", "filled", "letter_of", "new_book", "openpyxl", "put", "saved",
    "thin",
]  # fmt: skip


def new_book(*, by_row: bool = False) -> Workbook:
    """Return an empty workbook; one written ``by_row`` keeps no row in memory."""
    book: Workbook = openpyxl.Workbook(write_only=by_row)
    book.properties.creator = "妇联工作台"
    return book


def saved(book: Workbook) -> bytes:
    """Return the workbook as a file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(cell: Any, text: str) -> Any:
    """Put ``text`` into a cell as text, whatever it begins with; return the cell."""
    cell.value = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
    cell.data_type = "s"
    return cell


def add_sheet(book: Any, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add a plain list to a book written by row; no cell of it is ever a formula."""
    sheet = book.create_sheet(title)
    sheet.append(list(heads))
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Any) -> Any:
    cell = openpyxl.cell.WriteOnlyCell(sheet, None if isinstance(value, str) else value)
    return put(cell, value) if isinstance(value, str) else cell


def letter_of(place: int) -> str:
    """Return the letters of the column at ``place``, counted from 1."""
    return str(openpyxl.utils.get_column_letter(place))


@cache
def bold(size: int = 11) -> Font:
    """Return a bold letter."""
    font: Font = openpyxl.styles.Font(size=size, bold=True)
    return font


@cache
def filled(colour: str) -> PatternFill:
    """Return how a cell of one colour is filled."""
    fill: PatternFill = openpyxl.styles.PatternFill("solid", fgColor=colour)
    return fill


@cache
def thin() -> Border:
    """Return a thin line on all four sides."""
    edge = openpyxl.styles.Side(style="thin", color=EDGE)
    border: Border = openpyxl.styles.Border(left=edge, right=edge, top=edge, bottom=edge)
    return border
