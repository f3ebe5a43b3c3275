"""Public pages are kept, and yet whatever changes is there at the very next request."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.database import stirring
from fulian.database.stirring import UNSEEN, stirs
from fulian.scoping import scope, scoped_models
from homes import services
from homes.rules.disclosure import quarter_of
from homes.services.signups import TAKE
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import PublicVersion, Record
from tests.conftest import signed_in
from tests.homes import disclosing, makers, register
from tests.people import seat

NAME = "严问雁"


def page(org, **headers):
    return Client(headers=headers).get(f"/o/{org.code}/")


def words(org):
    return page(org).content.decode()


def token(cast):
    return PublicVersion.objects.get(county=cast.county).token


@pytest.fixture
def filled(east):
    """A village with one officer who agreed to have her name shown; the page is kept."""
    today = timezone.localdate()
    with scope(east.county.pk):
        held = seat(east.village, Office.CHAIR, NAME)
        members.show_name(person=held.person, shown=True, on=today, by=None)
    east.held = held
    assert NAME in words(east.village)
    assert NAME in words(east.village)
    return east


def reads_of(org):
    with CaptureQueriesContext(connection) as seen:
        page(org)
    return len([one for one in seen if one["sql"].lstrip().startswith("SELECT")])


def test_second_reader_costs_one_read(filled):
    assert reads_of(filled.village) == 1


def test_name_is_gone_at_the_next_request_when_the_seat_ends(filled):
    with scope(filled.county.pk):
        members.end_appointment(
            appointment=filled.held, on=timezone.localdate(), departure="moved", by=None
        )
    assert NAME not in words(filled.village)


def test_name_is_gone_when_consent_is_withdrawn_and_comes_back(filled):
    facts = {"org": filled.village, "person": filled.held.person, "by": None,
             "on": timezone.localdate(), "at": timezone.now()}  # fmt: skip
    with scope(filled.county.pk):
        services.note_consent(agrees=False, **facts)
    assert NAME not in words(filled.village)
    with scope(filled.county.pk):
        services.note_consent(agrees=True, **facts)
    assert NAME in words(filled.village)


CHANGES = {
    "plan": (lambda c, t: services.write_plan(
        org=c.village, quarter=quarter_of(t), text="包饺子", on=t, by=None), "包饺子", ""),
    "duties": (lambda c, t: services.change_duties(org=c.village, text="帮忙", by=None),
               "帮忙", ""),
    "template": (lambda c, t: services.set_duties_template(
        level="village", text="样子", by=None), "样子", ""),
    "fields": (lambda c, t: services.choose_fields(
        org=c.village, name=False, post=True, term=True, by=None), "", NAME),
    "page down": (lambda c, t: services.take_down(
        org=c.village, what="page", reason="错", at=timezone.now(), on=t, by=None),
                  "暂时停止", NAME),
    "person down": (lambda c, t: services.take_down(
        org=c.village, what="person", person=c.held.person, reason="错", at=timezone.now(), on=t,
        by=None), "主席 1 人", NAME),
    "rename": (lambda c, t: ground.rename_org(org=c.village, name="明月村", on=t, by=None),
               "明月村", "100200村"),
    "correct": (lambda c, t: members.update_person(
        person=c.held.person, by=None, name="严晓晓", reason="写错了"), "严晓晓", NAME),
    "home": (lambda c, t: type(register.home(c)).rows.update(address="村部二楼"), "村部二楼", ""),
    "close": (lambda c, t: ground.close_org(org=c.village, on=t, by=None), "已撤销", NAME),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_change_is_seen_at_the_next_request(filled, change):
    act, comes, goes = CHANGES[change]
    with scope(filled.county.pk):
        act(filled, timezone.localdate())
    shown = words(filled.village)
    assert comes in shown
    assert not goes or goes not in shown


def test_undo_is_seen_at_the_next_request(filled):
    today = timezone.localdate()
    with scope(filled.county.pk):
        services.write_plan(
            org=filled.village, quarter=quarter_of(today), text="包饺子", on=today, by=None
        )
        batch = Record.rows.filter(act="homes.write_plan").get().batch
    assert "包饺子" in words(filled.village)
    with scope(filled.county.pk):
        ground.undo(batch=batch, by=None, on=today, at=timezone.now())
    assert "包饺子" not in words(filled.village)


def test_rollback_leaves_the_page_as_it_was(filled):
    before = token(filled)
    with scope(filled.county.pk):
        services.change_duties(org=filled.village, text="没有写成", by=None)
        transaction.set_rollback(True)
    assert token(filled) == before
    assert "没有写成" not in words(filled.village)
    with transaction.atomic():
        with scope(filled.county.pk):
            services.change_duties(org=filled.village, text="没有写成", by=None)
        assert "没有写成" in words(filled.village)
        transaction.set_rollback(True)
    assert token(filled) == before
    assert "没有写成" not in words(filled.village)


def test_refused_verb_and_reading_stir_nothing(filled):
    before = token(filled)
    with pytest.raises(ValidationError), scope(filled.county.pk):
        services.change_duties(org=filled.village, text="a" * 1001, by=None)
    with scope(filled.county.pk):
        disclosing.officer(filled)
    signed_in(filled.chair).get("/disclosure/")
    assert token(filled) == before


def test_midnight_changes_the_page(filled, monkeypatch):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with scope(filled.county.pk):
        members.end_appointment(
            appointment=filled.held, on=timezone.localdate(), departure="moved", by=None
        )
        services.hang_sheet(
            org=filled.village, where="村部", on=timezone.localdate(), today=timezone.localdate(),
            by=None,
        )  # fmt: skip
    today = words(filled.village)
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert words(filled.village) != today
    assert f"{tomorrow.day}日" in words(filled.village)


def test_page_is_right_when_the_cache_was_emptied_or_does_not_answer(filled, monkeypatch):
    shown = words(filled.village)
    cache.clear()
    assert words(filled.village) == shown
    monkeypatch.setattr("orgs.views.kept.store", RedisCache("redis://127.0.0.1:1/0", {}))
    assert words(filled.village) == shown
    assert Client(headers={"Cookie": "fulian=abc; letters=1"}).get(
        f"/o/{filled.village.code}/"
    ).status_code == 200  # fmt: skip


def test_other_county_keeps_its_pages(filled, west):
    with scope(west.county.pk):
        disclosing.plan(west)
    before, mine = token(west), token(filled)
    with scope(filled.county.pk):
        disclosing.template(filled)
    assert token(west) == before
    assert token(filled) != mine
    assert NAME not in words(west.village)


def test_every_table_stirs_but_the_quiet_ones():
    """A table of tomorrow stirs without anybody thinking of it; the exceptions are a list."""
    tables = {model._meta.db_table for model in scoped_models()}
    assert tables > stirring.QUIET
    assert stirring.loud() == tables - stirring.QUIET
    for sql in (
        'INSERT INTO "homes_activityplan" ("id") VALUES (1)', "UPDATE homes_takedown SET x = 1",
        'DELETE FROM "members_person" WHERE 1=1', "update only public.orgs_org set x = 1",
        "WITH a AS (SELECT 1) INSERT INTO homes_disclosure (id) SELECT * FROM a",
    ):  # fmt: skip
        assert stirring.stirs(sql), sql
    for sql in (
        'SELECT * FROM "homes_takedown" FOR UPDATE', "INSERT INTO orgs_record (id) VALUES (1)",
        "SELECT 'UPDATE homes_takedown'::text || 'x' FROM orgs_org o FOR UPDATE OF o",
    ):  # fmt: skip
        assert not stirring.stirs(sql) or "::text" in sql, sql


def test_page_that_reads_a_quiet_table_is_shown_but_not_kept(filled, monkeypatch):
    monkeypatch.setattr(stirring, "QUIET", stirring.QUIET | {"homes_activityplan"})
    stirring.loud.cache_clear()
    try:
        with scope(filled.county.pk):
            disclosing.template(filled)
        assert reads_of(filled.village) > 1
        assert reads_of(filled.village) > 1
    finally:
        monkeypatch.undo()
        stirring.loud.cache_clear()


def test_no_public_page_reads_a_quiet_table(filled):
    """Fails when a part shows what does not stir: take the table off QUIET."""
    with scope(filled.county.pk):
        for make in {**makers.ROWS}.values():
            make(filled)
    for org in (filled.root, filled.town, filled.village):
        page(org)
        assert reads_of(org) == 1, org


def test_signing_up_stirs_nothing():
    """How many signed up stands on no kept page; the statement says so itself."""
    assert TAKE.startswith(UNSEEN)
    assert not stirs(TAKE)
    assert stirs(TAKE.removeprefix(UNSEEN))
