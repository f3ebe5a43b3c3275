"""A printed table beside what this county's own report says of the same indicators."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from django.core.exceptions import ValidationError

from members.roster.workbook import cells_of
from orgs.queries.tree import top_of_reach
from reports.models import QuarterlyCoverageReport
from reports.queries.figures import InReach
from reports.rules.checking import Finding, Verdict, check_table
from reports.rules.figures import Figure
from reports.rules.printed_table import NO_LINES, rows_of_text, table_of


@dataclass(frozen=True, slots=True)
class Beside:
    """A line of print with its finding, and our own figure of the same name."""

    finding: Finding
    ours: str = ""
    apart: str = ""

    @property
    def printed(self) -> tuple[str, str, str]:
        """The three numbers as they stand in print: a dash where there is none."""
        line = self.finding.line
        count, of, stated = (
            one.text if one else "—" for one in (line.count, line.of, line.stated or line.each)
        )
        return count, of, stated


@dataclass(slots=True)
class Checked:
    """A whole table: its lines, what could not be read, and how many of each verdict."""

    lines: list[Beside] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many lines came to what."""
        found = [one.finding.verdict for one in self.lines]
        return [(verdict.value, found.count(verdict)) for verdict in Verdict]


def checked(
    *, text: str = "", data: bytes = b"", report: QuarterlyCoverageReport | None = None
) -> Checked:
    """Check a pasted or uploaded table; beside ``report``'s figures of the reach, where asked.

    Nothing of it is stored. Raises ``ValidationError`` for what cannot be read at all.
    """
    rows = cells_of(data) if data else rows_of_text(text)
    if not rows:
        raise ValidationError(NO_LINES, code="no_lines")
    table = table_of(rows)
    ours = _ours(report)
    lines = [_beside(one, ours.get(one.line.label)) for one in check_table(table.lines)]
    return Checked(lines, table.refused)


def _ours(report: QuarterlyCoverageReport | None) -> dict[str, Figure]:
    if report is None:
        return {}
    figures = InReach(report).figures(top_of_reach().pk)
    return {key: one for one in figures for key in (one.indicator.name, one.indicator.id)}


def _beside(finding: Finding, figure: Figure | None) -> Beside:
    if figure is None:
        return Beside(finding)
    count = finding.line.count
    if count is None or figure.is_few or figure.indicator.hundredths:
        return Beside(finding, figure.said)
    gap = Fraction(count.value) - figure.numerator
    return Beside(finding, figure.said, f"{int(gap):+,}" if gap else "一致")
