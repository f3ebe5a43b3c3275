"""The schema lint: silent on the migrated database, and each planted fault is named by its rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from fulian import checks
from fulian.database.owner import as_owner
from orgs.models import AccessGrant, Org
from tests.walls.field import raw

VIEW = "CREATE VIEW spy{} AS SELECT * FROM orgs_org; GRANT SELECT ON spy TO fulian_app"
DEFINER = "CREATE FUNCTION {}spy() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
POLICY = "DROP POLICY county_wall ON orgs_org; CREATE POLICY county_wall ON orgs_org "

FAULTS = {
    "R0 neither scoped nor on the closed list: spy": "CREATE TABLE spy (id bigint)",
    "R0 where no rule looks: attic.spy": "CREATE SCHEMA attic; CREATE TABLE attic.spy (id bigint)",
    "R0 where no rule looks: app.spy": "CREATE VIEW app.spy AS SELECT 1",
    "R1 no row-level security: orgs_org": "ALTER TABLE orgs_org DISABLE ROW LEVEL SECURITY",
    "R1 FORCE breaks backups: orgs_org": "ALTER TABLE orgs_org FORCE ROW LEVEL SECURITY",
    "R2 not exactly the policy county_id = app.county(): orgs_org": [
        "DROP POLICY county_wall ON orgs_org",
        "CREATE POLICY another ON orgs_org USING (true)",
        "ALTER POLICY county_wall ON orgs_org USING (true)",
        "ALTER POLICY county_wall ON orgs_org USING (county_id = app.county() OR id = 1)",
        "ALTER POLICY county_wall ON orgs_org WITH CHECK (true)",
        POLICY + "AS RESTRICTIVE USING (county_id = app.county())",
        POLICY + "FOR SELECT USING (county_id = app.county())",
    ],
    "R3 county_id may be null: orgs_helprequest": (
        "ALTER TABLE orgs_helprequest DROP CONSTRAINT orgs_helprequest_pkey, "
        "ALTER county_id DROP NOT NULL"
    ),
    "R4 index does not begin with county_id: spy": [
        "CREATE INDEX spy ON orgs_org (code)",
        "CREATE UNIQUE INDEX spy ON orgs_org (code, county_id)",
        "CREATE INDEX spy ON orgs_org ((county_id + 1))",
    ],
    "R5 link without its county: spy": (
        "ALTER TABLE orgs_accessgrant ADD UNIQUE (id); ALTER TABLE orgs_helprequest "
        "ADD CONSTRAINT spy FOREIGN KEY (grant_id) REFERENCES orgs_accessgrant (id)"
    ),
    **{
        f"R7 fulian_app may {right} on orgs_org": f"GRANT {right} ON orgs_org TO fulian_app"
        for right in ("TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
    },
    "R8 view without security_invoker: spy": [
        VIEW.format(""),
        VIEW.format(" WITH (security_invoker = false)"),
    ],
    "R9 materialized view: spy": (
        "CREATE MATERIALIZED VIEW spy AS SELECT 1; GRANT SELECT ON spy TO PUBLIC"
    ),
    "R10 SECURITY DEFINER not on the list: spy()": DEFINER.format(""),
    "R10 SECURITY DEFINER not on the list: app.spy()": DEFINER.format("app."),
    "R10 SECURITY DEFINER not on the list: attic.spy()": (
        "CREATE SCHEMA attic; " + DEFINER.format("attic.")
    ),
    "R11 constraint never validated: spy": [
        "ALTER TABLE orgs_org ADD CONSTRAINT spy CHECK (id > 0) NOT VALID",
        "ALTER TABLE orgs_helprequest ADD CONSTRAINT spy FOREIGN KEY (county_id, grant_id) "
        "REFERENCES orgs_accessgrant (county_id, id) NOT VALID",
    ],
    "R12 fulian_app may create in schema public": "GRANT CREATE ON SCHEMA public TO PUBLIC",
    "R13 fulian_app may make temporary tables": "GRANT TEMP ON DATABASE {db} TO fulian_app",
    "R14 fulian_app may SELECT the signing key": [
        "GRANT SELECT ON app.pad TO fulian_app",
        "GRANT SELECT (inner_pad) ON app.pad TO PUBLIC",
    ],
    "R14 fulian_app may UPDATE the signing key": "GRANT UPDATE ON app.pad TO fulian_app",
    "R15 scoped model without a table: orgs_record": "ALTER TABLE orgs_record RENAME TO spy",
    "R16 link of a scoped model without a key in the database: orgs_helprequest.grant_id": (
        "ALTER TABLE orgs_helprequest DROP CONSTRAINT orgs_helprequest_grant_id_county"
    ),
    "R17 fulian_app may DELETE on orgs_record beside its grants": (
        "GRANT DELETE ON orgs_record TO fulian_app"
    ),
    "R17 fulian_app may UPDATE on orgs_record beside its grants": (
        "GRANT UPDATE (reason) ON orgs_record TO fulian_app"
    ),
    "R17 fulian_app may SELECT on orgs_org beside its grants": (
        "REVOKE SELECT ON orgs_org FROM fulian_app"
    ),
    "R17 fulian_app may SELECT on django_admin_log beside its grants": (
        "GRANT SELECT ON django_admin_log TO PUBLIC"
    ),
    "R18 fulian_app may UPDATE sequence orgs_org_id_seq": (
        "GRANT UPDATE ON SEQUENCE orgs_org_id_seq TO fulian_app"
    ),
    "R19 app.county() is not the function of context.sql": [
        "CREATE OR REPLACE FUNCTION app.county() RETURNS bigint LANGUAGE sql STABLE "
        "SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1::bigint'",
        "ALTER FUNCTION app.county() RESET search_path",
        "ALTER FUNCTION app.county() SECURITY INVOKER",
    ],
}
PLANTS = [
    (rule, sql)
    for rule, found in FAULTS.items()
    for sql in ([found] if isinstance(found, str) else found)
]


@pytest.fixture(autouse=True)
def _database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield
        connection.close()


def test_the_migrated_database_is_clean():
    assert raw("SELECT session_user") == [("fulian_app",)]
    assert checks.breaches() == []
    assert checks.role_breaches() == []
    checks.refuse_to_serve()


@pytest.mark.parametrize(("rule", "sql"), PLANTS)
def test_fault(rule, sql):
    with as_owner(), transaction.atomic():
        raw(sql.format(db=connection.ops.quote_name(connection.settings_dict["NAME"])))
        assert rule in checks.breaches()
        transaction.set_rollback(True)
    assert checks.breaches() == []


def test_view_of_the_invoker_is_allowed():
    with as_owner(), transaction.atomic():
        raw(VIEW.format(" WITH (security_invoker = true)"))
        assert checks.breaches() == []
        transaction.set_rollback(True)


def test_owning_anything_is_standing_too_high():
    with as_owner():
        raw("GRANT CREATE ON SCHEMA public TO fulian_app")
    try:
        raw("CREATE TABLE spy (id bigint)")
        assert "R6 fulian_app stands too high" in checks.breaches()
        raw("DROP TABLE spy")
    finally:
        with as_owner():
            raw("REVOKE CREATE ON SCHEMA public FROM fulian_app")
    assert checks.breaches() == []


@pytest.mark.parametrize("role", ["fulian_owner", "postgres"])
def test_a_role_with_powers_stands_too_high(role, monkeypatch):
    """Nobody here may raise fulian_app, so the rule is asked about roles that do stand high."""
    monkeypatch.setattr(checks, "RULES", checks.RULES.replace("fulian_app", role))
    exists = raw("SELECT count(*) FROM pg_roles WHERE rolname = %s", role)
    if role == "postgres" and exists == [(0,)]:
        role = raw("SELECT rolname FROM pg_roles WHERE rolsuper LIMIT 1")[0][0]
        monkeypatch.setattr(checks, "RULES", checks.RULES.replace("postgres", role))
    assert f"R6 {role} stands too high" in checks.breaches()


def test_a_database_half_built_is_a_breach():
    """Before the first migration, or after a restore that was cut short."""
    with as_owner(), transaction.atomic():
        raw("DROP SCHEMA app CASCADE")
        (said,) = checks.breaches()
        assert "run manage.py migrate" in said
        transaction.set_rollback(True)


def test_every_rule_was_seen_to_fire():
    """A new rule in lint.sql needs a fault here."""
    import re

    rules = set(re.findall(r"'(R\d+) ", checks.RULES))
    assert {rule.split()[0] for rule in FAULTS} | {"R6"} == rules


def test_the_owner_may_not_serve():
    with as_owner():
        (said,) = checks.role_breaches()
        assert "fulian_owner" in said
        with pytest.raises(checks.WallsBroken, match="must run as fulian_app"):
            checks.refuse_to_serve()
        with pytest.raises(CommandError, match="must run as fulian_app"):
            call_command("check_walls")


def test_check_walls_says_so_when_they_stand(capsys):
    call_command("check_walls")
    assert "隔离墙完好" in capsys.readouterr().out


def test_plain_link_to_a_scoped_table_is_refused(monkeypatch):
    assert checks.links_carry_the_county(None) == []
    plain = models.ForeignKey(AccessGrant, models.PROTECT)
    plain.set_attributes_from_name("spy")
    plain.model, plain.related_model = Org, AccessGrant
    monkeypatch.setattr(Org._meta, "local_fields", [*Org._meta.local_fields, plain])
    assert [error.id for error in checks.links_carry_the_county(None)] == ["walls.E001"]


def test_building_the_walls_again_changes_nothing():
    from fulian.database import walls

    sql = (
        "SELECT relname, relacl::text, relrowsecurity FROM pg_class WHERE relkind IN ('r', 'S') "
        "AND relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    keys = "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    with as_owner():
        before = [sorted(map(str, raw(q))) for q in (sql, keys, indexes)]
        walls.build()
        assert [sorted(map(str, raw(q))) for q in (sql, keys, indexes)] == before
    assert checks.breaches() == []
