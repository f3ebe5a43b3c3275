"""Writing workbooks: rows as text cells, so that no word is ever taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

AS_TEXT = "@"
EDGE = Side(style="thin", color="999999")
THIN = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
HEAD_FILL = PatternFill("solid", fgColor="EEEEEE")
MARK = PatternFill("solid", fgColor="F8B4B4")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(slots=True)
class Page:
    """A sheet to be written from top to bottom; ``widths`` of its columns in characters."""

    sheet: Any
    widths: Sequence[int]
    bordered: bool = False
    _plain: list[Any] = field(init=False)
    _marked: list[Any] = field(init=False)
    _bold: Any = field(init=False)
    written: int = 0

    def __post_init__(self) -> None:
        for place, width in enumerate(self.widths, 1):
            kept = self.sheet.column_dimensions[get_column_letter(place)]
            kept.width, kept.number_format = width, AS_TEXT
        self._plain = [self._cell() for _ in self.widths]
        self._marked = [self._cell(fill=MARK) for _ in self.widths]
        self._bold = [self._cell(font=Font(bold=True), fill=HEAD_FILL) for _ in self.widths]

    def _cell(self, **style: Any) -> Any:
        cell: Any = WriteOnlyCell(self.sheet)
        cell.number_format = AS_TEXT
        if self.bordered:
            cell.border = THIN
        for name, value in style.items():
            setattr(cell, name, value)
        return cell

    def row(self, texts: Sequence[str], marked: Iterable[int] = ()) -> None:
        """Write a row of texts; the cells at the places ``marked`` are filled red."""
        cells = [_told(cell, text) for cell, text in zip(self._plain, texts, strict=False)]
        for place in marked:
            cells[place] = _told(self._marked[place], texts[place])
        self._add(cells)

    def head(self, texts: Sequence[str]) -> None:
        """Write a row of heads."""
        self._add([_told(cell, text) for cell, text in zip(self._bold, texts, strict=False)])

    def line(self, text: str, *, size: int = 0) -> None:
        """Write one line of words across the sheet; a ``size`` makes it a title."""
        cell: Any = WriteOnlyCell(self.sheet)
        if size:
            cell.font = Font(size=size, bold=True)
        self._add([_told(cell, text)])

    def turn(self) -> None:
        """Begin a new printed page after the row just written."""
        self.sheet.row_breaks.append(Break(id=self.written))

    def _add(self, cells: list[Any]) -> None:
        self.sheet.append(cells)
        self.written += 1


def new_book() -> Workbook:
    """Return an empty workbook that is written row by row."""
    book = Workbook(write_only=True)
    book.properties.creator = "妇联工作台"
    return book


def saved(book: Workbook) -> bytes:
    """Return the workbook as a file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _told(cell: Any, text: str) -> Any:
    """Put ``text`` into a cell as text, whatever it begins with."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:32000]
    cell.data_type = "s"
    return cell
