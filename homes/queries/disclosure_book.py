"""The list of disclosures as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fulian.workbooks import bold, letter_of, new_book, put, saved
from homes.models import Item
from homes.queries.disclosure import State, indicator

HEADS = ["组织", "代码", *(str(item.label) for item in Item), "四项都是最新的", "公开栏张贴日期"]


def workbook(states: Sequence[State], on: date) -> bytes:
    """Return ``states`` as a file: one line an organisation, what is missing in words."""
    book = new_book()
    sheet: Any = book.active
    sheet.title = "工作公开"
    done, whole = indicator(states)
    put(sheet.cell(1, 1), f"截至{on:%Y年%-m月%-d日}，四项都是最新的 {done} 个，共 {whole} 个")
    for column, head in enumerate(HEADS, 1):
        put(sheet.cell(2, column), head).font = bold()
        sheet.column_dimensions[letter_of(column)].width = 18
    for number, state in enumerate(states, 3):
        told = [state.org.title, state.org.code]
        told += [lack or "已公开" for _, _, lack in state.items]
        told.append("是" if state.is_current else "否")
        told.append(f"{state.hung_on:%Y年%-m月%-d日}" if state.hung_on else "")
        for column, text in enumerate(told, 1):
            put(sheet.cell(number, column), text)
    sheet.freeze_panes = "A3"
    return saved(book)
