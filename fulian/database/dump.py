"""Dump and restore the whole database with PostgreSQL's own programs, as its owner.

A password goes to the programs in the environment, never on the command line. What a dump leaves
out is the signing key (``app.pad``); ``walls`` writes it back.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1
"""
HASH = """
SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text,
       coalesce(sum(hashtextextended(t::text, 1)::numeric), 0)::text FROM {table} t
"""
EMPTY = """
DROP SCHEMA IF EXISTS app CASCADE;
DROP SCHEMA IF EXISTS public CASCADE;
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
Rows = dict[str, list[Any]]


class DumpFailed(RuntimeError):
    """A program of PostgreSQL failed; the text is its own."""


@contextmanager
def snapshot() -> Iterator[str]:
    """Hold one moment of the database; yield the name under which others may see the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        yield name


def row_hashes() -> Rows:
    """Return for every table how many rows it has and two hashes over all of them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute(TABLES)
        found: Rows = {}
        for (table,) in cursor.fetchall():
            cursor.execute(HASH.format(table=connection.ops.quote_name(table)))
            found[table] = list(cursor.fetchone())
        return found


def tables() -> list[str]:
    """Return the tables there are."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [table for (table,) in cursor.fetchall()]


def dump(file: Path, snapshot_name: str) -> None:
    """Write the database as of ``snapshot_name`` to ``file`` in pg_dump's custom format."""
    _run(
        "pg_dump", "--format=custom", f"--snapshot={snapshot_name}", "--no-owner",
        "--exclude-table-data=app.pad", f"--file={file}", f"--dbname={_address()}",
    )  # fmt: skip


def empty() -> None:
    """Drop everything there is. From here on the site has nothing to serve."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EMPTY)


def check(file: Path) -> None:
    """Raise ``DumpFailed`` when ``file`` cannot be read here; touches nothing."""
    _run("pg_restore", "--list", str(file))


def load(file: Path) -> None:
    """Fill the empty database from ``file``, all or nothing, and without any right for the site.

    Until ``walls`` grants them, whatever runs as the site's role is refused.
    """
    _run(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
        f"--dbname={_address()}", str(file),
    )  # fmt: skip


def _address() -> str:
    """Return where the database is, without the password."""
    told = connection.settings_dict
    places = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"]}
    more = {key: value for key, value in told["OPTIONS"].items() if key.startswith("ssl")}
    return make_conninfo(dbname=told["NAME"], **{k: v for k, v in places.items() if v}, **more)


def _run(program: str, *args: str) -> None:
    path = str(Path(settings.PG_BIN) / program) if settings.PG_BIN else program
    env = os.environ | {"PGPASSWORD": connection.settings_dict["PASSWORD"]}
    try:
        done = subprocess.run(  # noqa: S603 -- PostgreSQL's own programs, no text of a user
            [path, *args], env=env, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as missing:
        raise DumpFailed(
            f"找不到程序 {program}，请安装 PostgreSQL 客户端或设置 PG_BIN。"
        ) from missing
    if done.returncode:
        raise DumpFailed(done.stderr.strip().splitlines()[-1] if done.stderr else program)
