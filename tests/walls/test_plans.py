"""Kept plans: planned once by a connection, asked for the county anew each time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from fulian.database import plans
from fulian.scoping import scope
from tests.walls.field import raw

NAMES = "SELECT county_id, name FROM orgs_org WHERE county_id = app.county() AND level = %(level)s"
KEPT = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kept%%'"


def asked(query: str, **facts: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        plans.run(cursor, query, facts)
        return list(cursor.fetchall())


def test_a_statement_is_planned_once_and_serves_every_county(field: SimpleNamespace):
    with scope(field.east.county.pk):
        before = raw(KEPT)[0][0]
        east = asked(NAMES, level="county")
    with scope(field.west.county.pk):
        west = asked(NAMES, level="county")
        assert raw(KEPT)[0][0] == before + 1
    assert [row[0] for row in east] == [field.east.county.pk]
    assert [row[0] for row in west] == [field.west.county.pk]


def test_outside_a_county_a_kept_plan_is_refused(field: SimpleNamespace):
    with scope(field.east.county.pk):
        asked(NAMES, level="county")
    with pytest.raises(DatabaseError), transaction.atomic():
        asked(NAMES, level="county")


def test_a_connection_that_forgot_prepares_anew(field: SimpleNamespace):
    with scope(field.east.county.pk):
        first = asked(NAMES, level="village")
        raw("DEALLOCATE ALL")
        assert asked(NAMES, level="village") == first


def test_facts_keep_their_types(field: SimpleNamespace):
    query = (
        "SELECT %(yes)s, %(few)s, %(many)s, %(word)s, %(day)s, %(at)s, %(words)s, %(keys)s,"
        " 100 %% %(few)s, %(word)s || '%%'"
    ).replace("%%", "%")
    at = datetime(2026, 9, 30, 1, 2, tzinfo=UTC)
    facts = {
        "yes": True, "few": 7, "many": 2**40, "word": "县'$1", "day": date(2026, 9, 30), "at": at,
        "words": ["一", "二"], "keys": [1, 2],
    }  # fmt: skip
    with scope(field.east.county.pk):
        (row,) = asked(query, **facts)
    assert row == (*facts.values(), 100 % 7, "县'$1%")


def test_a_fact_without_a_type_is_refused(field: SimpleNamespace):
    with scope(field.east.county.pk), pytest.raises(TypeError, match="NoneType"):
        asked("SELECT %(what)s", what=None)
