"""How the running quarter stands: which rows there are, as of when, and whether more is to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min, Sum

from reports.catalogue import COLUMNS
from reports.models import QuarterLeaf, QuarterlyCoverageReport, Touched
from reports.queries.figures import InReach, figures_from
from reports.rules import INDICATORS
from reports.rules.quarters import Quarter, quarter_of

RUNNING = 0  # what the running quarter is called by where a report is asked for by its key


@dataclass(frozen=True, slots=True)
class Standing:
    """The running quarter as it was last counted; ``is_waiting`` when something came since.

    ``asked`` and ``lacking``: of how many indicators something could be missing in reach, and is;
    of what is sensitive not even that is told.
    """

    quarter: Quarter
    counted_on: date
    counted_at: datetime
    is_waiting: bool
    asked: int
    lacking: int


def needs_renewing(quarter: Quarter, on: date) -> bool:
    """Whether rows of a running quarter are missing, touched, or out of date by the calendar."""
    if Touched.rows.exists():
        return True
    until = QuarterLeaf.rows.filter(quarter=str(quarter)).aggregate(first=Min("valid_until"))
    return until["first"] is None or until["first"] <= on


def standing(on: date) -> Standing | None:
    """Return how the quarter of ``on`` stands in reach; None before it was counted first."""
    quarter = quarter_of(on)
    sums = {column: Sum(column, default=0) for column in COLUMNS}
    facts = QuarterLeaf.objects.filter(quarter=str(quarter)).aggregate(
        counted_on_=Max("counted_on"), at=Max("counted_at"), until=Min("valid_until"), **sums
    )
    if facts["counted_on_"] is None:
        return None
    is_waiting = facts["until"] <= on or Touched.rows.exists()
    open_ones = [one for one in INDICATORS if one.has_gaps and not one.is_sensitive]
    asked = [one for one in figures_from(facts, open_ones) if one.denominator]
    lacking = sum(bool(one.gaps) for one in asked)
    return Standing(quarter, facts["counted_on_"], facts["at"], is_waiting, len(asked), lacking)


def in_reach(now: Standing) -> InReach:
    """Return the running quarter's figures as far as the open scope reaches."""
    return InReach(running(now))


def running(now: Standing) -> QuarterlyCoverageReport:
    """Return the running quarter as a report that is never written down."""
    return QuarterlyCoverageReport(
        pk=RUNNING, quarter=str(now.quarter), taken_on=now.counted_on, compiled_at=now.counted_at
    )
