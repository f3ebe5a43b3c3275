"""What the statement says, cell by cell, so that it can be held against other counts."""

from __future__ import annotations

from typing import Any

from reports.catalogue import INDICATORS
from reports.queries.counting import counted
from reports.rules import Quarter


def cells_of(quarter: Quarter) -> dict[Any, Any]:
    """Return {(org, indicator): (numerator, denominator, missing)}, noughts left out."""
    found = {}
    for org, leaf in counted(quarter).items():
        for one in INDICATORS:
            n, d = [*leaf.of(one), 0][:2]
            if n or d:
                found[org, one.id] = (n, d, leaf.missing.get(one.id, []))
    return found
