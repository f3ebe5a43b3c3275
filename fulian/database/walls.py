"""Raise the first wall: keys, links and policies that carry the county, and the grants.

``migrate`` calls ``build()`` after the last migration, as the owner, so that a new model
cannot be missed. Everything here may run again at any time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction

from fulian.database.outside import OUTSIDE
from fulian.scoping import ScopedForeignKey, scoped_links, scoped_models

CONTEXT = (Path(__file__).parent / "context.sql").read_text()
GRANTS = """
ALTER DATABASE {database} SET jit = off;
ALTER DATABASE {database} SET lock_timeout = '10s';
ALTER DATABASE {database} SET idle_in_transaction_session_timeout = '5min';
REVOKE TEMP, CREATE ON DATABASE {database} FROM PUBLIC, fulian_app;
GRANT CONNECT ON DATABASE {database} TO fulian_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC, fulian_app;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, fulian_app;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, fulian_app;
"""
GRANT = "GRANT {grants} ON {table} TO fulian_app"
USE_SEQUENCE = "GRANT USAGE ON SEQUENCE {sequence} TO fulian_app"
POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS county_wall ON {table};
CREATE POLICY county_wall ON {table} TO fulian_app USING (county_id = app.county());
"""
OWN_POLICY = """
DROP POLICY IF EXISTS own_wall ON {table};
CREATE POLICY own_wall ON {table} AS RESTRICTIVE TO fulian_app USING ({wall});
"""
# The emergency of earlier releases named a key and no table; every policy that asked it is new.
OLD_GLASS = "DROP FUNCTION IF EXISTS app.glass()"
KEY = """
ALTER TABLE {table} DROP CONSTRAINT {key}, ADD CONSTRAINT {key} PRIMARY KEY (county_id, {pk});
"""
LINK = """
ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (county_id, {column})
    REFERENCES {target} (county_id, {pk}) DEFERRABLE INITIALLY DEFERRED;
"""
INDEX = "CREATE INDEX {name} ON {table} (county_id, {column});"
KEYS_OF = """
SELECT contype, conname, array(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k(n, i)
    JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY i)
FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'f')
"""
INDEXES_OF = """
SELECT array(SELECT attname::text FROM unnest(indkey::int2[]) WITH ORDINALITY k(n, i)
    JOIN pg_attribute ON attrelid = indrelid AND attnum = n ORDER BY i)
FROM pg_index WHERE indrelid = %s::regclass AND indpred IS NULL
"""


def build(using: str = "default") -> None:
    """Wall every scoped table and link; give the site's role what it needs and no more."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(CONTEXT)
        _write_pads(cursor)
        database = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
        cursor.execute(GRANTS.format(database=database))
        for table, grants in OUTSIDE.items():
            _grant(cursor, table, grants)
        for model in scoped_models():
            _wall(cursor, model)
        for owner, field in scoped_links():
            _link(cursor, owner, field)
        cursor.execute(OLD_GLASS)


def pads(key: bytes) -> tuple[bytes, bytes]:
    """Return the two HMAC-SHA256 pads of ``key`` (at most 64 bytes)."""
    block = key.ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def site_tables() -> set[str]:
    """Return every table the models describe, scoped or not."""
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


def _write_pads(cursor: Any) -> None:
    cursor.execute("DELETE FROM app.pad")
    cursor.execute("INSERT INTO app.pad VALUES (%s, %s)", pads(settings.CONTEXT_KEY))


def _grant(cursor: Any, table: str, grants: str) -> None:
    if not grants:
        return
    cursor.execute(GRANT.format(grants=grants, table=table))
    if "INSERT" in grants:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        for (sequence,) in cursor.fetchall():
            cursor.execute(USE_SEQUENCE.format(sequence=sequence))


def _wall(cursor: Any, model: type[Any]) -> None:
    table, pk = model._meta.db_table, model._meta.pk.column
    cursor.execute(KEYS_OF, [table])
    ((key, columns),) = [(name, cols) for kind, name, cols in cursor.fetchall() if kind == "p"]
    if columns != ["county_id", pk]:
        cursor.execute(KEY.format(table=table, key=key, pk=pk))
    cursor.execute(POLICY.format(table=table))
    if model.wall:
        cursor.execute(OWN_POLICY.format(table=table, wall=model.wall))
    _grant(cursor, table, model.grants)


def _link(cursor: Any, model: type[models.Model], field: ScopedForeignKey[Any, Any]) -> None:
    target = field.remote_field.model._meta
    names = {
        "table": model._meta.db_table,
        "column": field.column,
        "target": target.db_table,
        "pk": target.pk.column,
    }
    wanted = ["county_id", field.column]
    cursor.execute(KEYS_OF, [names["table"]])
    if not any(kind == "f" and columns == wanted for kind, _, columns in cursor.fetchall()):
        cursor.execute(LINK.format(name="{table}_{column}_county".format(**names), **names))
    cursor.execute(INDEXES_OF, [names["table"]])
    if not any(columns[:2] == wanted for (columns,) in cursor.fetchall()):
        cursor.execute(INDEX.format(name="{table}_{column}_idx".format(**names), **names))
