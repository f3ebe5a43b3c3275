"""Things of which several questions are asked at once: one pass over them answers all.

A section of flags says one row for each thing: organisation, key, and a column with the name of
each indicator: true where the thing is in its numerator, false where it is only in its
denominator, null where the question is not asked of it.
"""

from __future__ import annotations

import re

from reports.catalogue import INDICATORS, PLACE, Kind
from reports.rules.listing import keeps_keys

NAMED = re.compile(r'AS "(I-[^"]+)"')
INDICATOR = {one.id: one for one in INDICATORS}
SUMS = """
SELECT org_id, {part}, '[' || concat_ws(',', {sums}) || ']', {missing}
FROM {relation} GROUP BY org_id
"""
LISTING = """
SELECT org_id, "{name}"::int, {denominator}, id FROM {relation}
WHERE {asked} AND org_id = ANY(%(orgs)s) ORDER BY org_id, id
"""


def named(select: str) -> list[str]:
    """Return the indicators that a section of flags answers."""
    return NAMED.findall(select)


def places(select: str) -> list[int]:
    """Return where the integers that ``sums`` tells belong, in turn: the columns of a leaf."""
    asked = [INDICATOR[name] for name in named(select)]
    return [PLACE[one.id] + n for one in asked for n in range(len(one.columns))]


def sums(relation: str, select: str, part: int) -> str:
    """Return the statement of the sums: organisation, ``part``, all its integers, what is missing.

    The integers are a JSON list in the order of ``places``; what is missing is JSON by indicator.
    """
    told, missing = [], []
    for name in named(select):
        one = INDICATOR[name]
        told.append(f'count(*) FILTER (WHERE "{name}")')
        if len(one.columns) > 1:
            told.append(f'count("{name}")')
        if keeps_keys(one):
            wanting = "" if one.kind is Kind.GAPS else "NOT "
            ids = f"string_agg(id::text, ',') FILTER (WHERE {wanting}\"{name}\")"
            missing.append(f"'\"{PLACE[name]}\":[' || {ids} || ']'")
    listed = f"'{{' || nullif(concat_ws(',', {', '.join(missing)}), '') || '}}'"
    kept = listed if missing else "NULL"
    return SUMS.format(relation=relation, part=part, sums=", ".join(told), missing=kept)


def listing(relation: str, name: str) -> str:
    """Return the statement of what stands behind one number: organisation, both numbers, key."""
    is_count = INDICATOR[name].kind is Kind.COUNT
    return LISTING.format(
        relation=relation,
        name=name,
        denominator=int(not is_count),
        asked=f'"{name}"' if is_count else f'"{name}" IS NOT NULL',
    )
