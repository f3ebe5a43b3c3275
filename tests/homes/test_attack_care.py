"""Attacks on data of minors: whoever is no handler finds nothing, and the refusal is kept."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client

from duties import services as duties
from duties.models import GlassBreak, Message, SensitiveEntry
from duties.queries import sensitive
from duties.services.channels import SECRET
from fulian.database.county import opened_rows
from fulian.scoping import scope
from homes import services
from homes.models import CareCase, CareChild, CarePairing, CareVisit, SixChecks
from homes.queries import care as reads
from members import services as members
from orgs import services as ground
from orgs.models import Record, Role
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.duties.ledgering import secret, wearing
from tests.duties.test_sensitive import raw, refused
from tests.homes import care
from tests.homes.test_care import CHECKS, CHILDREN, led, sees

PHONE = "Mozilla/5.0 (Linux; Android 13)"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


@pytest.fixture
def visit(here):
    return care.visited(here, looks=care.URGENT, problem=care.PROBLEM, action="已报告")


def told_everywhere(text):
    """Return whether a text holds anything only a handler may know."""
    return [word for word in (care.NAME, care.GUARDIAN, care.PROBLEM) if word in text]


def test_pages_are_not_there_for_anybody_else_and_the_refusal_is_kept(here, visit):
    number = visit.pairing.case_id
    with scope(here.county.pk):
        beside = ground.grant_access(
            org=here.other_village, role=Role.CHAIR, phone="10009000077", holder="别村主席",
            on=TODAY, by=None,
        ).user  # fmt: skip
    for user in (here.admin, here.clerk, here.auditor, here.town_clerk, beside):
        client = signed_in(user, agent=PHONE)
        for path in (f"/care/{number}/", f"/care/{number}/visit/", f"/care/visits/{visit.pk}/",
                     f"/care/{number}/withdraw/"):  # fmt: skip
            answer, none = client.get(path), client.get("/care/999999/")
            assert answer.status_code == none.status_code == 404
            assert not told_everywhere(answer.content.decode())
        assert client.post(f"/care/{number}/withdraw/").status_code == 404
        kept = Record.rows.filter(act="orgs.refused", user_id=user.pk, outcome="refused")
        assert kept.count() == 9
        assert {line.org_id for line in kept} == {here.root.pk}
        assert {line.target_id for line in kept} == {None}
    assert CareCase.rows.get().until is None


def test_raw_sql_as_somebody_else_finds_and_writes_nothing(here, visit):
    for user in (here.admin, here.town_clerk, here.auditor):
        with scope(here.county.pk, by=user):
            assert raw(CHILDREN)[0][0] == raw(CHECKS)[0][0] == 0
            assert CareChild.rows.update(handlers=[user.pk]) == 0
            assert SixChecks.rows.update(handlers=[user.pk]) == 0
            assert CareChild.rows.all().delete()[0] == 0
    with scope(here.county.pk, by=here.officer), pytest.raises(DatabaseError), transaction.atomic():
        CareChild.rows.update(handlers=[here.admin.pk])


def test_forged_actor_and_stolen_context_are_refused(here, visit):
    with scope(here.county.pk, by=here.officer):
        said, sig = (raw(f"SHOW app.{name}")[0][0] for name in ("ctx", "sig"))
    county, _, expiry, _ = said.split("|")
    forged = f"{county}|{here.officer.pk}|{expiry}|"
    with scope(here.county.pk, by=here.admin):
        own = raw("SHOW app.sig")[0][0]
        with pytest.raises(DatabaseError, match="forged"), transaction.atomic():
            raw(f"SET LOCAL app.ctx = '{forged}'; SET LOCAL app.sig = '{own}'; {CHILDREN}")
        glass = f"{county}|{here.admin.pk}|{expiry}|homes_carechild:{visit.pairing.case_id}"
        with pytest.raises(DatabaseError, match="forged"), transaction.atomic():
            raw(f"SET LOCAL app.ctx = '{glass}'; {CHILDREN}")
        copied = f"SET LOCAL app.ctx = '{said}'; SET LOCAL app.sig = '{sig}'"
    link = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    with link, pytest.raises(psycopg.Error, match="no county"):
        link.execute(f"BEGIN; {copied}; {CHILDREN}")


def test_glass_of_one_table_opens_no_other_with_the_same_number(here):
    """The trap: a bare number in the context would open the row of that number everywhere."""
    case = care.child(here)
    line = secret(here)
    with scope(here.county.pk, by=here.chair):
        SensitiveEntry.rows.filter(pk=line.pk).update(id=case.pk)
    for model, other in ((CareChild, SensitiveEntry), (SensitiveEntry, CareChild)):
        with scope(here.county.pk, by=here.admin, glass=(model, case.pk)):
            assert model.rows.count() == 1
            assert other.rows.count() == 0
    assert raw("SELECT to_regprocedure('app.glass()')::text")[0][0] is None, "the bare one is gone"
    care.broken(here, case.pk)
    assert sensitive.visitors_of(case.pk) == []
    assert sensitive.visitors_of(case.pk, reads.WHAT) == [here.admin.pk]
    with scope(here.county.pk, by=here.admin):
        assert SensitiveEntry.rows.count() == 0
        assert CareChild.rows.count() == 1


def test_glass_is_for_a_day_for_looking_and_all_are_told(here):
    pairing = care.paired(here)
    care.broken(here, pairing.case_id)
    with scope(here.county.pk, by=here.admin):
        facts = {"case": pairing.case, "by": here.admin, "at": NOW}
        refused("only_looks", services.withdraw_consent, **facts)
        refused("only_looks", services.write_visit, done_on=TODAY, met_child=True,
                looks=care.FINE, asks=care.FINE, **facts)  # fmt: skip
    told = Message.rows.filter(key__startswith="glass-")
    assert {one.user_id for one in told} == {
        here.admin.pk, here.auditor.pk, here.officer.pk, here.chair.pk
    }  # fmt: skip
    assert not [one for one in told if told_everywhere(one.title + one.text)]
    assert all(one.key.startswith(SECRET) for one in told)
    visit = care.visited(here, pairing)
    assert sees(here, "admin", table=CHECKS) == {"admin": 1}
    duties.close_glass(glass=GlassBreak.rows.get(), at=NOW + timedelta(hours=25))
    assert sees(here, "admin") == {"admin": 0}
    assert sees(here, "admin", table=CHECKS) == {"admin": 0}
    assert sees(here, "officer", "chair", table=CHECKS) == {"officer": 1, "chair": 1}
    with scope(here.county.pk, by=here.town_clerk):
        clerk = wearing(here.town_clerk, here.county)
        refused("no_breaker", duties.break_glass, what=reads.WHAT, number=visit.pairing.case_id,
                reason="紧急求助", by=clerk, at=NOW)  # fmt: skip


def test_another_county_finds_nothing(here, west, visit):
    with scope(west.county.pk, by=here.chair):
        assert raw(CHILDREN)[0][0] == 0
    with scope(west.county.pk, by=west.admin):
        refused("not_found", duties.break_glass, what=reads.WHAT, number=visit.pairing.case_id,
                reason="紧急求助", by=west.admin, at=NOW)  # fmt: skip
    answer = signed_in(west.admin).get(f"/care/{visit.pairing.case_id}/")
    assert answer.status_code == 404


def test_former_carer_finds_nothing_wherever_she_sits_now(here, visit):
    members.end_appointment(
        appointment=visit.pairing.appointment, on=TODAY, departure="resigned", by=None
    )
    ground.grant_access(
        org=here.town, role=Role.TOWNSHIP_STAFF, phone=here.officer_phone, holder="调到镇里",
        on=TODAY, by=None,
    )  # fmt: skip
    assert sees(here, "officer", table=CHECKS) == {"officer": 0}
    with scope(here.county.pk, by=here.officer):
        refused("not_found", services.amend_visit, visit=visit, text="再看", by=here.officer,
                at=NOW)  # fmt: skip


def test_nothing_of_a_child_is_in_record_messages_export_or_undo(here, visit):
    led(here, services.withdraw_consent, case=visit.pairing.case)
    for line in Record.rows.all():
        said = json.dumps(line.changes, ensure_ascii=False) + line.target_name + line.reason
        assert not told_everywhere(said)
    for line in Record.rows.filter(target="homes.carechild"):
        assert line.changes == []
        with pytest.raises(ValidationError):
            ground.undo(batch=line.batch, at=NOW, on=TODAY, by=None)
    assert not CareChild.rows.exists()
    for one in Message.rows.all():
        assert not told_everywhere(one.title + one.text + one.link)


def test_leaving_county_takes_no_child_along(here, visit):
    for model in (CareChild, SixChecks):
        assert list(opened_rows(model)) == []
    for model in (CareCase, CarePairing, CareVisit):
        assert not told_everywhere(json.dumps(list(opened_rows(model)), ensure_ascii=False))


def test_machine_reads_figures_and_no_child(here, visit):
    system, _ = ground.register_application(
        name="平台", on=TODAY, by=None, client_id="m", secret="s", reads=("members:read",)
    )
    basic = "Basic " + base64.b64encode(b"m:s").decode()
    token = Client().post(
        "/oauth/token/", {"grant_type": "client_credentials", "scope": "members:read"},
        headers={"Authorization": basic},
    ).json()["access_token"]  # fmt: skip
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/care/")
    first = answer.json()["results"][0]
    assert (first["teams"], first["villages"]) == (1, 2)
    assert {first[name] for name in ("children", "paired", "due", "visits")} <= {None, 0}
    assert not told_everywhere(answer.content.decode())
    assert system.pk


def test_handlers_page_titles_and_addresses_name_nobody(here, visit):
    client = signed_in(here.officer, agent=PHONE)
    for path in ("/care/", f"/care/{visit.pairing.case_id}/", f"/care/visits/{visit.pk}/"):
        answer = client.get(path)
        page = answer.content.decode()
        assert answer["Cache-Control"] == "private, no-store"
        assert not told_everywhere(page[page.index("<title>") : page.index("</title>")])
    assert not told_everywhere(client.get("/search/", {"q": care.NAME[1]}).content.decode())
    assert "110" in client.get(f"/care/visits/{visit.pk}/").content.decode()


def test_an_act_needs_the_actor_herself(here, visit):
    with scope(here.county.pk, by=here.admin):
        refused("no_actor", services.withdraw_consent, case=visit.pairing.case, by=here.chair,
                at=NOW)  # fmt: skip


def test_a_lent_right_leads_no_team(here):
    """Who acts for the chair for some weeks sees the village, and none of its children."""
    care.paired(here)
    user = ground.grant_access(
        org=here.village, role=Role.OFFICER, phone="10009000078", holder="代主席", on=TODAY,
        by=None,
    ).user  # fmt: skip
    ground.grant_access(
        org=here.village, role=Role.ROTATING_CHAIR, phone="10009000078", holder="代主席",
        on=TODAY, by=None,
    )  # fmt: skip
    assert hats.hats_of(user, TODAY)
    with scope(here.county.pk, by=user):
        assert raw(CHILDREN)[0][0] == 0
        refused("not_leader", services.register_child, org=here.village, facts=care.FACTS,
                consent=care.CONSENT, by=user, at=NOW)  # fmt: skip
