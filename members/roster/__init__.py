"""Rosters as workbooks: the template people fill in, and what is read of it. Touches no table."""

from members.roster.columns import COLUMNS, Column
from members.roster.reading import Problem, Reading, Row, in_order, read_roster, read_sheet
from members.roster.template import template
from members.roster.workbook import MAX_ROWS, MAX_UPLOAD, Sheet, is_large, sheet_of

__all__ = [
    "COLUMNS",
    "MAX_ROWS",
    "MAX_UPLOAD",
    "Column",
    "Problem",
    "Reading",
    "Row",
    "Sheet",
    "in_order",
    "is_large",
    "read_roster",
    "read_sheet",
    "sheet_of",
    "template",
]
