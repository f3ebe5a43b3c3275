"""The kinds of attack, each played against every scoped table by ``test_attacks``.

An attack is a function of a ``Target``. It asserts that nothing came of it: an error where there
must be one, else only rows of the attacker's own county. What it did is rolled back; afterwards
the caller proves that the other county's rows are byte for byte the same.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection, transaction

from fulian.database import context
from tests.walls.field import Target, dies, raw

Attack = Callable[[Target], None]
KINDS: dict[str, Attack] = {}


def attack(kind: Attack) -> Attack:
    """Put a kind of attack on the list."""
    KINDS[kind.__name__] = kind
    return kind


def tell(said: str, sig: str) -> str:
    """Return what injected SQL would say to pass for another county."""
    return f"SET LOCAL app.ctx = '{said}'; SET LOCAL app.sig = '{sig}'"


def signed(county: int, lives: int = 600, glass: str = "") -> tuple[str, str]:
    """Return a context as the site signs it, living ``lives`` seconds."""
    said = f"{county}|0|{int(time.time()) + lives}|{glass}"
    return said, context.sign(said)


def client() -> psycopg.Connection[Any]:
    """Return a bare connection of the site's role: no Django, no stamp."""
    return psycopg.connect(**connection.get_connection_params(), autocommit=True)


# Nobody said whose data it is


@attack
def read_without_a_scope(t: Target) -> None:
    with dies("no county"):
        raw(f"SELECT * FROM {t.table}")


@attack
def read_without_a_scope_in_a_transaction(t: Target) -> None:
    with dies("no county"), transaction.atomic():
        raw(f"SELECT count(*) FROM {t.table}")


@attack
def write_without_a_scope(t: Target) -> None:
    for sql in (
        t.copy(county=t.there, pk=None),
        f"UPDATE {t.table} SET county_id = county_id",
        f"DELETE FROM {t.table}",
    ):
        with dies("no county|permission denied"):
            raw(sql)


@attack
def read_after_the_scope(t: Target) -> None:
    with t.inside():
        pass
    with dies("no county"):
        raw(f"SELECT * FROM {t.table}")


@attack
def empty_context(t: Target) -> None:
    with dies("no county"), t.inside():
        raw(f"{tell('', '')}; SELECT * FROM {t.table}")


# Somebody says it who may not


@attack
def forged_context_with_own_signature(t: Target) -> None:
    said, _ = signed(t.there)
    with dies("forged"), t.inside():
        raw(f"SET LOCAL app.ctx = '{said}'; SELECT * FROM {t.table}")


@attack
def forged_context_by_set_config(t: Target) -> None:
    said, _ = signed(t.there)
    with dies("forged"), t.inside():
        raw(f"SELECT set_config('app.ctx', '{said}', true); SELECT * FROM {t.table}")


@attack
def forged_context_inside_one_statement(t: Target) -> None:
    said, _ = signed(t.there)
    with dies("forged"), t.inside():
        raw(
            f"WITH c AS MATERIALIZED (SELECT set_config('app.ctx', '{said}', true)) "
            f"SELECT (SELECT count(*) FROM {t.table}) FROM c"
        )
        raw(f"SELECT * FROM {t.table}")


@attack
def forged_signatures(t: Target) -> None:
    said, sig = signed(t.there)
    for made_up in ("", "0" * 64, sig.upper(), sig[:-1], f" {sig}", context.sign(f"{said} ")):
        with dies("forged"), t.inside():
            raw(f"{tell(said, made_up)}; SELECT * FROM {t.table}")


@attack
def own_context_stretched(t: Target) -> None:
    said, sig = signed(t.here)
    for stretched in (
        said + "0",
        f"{t.there}|{said}",
        f"{said}|{t.there}",
        said.replace("|", "||"),
    ):
        with dies("forged"), t.inside():
            raw(f"{tell(stretched, sig)}; SELECT * FROM {t.table}")


@attack
def stale_context_of_the_other_county(t: Target) -> None:
    with dies("stale"), t.inside():
        raw(f"{tell(*signed(t.there, lives=-1))}; SELECT * FROM {t.table}")


@attack
def context_of_another_moment(t: Target) -> None:
    for at in ("", "2026-01-01 00:00:00+08", "infinity"):
        with dies("no county"), t.inside():
            raw(f"SELECT set_config('app.at', '{at}', true); SELECT * FROM {t.table}")


@attack
def session_level_context_left_behind(t: Target) -> None:
    with client() as poisoned:
        said, sig = signed(t.there)
        for name, value in (("ctx", said), ("sig", sig)):
            poisoned.execute("SELECT set_config(%s, %s, false)", [f"app.{name}", value])
        poisoned.execute("SELECT set_config('app.at', transaction_timestamp()::text, false)")
        with dies("no county", kind=psycopg.Error):
            poisoned.execute(f"SELECT * FROM {t.table}")
        with dies("no county", kind=psycopg.Error), poisoned.transaction():
            poisoned.execute(f"SELECT * FROM {t.table}")
        with poisoned.transaction():
            poisoned.execute(_stamped(t, t.here))
            rows = poisoned.execute(f"SELECT DISTINCT county_id FROM {t.table}").fetchall()
            assert rows == [(t.here,)]


@attack
def leaving_the_transaction(t: Target) -> None:
    for leave in ("COMMIT", "ROLLBACK", "ROLLBACK AND CHAIN", "COMMIT AND CHAIN"):
        with client() as bare:
            bare.execute(f"BEGIN; {_stamped(t, t.here)}")
            with dies("no county", kind=psycopg.Error):
                bare.execute(f"{leave}; SELECT * FROM {t.table}")


@attack
def resetting_the_settings(t: Target) -> None:
    said, sig = signed(t.there)
    t.refused("no county", "RESET ALL; SELECT * FROM {t}", "RESET app.ctx; SELECT * FROM {t}")
    t.refused("forged", f"SET SESSION app.ctx = '{said}'; SELECT * FROM {t.table}")
    t.refused("cannot run inside a transaction block", "DISCARD ALL")
    assert sig not in str(raw("SELECT current_setting('app.sig', true)"))


@attack
def savepoint_taken_back(t: Target) -> None:
    with t.inside():
        raw(f"SAVEPOINT a; {tell(*signed(t.there, lives=-1))}; ROLLBACK TO a")
        assert _counties(t) == {t.here}


@attack
def nested_scope_of_the_neighbour(t: Target) -> None:
    with t.inside():
        with t.at(t.there):
            assert _counties(t) == {t.there}
        assert _counties(t) == {t.here}
        with dies("division by zero"), t.at(t.there):
            raw("SELECT 1/0")
        assert _counties(t) == {t.here}


# Reading


def _stamped(t: Target, county: int) -> str:
    said = tell(*signed(county, glass=t.named(county)))
    return f"{said}; SELECT set_config('app.at', transaction_timestamp()::text, true)"


def _counties(t: Target) -> set[int]:
    return {county for (county,) in raw(f"SELECT county_id FROM {t.table}")}


@attack
def select_everything(t: Target) -> None:
    with t.inside():
        rows = raw(f"SELECT id, county_id FROM {t.table}")
        assert rows
        assert {county for _, county in rows} == {t.here}


@attack
def injected_or_true(t: Target) -> None:
    with t.inside():
        for where in (f"county_id = {t.there} OR 1=1", "true", "county_id IS NOT NULL OR id > 0"):
            assert {c for (c,) in raw(f"SELECT county_id FROM {t.table} WHERE {where}")} == {t.here}


@attack
def by_foreign_key_and_county(t: Target) -> None:
    with t.inside():
        assert not raw(f"SELECT * FROM {t.table} WHERE county_id = %s", t.there)
        assert not raw(
            f"SELECT * FROM {t.table} WHERE (county_id, id) = (%s, %s)", t.there, t.foreign
        )
        assert raw(f"SELECT county_id FROM {t.table} WHERE id = %s", t.foreign) in ([], [(t.here,)])


@attack
def joins_and_subqueries(t: Target) -> None:
    foreign, counties = f"county_id = {t.there}", "orgs_county c"
    with t.inside():
        for sql in (
            f"SELECT 1 FROM {t.table} a JOIN {t.table} b ON true WHERE a.{foreign} OR b.{foreign}",
            f"SELECT 1 FROM {counties} JOIN {t.table} a ON a.county_id = c.id "
            f"WHERE c.id = {t.there}",
            f"SELECT 1 FROM {counties}, LATERAL (SELECT * FROM {t.table} x WHERE x.county_id = c.id"
            f") y WHERE c.id = {t.there}",
            f"WITH x AS (SELECT * FROM {t.table}) SELECT 1 FROM x WHERE {foreign}",
            f"WITH RECURSIVE x AS (SELECT id, county_id FROM {t.table} UNION SELECT a.id, "
            f"a.county_id FROM {t.table} a, x WHERE a.id <> x.id) SELECT 1 FROM x WHERE {foreign}",
            f"SELECT 1 WHERE {t.there} IN (SELECT county_id FROM {t.table})",
            f"SELECT 1 FROM (TABLE {t.table} UNION ALL TABLE {t.table}) u WHERE {foreign}",
            f"SELECT 1 FROM orgs_org o FULL JOIN {t.table} a ON a.id = o.id WHERE a.{foreign}",
        ):
            assert raw(sql) == [], sql


@attack
def detection_by_aggregate(t: Target) -> None:
    with t.inside():
        ((seen, foreign, top),) = raw(
            f"SELECT count(*), count(*) FILTER (WHERE county_id <> {t.here}), max(county_id) "
            f"FROM {t.table}"
        )
        assert (foreign, top) == (0, t.here)
        assert seen > 0
        assert raw(f"SELECT EXISTS (SELECT FROM {t.table} WHERE county_id = {t.there})") == [
            (False,)
        ]
        groups = raw(f"SELECT county_id FROM {t.table} GROUP BY CUBE (county_id)")
        assert set(groups) == {(t.here,), (None,)}
        assert raw(f"SELECT array_agg(DISTINCT county_id) FROM {t.table}") == [([t.here],)]


@attack
def copy_out(t: Target) -> None:
    with t.inside():
        for what in (f"{t.table} (county_id)", f"(SELECT county_id FROM {t.table})"):
            with connection.cursor() as cursor, cursor.copy(f"COPY {what} TO STDOUT") as out:
                assert set(b"".join(map(bytes, out)).split()) == {str(t.here).encode()}


@attack
def error_oracle(t: Target) -> None:
    """A cheap built-in that fails on the foreign row would tell that there is one."""
    with t.inside():
        for trap in (
            f"1 / (county_id - {t.there}) IS NOT NULL",
            f"1 / (id - {t.foreign}) IS NOT NULL OR county_id <> {t.there}",
            f"CASE WHEN county_id = {t.there} THEN county_id::text || 'x' ELSE '1' END::int > 0",
            f'county_id::text::"char" IS NOT NULL AND sqrt(({t.there} - county_id)^2 - 0.5) >= 0',
        ):
            if t.own != t.foreign:
                raw(f"SELECT * FROM {t.table} WHERE {trap}")


@attack
def leaky_function(t: Target) -> None:
    """A function that notes what it is shown must not be asked before the policy."""
    spy = "set_config('spy.saw', concat(current_setting('spy.saw', true), county_id, ' '), true)"
    with t.inside():
        raw(f"SELECT count(*) FROM {t.table} WHERE {spy} IS NOT NULL")
        assert set(raw("SELECT current_setting('spy.saw')")[0][0].split()) == {str(t.here)}


@attack
def code_block(t: Target) -> None:
    with t.inside():
        raw(
            f"DO $$ DECLARE r record; BEGIN FOR r IN SELECT county_id FROM {t.table} LOOP PERFORM "
            "set_config('spy.saw', concat(current_setting('spy.saw', true), r.county_id, ' '), "
            "true); END LOOP; END $$"
        )
        assert set(raw("SELECT current_setting('spy.saw')")[0][0].split()) == {str(t.here)}


@attack
def statistics(t: Target) -> None:
    with t.inside():
        assert raw(f"SELECT count(*) FROM pg_stats WHERE tablename = '{t.table}'") == [(0,)]
        assert raw("SELECT count(*) FROM pg_stats_ext_exprs") == [(0,)]
    t.refused(
        "permission denied", "SELECT * FROM pg_statistic", "SELECT * FROM pg_statistic_ext_data"
    )


@attack
def explain_analyze(t: Target) -> None:
    """The rows a plan says it returned are the own ones (planner estimates are accepted)."""
    with t.inside():
        ((mine,),) = raw(f"SELECT count(*) FROM {t.table}")
        for where, rows in (("true", mine), (f"county_id = {t.there}", 0)):
            ((plan,),) = raw(
                f"EXPLAIN (ANALYZE, FORMAT json) SELECT * FROM {t.table} WHERE {where}"
            )
            plan = plan if isinstance(plan, list) else json.loads(plan)
            assert plan[0]["Plan"]["Actual Rows"] == rows


@attack
def prepared_plan_of_another_scope(t: Target) -> None:
    with client() as held:
        held.execute("SET plan_cache_mode = force_generic_plan")
        with held.transaction():
            held.execute(_stamped(t, t.there))
            held.execute(f"PREPARE look AS SELECT DISTINCT county_id FROM {t.table}")
            assert held.execute("EXECUTE look").fetchall() == [(t.there,)]
        with dies("no county", kind=psycopg.Error):
            held.execute("EXECUTE look")
        with held.transaction():
            held.execute(_stamped(t, t.here))
            assert held.execute("EXECUTE look").fetchall() == [(t.here,)]


@attack
def cursor_of_another_scope(t: Target) -> None:
    with client() as held:
        with held.transaction():
            held.execute(_stamped(t, t.there))
            held.execute(f"DECLARE look CURSOR FOR SELECT county_id FROM {t.table}")
        with dies("does not exist", kind=psycopg.Error):
            held.execute("FETCH ALL look")
        with held.transaction():  # opened here, read after somebody changed the context
            held.execute(_stamped(t, t.here))
            held.execute(f"DECLARE look CURSOR FOR SELECT county_id FROM {t.table}")
            held.execute("SET LOCAL app.ctx = ''")
            with dies("no county", kind=psycopg.Error), held.transaction():
                assert set(held.execute("FETCH ALL look").fetchall()) == {(t.here,)}
                held.execute(f"SELECT 1 FROM {t.table}")


@attack
def row_security_off(t: Target) -> None:
    t.refused("row-level security", "SET LOCAL row_security = off; SELECT * FROM {t}")


@attack
def returning(t: Target) -> None:
    if t.may("UPDATE"):
        with t.inside():
            sql = f"UPDATE {t.table} SET county_id = county_id WHERE county_id = %s RETURNING *"
            assert raw(sql, t.there) == []
    if t.may("DELETE"):
        with t.inside():
            assert raw(f"DELETE FROM {t.table} WHERE county_id = %s RETURNING *", t.there) == []
