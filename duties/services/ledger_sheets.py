"""Ledgers taken out as a workbook: one sheet a kind, in the columns of the paper form."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from duties import rules
from duties.ledgers import KINDS, LedgerForm
from duties.models import LedgerEntry
from duties.queries.ledgers import export_rows, subject_of
from fulian.workbooks import bold, letter_of, new_book, openpyxl, put, saved
from orgs.models import User
from orgs.queries.tree import top_of_reach
from orgs.services import record, verb

MOST = 5000
FIRST = ("组织", "记录人", "日期")
LAST = ("办理状态", "办结日期", "下次联系")


@verb("duties.export_ledger", "导出台账")
def export_ledger(
    *, rows: QuerySet[LedgerEntry], by: User, whole: bool = False, reason: str = ""
) -> bytes:
    """Return lines as a workbook; ``whole`` brings names and words, for who may read them.

    Who took how much, and why, is recorded. Sensitive lines are never in it. Raises
    ``ValidationError`` for words without the right or the reason, and for over 5,000 lines.
    """
    rules.ledgers.check_may_take_words(
        whole=whole, may=by.has_perm("duties.read_ledger"), reason=reason
    )
    lines = list(export_rows(rows)[: MOST + 1])
    rules.ledgers.check_not_too_many(len(lines), MOST)
    book = new_book()
    book.remove(book.worksheets[0])
    for code, kind in KINDS.items():
        mine = [entry for entry in lines if entry.kind == code]
        if mine:
            _sheet(book, kind, mine, whole)
    if not lines:
        put(book.create_sheet("台账").cell(1, 1), "没有符合条件的记录")
    said = f"{len(lines)} 条，{'含' if whole else '不含'}姓名和内容"
    record(top_of_reach(), by=by, reason=reason.strip(), name=said)
    return saved(book)


def _sheet(book: Any, kind: type[LedgerForm], lines: list[LedgerEntry], whole: bool) -> None:
    sheet = book.create_sheet(kind.title[:31].replace("/", ""))
    names = [
        *FIRST,
        *([kind.about] if kind.about and whole else []),
        *kind.labels(whole=whole),
        *LAST,
    ]
    for place, name in enumerate(names, start=1):
        put(sheet.cell(1, place), name).font = bold()
        sheet.column_dimensions[letter_of(place)].width = 16
    wrap = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    for number, entry in enumerate(lines, start=2):
        for place, text in enumerate(_row(kind, entry, whole), start=1):
            put(sheet.cell(number, place), text).alignment = wrap
    sheet.freeze_panes = "A2"


def _row(kind: type[LedgerForm], entry: LedgerEntry, whole: bool) -> list[str]:
    columns = {name: getattr(entry, column) for column, name in kind.columns.items()}
    told = [text for _, text in kind.told(entry.words | columns, whole=whole)]
    who = entry.appointment.person.name if whole else entry.appointment.get_office_display()
    return [
        entry.org.title, who, f"{entry.done_on}",
        *([subject_of(entry)] if kind.about and whole else []), *told,
        entry.get_status_display(), f"{entry.closed_on or ''}", f"{entry.next_on or ''}",
    ]  # fmt: skip
