"""A report as a workbook to print and hand in: A4 landscape, heads on every page, no formulas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from fulian.workbooks import bold, filled, letter_of, new_book, openpyxl, put, saved, thin
from orgs.models import Level
from orgs.queries.tree import top_of_reach
from reports.catalogue import FEW, Heading
from reports.models import QuarterlyCoverageReport
from reports.queries.counting import quotas_on
from reports.queries.figures import InReach, Line
from reports.rules import INDICATORS, ROUNDING, Indicator, Kind, counting_told
from reports.rules.figures import HIDDEN, Figure
from reports.rules.quarters import told as told_day

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FACTS, HEAD, FIRST = 2, 4, 6  # rows: who and when, the two-line head, the first figures
PLACES = 2  # columns that say which organisation
A_PAGE = 15  # columns on a printed page
A_SHEET = 40  # villages that are shown and printed unasked
FOLDED = "    各村（社区）已收起，点左上角的“2”展开"
DEPTH = {Level.COUNTY: 0, Level.TOWNSHIP: 0, Level.VILLAGE: 1, Level.UNIT: 1}
SHADES = {Level.COUNTY: "F3D9DF", Level.TOWNSHIP: "F7F3F4"}
HEADS: dict[Kind, tuple[str, ...]] = {
    Kind.RATE: ("分子", "分母", "比率"),
    Kind.GAPS: ("缺口", "应有", "缺口率"),
    Kind.MEAN: ("合计", "数目", "平均"),
    Kind.COUNT: ("数",),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet: a heading with its indicators, each beginning at a column."""

    heading: Heading
    columns: list[tuple[int, Indicator]]
    wide: int


def workbook(report: QuarterlyCoverageReport) -> bytes:
    """Return what of ``report`` is in reach as an xlsx file: a sheet for each of five headings."""
    book = new_book()
    book.remove(book.worksheets[0])
    seen = InReach(report)
    lines = seen.lines()
    _cover(book, seen)
    for heading in Heading:
        part = _part(heading)
        sheet: Worksheet = book.create_sheet(heading.value)
        _front(sheet, seen, heading)
        _heads(sheet, part)
        for row, line in enumerate(lines, FIRST):
            _line(sheet, row, line, part)
        _notes(sheet, FIRST + len(lines) + 1, report, part)
        _page(sheet, part)
    return saved(book)


def _cover(book: Any, seen: InReach) -> None:
    """Add the first sheet: whose it is, as of when, how it was counted, what is on the others."""
    report = seen.report
    sheet = book.create_sheet("说明")
    title = f"{report.county.name}妇联组织{report}覆盖报告"
    _text(sheet, 1, 1, title).font = openpyxl.styles.Font(size=18, bold=True)
    sheet.merge_cells("A1:B1")
    wrap = openpyxl.styles.Alignment(vertical="top", wrap_text=True)
    for row, (called, said) in enumerate(_covered(seen), 3):
        _text(sheet, row, 1, called).font = bold()
        _text(sheet, row, 2, said)
        for column in (1, 2):
            sheet.cell(row, column).alignment, sheet.cell(row, column).border = wrap, thin()
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 76
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = f"A1:B{sheet.max_row}"


def _covered(seen: InReach) -> list[tuple[str, str]]:
    report = seen.report
    stands = "已定稿" if report.frozen_at else "未定稿，数字可能变动"
    counting = counting_told((then.level, then.quota) for then in quotas_on(report.taken_on))
    told = [
        ("填报单位", top_of_reach().title),
        ("数据截至", told_day(report.taken_on)),
        ("状态", stands),
        ("汇总时间", f"{timezone.localtime(report.compiled_at):%Y年%-m月%-d日 %H:%M}"),
        ("舍入", ROUNDING),
        ("职数口径", "；".join(counting)),
        ("小数字", f"敏感的数字不足 {FEW} 的，和由相减能得出它的，写“{HIDDEN}”。"),
        ("校验码", report.digest or "未定稿，没有校验码"),
    ]
    sheets = [(f"工作表：{one.value}", "、".join(_named(one))) for one in Heading]
    return told + sheets


def _named(heading: Heading) -> list[str]:
    return [one.name for one in INDICATORS if one.heading is heading]


def _part(heading: Heading) -> Part:
    columns, at = [], PLACES + 1
    for one in INDICATORS:
        if one.heading is heading:
            columns.append((at, one))
            at += len(HEADS[one.kind])
    return Part(heading, columns, at - 1)


def _front(sheet: Worksheet, seen: InReach, heading: Heading) -> None:
    report, county = seen.report, seen.report.county.name
    top = top_of_reach().title
    _text(
        sheet, 1, 1, f"{county}妇联组织{report}覆盖报告（{heading.value}）"
    ).font = openpyxl.styles.Font(size=16, bold=True)
    frozen = report.frozen_at
    filed = timezone.localdate(frozen or report.compiled_at)
    stands = "已定稿" if frozen else "乡镇核对中，数字可能变动"
    signed = [f"{c.place.title} {c.said.name}" for c in seen.confirmings() if c.said]
    _text(sheet, FACTS, 1, f"填报单位：{top}    数据截至：{told_day(report.taken_on)}    {stands}")
    checked = "、".join(signed) or "（尚无）"
    _text(sheet, FACTS + 1, 1, f"审核人：{checked}    填报日期：{told_day(filed)}")
    for row in (1, FACTS, FACTS + 1):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=PLACES + A_PAGE)


def _heads(sheet: Worksheet, part: Part) -> None:
    middle = openpyxl.styles.Alignment(horizontal="center", vertical="center", wrap_text=True)
    for column, said in enumerate(("组织代码", "组织"), 1):
        _text(sheet, HEAD, column, said)
        sheet.merge_cells(start_row=HEAD, start_column=column, end_row=HEAD + 1, end_column=column)
    for column, one in part.columns:
        _text(sheet, HEAD, column, one.name)
        heads = HEADS[one.kind]
        if len(heads) > 1:
            last = column + len(heads) - 1
            sheet.merge_cells(start_row=HEAD, start_column=column, end_row=HEAD, end_column=last)
        for n, said in enumerate(heads):
            _text(sheet, HEAD + 1, column + n, said)
    for row in (HEAD, HEAD + 1):
        for column in range(1, part.wide + 1):
            cell = sheet.cell(row, column)
            cell.font, cell.alignment, cell.border = bold(), middle, thin()


def _line(sheet: Worksheet, row: int, line: Line, part: Part) -> None:
    level = Level(line.place.level)
    figures = {figure.indicator.id: figure for figure in line.figures}
    _text(sheet, row, 1, line.place.code)
    _text(sheet, row, 2, "　" * DEPTH[level] + line.place.title)
    for column, one in part.columns:
        for n, value in enumerate(_values(figures[one.id])):
            cell = sheet.cell(row, column + n)
            cell.value = value  # a number, nothing, or that it is hidden
            if n == 2:
                cell.number_format = "0.00" if one.kind is Kind.MEAN else '0.0"%"'
    for column in range(1, part.wide + 1):
        cell = sheet.cell(row, column)
        cell.border = thin()
        if level in SHADES:
            cell.fill, cell.font = filled(SHADES[level]), bold()
    if DEPTH[level]:
        sheet.row_dimensions[row].outlineLevel = DEPTH[level]


def _values(figure: Figure) -> tuple[Any, ...]:
    """Return what stands in the cells of a figure."""
    top, below, outcome = figure.values
    return (top,) if figure.indicator.kind is Kind.COUNT else (top, below, outcome)


def _notes(sheet: Worksheet, row: int, report: QuarterlyCoverageReport, part: Part) -> None:
    counting = counting_told((then.level, then.quota) for then in quotas_on(report.taken_on))
    said = [
        f"职数口径：{'；'.join(counting)}。",
        ROUNDING,
        "园区、农林场和虚拟单位不计入总数，其下的村（社区）计入。空缺天数算到截止日期。",
        f"敏感的数字不足 {FEW} 的，和由相减能得出它的，写“{HIDDEN}”。",
        *[
            f"{one.name}：{one.numerator}{'÷' + one.denominator if one.denominator else ''}。"
            for _, one in part.columns
        ],
    ]
    if report.digest:
        said.append(f"校验码：{report.digest}")
    for n, note in enumerate(said):
        _text(sheet, row + n, 1, note)


def _page(sheet: Any, part: Part) -> None:  # openpyxl's own types say less than it does
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape", 9  # A4
    setup.fitToWidth, setup.fitToHeight = -(-(part.wide - PLACES) // A_PAGE), 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD}:{HEAD + 1}"
    sheet.print_title_cols = "A:B"
    sheet.print_area = f"A1:{letter_of(part.wide)}{sheet.max_row}"
    _fold(sheet)
    sheet.freeze_panes = sheet.cell(FIRST, PLACES + 1)
    sheet.sheet_properties.outlinePr.summaryBelow = False
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    breaks = range(PLACES + A_PAGE, part.wide, A_PAGE)
    pagebreak = openpyxl.worksheet.pagebreak
    sheet.col_breaks = pagebreak.ColBreak(brk=[pagebreak.Break(id=column) for column in breaks])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 15, 22
    for column in range(PLACES + 1, part.wide + 1):
        sheet.column_dimensions[letter_of(column)].width = 8


def _fold(sheet: Any) -> None:
    """Fold the villages where there are more than fit on a page: what prints are the townships."""
    rows = [row for row, one in sheet.row_dimensions.items() if one.outlineLevel]
    if len(rows) > A_SHEET:
        sheet.sheet_format.outlineLevelRow = 1
        for row in rows:
            sheet.row_dimensions[row].hidden = True
        sheet.cell(FACTS, 1).value += FOLDED


def _text(sheet: Worksheet, row: int, column: int, said: str) -> Any:
    """Write words as words: nothing that a name begins with makes it a formula."""
    cell: Any = sheet.cell(row, column)
    put(cell, said).quotePrefix = said[:1] in "=+-@"
    return cell
