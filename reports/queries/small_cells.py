"""What of a report's sensitive figures is hidden, reckoned once over the whole county."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from django.db.models import Exists

from orgs.models import FormerCode, Org
from reports.catalogue import BY_ID, INDICATORS, Indicator, Kind
from reports.models import QuarterLeaf, QuarterlyCoverageReport
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
    was = Exists(QuarterlyCoverageReport.rows.filter(quarter=quarter, replaced_at__isnull=False))
    found = list(
        QuarterLeaf.rows.filter(quarter=quarter).values_list("org_id", was, *SENSITIVE_COLUMNS)
    )
    rows = {
        org: dict(zip(SENSITIVE_COLUMNS, values, strict=True))
        for org, _, *values in found if org in parents and any(values)
    }  # fmt: skip
    tables = {
        one.id: Table(parents, {org: counts_of(one, row) for org, row in rows.items()})
        for one in SENSITIVE
    }
    before = _hidden_before(quarter, tables) if found and found[0][1] else {}
    hidden = {key: table.settle(before.get(key, ())) for key, table in tables.items()}
    for family in _breakdowns().values():
        _settle_together({key: tables[key] for key in family}, hidden, _across)
    for bound in BOUND:
        _settle_together({key: tables[key] for key in bound}, hidden, _alike)
    return hidden


def counts_of(one: Indicator, row: Mapping[str, int]) -> Counts:
    """Return the counts of an indicator that may be small: its integers, what is between them."""
    numerator, *below = (row[column] for column in one.columns)
    if one.has_gaps:
        return numerator, below[0], below[0] - numerator
    return (numerator, *below)


def _hidden_before(quarter: str, tables: Mapping[str, Table]) -> dict[str, set[int]]:
    """Return what editions that were replaced do not say: beside the next it would be told."""
    keys: dict[str, int] = dict(FormerCode.rows.values_list("code", "org_id"))
    keys |= dict(Org.rows.values_list("code", "pk"))
    found: dict[str, set[int]] = {key: set() for key in tables}
    old = QuarterlyCoverageReport.rows.filter(quarter=quarter, replaced_at__isnull=False)
    for body in old.values_list("body", flat=True):
        for code, one, is_told in _said_hidden(body):
            org = keys.get(code, 0)
            if one in found:
                found[one] |= {-org} if is_told else {org, -org}
    return {key: gone & tables[key].counts.keys() for key, gone in found.items()}


def _said_hidden(body: str) -> list[tuple[str, str, bool]]:
    """Return what a body hides: code, indicator, whether the whole is told all the same."""
    try:
        said = json.loads(body)
        told = {line["org"]: line["all"] for line in said.get("sums", [])}
        return [
            (line["org"], one, BY_ID[one].columns[0] in told.get(line["org"], ()))
            for line in said.get("values", []) for one in line.get("hidden", [])
        ]  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


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
    """Return what more of a breakdown is to be hidden: of a place all of it, or nothing.

    Part by part, the tree and the breakdown together would give hidden parts back. Of the county
    as many parts as cover the small ones.
    """
    found: dict[str, set[int]] = {}
    for place in set[int]().union(*(table.gone for table in tables.values())):
        gone = {key for key, table in tables.items() if place in table.gone}
        more = set(tables)
        if any(place in table.tops for table in tables.values()):
            more = across({key: sum(one.counts[place]) for key, one in tables.items()}, gone)
        for key in more - gone:
            found.setdefault(key, set()).add(place)
    return found
