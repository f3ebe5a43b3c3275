"""The sensitive ledger: its wall is PostgreSQL's, its words are sealed, its glass is for a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from duties import services
from duties.models import GlassBreak, LedgerEntry, LedgerFollowUp, Message, SensitiveEntry
from duties.queries import norms
from duties.queries import sensitive as reads
from fulian.database.county import opened_rows
from fulian.scoping import scope
from orgs.models import Record
from orgs.services import undo
from orgs.services.images import restored
from tests.conftest import NOW, TODAY
from tests.duties.ledgering import SECRET, broken, secret, wearing, written

TABLE = "SELECT count(*) FROM duties_sensitiveentry"


def raw(sql, *args):
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchall()


def refused(code, act, **facts):
    with pytest.raises(ValidationError) as told:
        act(**facts)
    error = told.value
    if hasattr(error, "error_list"):
        found = error.error_list
    else:
        found = [one for some in error.error_dict.values() for one in some]
    assert code in {one.code for one in found}, error.messages


@pytest.fixture
def line(east):
    with scope(east.county.pk):
        return secret(east)


def test_raw_sql_finds_it_for_its_handler_only(east, line):
    seen = {}
    for name in ("chair", "officer", "admin", "auditor", "town_clerk"):
        with scope(east.county.pk, by=getattr(east, name)):
            seen[name] = raw(TABLE)[0][0]
    with scope(east.county.pk):
        seen["worker"] = raw(TABLE)[0][0]
        assert raw("SELECT id FROM duties_sensitiveentry WHERE id = %s", line.pk) == []
    assert seen == {"chair": 1, "officer": 0, "admin": 0, "auditor": 0, "town_clerk": 0,
                    "worker": 0}  # fmt: skip


def test_nobody_else_writes_it_either(east, line):
    with scope(east.county.pk, by=east.admin):
        assert SensitiveEntry.rows.filter(pk=line.pk).update(handlers=[east.admin.pk]) == 0
        assert SensitiveEntry.rows.filter(pk=line.pk).delete()[0] == 0
    with scope(east.county.pk, by=east.chair), pytest.raises(DatabaseError), transaction.atomic():
        SensitiveEntry.rows.filter(pk=line.pk).update(handlers=[east.admin.pk])


def test_a_forged_glass_is_refused(east, line):
    with scope(east.county.pk, by=east.admin):
        said = raw("SHOW app.ctx")[0][0]
        forged = said.rsplit("|", 1)[0] + f"|{line.pk}"
        with pytest.raises(DatabaseError, match="forged"), transaction.atomic():
            raw(f"SET LOCAL app.ctx = '{forged}'; {TABLE}")


def test_words_are_sealed_and_never_in_the_record(east, line):
    with scope(east.county.pk, by=east.chair):
        sealed = bytes(SensitiveEntry.rows.get().sealed)
        assert SECRET.encode() not in sealed
        assert SECRET in str(reads.opened(line, TODAY).answers)
        told = Record.rows.get(act="duties.write_sensitive")
    assert (told.changes, told.org_id) == ([], east.root.pk)
    assert told.target_name == f"第 {line.pk} 号"


def test_handlers_come_from_the_same_line(east):
    with scope(east.county.pk):
        refused_by = pytest.raises(ValidationError)
        with refused_by:
            secret(east, handlers=[east.officer.pk])
        line = secret(east, handlers=[east.town_clerk.pk])
    assert line.handlers == [east.chair.pk, east.town_clerk.pk]
    with scope(east.county.pk, by=east.town_clerk):
        assert reads.mine(east.town_clerk, NOW).count() == 1
        refused("no_reason", services.add_handler, entry=line, user=east.admin.pk, reason="",
                by=east.town_clerk, at=NOW)  # fmt: skip
        services.add_handler(
            entry=line, user=east.admin.pk, reason="请县里一起办", by=east.town_clerk, at=NOW
        )
        refused("handler_already", services.add_handler, entry=line, user=east.admin.pk,
                reason="再加", by=east.town_clerk, at=NOW)  # fmt: skip
        assert Message.rows.filter(user=east.admin).count() == 1
    with scope(east.county.pk, by=east.auditor):
        refused("not_found", services.add_handler, entry=line, user=east.auditor.pk,
                reason="看看", by=east.auditor, at=NOW)  # fmt: skip


def test_the_last_handler_stays_and_one_may_take_herself_off(east):
    with scope(east.county.pk):
        line = secret(east, handlers=[east.town_clerk.pk])
    by = {"entry": line, "by": east.chair, "at": NOW, "reason": "不再经办"}
    with scope(east.county.pk, by=east.chair):
        services.remove_handler(user=east.chair.pk, **by)
        assert raw(TABLE)[0][0] == 0
        refused("not_found", services.remove_handler, user=east.town_clerk.pk, **by)
    with scope(east.county.pk, by=east.town_clerk):
        refused("last_handler", services.remove_handler,
                **(by | {"by": east.town_clerk, "user": east.town_clerk.pk}))  # fmt: skip


def test_acts_need_the_actor_herself(east, line):
    with scope(east.county.pk, by=east.admin):
        refused("no_actor", services.follow_sensitive, entry=line, on=TODAY, mode="phone",
                what="问", by=east.chair, at=NOW)  # fmt: skip


def test_followed_and_closed_inside_the_seal(east, line):
    with scope(east.county.pk, by=east.chair):
        facts = {"entry": line, "by": east.chair, "at": NOW, "on": TODAY}
        services.follow_sensitive(mode="phone", what="已经报警", **facts)
        done = services.close_sensitive(result="搬到亲戚家", **facts)
        told = reads.opened(done, TODAY)
        assert told.follow_ups[0]["what"] == "已经报警"
        assert told.result == "搬到亲戚家"
        refused("closed", services.follow_sensitive, mode="phone", what="再问", **facts)
        assert all(not one.changes for one in Record.rows.filter(target="duties.sensitiveentry"))


def test_moving_takes_the_words_out_of_everything(east):
    with scope(east.county.pk, by=east.chair):
        entry = written(east)
        batch = Record.rows.get(act="duties.write_ledger").batch
        services.follow_up(
            entry=entry, appointment=entry.appointment, done_on=TODAY, mode="phone",
            what="又打了", by=None, at=NOW,
        )  # fmt: skip
        (made,) = Record.rows.get(act="duties.write_ledger").changes
        moved = services.protect_ledger(entry=entry, by=east.chair, at=NOW)
        assert not LedgerEntry.rows.exists()
        assert not LedgerFollowUp.rows.exists()
        told = reads.content_of(moved)
        assert (told["subject"], told["follow_ups"][0]["what"]) == ("某某", "又打了")
        assert set(made["after"]["content"]) == {"locked"}

        for column in ("content", "subject_name"):
            with pytest.raises(ValueError, match="key is gone"):
                restored(LedgerEntry(), column, made["after"][column])
        with pytest.raises(ValidationError):
            undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
        assert not LedgerEntry.rows.exists()


def test_glass_is_broken_for_a_day_and_all_are_told(east):
    with scope(east.county.pk):
        glass = broken(east)
    number = glass.entry_number
    with scope(east.county.pk, by=east.admin):
        assert SensitiveEntry.rows.get().handlers == [east.chair.pk, east.admin.pk]
        told = set(Message.rows.filter(key__startswith="glass").values_list("user_id", flat=True))
        assert told == {east.chair.pk, east.admin.pk, east.auditor.pk}
        assert Record.rows.get(act="duties.break_glass").reason == "当事人紧急求助"
        refused("handler_already", services.break_glass, number=number, reason="再看一次",
                by=east.admin, at=NOW)  # fmt: skip
    with scope(east.county.pk, by=east.chair):
        line = SensitiveEntry.rows.get()
        facts = {"entry": line, "by": east.chair, "at": NOW, "reason": "移出"}
        refused("visitor", services.remove_handler, user=east.admin.pk, **facts)
        refused("last_handler", services.remove_handler, user=east.chair.pk, **facts)
    services.tick(NOW + timedelta(hours=23))
    with scope(east.county.pk, by=east.admin):
        assert raw(TABLE)[0][0] == 1
    services.tick(NOW + timedelta(hours=25))
    with scope(east.county.pk, by=east.admin):
        assert raw(TABLE)[0][0] == 0
        assert GlassBreak.rows.get().closed_at is not None
        assert services.close_glass(glass=glass, at=NOW).closed_at


def test_only_the_county_breaks_it_and_with_a_reason(east, line):
    with scope(east.county.pk):
        clerk, admin = wearing(east.town_clerk, east.county), wearing(east.admin, east.county)
    facts = {"number": line.pk, "reason": "紧急求助", "at": NOW}
    with scope(east.county.pk, by=clerk):
        refused("no_breaker", services.break_glass, by=clerk, **facts)
    with scope(east.county.pk, by=admin):
        refused("no_reason", services.break_glass, by=admin, **(facts | {"reason": "看"}))
        refused("not_found", services.break_glass, by=admin, **(facts | {"number": line.pk + 9}))


def test_another_county_finds_nothing(east, west, line):
    with scope(west.county.pk, by=east.chair):
        assert raw(TABLE)[0][0] == 0
    with scope(west.county.pk, by=west.admin):
        refused("not_found", services.break_glass, number=line.pk, reason="紧急求助", by=west.admin,
                at=NOW)  # fmt: skip


def test_it_is_counted_and_exported_nowhere(east, line):
    with scope(east.county.pk, by=east.admin):
        found = norms.figures_of(east.root, TODAY.replace(day=1), TODAY + timedelta(days=1), TODAY)
        assert (found.contacts, found.raised, found.records) == (0, 0, 0)
    with scope(east.county.pk):  # as the worker writes a county's whole export
        assert list(opened_rows(SensitiveEntry)) == []


def test_whoever_wrote_a_line_stays_its_handler_when_it_is_moved(east):
    with scope(east.county.pk):
        entry, clerk = written(east), wearing(east.town_clerk, east.county)
    with scope(east.county.pk, by=clerk, under=east.town):
        moved = services.protect_ledger(entry=entry, by=clerk, at=NOW)
    assert moved.handlers == [clerk.pk, east.chair.pk]
