"""Rosters as workbooks: the template people fill in, and what is read of it. Touches no table."""

from members.roster.columns import COLUMNS, Column
from members.roster.reading import Problem, Reading, Row, in_order, read_roster
from members.roster.template import template
from members.roster.workbook import MAX_UPLOAD

__all__ = [
    "COLUMNS",
    "MAX_UPLOAD",
    "Column",
    "Problem",
    "Reading",
    "Row",
    "in_order",
    "read_roster",
    "template",
]
