"""A report as a workbook to print and hand in: A4 landscape, heads on every page, no formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from fulian.workbooks import bold, filled, letter_of, new_book, openpyxl, put, saved, thin
from orgs.models import Level
from orgs.queries.tree import top_of_reach
from reports.models import QuarterlyCoverageReport
from reports.queries.counting import quotas_on
from reports.queries.figures import Figure, InReach, Line
from reports.rules import INDICATORS, ROUNDING, counting_told
from reports.rules.quarters import told

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FACTS, HEAD, FIRST = 2, 4, 6  # rows: who and when, the two-line head, the first figures
EACH = 3  # columns an indicator takes
PLACES = 2  # columns that say which organisation
WIDE = PLACES + EACH * len(INDICATORS)
A_PAGE = 5  # indicators on a printed page
DEPTH = {Level.COUNTY: 0, Level.TOWNSHIP: 0, Level.VILLAGE: 1, Level.UNIT: 1}
SHADES = {Level.COUNTY: "F3D9DF", Level.TOWNSHIP: "F7F3F4"}


def workbook(report: QuarterlyCoverageReport) -> bytes:
    """Return what of ``report`` is in reach as an xlsx file."""
    book = new_book()
    sheet: Worksheet = book.active  # type: ignore[assignment]  # a new book has one
    sheet.title = report.quarter
    seen = InReach(report)
    _front(sheet, seen)
    _heads(sheet)
    lines = seen.lines()
    for row, line in enumerate(lines, FIRST):
        _line(sheet, row, line)
    last = FIRST + len(lines)
    _notes(sheet, last + 1, report)
    _page(sheet)
    return saved(book)


def _front(sheet: Worksheet, seen: InReach) -> None:
    report, county = seen.report, seen.report.county.name
    top = top_of_reach().title
    _text(sheet, 1, 1, f"{county}妇联组织{report}覆盖报告").font = openpyxl.styles.Font(
        size=16, bold=True
    )
    frozen = report.frozen_at
    filed = timezone.localdate(frozen or report.compiled_at)
    stands = "已定稿" if frozen else "乡镇核对中，数字可能变动"
    signed = [f"{c.place.title} {c.said.name}" for c in seen.confirmings() if c.said]
    _text(sheet, FACTS, 1, f"填报单位：{top}    数据截至：{told(report.taken_on)}    {stands}")
    checked = "、".join(signed) or "（尚无）"
    _text(sheet, FACTS + 1, 1, f"审核人：{checked}    填报日期：{told(filed)}")
    for row in (1, FACTS, FACTS + 1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=PLACES + 5 * EACH)


def _heads(sheet: Worksheet) -> None:
    middle = openpyxl.styles.Alignment(horizontal="center", vertical="center", wrap_text=True)
    for column, said in enumerate(("组织代码", "组织"), 1):
        _text(sheet, HEAD, column, said)
        sheet.merge_cells(start_row=HEAD, start_column=column, end_row=HEAD + 1, end_column=column)
    for place, one in enumerate(INDICATORS):
        column = PLACES + 1 + place * EACH
        _text(sheet, HEAD, column, one.name)
        sheet.merge_cells(
            start_row=HEAD, start_column=column, end_row=HEAD, end_column=column + EACH - 1
        )
        three = ("分子", "分母", "比率") if one.is_rate else ("空缺", "应配", "空缺天数")
        for n, said in enumerate(three):
            _text(sheet, HEAD + 1, column + n, said)
    for row in (HEAD, HEAD + 1):
        for column in range(1, WIDE + 1):
            cell = sheet.cell(row, column)
            cell.font, cell.alignment, cell.border = bold(), middle, thin()


def _line(sheet: Worksheet, row: int, line: Line) -> None:
    level = Level(line.place.level)
    _text(sheet, row, 1, line.place.code)
    _text(sheet, row, 2, "　" * DEPTH[level] + line.place.title)
    for place, figure in enumerate(line.figures):
        for n, value in enumerate(_three(figure)):
            cell = sheet.cell(row, PLACES + 1 + place * EACH + n)
            cell.value = value  # numbers, or nothing
            if n == EACH - 1 and figure.indicator.is_rate:
                cell.number_format = '0.0"%"'
    for column in range(1, WIDE + 1):
        cell = sheet.cell(row, column)
        cell.border = thin()
        if level in SHADES:
            cell.fill, cell.font = filled(SHADES[level]), bold()
    if DEPTH[level]:
        sheet.row_dimensions[row].outlineLevel = DEPTH[level]


def _three(figure: Figure) -> tuple[Any, Any, Any]:
    if not figure.denominator:
        return None, None, None
    third = figure.share if figure.indicator.is_rate else None
    return figure.numerator, figure.denominator, third


def _notes(sheet: Worksheet, row: int, report: QuarterlyCoverageReport) -> None:
    counting = counting_told((then.level, then.quota) for then in quotas_on(report.taken_on))
    said = [
        f"职数口径：{'；'.join(counting)}。",
        ROUNDING,
        "园区、农林场和虚拟单位不计入总数，其下的村（社区）计入。空缺天数算到截止日期。",
        *[f"{one.name}：{one.numerator}÷{one.denominator}。" for one in INDICATORS if one.is_rate],
    ]
    if report.digest:
        said.append(f"校验码：{report.digest}")
    for n, note in enumerate(said):
        _text(sheet, row + n, 1, note)


def _page(sheet: Any) -> None:  # openpyxl's own types say less than it does
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape", 9  # A4
    setup.fitToWidth, setup.fitToHeight = -(-len(INDICATORS) // A_PAGE), 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD}:{HEAD + 1}"
    sheet.print_title_cols = "A:B"
    sheet.print_area = f"A1:{letter_of(WIDE)}{sheet.max_row}"
    sheet.freeze_panes = sheet.cell(FIRST, PLACES + 1)
    sheet.sheet_properties.outlinePr.summaryBelow = False
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    breaks = range(PLACES + A_PAGE * EACH, WIDE, A_PAGE * EACH)
    pagebreak = openpyxl.worksheet.pagebreak
    sheet.col_breaks = pagebreak.ColBreak(brk=[pagebreak.Break(id=column) for column in breaks])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 15, 22
    for column in range(PLACES + 1, WIDE + 1):
        sheet.column_dimensions[letter_of(column)].width = 8


def _text(sheet: Worksheet, row: int, column: int, said: str) -> Any:
    """Write words as words: nothing that a name begins with makes it a formula."""
    cell: Any = sheet.cell(row, column)
    put(cell, said).quotePrefix = said[:1] in "=+-@"
    return cell
