"""DuckDB in memory over the same rows, and the product's own statement in its dialect."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from fulian import scoping
from reports.queries.counting import FAMILIES, Leaf, leaves_of, sums
from reports.queries.counting.statement import HERE
from reports.rules import Quarter
from reports.rules.quarters import ZONE

TABLES = re.compile(r"\b(?:FROM|JOIN) ((?:orgs|members|duties|homes)_\w+)")
TYPES = {
    20: "BIGINT", 21: "INTEGER", 23: "INTEGER", 16: "BOOLEAN", 1082: "DATE", 1700: "DECIMAL(14,2)",
    1114: "TIMESTAMP", 3802: "JSON",
}  # fmt: skip
LOCAL = "Asia/Shanghai"
OTHERWISE = [  # how DuckDB says the same
    ("h.days @> %(day)s", "h.days_lower <= %(day)s AND h.days_upper > %(day)s"),
    ("lower(t.days)", "t.days_lower"),
    ("upper(t.days)", "t.days_upper"),
    ("generate_series(1, seats)", "unnest(generate_series(1, seats))"),
    ("(h.taken_at AT TIME ZONE %(zone)s)::date", "h.taken_at::date"),
    ("(h.given_at AT TIME ZONE %(zone)s)::date", "h.given_at::date"),
]


def tables_read() -> set[str]:
    """Return the tables that the statement reads."""
    files = ("ground", *FAMILIES)
    text = "\n".join((Path(HERE) / f"{name}.sql").read_text() for name in files)
    return set(TABLES.findall(text))


class Duck:
    """The county's rows in DuckDB's memory, and the statement in its dialect."""

    def __init__(self, quarter: Quarter, threads: int) -> None:
        """Copy every table the statement reads."""
        import duckdb  # noqa: PLC0415 -- it talks of itself at exit: only where it is needed

        self._db = duckdb.connect(config={"threads": threads})
        for table in sorted(tables_read()):
            self._copy(table)
        sql, facts = sums(quarter)
        for ours, theirs in [*OTHERWISE, ("app.county()", str(scoping.current().county))]:
            if ours not in sql:
                raise LookupError(ours)
            sql = sql.replace(ours, theirs)
        self._facts = {name: _plain(v) for name, v in facts.items() if f"%({name})s" in sql}
        for name in self._facts:
            sql = sql.replace(f"%({name})s", f"${name}")
        self._sql = sql

    def leaves(self) -> dict[int, Leaf]:
        """Run the statement and make leaves of it, as the product does."""
        return leaves_of(self._db.execute(self._sql, self._facts).fetchall())

    def _copy(self, table: str) -> None:
        county = scoping.current().county
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608 -- names of our own tables
            wanted = ", ".join(_as_read(column) for column in cursor.description)
            cursor.execute(f"SELECT {wanted} FROM {table} WHERE county_id = %s", [county])  # noqa: S608 -- the same
            names = [column.name for column in cursor.description]
            types = [TYPES.get(column.type_code, "VARCHAR") for column in cursor.description]
            rows = cursor.fetchall()
        lists = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
        parts = ", ".join(
            f"unnest(${n}::{kind}[]) AS {name}"
            for n, (name, kind) in enumerate(zip(names, types, strict=True), 1)
        )
        self._db.execute(f"CREATE TABLE {table} AS SELECT {parts}", lists)


def _as_read(column: Any) -> str:
    """Return how a column is read out: a range as its two ends, a moment as the local one."""
    name, kind = column.name, column.type_code
    if kind == 3912:
        return f"lower({name}) AS {name}_lower, upper({name}) AS {name}_upper"
    if kind == 1184:
        return f"({name} AT TIME ZONE '{LOCAL}') AS {name}"
    if kind == 3802:
        return f"{name}::text AS {name}"
    if kind in TYPES:
        return str(name)
    return f"{name}::text AS {name}"


def _plain(value: Any) -> Any:
    """Return a parameter as the copied columns hold it: moments local and without a zone."""
    return value.astimezone(ZONE).replace(tzinfo=None) if isinstance(value, datetime) else value
