"""What a congress's result does: the old committee ends, the new one begins, and back again."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from duties import services as duties
from duties.models import LiaisonLink, PostAssignment
from fulian.scoping import scope
from members import services
from members.models import (
    Appointment,
    Candidate,
    CongressStep,
    CongressTerm,
    Departure,
    Office,
)
from orgs.models import AccessGrant
from tests.conftest import TODAY
from tests.duties.arranged import post
from tests.members.drives import (
    HELD,
    TABLES,
    counted,
    prepared,
    ready,
    refused,
    running,
    term,
    undo,
    watched,
)
from tests.people import SINCE, committee, person, seat

PHONE = "10099990101"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def test_results_that_cannot_be(here):
    close = services.close_congress
    congress = prepared(here.village)
    rows = running(congress)
    refused("先登记大会和票数", close, congress=congress, on=TODAY, by=None)
    counted(congress, {row.pk: 0 for row in rows})
    refused("先登记监票人", close, congress=congress, on=TODAY, by=None)
    watched(congress)
    refused("没有人当选", close, congress=congress, on=TODAY, by=None)
    counted(congress, {row.pk: 30 for row in rows})
    refused("不能早于大会", close, congress=congress, on=HELD - timedelta(days=1), by=None)
    term(here.village, number=2, starts_on=date(2031, 1, 1), ends_on=date(2036, 1, 1))
    refused("已经登记了新的一届", close, congress=congress, on=TODAY, by=None)


def test_somebody_seated_after_the_day_stands_in_the_way(here):
    congress = ready(here.village)
    seat(here.village, Office.EXECUTIVE_MEMBER, "傅雪晴", since=TODAY)
    refused("不能早于任职日期", services.close_congress, congress=congress, on=HELD, by=None)


@pytest.fixture
def voted(here):
    """A village whose congress was counted: one of the old committee is elected again."""
    term(here.village)
    old = committee(here.village)
    her = person(here.village, "连任者", phone=PHONE)
    kept = seat(here.village, Office.VICE_CHAIR, who=her)
    duties.assign_post(appointment=old[3], post=post(), on=SINCE, by=None)
    duties.link(above=old[1], below=old[3], on=SINCE, by=None)
    rep = seat(here.village, Office.REPRESENTATIVE, "舒若兰")
    congress = prepared(here.village)
    rows = running(congress)
    for who in (her, rows[1].person):
        stands = {"person": who, "office": "executive_member"}
        rows.append(services.nominate(congress=congress, by=None, **stands))
    watched(congress)
    counted(congress, {row.pk: 30 for row in rows})
    return SimpleNamespace(congress=congress, her=her, kept=kept, rep=rep)


def facts_of_everything():
    """Return every row of every table but the record, without versions."""
    return {
        model: {
            row["id"]: {name: fact for name, fact in row.items() if name != "version"}
            for row in model.rows.order_by("pk").values()
        }
        for model in TABLES[:-1]
    }


def test_what_the_result_would_do_is_said_first(voted):
    found = services.closing_congress_affects(congress=voted.congress, on=TODAY)
    effects = {effect.what: effect.count for effect in found}
    assert (effects["原任职"], effects["新任职"], effects["岗位"]) == (7, 6, 1)


def test_the_result_is_one_transaction(here, voted):
    close = services.close_congress
    reps = [person(here.village, "新代表")]
    new = close(congress=voted.congress, on=TODAY, by=None, representatives=reps)
    assert (new.number, new.starts_on, new.ends_on) == (4, TODAY, date(2031, 11, 22))
    assert CongressTerm.rows.get(number=3).ends_on == TODAY
    assert {s.departure for s in Appointment.rows.filter(until=TODAY)} == {Departure.TERM_END}
    assert Appointment.rows.get(pk=voted.rep.pk).until == TODAY
    seats = Appointment.rows.filter(until__isnull=True)
    assert {s.term_id for s in seats} == {new.pk}
    assert sorted(s.office for s in seats) == sorted(
        ["chair", "vice_chair", *["executive_member"] * 4, "representative"]
    )
    assert Appointment.rows.get(person=voted.her, until=None).grant_id == voted.kept.grant_id
    assert AccessGrant.rows.get(pk=voted.kept.grant_id).until is None
    assert not LiaisonLink.rows.filter(until__isnull=True).exists()
    assert not PostAssignment.rows.filter(until__isnull=True).exists()
    voted.congress.refresh_from_db()
    assert (voted.congress.state, voted.congress.term_id) == ("done", new.pk)
    refused("已完成", close, congress=voted.congress, on=TODAY, by=None)
    refused("已完成", services.clear_step, congress=voted.congress, step="result", by=None)


def test_the_result_can_be_taken_back(voted):
    before = facts_of_everything()
    services.close_congress(congress=voted.congress, on=TODAY, by=None)
    assert facts_of_everything() != before
    undo("members.close_congress")
    assert facts_of_everything() == before
    assert LiaisonLink.rows.filter(until__isnull=True).count() == 1
    services.close_congress(congress=voted.congress, on=TODAY, by=None)
    filing = {"step": "filing", "document": "批〔2026〕9号"}
    services.mark_step(congress=voted.congress, on=TODAY, by=None, **filing)
    assert CongressStep.rows.count() == 4


def test_who_is_elected_again_carries_on(here):
    """The same office again: her posts and links go on; another office, and she begins anew."""
    chair, vice, member = (
        seat(here.village, office, name)
        for office, name in zip(
            (Office.CHAIR, Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER),
            ("前主席", "前副主席", "前执委"), strict=True,
        )
    )  # fmt: skip
    rep = seat(here.village, Office.REPRESENTATIVE, "舒若兰")
    for held in (chair, member):
        duties.assign_post(appointment=held, post=post(), on=SINCE, by=None)
    over = duties.assign_post(appointment=vice, post=post(), on=SINCE, by=None)
    duties.end_assignment(assignment=over, on=TODAY, by=None)  # of somebody's own will
    soon = duties.assign_post(appointment=chair, post=post("culture"), on=SINCE, by=None)
    duties.end_assignment(assignment=soon, on=TODAY + timedelta(days=9), by=None)
    duties.link(above=chair, below=vice, on=SINCE, by=None)
    duties.link(above=vice, below=member, on=SINCE, by=None)
    duties.link(above=member, below=rep, on=SINCE, by=None)
    congress = prepared(here.village)
    for held in (chair, vice):
        services.nominate(congress=congress, person=held.person, office=held.office, by=None)
    raised = {"person": member.person, "office": Office.VICE_CHAIR}
    services.nominate(congress=congress, by=None, **raised)
    watched(congress)
    counted(congress, {row.pk: 30 for row in Candidate.rows.filter(congress=congress)})
    said = services.closing_congress_affects(congress=congress, on=TODAY)
    told = {effect.what: effect.count for effect in said}
    assert told["其中：连任同一职务者的岗位"] == 2
    assert told["其中：双方都连任的联系"] == 1
    services.close_congress(congress=congress, on=TODAY, by=None)
    now = PostAssignment.rows.filter(since=TODAY).order_by("post__place")
    assert {held.appointment.person for held in now} == {chair.person}
    assert {held.until for held in now} == {None, TODAY + timedelta(days=9)}
    (tie,) = LiaisonLink.rows.filter(until__isnull=True)
    assert (tie.above.person, tie.below.person) == (chair.person, vice.person)
    assert {tie.above.since, tie.below.since, tie.since} == {TODAY}


def test_who_is_not_elected_again_is_out(here):
    held = seat(here.village, Office.CHAIR, who=person(here.village, "前主席", phone=PHONE))
    services.close_congress(congress=ready(here.village), on=TODAY, by=None)
    assert AccessGrant.rows.get(pk=held.grant_id).until == TODAY
