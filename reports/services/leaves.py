"""Renewing the leaf rows of a quarter: counted from the facts, written where they differ."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from duties.services.appraisals import keep_outcomes
from fulian import scoping
from fulian.database import bulk
from reports.catalogue import COLUMNS
from reports.models import QuarterLeaf, QuarterlyCoverageReport, Touched
from reports.queries.counting import Leaf, counted
from reports.queries.places import places_on
from reports.rules.quarters import Quarter, quarter_of

DAY = timedelta(days=1)
FIGURES_LOCK = 6  # the first key of the advisory lock; the second is the county


@dataclass(frozen=True, slots=True)
class Renewed:
    """What renewing came to: organisations there are, and the keys of those that differed."""

    orgs: int
    differed: list[int]


def hold_figures() -> None:
    """Hold the open county's figures alone until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [FIGURES_LOCK, scoping.current().county]
        )


def renew_leaves(quarter: Quarter, *, on: date, at: datetime) -> Renewed:
    """Count ``quarter`` of the open county as of ``on`` from the facts, and write what differs.

    Facts win. One at a time in a county. Of the running quarter, what was touched before is taken
    away first: a write that comes meanwhile touches anew. Returns which organisations' rows were
    not what the facts say.
    """
    hold_figures()
    today = timezone.localdate(at)
    keep_outcomes(on=min(on + DAY, today))
    if quarter == quarter_of(today):
        Touched.rows.all()._raw_delete("default")
    found = counted(quarter, on)
    there = {place: found.get(place, Leaf()) for place in places_on(on)}
    known = {
        row[0]: (row[1], list(row[2:]))
        for row in QuarterLeaf.rows.filter(quarter=str(quarter)).values_list(
            "org_id", "missing", *COLUMNS
        )
    }
    differed = [org for org, leaf in there.items() if known.get(org) != (leaf.missing, leaf.values)]
    gone = known.keys() - there.keys()
    _write(quarter, there, set(differed), gone, on, at)
    return Renewed(len(there), [org for org in differed if org in known] + sorted(gone))


def is_sure(report: QuarterlyCoverageReport, quarter: Quarter) -> bool:
    """Whether the rows of ``quarter`` claim to be what the facts say: nothing was written since.

    Rows that were not counted for the last day yet claim nothing.
    """
    rows = QuarterLeaf.rows.filter(quarter=str(quarter))
    if report.touched_at is not None or Touched.rows.exists():
        return False
    return rows.exists() and not rows.filter(counted_on__lt=quarter.last).exists()


def _write(
    quarter: Quarter, there: dict[int, Leaf], differed: set[int], gone: set[int], on: date,
    at: datetime,
) -> None:  # fmt: skip
    rows = QuarterLeaf.rows.filter(quarter=str(quarter))
    rows.filter(org__in=differed | gone)._raw_delete("default")
    same: dict[str, Any] = {
        "counted_on": on, "counted_at": at, "valid_until": _valid_until(quarter, on)
    }  # fmt: skip
    rows.update(**same)
    written: list[list[Any]] = [
        [org, json.dumps(there[org].missing), *there[org].values] for org in sorted(differed)
    ]
    same |= {"quarter": str(quarter), "county_id": scoping.current().county}
    bulk.insert_rows(QuarterLeaf, ["org_id", "missing", *COLUMNS], written, same)


def _valid_until(quarter: Quarter, on: date) -> date:
    """Return the day from which time alone may change what was counted as of ``on``.

    The next one: vacancies grow older, somebody turns 36, a turn begins, a term is over. What a
    quarter's last day says stays.
    """
    return date.max if on >= quarter.last else on + DAY
