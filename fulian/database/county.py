"""A county's rows, out of one database and into another.

What is sealed with one system's keys is opened on the way out and sealed with the other's on the
way in; the hashes by which sealed values are found are derived anew. Apps say which those are.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from psycopg import IsolationLevel

from fulian import crypto
from fulian.scoping import ScopedModel, current, scoped_models

Row = dict[str, Any]
PLAIN = "§plain"  # marks an opened value: {"§plain": "13812345678"}
PAGE = 2000
READ = """
SELECT to_jsonb(t)::text FROM {table} t WHERE county_id = %s AND id > %s ORDER BY id LIMIT %s
"""
WRITE = """
INSERT INTO {table} ({names})
SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) WHERE county_id = %s
"""
MOVE_ON = """
SELECT max(nextval(%s::regclass))
FROM generate_series(1, %s - coalesce(pg_sequence_last_value(%s::regclass), 0))
"""
_derived: dict[str, tuple[tuple[str, ...], Callable[[Row], Row]]] = {}
_forgotten: dict[str, tuple[str, ...]] = {}


def derives(table: str, *columns: str) -> Callable[[Callable[[Row], Row]], Callable[[Row], Row]]:
    """Register how the keyed ``columns`` of ``table`` follow from an opened row."""

    def keep(derive: Callable[[Row], Row]) -> Callable[[Row], Row]:
        _derived[table] = (columns, derive)
        return derive

    return keep


def forgets(table: str, *columns: str) -> None:
    """Say that ``columns`` of ``table`` hold what is only passing through: it does not leave."""
    _forgotten[table] = columns


@contextmanager
def one_moment() -> Iterator[None]:
    """Let the transaction begun inside see the database as of one moment throughout.

    Inside a running transaction nothing changes: it sees what it sees.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    link: Any = connection.connection
    usual = link.isolation_level
    link.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        yield
    finally:
        if not link.closed:
            link.isolation_level = usual


def tables() -> list[type[ScopedModel]]:
    """Return the models of a county's tables, by name of the table."""
    return sorted(scoped_models(), key=lambda model: model._meta.db_table)


def opened_rows(model: type[ScopedModel]) -> Iterator[Row]:
    """Return the open county's rows of one table, by key, what is sealed opened."""
    statement, last = READ.format(table=_quoted(model)), 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [current().county, last, PAGE])
            page = [json.loads(text) for (text,) in cursor.fetchall()]
        for row in page:
            yield _opened(model, row)
        if len(page) < PAGE:
            return
        last = page[-1]["id"]


def write_rows(model: type[ScopedModel], rows: Iterable[Row]) -> int:
    """Write opened rows into the open county's table, sealed; return how many there were."""
    count, page = 0, []
    for row in rows:
        page.append(_sealed(model, row))
        if len(page) == PAGE:
            count += _insert(model, page)
            page = []
    return count + (_insert(model, page) if page else 0)


def move_on(model: type[models.Model], last: int) -> None:
    """Let the table's next key come after ``last``."""
    with connection.cursor() as cursor:
        names = [model._meta.db_table, model._meta.pk.column]
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", names)
        (sequence,) = cursor.fetchone()
        cursor.execute(MOVE_ON, [sequence, last, sequence])


def canonical(row: Row) -> bytes:
    """Return the one text of an opened row, for hashing."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _insert(model: type[ScopedModel], page: Sequence[Row]) -> int:
    names = ", ".join(connection.ops.quote_name(c) for c in _columns(model))
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE.format(table=_quoted(model), names=names),
            [json.dumps(page, ensure_ascii=False), current().county],
        )
        return int(cursor.rowcount)


def _columns(model: type[ScopedModel]) -> list[str]:
    return [f.column for f in model._meta.concrete_fields]


def _quoted(model: type[ScopedModel]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _binary(model: type[models.Model]) -> list[str]:
    return [f.column for f in model._meta.concrete_fields if isinstance(f, models.BinaryField)]


def _opened(model: type[ScopedModel], row: Row) -> Row:
    table = model._meta.db_table
    for column in _forgotten.get(table, ()):
        row[column] = None
    for column in _binary(model):
        if row[column] is not None:
            sealed = bytes.fromhex(row[column].removeprefix("\\x"))
            row[column] = {PLAIN: _unsealed(sealed, f"{table}.{column}")}
    for column in _derived.get(table, ((),))[0]:
        row.pop(column)
    if table == "orgs_record":
        row["changes"] = [_each(change, _open_value) for change in row["changes"]]
    return row


def _sealed(model: type[ScopedModel], row: Row) -> Row:
    table = model._meta.db_table
    if table in _derived:
        row |= _derived[table][1](row)
    for column in _binary(model):
        if row[column] is not None:
            sealed = crypto.seal(
                row[column][PLAIN], county=current().county, column=f"{table}.{column}"
            )
            row[column] = f"\\x{sealed.hex()}"
    if table == "orgs_record":
        row["changes"] = [_each(change, _seal_value) for change in row["changes"]]
    return row


def _unsealed(sealed: bytes, column: str) -> str:
    return crypto.unseal(sealed, county=current().county, column=column)


def _each(change: Row, turn: Callable[[str, str, Any], Any]) -> Row:
    """Return a change of the record with every value turned by its model and column."""
    turned = dict(change)
    for side in ("before", "after"):
        facts = change.get(side)
        if isinstance(facts, dict):
            turned[side] = {k: turn(change["model"], k, v) for k, v in facts.items()}
    return turned


def _open_value(label: str, column: str, value: Any) -> Any:
    """Open a value of the record; one that cannot be read any more stays as it is."""
    kind = _kind(value)
    if not kind:
        return value
    try:
        return {
            kind: {PLAIN: _unsealed(base64.b64decode(value[kind]), _bound(kind, label, column))}
        }
    except (crypto.SealBroken, UnicodeDecodeError):
        return value


def _seal_value(label: str, column: str, value: Any) -> Any:
    kind = _kind(value)
    if not kind or not isinstance(value[kind], dict):
        return value
    bound = _bound(kind, label, column)
    sealed = crypto.seal(value[kind][PLAIN], county=current().county, column=bound)
    return {kind: base64.b64encode(sealed).decode()}


def _kind(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return next((kind for kind in ("sealed", "bytes") if kind in value), "")


def _bound(kind: str, label: str, column: str) -> str:
    return f"record.{label}.{column}" if kind == "sealed" else f"{label.replace('.', '_')}.{column}"
