"""Rolls and contact lists as workbooks to print: heads on every page, townships on their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fulian.workbooks import letter_of, new_book, saved
from members.roster.book import Page

WIDTHS = {"序号": 6, "组织": 22, "姓名": 11, "职务": 14, "工作单位及职务": 26, "手机号": 15}


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together on paper: an organisation's people, and how they are counted."""

    title: str
    counted: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """What begins on a page of its own: a township, with its groups."""

    title: str
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Paper:
    """A list to be printed: what it is called, the lines above it, its heads, its sections."""

    title: str
    above: Sequence[str]
    heads: Sequence[str]
    sections: Sequence[Section]

    @property
    def count(self) -> int:
        """How many lines it has."""
        return sum(len(group.rows) for section in self.sections for group in section.groups)


def paper_workbook(paper: Paper) -> bytes:
    """Return ``paper`` as a workbook on A4, every township on a new page."""
    book = new_book(by_row=True)
    sheet: Any = book.create_sheet(paper.title[:31])
    page = Page(sheet, [WIDTHS.get(head, 12) for head in paper.heads], bordered=True)
    page.line(paper.title, size=16)
    for said in paper.above:
        page.line(said)
    page.head(paper.heads)
    top = page.written
    for place, section in enumerate(paper.sections):
        if place:
            page.turn()
        for group in section.groups:
            page.line(f"{group.title}（{group.counted}）" if group.counted else group.title)
            for row in group.rows:
                page.row(row)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"
    sheet.print_area = f"A1:{letter_of(len(paper.heads))}{page.written}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    return saved(book)
