"""More kinds of attack: writing into, linking to, and taking down the wall."""

from __future__ import annotations

import psycopg
from django.db import DatabaseError, IntegrityError, connection

from fulian.scoping import ScopedForeignKey
from tests.walls.attacks import _counties, _stamped, attack, client
from tests.walls.field import Target, dies, raw, row_json

NOBODY = 9_000_000_000_000_000


@attack
def update_everything(t: Target) -> None:
    if not t.may("UPDATE"):
        t.refused("permission denied", "UPDATE {t} SET county_id = county_id")
        return
    with t.inside():
        ((mine,),) = raw(f"SELECT count(*) FROM {t.table}")
        assert raw(f"UPDATE {t.table} SET county_id = county_id") == [(mine,)]
        assert raw(f"UPDATE {t.table} SET id = id WHERE county_id = {t.there} OR 1=1") == [(mine,)]
        assert raw(f"UPDATE {t.table} SET id = id WHERE county_id = {t.there}") == [(0,)]


@attack
def delete_everything(t: Target) -> None:
    if not t.may("DELETE"):
        t.refused("permission denied", "DELETE FROM {t}", "DELETE FROM {t} WHERE id = {foreign}")
        return
    with t.inside():
        ((mine,),) = raw(f"SELECT count(*) FROM {t.table}")
        assert raw(f"DELETE FROM {t.table} WHERE county_id = {t.there}") == [(0,)]
        assert raw(f"DELETE FROM {t.table}") == [(mine,)]


@attack
def insert_for_the_other_county(t: Target) -> None:
    for pk in (None, NOBODY):
        with dies("row-level security"), t.inside():
            raw(t.copy(county=t.there, pk=pk))


@attack
def move_a_row_to_the_other_county(t: Target) -> None:
    if t.may("UPDATE"):
        t.refused("row-level security", "UPDATE {t} SET county_id = {there} WHERE id = {own}")


@attack
def upsert_onto_the_foreign_row(t: Target) -> None:
    for conflict in ("(county_id, id) DO UPDATE SET county_id = excluded.county_id", "DO NOTHING"):
        word = "permission denied" if "UPDATE" in conflict and not t.may("UPDATE") else "row-level"
        with dies(word), t.inside():
            raw(f"{t.copy(county=t.there, pk=None)} ON CONFLICT {conflict}")
    with t.inside():  # the same key in one's own county is simply free
        sql = f"{t.copy(county=t.here, pk=t.foreign)} ON CONFLICT (county_id, id) DO NOTHING"
        assert raw(sql) == [(0 if t.own == t.foreign else 1,)]


@attack
def merge_onto_the_foreign_row(t: Target) -> None:
    using = (
        f"MERGE INTO {t.table} a USING (VALUES ({t.there})) v(c) ON a.county_id = v.c WHEN MATCHED"
    )
    for right, act in (("UPDATE", "UPDATE SET county_id = a.county_id"), ("DELETE", "DELETE")):
        if not t.may(right):
            t.refused("permission denied", f"{using} THEN {act}")
            continue
        with t.inside():
            assert raw(f"{using} THEN {act}") == [(0,)]


@attack
def unique_oracle(t: Target) -> None:
    """Every value the neighbour has taken is free here, and a clash at home quotes no value."""
    with t.inside():
        raw(t.copy(county=t.here, pk=NOBODY))
        with dies(kind=IntegrityError) as clash:
            raw(t.copy(county=t.here, pk=NOBODY))
        assert "Key (" not in str(clash.value)


@attack
def link_to_the_foreign_row(t: Target) -> None:
    """No link column takes a foreign key, and the refusal is the one for a key that never was."""
    for field in t.model._meta.concrete_fields:
        if not isinstance(field, ScopedForeignKey):
            continue
        table, column = field.target_field.model._meta.db_table, field.column
        with t.at(t.there):
            ((foreign,),) = raw(f"SELECT max(id) FROM {table}")
        with t.at(t.here):
            mine = row_json(t.table, t.own)
            assert not raw(f"SELECT 1 FROM {table} WHERE id = %s", foreign)
        says = []
        for pk in (foreign, NOBODY):
            # or what the row itself may not say, whoever is asked for
            with (
                dies("foreign key|check constraint|own_wall", kind=DatabaseError) as refusal,
                t.inside(),
            ):
                _point(t, mine, column, pk)
                raw("SET CONSTRAINTS ALL IMMEDIATE")
            says.append(str(refusal.value).replace(str(pk), "?"))
        assert says[0] == says[1]


def _point(t: Target, mine: str, column: str, pk: int) -> None:
    if t.may("UPDATE"):
        raw(f"UPDATE {t.table} SET {column} = {pk} WHERE id = {t.own}")
    else:
        made = t.copy(county=t.here, pk=NOBODY, of=mine)
        raw(made.replace("jsonb_build_object(", f"jsonb_build_object('{column}', {pk}, "))


@attack
def copy_in(t: Target) -> None:
    refusal = (DatabaseError, psycopg.Error)  # Django does not wrap what a copy raises
    sql = f"COPY {t.table} (id, county_id) FROM STDIN"
    with (
        dies("row-level security", kind=refusal),
        t.inside(),
        connection.cursor() as cursor,
        cursor.copy(sql) as into,
    ):
        into.write_row((NOBODY, t.there))


@attack
def truncate(t: Target) -> None:
    t.refused("permission denied", "TRUNCATE {t}", "TRUNCATE {t} CASCADE", "TRUNCATE ONLY {t}")


@attack
def sequences(t: Target) -> None:
    """A next number may be taken (gaps are accepted), not set, and not read."""
    with t.inside():
        ((name,),) = raw(f"SELECT pg_get_serial_sequence('{t.table}', 'id')")
        assert raw(f"SELECT nextval('{name}')")[0][0] > 0
    t.refused("permission denied", f"SELECT setval('{name}', 1)", f"SELECT last_value FROM {name}")
    t.refused("must be owner", f"ALTER SEQUENCE {name} RESTART")


@attack
def lock_the_foreign_row(t: Target) -> None:
    """Not even whether it is locked can be found out."""
    if not t.may("UPDATE"):
        t.refused("permission denied", "SELECT * FROM {t} FOR UPDATE")
        return
    with client() as holder, holder.transaction():
        holder.execute(_stamped(t, t.there))
        assert holder.execute(f"SELECT 1 FROM {t.table} FOR UPDATE").fetchall()
        with t.inside():
            for how in ("FOR UPDATE NOWAIT", "FOR KEY SHARE NOWAIT", "FOR UPDATE SKIP LOCKED"):
                assert not raw(f"SELECT 1 FROM {t.table} WHERE county_id = {t.there} {how}")
            assert raw(f"SELECT 1 FROM {t.table} FOR UPDATE NOWAIT")


@attack
def advisory_lock_of_the_other_county(t: Target) -> None:
    """A lock taken for the neighbour shows nothing, and is waited for ten seconds at most."""
    with t.inside():
        raw("SELECT pg_advisory_xact_lock(1, %s)", t.there)
        assert _counties(t) == {t.here}
        assert raw("SHOW lock_timeout") == [("10s",)]
        assert raw("SHOW idle_in_transaction_session_timeout") == [("5min",)]


@attack
def lock_table(t: Target) -> None:
    """A table lock, where a right to change brings it with itself, shows nothing and ends soon."""
    with t.inside():
        assert raw("SHOW lock_timeout") == [("10s",)]
    with client() as locker, locker.transaction():
        locker.execute(_stamped(t, t.here))
        if t.may("UPDATE") or t.may("DELETE"):
            locker.execute(f"LOCK TABLE {t.table} IN EXCLUSIVE MODE NOWAIT")
        else:
            with dies("permission denied", kind=psycopg.Error):
                locker.execute(f"LOCK TABLE {t.table} IN EXCLUSIVE MODE NOWAIT")
            return
        rows = locker.execute(f"SELECT DISTINCT county_id FROM {t.table}").fetchall()
        assert rows == [(t.here,)]


# Standing higher


@attack
def another_role(t: Target) -> None:
    t.refused(
        "permission denied",
        "SET ROLE fulian_owner; SELECT * FROM {t}",
        "SET LOCAL ROLE fulian_owner",
        "SET SESSION AUTHORIZATION fulian_owner",
        "SET SESSION AUTHORIZATION postgres",
        "CREATE ROLE thief",
        "ALTER ROLE fulian_app BYPASSRLS",
        "ALTER ROLE fulian_app SUPERUSER",
        "GRANT fulian_owner TO fulian_app",
    )
    with t.inside():
        raw("RESET ROLE; RESET SESSION AUTHORIZATION")
        assert raw("SELECT session_user, current_user") == [("fulian_app", "fulian_app")]
        assert raw(f"SELECT DISTINCT county_id FROM {t.table}") == [(t.here,)]


@attack
def take_the_wall_down(t: Target) -> None:
    t.refused(
        "must be owner",
        "ALTER TABLE {t} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {t} OWNER TO fulian_app",
        "ALTER TABLE {t} ADD COLUMN spy int",
        "ALTER TABLE {t} DROP COLUMN county_id CASCADE",
        "ALTER TABLE {t} DISABLE TRIGGER ALL",
        "ALTER TABLE {t} RENAME TO gone",
        "DROP TABLE {t} CASCADE",
        "DROP POLICY county_wall ON {t}",
        "CREATE POLICY mine ON {t} USING (true)",
        "ALTER POLICY county_wall ON {t} USING (true)",
        "CREATE INDEX spy ON {t} (id)",
        "CREATE RULE spy AS ON SELECT TO {t} DO INSTEAD SELECT 1",
    )


@attack
def build_a_way_round(t: Target) -> None:
    t.refused(
        "permission denied",
        "CREATE VIEW spy AS SELECT * FROM {t}",
        "CREATE MATERIALIZED VIEW spy AS SELECT * FROM {t}",
        "CREATE TABLE spy AS SELECT * FROM {t}",
        "CREATE TEMP TABLE spy AS SELECT * FROM {t}",
        "CREATE TEMP VIEW spy AS SELECT * FROM {t}",
        "CREATE TABLE spy (id bigint REFERENCES {t})",
        "CREATE FUNCTION spy() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM {t}'",
        "CREATE FUNCTION pg_temp.spy() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION app.spy() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA spy",
        "CREATE EXTENSION dblink",
        "CREATE PUBLICATION spy FOR TABLE {t}",
        "CREATE TRIGGER spy BEFORE INSERT ON {t} "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    )


@attack
def pass_the_right_on(t: Target) -> None:
    """Without the grant option a GRANT warns or fails, and changes nothing."""
    with t.inside():
        before = raw(f"SELECT relacl::text FROM pg_class WHERE relname = '{t.table}'")
        try:
            raw(f"SAVEPOINT a; GRANT SELECT ON {t.table} TO PUBLIC")
        except DatabaseError:
            raw("ROLLBACK TO a")
        assert raw(f"SELECT relacl::text FROM pg_class WHERE relname = '{t.table}'") == before


@attack
def the_signing_key(t: Target) -> None:
    t.refused(
        "permission denied",
        "SELECT * FROM app.pad",
        "UPDATE app.pad SET inner_pad = outer_pad",
        "INSERT INTO app.pad VALUES ('', '')",
        "DELETE FROM app.pad",
        "COPY app.pad TO STDOUT",
    )
    t.refused(
        "must be owner|permission denied",
        "CREATE OR REPLACE FUNCTION app.county() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "ALTER FUNCTION app.county() SECURITY INVOKER",
        "DROP FUNCTION app.county() CASCADE",
        "ALTER FUNCTION app.county() RESET ALL",
    )


@attack
def shadowed_names(t: Target) -> None:
    """No search path makes the policy's function look elsewhere."""
    with t.inside():
        for path in ("pg_temp, public", "app, public", "information_schema, pg_temp, app, public"):
            raw(f"SET LOCAL search_path = {path}")
            assert raw(f"SELECT DISTINCT county_id FROM public.{t.table}") == [(t.here,)]


@attack
def files_and_programs(t: Target) -> None:
    t.refused(
        "permission denied",
        "COPY {t} TO '/tmp/spy'",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT pg_read_binary_file('PG_VERSION')",
        "SELECT * FROM pg_ls_dir('.')",
        "SELECT lo_import('/etc/hostname')",
        "SELECT lo_export(1, '/tmp/spy')",
        "SELECT pg_reload_conf()",
        "SELECT pg_switch_wal()",
    )


@attack
def wiretap(t: Target) -> None:
    """What the owner's sessions say is not shown; nobody subscribes to the changes."""
    with t.inside():
        heard = raw(
            "SELECT query FROM pg_stat_activity WHERE usename <> 'fulian_app' AND query <> ''"
        )
        assert {query for (query,) in heard} <= {"<insufficient privilege>"}
    t.refused(
        "permission denied",
        "CREATE SUBSCRIPTION spy CONNECTION '' PUBLICATION x WITH (connect=false)",
    )
    t.refused("", "SELECT pg_create_logical_replication_slot('spy', 'test_decoding')")
