"""The workbook people fill in: one sheet for the names, one that explains, one with the places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fulian.workbooks import bold, filled, letter_of, new_book, openpyxl, saved
from members.roster.columns import COLUMNS
from members.roster.workbook import MAX_ROWS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

NEEDED, OPTIONAL = "F8D7DA", "EEEEEE"  # colours
AS_TEXT = ("phone", "id", "day")
LISTS = "地名"
WIDTHS = {"id_number": 22, "phone": 15, "employer": 22, "source_category": 20, "township": 14}
NOTES = (
    "在“名单”里一行填一项任职，一个人有两项任职就填两行。表头不要改，不要合并单元格，不要加密码。",
    "红底的列必填。没有的内容留空，不要填“无”。",
    "先选乡镇，再选村（社区）：列表里只有这个乡镇的村（社区）。",
    "手机号、身份证号、日期三类列已经设为文本格式，从别的表粘贴时请选“只粘贴值”。",
    "上传以后先看到核对结果，确认之前不会写入任何内容。写入后七天内，写入的人或者县里可以整批撤销。",
)


def template(places: Iterable[tuple[str, str, str]] = ()) -> bytes:
    """Return the empty workbook; ``places`` (township, village, code) are listed to copy from."""
    book = new_book()
    names: Any = book.active
    _fill_in(names)
    _explain(book.create_sheet("填写说明"))
    if listed := list(places):
        _cascade(book, names, listed)
        sheet = book.create_sheet("乡镇和村（社区）")
        sheet.append(["乡镇", "村（社区）", "代码"])
        for place in listed:
            sheet.append(place)
        for letter, width in zip("ABC", (16, 20, 18), strict=True):
            sheet.column_dimensions[letter].width = width
    return saved(book)


def _fill_in(sheet: Worksheet) -> None:
    sheet.title = "名单"
    sheet.freeze_panes = "A2"
    for place, column in enumerate(COLUMNS, 1):
        letter = letter_of(place)
        head = sheet.cell(1, place, column.head)
        head.font = bold()
        head.alignment = openpyxl.styles.Alignment(horizontal="center")
        head.fill = filled(NEEDED if column.needed else OPTIONAL)
        kept = sheet.column_dimensions[letter]
        kept.width = WIDTHS.get(column.key, 12)
        if column.kind in AS_TEXT:
            kept.number_format = "@"
        if column.offered:
            words = ",".join(column.offered)
            _offer(sheet, letter, f'"{words}"')


def _cascade(book: Workbook, names: Worksheet, places: list[tuple[str, str, str]]) -> None:
    """Offer the townships, and below each its own villages; both lists lie on a hidden sheet."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    above = list(dict.fromkeys(township for township, _, _ in places))
    pairs = sorted(
        ((township, village) for township, village, _ in places if village),
        key=lambda pair: above.index(pair[0]),
    )
    for row, township in enumerate(above, 1):
        sheet.cell(row, 1).value = township
    for row, pair in enumerate(pairs, 1):
        for column, text in enumerate(pair, 2):
            sheet.cell(row, column).value = text
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                cell.data_type = "s"  # whatever a name begins with, it is no formula
    last = max(len(pairs), 1)
    _offer(names, "A", f"{LISTS}!$A$1:$A${len(above)}")
    of = f"{LISTS}!$B$1:$B${last}"
    first = f"MATCH($A2,{of},0)-1"
    _offer(names, "B", f"OFFSET({LISTS}!$C$1,{first},0,COUNTIF({of},$A2),1)", strict=False)


def _offer(sheet: Worksheet, letter: str, formula: str, *, strict: bool = True) -> None:
    """Let a column be chosen from a list; one that is not ``strict`` also takes a code."""
    choice = openpyxl.worksheet.datavalidation.DataValidation(
        "list", formula1=formula, allow_blank=True
    )
    choice.error, choice.showErrorMessage = "请从列表里选。", strict
    choice.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
    sheet.add_data_validation(choice)


def _explain(sheet: Worksheet) -> None:
    for note in NOTES:
        sheet.append([note])
    sheet.append([])
    sheet.append(["列", "怎么填", "可以填"])
    for column in COLUMNS:
        sheet.append([column.head, column.hint, "、".join(column.offered)])
    sheet.column_dimensions["A"].width = 14
    sheet.column_dimensions["B"].width = 60
    sheet.column_dimensions["C"].width = 60
