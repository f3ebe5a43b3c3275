"""The statement that counts a county as of a day, and what it is given."""

from __future__ import annotations

import re
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
from homes.models import DutiesTemplate
from homes.rules.disclosure import DUTIES
from members.queries.quotas import rules_on
from members.rules import Quota
from orgs.models import Level, SettingName
from orgs.queries.settings import chosen_settings
from reports.catalogue import INDICATORS, PLACE, Kind
from reports.queries.counting import flags
from reports.rules.listing import keeps_keys
from reports.rules.quarters import ZONE, Quarter

HERE = Path(__file__).parent
FAMILIES = ("organisations", "teams", "bonds", "meetings", "homes", "programmes")
ALWAYS = date(2000, 1, 1)  # before any organisation was founded
LEVELS = (Level.VILLAGE, Level.TOWNSHIP)
SECTION = re.compile(r"^-- (counts|gaps|large|flags)\n", re.MULTILINE)  # after what is read
NAMED = re.compile(r"'(I-[^']+)'")
NONE = "SELECT NULL::bigint, NULL::int, NULL::{number}, NULL::{number}, NULL::bigint WHERE false"
DAY = timedelta(days=1)
SUMS = """
SELECT org, indicator, sum(n)::bigint AS n, sum(d)::bigint AS d,
       string_agg(id::text, ',') FILTER (WHERE {missing}) AS ids
FROM {section} GROUP BY org, indicator
"""
KEPT = [one.id for one in INDICATORS if keeps_keys(one) and one.kind is Kind.RATE]
LISTED = f"n < d AND indicator IN {tuple(KEPT)}"  # written out: the database looks them up then
MISSING = {"counts": LISTED, "gaps": "n > 0", "large": LISTED}
NUMBER = {"counts": "int", "gaps": "int", "large": "bigint"}  # the sum of large ones is slower
BY_ORG = """
SELECT org, 0, '[' || string_agg(concat_ws(',', indicator, n, d), ',') || ']',
       '{{' || string_agg('"' || indicator || '":[' || ids || ']', ',') || '}}'
FROM ({sums}) told GROUP BY org
"""
LISTING = """
SELECT org, n, d, id
FROM (SELECT * FROM counts UNION ALL SELECT * FROM gaps UNION ALL SELECT * FROM large) one
WHERE indicator = %(indicator)s AND org = ANY(%(orgs)s)
ORDER BY org, id
"""
PLANNING = {
    "enable_nestloop": "off", "work_mem": "'64MB'", "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_generic_plan", "random_page_cost": "1.1",
}  # fmt: skip
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

    A row for each organisation and part that has something to count: the key, the part, integers
    as one JSON list, and as JSON by ``PLACE`` the keys of what is missing, null where none are
    kept. Part 0 tells for each indicator in turn its ``PLACE``, the numerator and the denominator;
    the others are flags, whose integers belong where ``parts`` says. ``on`` is the day, the
    quarter's last by default.
    """
    return _sums(), _facts(quarter, on or quarter.last)


@cache
def parts() -> dict[int, list[int]]:
    """Return by part where its integers belong among the columns of a leaf; of part 0 nothing."""
    asked = _sections(FAMILIES, "flags").values()
    return {part: flags.places(select) for part, select in enumerate(asked, 1)}


@cache
def _sums() -> str:
    each = [SUMS.format(section=name, missing=missing) for name, missing in MISSING.items()]
    whole = [BY_ORG.format(sums="UNION ALL".join(each))]
    flagged = _sections(FAMILIES, "flags")
    whole += [flags.sums(name, flagged[name], part) for part, name in enumerate(flagged, 1)]
    return _whole(FAMILIES, "UNION ALL".join(whole))


def listing(quarter: Quarter, indicator: str, orgs: list[int], on: date | None = None) -> Asked:
    """Return the statement of what stands behind one number at ``orgs``, and its parameters.

    Its rows are organisation, numerator, denominator and key: what is missing of a rate is where
    the numerator is smaller.
    """
    day = on or quarter.last
    family = family_of(indicator)
    asked = (
        name for name, one in _sections((family,), "flags").items() if indicator in flags.named(one)
    )
    ending = next((flags.listing(name, indicator) for name in asked), LISTING)
    facts = _facts(quarter, day) | {"indicator": PLACE[indicator], "orgs": orgs}
    return _whole((family,), ending), facts


@cache
def family_of(indicator: str) -> str:
    """Return the file that counts an indicator."""
    word = re.compile(f"['\"]{re.escape(indicator)}['\"]")
    return next(name for name in FAMILIES if any(word.search(text) for _, text in _read(name)[1]))


@contextmanager
def set_based() -> Iterator[None]:
    """Let the planner join whole sets: it takes a county's tables for far smaller than they are.

    They are joined and sorted in memory, a few dozen megabytes, and by one process: a quarter is
    closed by as many workers as there are processors. A page out of order costs little more than
    the next: they are in memory. A kept plan is taken as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in PLANNING.items()))
        yield
        cursor.execute("; ".join(f"SET LOCAL {name} TO DEFAULT" for name in PLANNING))


@cache
def _whole(families: tuple[str, ...], ending: str) -> str:
    parts = [(HERE / "ground.sql").read_text().rstrip(), *(_read(name)[0] for name in families)]
    for section in MISSING:
        none = NONE.format(number=NUMBER[section])
        all_of_it = "\nUNION ALL\n".join([none, *_sections(families, section).values()])
        parts.append(f"{section} (org, indicator, n, d, id) AS (\n{all_of_it}\n)")
    parts += [f"{name} AS (\n{asked}\n)" for name, asked in _sections(families, "flags").items()]
    whole = "WITH\n" + ",\n".join(parts) + f"\n{ending}"
    return NAMED.sub(lambda found: str(PLACE[found[1]]), whole)  # numbers: grouped and told faster


def _sections(families: tuple[str, ...], wanted: str) -> dict[str, str]:
    """Return the sections of a kind that families have, by a name of their own."""
    return {
        f"{family}_{n}": text
        for family in families
        for n, (section, text) in enumerate(_read(family)[1])
        if section == wanted
    }


@cache
def _read(family: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what a family reads, and its sections in turn: kind and text."""
    reads, *parts = SECTION.split((HERE / f"{family}.sql").read_text())
    return reads.rstrip(), list(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))


def _facts(quarter: Quarter, day: date) -> dict[str, Any]:
    chosen = chosen_settings()
    asks = norm(chosen)
    norm_first, _ = period_of(day, asks.months)
    facts: dict[str, Any] = {
        "first": quarter.first, "second": quarter.months[1], "third": quarter.months[2],
        "after": quarter.after.first, "day": day,
        "year": day.year, "year_first": date(day.year, 1, 1),
        "first_at": _morning(quarter.first), "end_at": _morning(day + DAY),
        "after_at": _morning(quarter.after.first), "zone": str(ZONE),
        "contacts": list(contact_kinds()), "contact_first": min(quarter.first, norm_first),
        "contact_last": day, "norm_first": norm_first, "norm_women": asks.women,
        "norm_households": asks.households,
        "meetings": chosen[SettingName.MEETINGS_EACH_QUARTER],
        "told_levels": _told_levels(), "questions": len(QUESTIONS),
    }  # fmt: skip
    for then in quotas_on(day):
        quota = then.quota
        asked = {
            "chair": quota.chair, "vice_min": quota.vice_min, "executive_min": quota.executive_min,
            "inclusive": quota.is_inclusive, "ordinary": quota.ordinary, "since": then.since,
        }  # fmt: skip
        facts |= {f"{then.level}_{name}": value for name, value in asked.items()}
    return facts


def _told_levels() -> list[str]:
    """Return the levels whose duties are written for all: the county's words, else our own."""
    written = dict(DutiesTemplate.rows.values_list("level", "text"))
    return [level for level in LEVELS if written.get(level) or DUTIES.get(level)]


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)
