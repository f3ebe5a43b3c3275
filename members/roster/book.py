"""Writing workbooks: rows as text cells, so that no word is ever taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fulian.workbooks import bold, filled, letter_of, openpyxl, put, thin

AS_TEXT = "@"
HEAD_FILL, MARK = "EEEEEE", "F8B4B4"  # colours


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
            kept = self.sheet.column_dimensions[letter_of(place)]
            kept.width, kept.number_format = width, AS_TEXT
        self._plain = [self._cell() for _ in self.widths]
        self._marked = [self._cell(fill=filled(MARK)) for _ in self.widths]
        self._bold = [self._cell(font=bold(), fill=filled(HEAD_FILL)) for _ in self.widths]

    def _cell(self, **style: Any) -> Any:
        cell: Any = openpyxl.cell.WriteOnlyCell(self.sheet)
        cell.number_format = AS_TEXT
        if self.bordered:
            cell.border = thin()
        for name, value in style.items():
            setattr(cell, name, value)
        return cell

    def row(self, texts: Sequence[str], marked: Iterable[int] = ()) -> None:
        """Write a row of texts; the cells at the places ``marked`` are filled red."""
        cells = [put(cell, text) for cell, text in zip(self._plain, texts, strict=False)]
        for place in marked:
            cells[place] = put(self._marked[place], texts[place])
        self._add(cells)

    def head(self, texts: Sequence[str]) -> None:
        """Write a row of heads."""
        self._add([put(cell, text) for cell, text in zip(self._bold, texts, strict=False)])

    def line(self, text: str, *, size: int = 0) -> None:
        """Write one line of words across the sheet; a ``size`` makes it a title."""
        cell: Any = openpyxl.cell.WriteOnlyCell(self.sheet)
        if size:
            cell.font = bold(size)
        self._add([put(cell, text)])

    def turn(self) -> None:
        """Begin a new printed page after the row just written."""
        self.sheet.row_breaks.append(openpyxl.worksheet.pagebreak.Break(id=self.written))

    def _add(self, cells: list[Any]) -> None:
        self.sheet.append(cells)
        self.written += 1
