"""A migrated database of the benchmarks' own, and the owner's door to it beside the site's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test.utils import setup_databases, teardown_databases

from fulian.database.owner import as_owner

OWNER = "owner"
ON = date(2026, 1, 1)
AT = datetime(2026, 1, 1, tzinfo=UTC)
HEAP = """
DROP TABLE IF EXISTS bench_heap;
CREATE TABLE bench_heap (LIKE orgs_org);
"""
COLUMNS = """
SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = 'bench_heap'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


@contextmanager
def scratch() -> Iterator[None]:
    """Build a database with the walls up, and drop it at the end; the site's role uses it."""
    connections[DEFAULT_DB_ALIAS].settings_dict["TEST"]["NAME"] = "fulian_bench"
    with as_owner():
        built = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    try:
        yield
    finally:
        with as_owner():
            teardown_databases(built, verbosity=0)


@contextmanager
def owner() -> Iterator[DatabaseWrapper]:
    """Give the owner's connection through Django's own backend: no stamp, no policy."""
    plain = hire_owner()
    try:
        yield plain
    finally:
        plain.close()
        del connections[OWNER]


def hire_owner() -> DatabaseWrapper:
    """Return the owner's connection to the database the site uses, known as ``OWNER``."""
    site = connections[DEFAULT_DB_ALIAS].settings_dict
    plain = DatabaseWrapper(site | settings.DATABASE_OWNER, OWNER)
    connections[OWNER] = plain
    return plain


def tell(plain: DatabaseWrapper, sql: str, params: Any = None) -> list[Any]:
    """Run ``sql`` as the owner; return its rows."""
    with plain.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def empty(plain: DatabaseWrapper) -> None:
    """Forget every county and everything in them."""
    tell(plain, "TRUNCATE orgs_county, orgs_org CASCADE")


class Heap:
    """The limit: a table without walls, keys and indexes, filled with the same columns."""

    def __init__(self, plain: DatabaseWrapper) -> None:
        """Make the table, empty."""
        self._plain = plain
        tell(plain, HEAP)
        columns = tell(plain, COLUMNS)
        arrays = ", ".join(f"array_agg({name})::text" for name, _ in columns)
        self._read = f"SELECT {arrays} FROM orgs_org WHERE county_id = %s"  # noqa: S608 -- catalogue names
        parts = ", ".join(f"%s::{kind}[]" for _, kind in columns)
        self._write = f"INSERT INTO bench_heap SELECT * FROM unnest({parts})"  # noqa: S608 -- catalogue types

    def columns_of(self, county: int) -> Any:
        """Return the county's organisations, an array a column, in PostgreSQL's own writing."""
        return tell(self._plain, self._read, [county])[0]

    def fill(self, columns: Any) -> None:
        """Insert them in one statement."""
        tell(self._plain, self._write, columns)

    def drop(self) -> None:
        """Leave nothing behind."""
        tell(self._plain, "DROP TABLE bench_heap")
