"""The door itself: what is open, what holds again afterwards, and what happens when it breaks."""

from __future__ import annotations

import threading
from contextlib import suppress
from types import SimpleNamespace

import psycopg
import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from psycopg.types.json import Jsonb

from fulian.database import bulk, context
from fulian.database.owner import as_owner
from fulian.database.walls import pads
from fulian.scoping import (
    CountyKey,
    Scope,
    ScopedForeignKey,
    ScopeMissing,
    current,
    opened_scope,
    scope,
)
from orgs import services
from orgs.models import AccessGrant, HelpRequest, Org, Record
from orgs.models.lock import whole_tree
from tests.conftest import NOW, TODAY
from tests.walls.attacks import client
from tests.walls.field import dies, raw

COUNTY = "SELECT app.county()"


@pytest.fixture
def east(field: SimpleNamespace):
    yield field.east
    connection.close()


@pytest.fixture
def west(field: SimpleNamespace):
    return field.west


@pytest.fixture
def stamps(monkeypatch):
    """The stamps told to the database."""
    told = []
    kept = context.stamp

    def stamp():
        told.append(opened_scope())
        return kept()

    monkeypatch.setattr(context, "stamp", stamp)
    return told


def test_what_is_open(east):
    assert opened_scope() is None
    with pytest.raises(ScopeMissing):
        current()
    with scope(east.county.pk, under=east.town, by=east.clerk) as here:
        assert here == current() == Scope(east.county.pk, east.clerk.pk, east.town.pk)
        said = raw("SELECT current_setting('app.ctx')")[0][0]
        assert said.startswith(f"{east.county.pk}|{east.clerk.pk}|")
    assert opened_scope() is None
    assert not connection.in_atomic_block


def test_subtree_of_another_county(east, west):
    with pytest.raises(ValueError, match="another county"), scope(east.county.pk, under=west.town):
        pass
    assert opened_scope() is None


def test_who_acts_is_kept_inside_the_county(east, west):
    with scope(east.county.pk, by=east.clerk):
        with scope(east.county.pk) as inner:
            assert inner.user == east.clerk.pk
        with scope(west.county.pk) as foreign:
            assert foreign.user == 0


def test_outer_scope_holds_after_inner(east, west):
    with scope(east.county.pk, under=east.town):
        with scope(west.county.pk):
            assert Org.objects.count() == 7
            assert raw(COUNTY) == [(west.county.pk,)]
        assert east.root.pk not in set(Org.objects.values_list("pk", flat=True))
        assert raw(COUNTY) == [(east.county.pk,)]


def test_outer_scope_holds_after_a_failed_inner(east, west):
    with scope(east.county.pk):
        with pytest.raises(DatabaseError), scope(west.county.pk):
            raw("SELECT 1/0")
        assert raw(COUNTY) == [(east.county.pk,)]
        with pytest.raises(RuntimeError), scope(west.county.pk):
            raise RuntimeError
        assert raw(COUNTY) == [(east.county.pk,)]


def test_no_scope_holds_after_an_inner_one(east):
    with transaction.atomic():
        with scope(east.county.pk):
            assert raw(COUNTY) == [(east.county.pk,)]
        with pytest.raises(DatabaseError, match="no county"), transaction.atomic():
            raw(COUNTY)
        with pytest.raises(ScopeMissing):
            Org.rows.count()


def test_first_error_is_not_masked(east, west):
    for outer in (scope(east.county.pk), transaction.atomic()):
        with dies("division by zero"), outer, scope(west.county.pk):
            raw("SELECT 1/0")
    with transaction.atomic():  # an inner savepoint that was broken by hand and not taken back
        with pytest.raises(DatabaseError, match="division by zero"), scope(east.county.pk):
            raw("SELECT 1/0")
        transaction.set_rollback(True)


def test_error_swallowed_in_the_outer_transaction(east, west):
    """A failed transaction says nothing more: the stamp of the outer scope is skipped."""
    with scope(east.county.pk):
        with dies("aborted"), scope(west.county.pk), suppress(DatabaseError):
            raw("SELECT 1/0")
        assert raw(COUNTY) == [(east.county.pk,)]


def test_savepoint_keeps_the_context(east):
    with scope(east.county.pk):
        with pytest.raises(DatabaseError), transaction.atomic():
            raw("SELECT 1/0")
        assert raw(COUNTY) == [(east.county.pk,)]


def test_unchanged_context_is_not_told_again(east, stamps):
    under = scope(east.county.pk, under=east.town)
    with scope(east.county.pk, by=east.clerk), under, transaction.atomic():
        assert Org.objects.count() == 3
    assert len(stamps) == 1


def test_changed_context_is_told(east, west, stamps):
    with scope(east.county.pk, by=east.clerk), scope(east.county.pk, by=east.admin):
        assert raw("SELECT split_part(current_setting('app.ctx'), '|', 2)") == [
            (str(east.admin.pk),)
        ]
    assert [s.user for s in stamps] == [east.clerk.pk, east.admin.pk, east.clerk.pk]


def test_stale_subtree(east):
    """The organisation was read before its neighbours moved it; its place is read anew."""
    stale = east.other_town
    with scope(east.county.pk):
        with whole_tree():
            services.found_org(parent=east.village, name="巾帼站", on=TODAY, by=east.admin)
        with scope(east.county.pk, under=stale):
            names = set(Org.objects.values_list("code", flat=True))
        assert names == {"430424101000", "430424101200", "430424101201"}
        transaction.set_rollback(True)


def test_subtree_that_is_gone(east):
    ghost = Org(pk=10**15, county_id=east.county.pk)
    with scope(east.county.pk, under=ghost):
        assert not Org.objects.exists()
        assert not AccessGrant.objects.exists()


def test_on_commit_runs_without_a_transaction(east):
    """A callback that reads fails loudly at the database: the scope's transaction is over."""
    found = []

    def late() -> None:
        try:
            found.append(Org.rows.count())
        except DatabaseError as refusal:
            found.append(str(refusal))

    with scope(east.county.pk):
        transaction.on_commit(late)
    assert len(found) == 1
    assert "no county" in found[0]


def test_failed_stamp_closes_the_connection(east, monkeypatch):
    """Else Django would keep a connection that never commits."""
    with monkeypatch.context() as broken:
        broken.setattr(context, "stamp", lambda: "SELECT nonsense")
        with pytest.raises(DatabaseError), scope(east.county.pk):
            pytest.fail("the scope opened without a stamp")
        assert connection.connection is None
        assert opened_scope() is None
    with scope(east.county.pk):
        assert raw(COUNTY) == [(east.county.pk,)]
    assert connection.get_autocommit()


def test_failed_restamp_of_an_inner_scope(east, west, monkeypatch):
    with dies(), scope(east.county.pk):
        monkeypatch.setattr(context, "stamp", lambda: "SELECT nonsense")
        with scope(west.county.pk):
            pytest.fail("the scope opened without a stamp")
    monkeypatch.undo()
    assert opened_scope() is None
    with scope(east.county.pk):
        assert raw(COUNTY) == [(east.county.pk,)]


def test_stamp_without_a_connection(east):
    connection.close()
    connection.stamp()
    assert connection.connection is None


def kill() -> None:
    ((pid,),) = raw("SELECT pg_backend_pid()")
    with client() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_terminated_inside_a_scope(east):
    with dies(kind=(OperationalError, InterfaceError)), scope(east.county.pk):
        kill()
        raw(COUNTY)
    assert opened_scope() is None
    connection.close_if_unusable_or_obsolete()
    with scope(east.county.pk):
        assert raw(COUNTY) == [(east.county.pk,)]


def test_terminated_between_scopes(east):
    kill()
    with pytest.raises(OperationalError), scope(east.county.pk):
        pytest.fail("the scope opened on a dead connection")
    with scope(east.county.pk):
        assert raw(COUNTY) == [(east.county.pk,)]


def test_another_thread_has_another_door(east):
    found = []

    def look() -> None:
        found.append(opened_scope())
        with scope(east.county.pk):
            found.append(Org.rows.count())
        connection.close()

    with scope(east.county.pk, under=east.village):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert found == [None, 7]


def test_migrations_import_nothing_of_the_project():
    key = ScopedForeignKey("orgs.Org", related_name="+")
    assert (key.db_constraint, key.db_index) == (False, False)
    assert key.deconstruct()[1] == "django.db.models.ForeignKey"
    _, path, _, kwargs = CountyKey().deconstruct()
    assert path == "django.db.models.ForeignKey"
    assert "default" not in kwargs


def test_bulk_rows(east, west):
    assert bulk.insert_rows(Org, ["id"], []) == 0
    columns = ["id", "county_id", "asked_at", "grant_id"]
    with scope(east.county.pk):
        ids = bulk.next_ids(HelpRequest, 3)
        assert len(set(ids)) == 3
        rows = [[pk, east.county.pk, "2026-01-01", pk] for pk in ids]
        assert bulk.insert_rows(HelpRequest, columns, rows) == 3
        transaction.set_rollback(True)
    with dies("row-level security"), scope(east.county.pk):
        bulk.insert_rows(HelpRequest, columns, [[ids[0], west.county.pk, "2026-01-01", 1]])


HARD = ["plain", "", 'a "quote"', "back\\slash", "{brace},comma", "NULL", "null", "  ", "中文\t\n"]


def test_bulk_values_arrive_as_sent(east):
    """What the fast path writes by hand is what was given: awkward texts, empty days, JSON."""
    columns = ["county_id", "id", "at", "act", "outcome", "target", "target_id", "target_name"]
    columns += ["reason", "request", "leads", "changes"]
    with scope(east.county.pk):
        ids = bulk.next_ids(Record, len(HARD))
        rest = ["", True, Jsonb([])]
        rows = [
            [east.county.pk, pk, NOW, "spy", "done", None if n % 2 else text, n or None, text, text]
            for n, (pk, text) in enumerate(zip(ids, HARD, strict=True))
        ]
        with dies(kind=IntegrityError), transaction.atomic():  # a text that is none
            bulk.insert_rows(Record, columns, [[*row, *rest] for row in rows])
        for row, text in zip(rows, HARD, strict=True):
            row[5] = text
        assert bulk.insert_rows(Record, columns, [[*row, *rest] for row in rows]) == len(HARD)
        found = Record.rows.filter(act="spy").order_by("pk")
        assert list(found.values_list("target", flat=True)) == HARD
        assert list(found.values_list("target_id", flat=True)) == [None, *range(1, len(HARD))]
        transaction.set_rollback(True)


def test_bulk_refuses_what_no_text_can_hold(east):
    with dies("NUL", kind=ValueError), scope(east.county.pk):
        bulk.insert_rows(Record, ["act"], [["a\0b"], ["c"]])


def test_owner_for_a_while(east):
    with dies(kind=RuntimeError), as_owner():
        assert raw("SELECT session_user") == [("fulian_owner",)]
        raise RuntimeError
    assert raw("SELECT session_user") == [("fulian_app",)]


def test_signature_is_hmac_sha256(settings):
    """RFC 4231, test case 2: what the database computes from the pads is what the site signs."""
    settings.CONTEXT_KEY = b"Jefe"
    signed = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert context.sign("what do ya want for nothing?") == signed
    inner, outer = pads(b"Jefe")
    sql = "SELECT encode(sha256(%s || sha256(%s || convert_to(%s, 'UTF8'))), 'hex')"
    with psycopg.connect(**connection.get_connection_params()) as bare:
        found = bare.execute(sql, [outer, inner, "what do ya want for nothing?"]).fetchone()
    assert found == (signed,)
