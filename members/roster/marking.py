"""The uploaded roster handed back: every row as it came, the wrong cells marked, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from fulian.workbooks import new_book, saved
from members.roster.book import Page
from members.roster.keys import KEY_HEAD

SAYS = "问题"
NOTE = "红底的格子要改，“问题”一列写着怎么改。改好以后直接上传这份文件，这一列不用删。"


def marked_workbook(
    heads: Sequence[str], raw: Iterable[Sequence[Any]], problems: Iterable[Sequence[Any]]
) -> bytes:
    """Return the rows of ``raw`` (number, then cells under ``heads``) with ``problems`` marked."""
    wrong: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for number, column, says in problems:
        wrong[number].append((column, says))
    book = new_book(by_row=True)
    sheet: Any = book.create_sheet("名单")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].hidden = heads[0] == KEY_HEAD
    page = Page(sheet, [*[14] * len(heads), 70])
    page.head([*heads, SAYS])
    for number, *texts in raw:
        said = wrong.get(number, [])
        places = {heads.index(column) for column, _ in said if column in heads}
        told = "；".join(f"{column}：{says}" for column, says in said)
        page.row([*texts, told], marked=[*places, len(heads)] if said else ())
    notes = Page(book.create_sheet("说明"), [100])
    notes.line(NOTE)
    return saved(book)
