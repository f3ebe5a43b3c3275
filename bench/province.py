"""A whole province's facts on its real divisions, in the product's own tables, set by set."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper

from bench import ground
from bench.crew import crew
from bench.measure import Watch
from bench.nation import _open_province
from orgs.queries import divisions

QUARTER = "2026Q1"  # the facts are of this quarter and of the year before its end
PARTS = Path(__file__).with_name("province.sql")
HELP = ("bench_body", "bench_seat")
ASIDE = {  # written beside the others: nothing is made out of them
    "duties_household", "members_person", "members_appointment", "duties_ledgerentry",
    "duties_dutylogentry", "duties_postassignment",
}  # fmt: skip
ROOM = """
SET maintenance_work_mem = '1GB'; SET work_mem = '512MB';
SET lock_timeout = 0; SET statement_timeout = 0
"""
NEXT = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0}))"
BACK = """
UPDATE orgs_org SET founded_on = '2025-01-01', since = '2025-01-01';
UPDATE duties_dutypost SET since = '2025-01-01'
"""
REST = """
SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute a
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull
  AND NOT atthasdef AND attidentity = ''
"""
BARE = """
SELECT conrelid::regclass::text, conname::text, contype::text, pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'x')
ORDER BY contype DESC, conrelid::regclass::text
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indrelid::regclass::text
FROM pg_index i WHERE indrelid = ANY(%s::regclass[])
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
LEFT_OFF = {"link_one_above_a_household"}  # no read uses it; building it takes minutes
EMPTY = {
    "character varying": "''", "text": "''", "jsonb": "'{}'::jsonb", "boolean": "false",
    "date": "DATE '2025-01-01'", "timestamp with time zone": "TIMESTAMPTZ '2026-01-05 09:00+8'",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One set of rows: into which table, which columns, read how."""

    table: str
    columns: list[str]
    query: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What filling took, in seconds, and of what there is how much."""

    opening: float
    rows: float
    keys: float
    counts: dict[str, int]


_standing: dict[str, Filled] = {}


def stand(plain: DatabaseWrapper, digits: str) -> Filled:
    """Fill the province unless it stands already, as another benchmark of this run left it."""
    seats = ground.tell(plain, "SELECT EXISTS (SELECT FROM duties_household)")[0][0]
    if not seats or digits not in _standing:
        _standing[digits] = fill(plain, digits)
    return _standing[digits]


def fill(plain: DatabaseWrapper, digits: str = "43", only: Sequence[str] = ()) -> Filled:
    """Open the counties of the province ``digits`` and fill them; all keys and indexes stand."""
    ground.empty(plain)
    ground.tell(plain, ROOM)
    codes = [code for code, _ in divisions.county_list() if code.startswith(digits)]
    with Watch() as opening:
        _open(list(only) or codes)
    with Watch() as rows:
        parts = _parts()
        tables = sorted({part.table for part in parts} - set(HELP))
        told = _strip(plain, tables)
        _make(plain, parts)
    with Watch() as keys:
        _dress(plain, told)
        _advance(plain, tables)
        for name in HELP:
            ground.tell(plain, f"DROP TABLE {name}")
        ground.tell(plain, "VACUUM ANALYZE")
    counts = {t: int(ground.tell(plain, f"SELECT count(*) FROM {t}")[0][0]) for t in tables}  # noqa: S608 -- names of our own tables
    return Filled(opening.seconds, rows.seconds, keys.seconds, counts)


def _open(codes: list[str]) -> None:
    workers = os.cpu_count() or 1
    with crew(workers) as pool:
        pool.map(_open_province, [codes[n::workers] for n in range(workers)], chunksize=1)


def _parts() -> list[Part]:
    """Return the parts as the file tells them; the scratch tables have no columns."""
    found = []
    for text in PARTS.read_text().split("\n\n-- ")[1:]:
        head, query = text.split("\n", 1)
        table, _, columns = head.partition(": ")
        found.append(Part(table, columns.split(", ") if columns else [], query.strip()))
    return found


def _strip(plain: DatabaseWrapper, tables: list[str]) -> tuple[list[Any], list[Any]]:
    """Take links, exclusions and indexes off the tables; return what they were."""
    bare = ground.tell(plain, BARE, [tables])
    for table, name, _, _ in bare:
        ground.tell(plain, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = ground.tell(plain, INDEXES, [tables])
    for name, _, _ in indexes:
        ground.tell(plain, f"DROP INDEX {name}")
    return bare, indexes


def _make(plain: DatabaseWrapper, parts: list[Part]) -> None:
    ground.tell(plain, BACK)
    said = []
    for part in parts:
        if part.table in HELP:
            ground.tell(plain, f"CREATE UNLOGGED TABLE {part.table} AS {part.query}")
            ground.tell(plain, f"ANALYZE {part.table}")
        else:
            said.append((part.table in ASIDE, _insert(plain, part)))
    _at_once(
        [";".join(sql for is_aside, sql in said if is_aside is lane) for lane in (False, True)]
    )


def _insert(plain: DatabaseWrapper, part: Part) -> str:
    """Return the statement: what the part does not say and must be there is empty."""
    rest = {
        name: "1" if name == "version" else EMPTY.get(kind.split("(")[0], "0")
        for name, kind in ground.tell(plain, REST, [part.table]) if name not in part.columns
    }  # fmt: skip
    names = ", ".join([*part.columns, *rest])
    same = "".join(f", {value}" for value in rest.values())
    return f"INSERT INTO {part.table} ({names}) SELECT made.*{same} FROM ({part.query}) made"  # noqa: S608 -- our own file


def _dress(plain: DatabaseWrapper, told: tuple[list[Any], list[Any]]) -> None:
    """Put back the indexes, the largest tables' first, exclusions but one, and links, unproven."""
    bare, indexes = told
    sizes = {table: ground.tell(plain, "SELECT pg_relation_size(%s::regclass)", [table])[0][0]
             for table in {*(row[0] for row in bare), *(row[2] for row in indexes)}}  # fmt: skip
    builds = [(sizes[table], sql) for _, sql, table in indexes]
    builds += [
        (sizes[table], f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}")
        for table, name, kind, text in bare if kind == "x" and name not in LEFT_OFF
    ]  # fmt: skip
    _at_once([sql for _, sql in sorted(builds, reverse=True)])
    for table, name, kind, text in bare:
        if kind == "f":
            ground.tell(plain, f"ALTER TABLE {table} ADD CONSTRAINT {name} {text} NOT VALID")


def _advance(plain: DatabaseWrapper, tables: list[str]) -> None:
    for table in tables:
        ground.tell(plain, NEXT.format(table))


def _at_once(statements: Sequence[str]) -> None:
    """Run the statements as the owner, one for each processor at a time."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(_alone, statements))


def _alone(sql: str) -> None:
    plain = ground.hire_owner()
    try:
        ground.tell(plain, f"{ROOM}; {sql}")
    finally:
        plain.close()
