"""How the closing of quarters goes: what is expected when, what failed and waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from duties.models import Due
from reports.models import QuarterlyCoverageReport
from reports.rules.quarters import COMPILE, FREEZE, quarter_numbered

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One step: compiling a quarter, or freezing its report."""

    title: str
    due_at: datetime
    done_at: datetime | None
    tries: int
    failure: str


def steps() -> list[Step]:
    """Return the latest steps and those to come, the latest first; for the whole county."""
    rows = list(Due.rows.filter(kind__in=[COMPILE, FREEZE]).order_by("-due_at", "-pk")[:SHOWN])
    frozen = [row.subject for row in rows if row.kind == FREEZE]
    called = {r.pk: str(r) for r in QuarterlyCoverageReport.rows.filter(pk__in=frozen)}
    return [
        Step(_title(row, called), row.due_at, row.done_at, row.tries, row.failure) for row in rows
    ]


def _title(row: Due, called: dict[int, str]) -> str:
    if row.kind == COMPILE:
        return f"汇总{quarter_numbered(row.subject).called}"
    return f"{called.get(row.subject, '季度报告')}定稿"
