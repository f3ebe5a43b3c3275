"""What many tests begin with is made once; every further test puts the same rows back."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.apps import apps
from django.db import connection

from fulian.scoping import scope
from orgs.models import County

Rows = dict[str, list[str]]  # by table, each as JSON

KEPT: dict[str, tuple[County, Any, Rows]] = {}


def once(key: str, make: Callable[[], Any], county: County | None = None) -> Any:
    """Return a copy of what ``make`` returned, with the rows it wrote in the database.

    It writes rows of one county and changes none: of ``county``, else of that of what it returns.
    """
    if key in KEPT:
        where, made, rows = KEPT[key]
        _put_back(where, rows)
        return deepcopy(made)
    before = _rows_of(county) if county else {}
    made = make()
    where = county or made.county
    after = _rows_of(where)
    new = {table: [row for row in after[table] if row not in before.get(table, [])]
           for table in after}  # fmt: skip
    KEPT[key] = where, deepcopy(made), {table: rows for table, rows in new.items() if rows}
    return made


def _rows_of(county: County) -> Rows:
    columns = {"orgs_county": "id"}  # before those that point at it
    for model in apps.get_models():
        if any(field.attname == "county_id" for field in model._meta.concrete_fields):
            columns[model._meta.db_table] = "county_id"
    columns.pop("orgs_publicversion")  # its one row is another one after every write
    with scope(county.pk), connection.cursor() as cursor:
        return {table: _read(cursor, table, key, county.pk) for table, key in columns.items()}


def _read(cursor: Any, table: str, key: str, county: int) -> list[str]:
    cursor.execute(f"SELECT to_json(t)::text FROM {table} t WHERE {key} = %s", [county])
    return [row for (row,) in cursor.fetchall()]


def _put_back(county: County, rows: Rows) -> None:
    inserts = "; ".join(
        f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s)"
        for table in rows
    )
    with scope(county.pk), connection.cursor() as cursor:
        cursor.execute(inserts, [f"[{','.join(found)}]" for found in rows.values()])
