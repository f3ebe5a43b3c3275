"""The statement that counts a county as of a day, and what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from duties.queries.norms import contact_kinds, norm
from duties.rules.norms import period_of
from duties.rules.reviews import QUESTIONS
from fulian import scoping
from homes.models import DutiesTemplate
from homes.rules.disclosure import DUTIES
from members.queries.quotas import rules_on
from members.rules import Quota
from orgs.models import Level, Org, SettingName
from orgs.queries.settings import setting
from reports.catalogue import INDICATORS, Kind
from reports.rules.listing import keeps_keys
from reports.rules.quarters import ZONE, Quarter

HERE = Path(__file__).parent
FAMILIES = ("organisations", "teams", "bonds", "meetings", "homes", "programmes")
ALWAYS = date(2000, 1, 1)  # before any organisation was founded
LEVELS = (Level.VILLAGE, Level.TOWNSHIP)
SPLIT = "\n--\n"  # between what a family reads and what it counts, small and large
NONE = "SELECT NULL::bigint, NULL, NULL::bigint, NULL::bigint, NULL::bigint WHERE false"
DAY = timedelta(days=1)
SUMS = """
SELECT org, indicator, sum(n)::bigint AS n, sum(d)::bigint AS d, string_agg(id::text, ',') FILTER (
    WHERE (n < d AND indicator = ANY(%(rates)s)) OR (n > 0 AND indicator = ANY(%(gaps)s))) AS ids
FROM {0} GROUP BY org, indicator
"""
BY_ORG = "\nSELECT org, array_agg(indicator), array_agg(n), array_agg(d), array_agg(ids) FROM ("
LISTING = (
    "SELECT org, n, d, id FROM (SELECT * FROM item UNION ALL SELECT * FROM large) one"
    " WHERE indicator = %(indicator)s AND org = ANY(%(orgs)s)"
    " ORDER BY org, id"
)
PLANNING = {
    "enable_nestloop": "off", "work_mem": "'64MB'", "max_parallel_workers_per_gather": "0",
}  # fmt: skip
KEPT = [one for one in INDICATORS if keeps_keys(one)]
KINDS = {
    "rates": [one.id for one in KEPT if one.kind is Kind.RATE],
    "gaps": [one.id for one in KEPT if one.kind is Kind.GAPS],
}
Asked = tuple[str, dict[str, Any]]


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


def sums(quarter: Quarter, on: date | None = None) -> Asked:
    """Return the statement of all sums of the open county, and its parameters.

    A row for each organisation that has something to count: its key, and four lists that belong
    together: indicators, numerators, denominators and the keys of what is missing, as text and
    where they are kept. ``on`` is the day, the quarter's last by default.
    """
    day = on or quarter.last
    sums = "UNION ALL".join(SUMS.format(relation) for relation in ("item", "large"))
    ending = f"{BY_ORG}{sums}) told GROUP BY org"
    return _whole(FAMILIES, ending).format(**_places(quarter, day)), _facts(quarter, day) | KINDS


def listing(quarter: Quarter, indicator: str, orgs: list[int], on: date | None = None) -> Asked:
    """Return the statement of what stands behind one number at ``orgs``, and its parameters.

    Its rows are organisation, numerator, denominator and key: what is missing of a rate is where
    the numerator is smaller.
    """
    day = on or quarter.last
    family = family_of(indicator)
    query = _whole((family,), LISTING).format(**_places(quarter, day))
    return query, _facts(quarter, day) | {"indicator": indicator, "orgs": orgs}


@cache
def family_of(indicator: str) -> str:
    """Return the file that counts an indicator."""
    said = indicator.rpartition(".")[0] if indicator.startswith("I-TEAM-8") else indicator
    return next(name for name in FAMILIES if f"'{said}" in "".join(_read(name)[1:]))


@contextmanager
def set_based() -> Iterator[None]:
    """Let the planner join whole sets: it takes a county's tables for far smaller than they are.

    They are joined and sorted in memory, a few dozen megabytes, and by one process: a quarter is
    closed by as many workers as there are processors.
    """
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in PLANNING.items()))
        yield
        cursor.execute("; ".join(f"SET LOCAL {name} TO DEFAULT" for name in PLANNING))


@cache
def _whole(families: tuple[str, ...], ending: str) -> str:
    reads, items, large = zip(*(_read(name) for name in families), strict=True)
    both = {"item": items, "large": [NONE, *filter(None, large)]}
    parts = [(HERE / "ground.sql").read_text().rstrip(), *reads]
    for name, selects in both.items():
        all_of_it = "\nUNION ALL\n".join(selects)
        parts.append(f"{name} (org, indicator, n, d, id) AS (\n{all_of_it}\n)")
    return "WITH\n" + ",\n".join(parts) + f"\n{ending}"


@cache
def _read(family: str) -> tuple[str, str, str]:
    """Return what a family reads, what it counts, and what of it is too large for an integer."""
    reads, items, *large = (HERE / f"{family}.sql").read_text().split(SPLIT)
    return reads.rstrip(), items.strip(), "".join(large).strip()


def _places(quarter: Quarter, day: date) -> dict[str, str]:
    """Return what stands in for the lists of values."""
    quotas = ", ".join(
        "(" + ", ".join(f"%(q{n}_{place})s" for place in range(7)) + ")" for n in range(len(LEVELS))
    )
    months = ", ".join(f"(DATE '{first}', DATE '{end}')" for first, end in _months(quarter, day))
    return {"quotas": quotas, "months": months}


def _facts(quarter: Quarter, day: date) -> dict[str, Any]:
    asks = norm()
    norm_first, _ = period_of(day, asks.months)
    facts: dict[str, Any] = {
        "county": scoping.current().county,
        "root": Org.rows.values_list("pk", flat=True).get(parent__isnull=True),
        "first": quarter.first, "day": day, "year": day.year, "year_first": date(day.year, 1, 1),
        "first_at": _morning(quarter.first), "end_at": _morning(day + DAY),
        "after_at": _morning(quarter.after.first), "zone": str(ZONE),
        "contacts": contact_kinds(), "contact_first": min(quarter.first, norm_first),
        "contact_last": day, "norm_first": norm_first, "norm_women": asks.women,
        "norm_households": asks.households,
        "meetings": setting(SettingName.MEETINGS_EACH_QUARTER),
        "told_levels": _told_levels(), "questions": len(QUESTIONS),
    }  # fmt: skip
    for n, then in enumerate(quotas_on(day)):
        quota = then.quota
        numbers = (quota.chair, quota.vice_min, quota.executive_min)
        values = (str(then.level), *numbers, quota.is_inclusive, quota.ordinary, then.since)
        facts |= {f"q{n}_{place}": value for place, value in enumerate(values)}
    return facts


def _told_levels() -> list[str]:
    """Return the levels whose duties are written for all: the county's words, else our own."""
    written = dict(DutiesTemplate.rows.values_list("level", "text"))
    return [level for level in LEVELS if written.get(level) or DUTIES.get(level)]


def _months(quarter: Quarter, day: date) -> list[tuple[date, date]]:
    """Return the months of the quarter that had begun by ``day``: first day, and day after."""
    firsts = [date(quarter.year, quarter.first.month + n, 1) for n in range(3)]
    ends = [*firsts[1:], quarter.after.first]
    return [(first, end) for first, end in zip(firsts, ends, strict=True) if first <= day]


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)
