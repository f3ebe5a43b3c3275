"""A request's table as a workbook: text stays text, whatever it begins with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from fulian.workbooks import bold, filled, letter_of, new_book, put, saved
from homes.models import DataRequest, FieldKind
from homes.queries.requests import Table
from members.admin.sending import workbook

WIDTH, GREY = 16, "EEEEEE"


def book_of(request: DataRequest, table: Table) -> bytes:
    """Return the table: organisations down, fields across, totals below."""
    book = new_book()
    sheet: Any = book.active
    sheet.title = "填报结果"
    head = ["代码", "乡镇（街道）", "组织", "状态", *(one.field.name for one in table.columns)]
    put(sheet.cell(1, 1), request.title).font = bold(14)
    sent = f"{timezone.localdate(request.sent_at):%Y年%-m月%-d日}" if request.sent_at else ""
    put(
        sheet.cell(2, 1),
        f"{request.org.title}　{sent}发出　共 {table.asked} 处，已填 {table.answered} 处",
    )
    for place, text in enumerate([*head, "填报日期"], 1):
        cell = put(sheet.cell(4, place), text)
        cell.font, cell.fill = bold(), filled(GREY)
        sheet.column_dimensions[letter_of(place)].width = WIDTH
    kinds = [one.field.kind for one in table.columns]
    for row, line in enumerate(table.lines, 5):
        org = line.answer.org
        above = org.parent.short_name if org.parent and org.level == "village" else org.short_name
        for place, text in enumerate((org.code, above, org.short_name, line.state), 1):
            put(sheet.cell(row, place), text)
        for place, (kind, text) in enumerate(zip(kinds, line.cells, strict=True), 5):
            _write(sheet.cell(row, place), kind, text)
        at = line.answer.answered_at
        put(sheet.cell(row, 5 + len(kinds)), f"{timezone.localdate(at):%Y-%m-%d}" if at else "")
    last = 5 + len(table.lines)
    put(sheet.cell(last, 4), "合计").font = bold()
    for place, one in enumerate(table.columns, 5):
        put(sheet.cell(last, place), one.sum)
    sheet.freeze_panes = "E5"
    return saved(book)


def _write(cell: Any, kind: str, text: str) -> None:
    """Write a number as one; everything else as text, never as a formula."""
    if kind == FieldKind.NUMBER and text.replace(".", "", 1).isdigit() and text.isascii():
        cell.value = Decimal(text)
    else:
        put(cell, text)


def sent_as(data: bytes, name: str) -> HttpResponse:
    """Return the answer that saves the table."""
    return workbook(data, f"填报-{name}")
