"""What of a report's sensitive figures is hidden, reckoned once over the whole county."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.catalogue import INDICATORS, Indicator, Kind
from reports.models import QuarterLeaf
from reports.queries.places import PlaceThen, parents_of
from reports.rules.small_cells import Counts, Hidden, Table, across

More = Callable[[Mapping[str, Table]], dict[str, set[int]]]
SENSITIVE = [one for one in INDICATORS if one.is_sensitive]
# Of the same children, and of the same quarrels: so many visits are due for each pair, so many are
# told of those that were made. One number gives away the other.
BOUND = (("I-CARE-2", "I-CARE-4", "I-CARE-5"), ("I-MED-1", "I-MED-2"))
SENSITIVE_COLUMNS = [column for one in SENSITIVE for column in one.columns]


def hidden_of(quarter: str, places: Mapping[int, PlaceThen]) -> dict[str, Hidden]:
    """Return by indicator what may not be shown of ``quarter`` to anybody."""
    parents = parents_of(places)
    rows = {
        org: dict(zip(SENSITIVE_COLUMNS, values, strict=True))
        for org, *values in QuarterLeaf.rows.filter(quarter=quarter).values_list(
            "org_id", *SENSITIVE_COLUMNS
        )
        if org in parents and any(values)
    }
    tables = {
        one.id: Table(parents, {org: counts_of(one, row) for org, row in rows.items()})
        for one in SENSITIVE
    }
    hidden = {key: table.settle() for key, table in tables.items()}
    for family in _breakdowns().values():
        _settle_together({key: tables[key] for key in family}, hidden, _across)
    for family in BOUND:
        _settle_together({key: tables[key] for key in family}, hidden, _alike)
    return hidden


def counts_of(one: Indicator, row: Mapping[str, int]) -> Counts:
    """Return the counts of an indicator that may be small: its integers, what is between them."""
    numerator, *below = (row[column] for column in one.columns)
    if one.has_gaps:
        return numerator, below[0], below[0] - numerator
    return (numerator, *below)


def _breakdowns() -> dict[str, list[str]]:
    """Return the parts of each head-count: I-TEAM-8.age.35 and its sisters."""
    found: dict[str, list[str]] = {}
    for one in SENSITIVE:
        if one.kind is Kind.COUNT and one.id.count(".") > 1:
            found.setdefault(one.id.rsplit(".", 1)[0], []).append(one.id)
    return found


def _settle_together(tables: Mapping[str, Table], hidden: dict[str, Hidden], more_of: More) -> None:
    """Hide in what belongs together at each place, and in the tree, by turns until none tells."""
    while more := more_of(tables):
        for key, places in more.items():
            hidden[key] = tables[key].settle(places)


def _alike(tables: Mapping[str, Table]) -> dict[str, set[int]]:
    """Return what is to be hidden that one be hidden where another is."""
    gone = set[int]().union(*(table.gone for table in tables.values()))
    found = {
        key: {place for place in gone if any(table.counts.get(place, ()))} - table.gone
        for key, table in tables.items()
    }
    return {key: places for key, places in found.items() if places}


def _across(tables: Mapping[str, Table]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for place in {place for table in tables.values() for place in table.gone}:
        gone = {key for key, table in tables.items() if place in table.gone}
        counts = {key: sum(table.counts.get(place, ())) for key, table in tables.items()}
        for key in across(counts, gone) - gone:
            found.setdefault(key, set()).add(place)
    return found
