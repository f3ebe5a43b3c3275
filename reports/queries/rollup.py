"""The one set-based statement that counts a county as of a day, and what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from fulian import scoping
from members.queries.quotas import rules_on
from members.rules import Quota
from orgs.models import Level, Org
from reports.rules.quarters import ZONE, Quarter

STATEMENT = (Path(__file__).parent / "rollup.sql").read_text()
COLUMNS = (
    "org_id", "indicator", "own_numerator", "own_denominator", "own_days", "numerator",
    "denominator", "days", "missing",
)  # fmt: skip
ALWAYS = date(2000, 1, 1)  # before any organisation was founded
LEVELS = (Level.VILLAGE, Level.TOWNSHIP)


@dataclass(frozen=True, slots=True)
class QuotaThen:
    """The head-counts a level is held to, and since when."""

    level: str
    quota: Quota
    since: date


def quotas_on(day: date) -> list[QuotaThen]:
    """Return the head-counts in force on ``day`` for each level a report counts."""
    found = rules_on(day)
    return [QuotaThen(level, found[level].quota, found[level].since or ALWAYS) for level in LEVELS]


def statement(quarter: Quarter) -> tuple[str, dict[str, Any]]:
    """Return the roll-up of the open county for ``quarter`` and its parameters.

    Its columns are ``COLUMNS``; a row for each indicator and organisation that has something
    to count at itself or below.
    """
    params: dict[str, Any] = {
        "county": scoping.current().county,
        "root": Org.rows.values_list("pk", flat=True).get(parent__isnull=True),
        "first": quarter.first,
        "day": quarter.last,
        "zone": str(ZONE),
    }
    rows = []
    for n, then in enumerate(quotas_on(quarter.last)):
        quota = then.quota
        numbers = (quota.chair, quota.vice_min, quota.executive_min)
        values = (str(then.level), *numbers, quota.is_inclusive, quota.ordinary, then.since)
        params |= {f"q{n}_{place}": value for place, value in enumerate(values)}
        rows.append("(" + ", ".join(f"%(q{n}_{place})s" for place in range(len(values))) + ")")
    return STATEMENT.replace("{quotas}", ", ".join(rows)), params


@contextmanager
def set_based() -> Iterator[None]:
    """Let the planner join whole sets: it takes a county's tables for far smaller than they are."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")
