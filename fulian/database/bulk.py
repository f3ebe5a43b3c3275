"""Many rows in one statement. COPY is refused under row-level security; this is not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

INSERT = "INSERT INTO {table} ({names}) SELECT {shared}* FROM unnest({arrays}){known}"

UPDATE = """
UPDATE {table} SET {sets} FROM unnest({arrays}) AS given({names})
WHERE {table}.county_id = %s AND {table}.id = given.id
"""


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Take ``count`` primary keys from the model's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(%s::regclass)) FROM generate_series(1, %s)",
            [_sequence_of(model), count],
        )
        return cursor.fetchone()[0] or []


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> int:
    """Insert ``rows`` of ``columns`` in one statement; return how many.

    ``same`` are columns, and their values, that all rows share.
    """
    if not rows:
        return 0
    return insert_columns(model, dict(zip(columns, zip(*rows, strict=True), strict=True)), same)


def insert_columns(
    model: type[models.Model],
    columns: Mapping[str, Sequence[Any]],
    same: Mapping[str, Any] | None = None,
    *,
    skip_known: bool = False,
) -> int:
    """Insert rows given by their ``columns``, all of one length; else as ``insert_rows``.

    With ``skip_known`` a row that some unique key forbids is left out.
    """
    same = same or {}
    types = _types_of(model)
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, [*same, *columns]))
    shared = "".join(f"%s::{types[column]}, " for column in same)
    arrays = ", ".join(f"%s::{types[column]}[]" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT.format(
                table=quote(model._meta.db_table),
                names=names,
                shared=shared,
                arrays=arrays,
                known=" ON CONFLICT DO NOTHING" if skip_known else "",
            ),
            [*same.values(), *map(_array, columns.values())],
        )
        return int(cursor.rowcount)


def insert_all(rows: Sequence[models.Model], *, skip_known: bool = False) -> list[int]:
    """Insert unsaved ``rows`` of one model in one statement and give them their keys.

    What a column's own default in the database should fill is left out of all of them. With
    ``skip_known`` a row that some unique key forbids is left out.
    """
    if not rows:
        return []
    model = type(rows[0])
    ids = next_ids(model, len(rows))
    for row, pk in zip(rows, ids, strict=True):
        row.pk = pk
    facts = [vars(row) for row in rows]
    kept = [
        f
        for f in model._meta.concrete_fields
        if not isinstance(facts[0][f.attname], DatabaseDefault)
    ]
    columns = {f.attname: _values_of(f, [fact[f.attname] for fact in facts]) for f in kept}
    insert_columns(model, columns, skip_known=skip_known)
    for row in rows:
        row._state.adding = False
    return ids


def update_all(rows: Sequence[Any], columns: Sequence[str]) -> int:
    """Write ``columns`` of saved ``rows`` of one scoped model and county in one statement.

    Django's own writes a CASE for every row and column, which takes ten times as long.
    """
    if not rows:
        return 0
    model: type[models.Model] = type(rows[0])
    quote, types = connection.ops.quote_name, _types_of(model)
    fields = [f for f in model._meta.concrete_fields if f.attname in {"id", *columns}]
    values = [[f.get_db_prep_save(getattr(r, f.attname), connection) for r in rows] for f in fields]
    sql = UPDATE.format(
        table=quote(model._meta.db_table),
        names=", ".join(quote(f.column) for f in fields),
        arrays=", ".join(f"%s::{types[f.column]}[]" for f in fields),
        sets=", ".join(
            f"{quote(f.column)} = given.{quote(f.column)}" for f in fields if f.attname != "id"
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*map(_array, values), rows[0].county_id])
        return int(cursor.rowcount)


@cache
def _sequence_of(model: type[models.Model]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_serial_sequence(%s, %s)", [model._meta.db_table, model._meta.pk.column]
        )
        return str(cursor.fetchone()[0])


@cache
def _types_of(model: type[models.Model]) -> dict[str, str]:
    fields = model._meta.concrete_fields
    return {f.column: str(f.db_type(connection)).split("(")[0] for f in fields}


def _values_of(field: Any, values: list[Any]) -> list[Any]:
    if not isinstance(field, models.JSONField):
        return values
    return [v if v is None else json.dumps(v, cls=field.encoder) for v in values]


def _array(values: Sequence[Any]) -> Any:
    """Return ``values`` as one array: text, numbers and days in the form PostgreSQL reads.

    psycopg writes an array value by value in Python, which took longer than inserting the rows.
    """
    kinds = set(map(type, values))
    has_null = type(None) in kinds
    kinds.discard(type(None))
    if not has_null and all(issubclass(kind, str) for kind in kinds):
        return _texts(values)
    if all(issubclass(kind, int | date) for kind in kinds):
        joined = ",".join(map(str, values))
        return "{" + (joined.replace("None", "NULL") if has_null else joined) + "}"
    return list(values)


def _texts(values: Sequence[str]) -> str:
    """Return an array of texts: PostgreSQL takes no NUL in a text, so it may part them here."""
    joined = "\0".join(values)
    if joined.count("\0") != len(values) - 1:
        raise ValueError("a text cannot contain NUL (0x00)")
    escaped = joined.replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
    return f'{{"{escaped}"}}'
