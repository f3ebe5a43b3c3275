"""What a frozen report itself says, read from its body: for an edition that was replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orgs.models import FormerCode, Org
from reports.catalogue import COLUMNS
from reports.models import QuarterlyCoverageReport
from reports.queries.canonical import said_of

Sums = dict[str, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """One organisation as a frozen report says it: its numbers, and what it lacks."""

    own: Sums
    missing: dict[str, list[int]]


def kept_of(report: QuarterlyCoverageReport) -> dict[int, Kept]:
    """Return what a frozen report says of each organisation, by key."""
    keys: dict[str, int] = dict(FormerCode.rows.values_list("code", "org_id"))
    keys |= dict(Org.rows.values_list("code", "pk"))
    lines: list[dict[str, Any]] = said_of(report).get("values", [])
    return {
        keys[line["org"]]: Kept(line["own"], line["missing"])
        for line in lines if line["org"] in keys
    }  # fmt: skip


def summed_from(kept: Mapping[int, Kept], under: Mapping[int, Iterable[int]]) -> dict[int, Sums]:
    """Return sums as ``figures.summed`` does, out of what a report keeps."""
    found: dict[int, Sums] = {}
    for top, orgs in under.items():
        total = dict.fromkeys(COLUMNS, 0)
        for org in orgs:
            for column, value in kept[org].own.items() if org in kept else ():
                if column in total:
                    total[column] += value
        found[top] = total
    return found
