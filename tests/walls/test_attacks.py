"""Every kind of attack x every scoped table: nothing foreign is read, written or detected."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from fulian.database.context import LIFETIME
from fulian.database.outside import APPEND, OUTSIDE
from fulian.scoping import scope, scoped_models
from orgs.models import Record
from tests.walls import attacks, attacks_orm, attacks_writing
from tests.walls.attacks import KINDS, signed, tell
from tests.walls.field import MAKERS, dies, raw, snapshot

TABLES = scoped_models()
MODULES = [attacks, attacks_writing, attacks_orm]  # importing them put their kinds on the list


def test_there_are_enough_kinds():
    assert len(KINDS) >= 34


def test_every_walled_table_is_attacked(field):
    walled = "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')"
    assert {name for (name,) in raw(walled)} == {model._meta.db_table for model in TABLES}
    assert set(MAKERS) == set(TABLES)


def test_the_attacker_is_the_site_itself(field):
    sql = "SELECT session_user, current_user, usesuper, usebypassrls FROM pg_user"
    (found,) = raw(f"{sql} WHERE usename = session_user")
    assert found == ("fulian_app", "fulian_app", False, False)


@pytest.mark.parametrize("model", TABLES, ids=lambda m: m._meta.label_lower)
def test_every_attack_on_a_table_fails(field, model):
    """One that comes through stops none of the others; all that did are named."""
    target = field.targets[model]
    before, came_through = counted(target), []
    assert all(rows for ((rows, _),) in before)
    for name, kind in KINDS.items():
        try:
            kind(target)
        except (Exception, pytest.fail.Exception) as what:
            what.add_note(f"attack: {name}")
            came_through.append(what)
        finally:
            if connection.in_atomic_block:
                connection.close()
    if came_through:
        raise BaseExceptionGroup(f"{target.table} was reached", came_through)
    assert counted(target) == before, "try a half of KINDS, and again, to find which wrote it"


def counted(target):
    return [snapshot(target, county) for county in (target.here, target.there)]


def test_append_only(field):
    """What may only be added to is neither changed nor deleted, the records before all."""
    rights = OUTSIDE | {model._meta.db_table: model.grants for model in TABLES}
    tables = [table for table, right in rights.items() if right == APPEND]
    assert {"orgs_record", "orgs_platformrecord"} <= set(tables)
    for table in tables:
        for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with dies("permission denied"), field.targets[Record].inside():
                raw(sql)


def test_a_copied_context_dies_within_minutes(field):
    """The limit of the signature, said openly: it proves who signed, not who says it.

    Somebody who runs SQL in two counties can carry the one's own context into the other's
    transaction, and is believed until it is stale. Nobody can make one for a county whose
    context he has not seen, nor keep one for later.
    """
    assert LIFETIME <= 300
    target = field.targets[Record]
    with scope(target.there):
        ((said, sig),) = raw("SELECT current_setting('app.ctx'), current_setting('app.sig')")
    assert 0 < int(said.split("|")[2]) - time.time() <= LIFETIME
    with target.inside():
        raw(tell(said, sig))
        assert raw("SELECT app.county()") == [(target.there,)]
    with dies("stale"), target.inside():
        raw(f"{tell(*signed(target.there, lives=-1))}; SELECT app.county()")
