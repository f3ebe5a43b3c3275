"""Renewing the leaf rows of a quarter: counted from the facts, written where they differ."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from duties.services.appraisals import keep_outcomes
from fulian import scoping
from fulian.database import bulk
from reports.catalogue import COLUMNS
from reports.models import QuarterLeaf, Touched
from reports.queries.boundaries import next_day
from reports.queries.counting import Leaf, counted
from reports.queries.places import places_on
from reports.rules.quarters import Quarter

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Renewed:
    """What renewing came to: organisations there are, and the keys of those that differed."""

    orgs: int
    differed: list[int]


def renew_leaves(quarter: Quarter, *, on: date, at: datetime) -> Renewed:
    """Count ``quarter`` of the open county as of ``on`` from the facts, and write what differs.

    Facts win. What was touched before is taken away first: a write that comes meanwhile touches
    anew. Returns which organisations' rows were not what the facts say.
    """
    keep_outcomes(on=min(on + DAY, timezone.localdate(at)))
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


def _write(
    quarter: Quarter, there: dict[int, Leaf], differed: set[int], gone: set[int], on: date,
    at: datetime,
) -> None:  # fmt: skip
    rows = QuarterLeaf.rows.filter(quarter=str(quarter))
    rows.filter(org__in=differed | gone)._raw_delete("default")
    until = _valid_until(quarter, there, on)
    for day, orgs in until.items():
        kept = [org for org in orgs if org not in differed]
        rows.filter(org__in=kept).update(counted_on=on, counted_at=at, valid_until=day)
    days = {org: day for day, orgs in until.items() for org in orgs}
    written: list[list[Any]] = [
        [org, days[org], json.dumps(there[org].missing), *there[org].values]
        for org in sorted(differed)
    ]
    same = {"quarter": str(quarter), "counted_on": on, "counted_at": at}
    same["county_id"] = scoping.current().county
    bulk.insert_rows(QuarterLeaf, ["org_id", "valid_until", "missing", *COLUMNS], written, same)


def _valid_until(quarter: Quarter, there: dict[int, Leaf], on: date) -> dict[date, list[int]]:
    """Return organisations by the day from which their figures may change without a write.

    A vacancy counts its days: it changes tomorrow. What a quarter's last day says stays.
    """
    if on >= quarter.last:
        return {date.max: list(there)}
    named = min(next_day(on), quarter.last + DAY)
    vacant = COLUMNS.index("team_9_n")
    found: dict[date, list[int]] = {}
    for org, leaf in there.items():
        found.setdefault(on + DAY if leaf.values[vacant] else named, []).append(org)
    return found
