"""Things of which several questions are asked at once: one pass over them answers all.

A section of flags says one row for each thing: organisation, key, and a column with the name of
each indicator: true where the thing is in its numerator, false where it is only in its
denominator, null where the question is not asked of it.
"""

from __future__ import annotations

import re

from reports.catalogue import INDICATORS, Kind
from reports.rules.listing import keeps_keys

NAMED = re.compile(r'AS "(I-[^"]+)"')
INDICATOR = {one.id: one for one in INDICATORS}
SUMS = """
SELECT org, told.* FROM (SELECT org_id AS org, {sums} FROM {relation} GROUP BY org_id) asked
CROSS JOIN LATERAL (VALUES {cells}) told (indicator, n, d, ids) WHERE n > 0 OR d > 0
"""
LISTING = """
SELECT org_id, "{name}"::int, {denominator}, id FROM {relation}
WHERE {asked} AND org_id = ANY(%(orgs)s) ORDER BY org_id, id
"""


def named(select: str) -> list[str]:
    """Return the indicators that a section of flags answers."""
    return NAMED.findall(select)


def sums(relation: str, select: str) -> str:
    """Return the statement of the sums: organisation, indicator, both numbers, what is missing."""
    parts, cells = [], []
    for place, name in enumerate(named(select)):
        n, d, ids = f"n{place}", "0", "NULL"
        parts.append(f'count(*) FILTER (WHERE "{name}") AS {n}')
        if INDICATOR[name].kind is not Kind.COUNT:
            d = f"d{place}"
            parts.append(f'count("{name}") AS {d}')
        if keeps_keys(INDICATOR[name]):
            wanting = "" if INDICATOR[name].kind is Kind.GAPS else "NOT "
            ids = f"ids{place}"
            parts.append(f"string_agg(id::text, ',') FILTER (WHERE {wanting}\"{name}\") AS {ids}")
        cells.append(f"('{name}', {n}, {d}, {ids})")
    return SUMS.format(relation=relation, sums=", ".join(parts), cells=", ".join(cells))


def listing(relation: str, name: str) -> str:
    """Return the statement of what stands behind one number: organisation, both numbers, key."""
    is_count = INDICATOR[name].kind is Kind.COUNT
    return LISTING.format(
        relation=relation,
        name=name,
        denominator=int(not is_count),
        asked=f'"{name}"' if is_count else f'"{name}" IS NOT NULL',
    )
