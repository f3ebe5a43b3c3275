"""One indicator of one place over up to eight quarters, each as its own report counted it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries.figures import InReach
from reports.queries.places import below_of
from reports.queries.through import places_through
from reports.rules import Indicator, Quarter, parse
from reports.rules.figures import Figure

EIGHT = 8


@dataclass(frozen=True, slots=True)
class Past:
    """A quarter and what it came to there."""

    quarter: Quarter
    figure: Figure


def trend(seen: InReach, org: int, indicator: Indicator) -> list[Past]:
    """Return what ``org``, with all that stood below it then, came to in each quarter reported.

    The earliest first, this report's last; four queries however many quarters there are.
    """
    if org not in seen.reached:
        return []
    kept = QuarterlyCoverageReport.rows.filter(quarter__lte=seen.report.quarter)
    days = dict(kept.order_by("-quarter").values_list("quarter", "taken_on")[:EIGHT])
    trees = places_through(list(days.values()))
    inside = {quarter: set(below_of(trees[day], org)) for quarter, day in days.items()}
    sums = {quarter: [0] * len(indicator.columns) for quarter in days}
    every = set().union(*inside.values())
    leaves = QuarterLeaf.rows.filter(quarter__in=list(days), org__in=every)
    rows = leaves.values_list("quarter", "org_id", *(F(name) for name in indicator.columns))
    for quarter, one, *values in rows:
        if one in inside[quarter]:
            sums[quarter] = [a + b for a, b in zip(sums[quarter], values, strict=True)]
    return [Past(parse(quarter), Figure(indicator, *sums[quarter])) for quarter in sorted(days)]
