"""A congress: its steps, who stands, what was counted, and the result in one transaction."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from fulian.scoping import scope
from members import services
from members.models import (
    Appointment,
    Candidate,
    CongressStep,
    CongressTerm,
    Departure,
    FillKind,
    Office,
    Scrutineer,
    WomensCongress,
)
from orgs import services as ground
from orgs.models import AccessGrant, Record
from orgs.queries import hats
from tests.conftest import TODAY
from tests.members.drives import (
    HELD,
    counted,
    left,
    prepared,
    refused,
    running,
    term,
    undo,
    watched,
)
from tests.people import SINCE, person, seat

PHONE = "10099990101"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def test_preparing(here):
    term(here.village)
    refused("已经登记过", prepared, org=here.village, number=3)
    congress = prepared(here.village)
    refused("已经有一次换届在筹备", prepared, org=here.village, number=5)
    refused("不是有效选项", prepared, org=here.other_village, method="x")
    services.cancel_congress(congress=congress, by=None, reason="并村")
    refused("已取消", services.cancel_congress, congress=congress, by=None)
    undo("members.cancel_congress")
    assert WomensCongress.rows.get().state == "preparing"
    ground.close_org(org=here.other_village, on=TODAY, by=None)
    refused("已经撤销", prepared, org=here.other_village)


def test_steps_in_their_order(here):
    congress = prepared(here.village)
    mark = services.mark_step
    facts = {"congress": congress, "by": None}
    mark(step="plan", on=HELD, document="妇字〔2026〕3号", **facts)
    mark(step="notice", on=TODAY, **facts)
    refused("没有这个步骤", mark, step="x", on=TODAY, **facts)
    refused("不能更早", mark, step="congress", on=HELD, **facts)
    refused("不能更晚", mark, step="plan", on=TODAY + timedelta(days=1), **facts)
    refused("自动完成", mark, step="count", on=TODAY, **facts)
    refused("自动完成", mark, step="result", on=TODAY, **facts)
    refused("先登记选举结果", mark, step="filing", on=TODAY, **facts)
    before = Record.rows.count()
    mark(step="plan", on=HELD, document="妇字〔2026〕3号", **facts)
    assert Record.rows.count() == before
    mark(step="plan", on=TODAY, **facts)
    plan = CongressStep.rows.get(step="plan")
    assert (plan.done_on, plan.document, plan.version) == (TODAY, "", 2)
    undo("members.mark_step")
    assert CongressStep.rows.get(step="plan").document == "妇字〔2026〕3号"
    services.clear_step(step="notice", **facts)
    refused("还没有登记", services.clear_step, step="notice", **facts)
    undo("members.clear_step")
    assert CongressStep.rows.get(step="notice").done_on == TODAY


def test_who_stands_and_who_watches(here):
    congress = prepared(here.village)
    chair, vice, *members = running(congress)
    stand = services.nominate
    refused("已经是这个职务的候选人", stand, congress=congress, person=chair.person,
            office="chair", by=None)  # fmt: skip
    refused("候选人只能竞选", stand, congress=congress, person=chair.person,
            office="representative", by=None)  # fmt: skip
    watchers = [row.person for row in watched(congress)]
    refused("监票人不能同时", stand, congress=congress, person=watchers[0], office="chair", by=None)
    name = services.name_scrutineers
    facts = {"congress": congress, "by": None}
    refused("至少选一名", name, people=[], chief=watchers[0], **facts)
    refused("要在监票人当中", name, people=watchers[:1], chief=watchers[1], **facts)
    refused("不能选两次", name, people=[watchers[0]] * 2, chief=watchers[0], **facts)
    refused("监票人不能同时", name, people=[*watchers, vice.person], chief=watchers[0], **facts)
    name(people=watchers[1:], chief=watchers[1], **facts)
    assert [(s.person_id, s.is_chief) for s in Scrutineer.rows.all()] == [(watchers[1].pk, True)]
    undo("members.name_scrutineers")
    assert Scrutineer.rows.count() == 2
    assert Scrutineer.rows.get(is_chief=True).person_id == watchers[0].pk
    services.withdraw(candidate=members[0], by=None)
    assert Candidate.rows.count() == 4
    undo("members.withdraw")
    assert Candidate.rows.get(pk=members[0].pk).office == Office.EXECUTIVE_MEMBER


@pytest.mark.parametrize(
    ("says", "facts"),
    [
        ("没有超过应到的三分之二", {"delegates_due": 60}),
        ("不能多于应到", {"delegates_due": 39}),
        ("发出选票不能多于到会", {"ballots_issued": 41}),
        (
            "收回选票不能多于发出",
            {"ballots_issued": 38, "ballots_returned": 39, "ballots_valid": 38},
        ),
        ("有效选票不能多于收回", {"ballots_returned": 39}),
        ("要填有效选票", {"ballots_valid": None}),
        ("不能是负数", {"ballots_valid": -1}),
        ("没有选票", {"method": "show_of_hands"}),
        ("不能多于有效选票", {"ballots_valid": 29}),
        ("候选人要多于应选名额", {"contest": "more"}),
        ("不是有效选项", {"method": "by_phone"}),
    ],
)
def test_counts_that_cannot_be(here, says, facts):
    congress = prepared(here.village)
    rows = running(congress)
    refused(says, counted, congress=congress, votes={row.pk: 30 for row in rows}, **facts)


def test_votes_that_cannot_be(here):
    congress, other = prepared(here.village), prepared(here.other_village)
    refused("还没有候选人", counted, congress=congress, votes={})
    rows, away = running(congress), running(other)
    votes = {row.pk: 30 for row in rows}
    refused("每位候选人都要填得票", counted, congress=congress, votes={rows[0].pk: 30})
    refused("不属于这次换届", counted, congress=congress, votes=votes | {away[0].pk: 30})
    refused("每位候选人都要填得票", counted, congress=congress, votes=votes | {rows[0].pk: -1})


def test_who_is_elected(here):
    services.set_quota(level="village", vice_min=1, executive_min=4, on=SINCE, by=None)
    congress = prepared(here.village)
    chair, vice, *members = rows = running(congress, members=4)
    votes = {row.pk: 30 for row in rows} | {vice.pk: 20, members[0].pk: 25}
    refused("等额选举", counted, congress=congress, votes=votes)
    refused("得票相同（30 票）", counted, congress=congress, contest="more",
            votes=votes | {vice.pk: 30, members[0].pk: 31})  # fmt: skip
    done = counted(congress, votes | {members[1].pk: 31, members[2].pk: 32}, contest="more")
    won = set(Candidate.rows.filter(is_elected=True).values_list("pk", flat=True))
    assert won == {chair.pk, *(m.pk for m in members[1:])}  # the vice-chair had 20 of 40 due
    assert (done.held_on, done.contest) == (HELD, "more")
    assert set(CongressStep.rows.values_list("step", flat=True)) == {"congress", "count"}
    refused("已经登记，不能撤回", services.withdraw, candidate=chair, by=None)
    ground.choose_setting(name="majority_of", value=2, by=None)
    ground.choose_setting(name="quorum", value=1, by=None)
    again = {**votes, members[1].pk: 31, members[2].pk: 32}
    few = {"ballots_issued": 33, "ballots_returned": 33, "ballots_valid": 33}
    counted(congress, again, contest="more", delegates_present=33, **few)
    assert Candidate.rows.get(pk=vice.pk).is_elected  # 20 of 33 present
    undo("members.record_count")
    assert not Candidate.rows.get(pk=vice.pk).is_elected


def test_show_of_hands_has_no_ballots(here):
    congress = prepared(here.village, method="show_of_hands")
    rows = running(congress)
    none = {"ballots_issued": None, "ballots_returned": None, "ballots_valid": None}
    refused("不能多于到会代表", counted, congress=congress, votes={r.pk: 41 for r in rows}, **none)
    assert counted(congress, {row.pk: 40 for row in rows}, **none).ballots_valid is None


def test_terms_follow_the_setting_and_are_extended(here):
    ground.choose_setting(name="term_years", value=3, by=None)
    with pytest.raises(ValidationError, match="只能填 3或5"):
        ground.choose_setting(name="term_years", value=4, by=None)
    kept = services.begin_term(org=here.village, number=1, starts_on=date(2024, 2, 29), by=None)
    assert kept.ends_on == date(2027, 3, 1)
    extend = services.extend_term
    facts = {"term": kept, "by": None, "document": "批〔2027〕2号"}
    refused("要晚于届满", extend, to=date(2027, 3, 1), **facts)
    refused("请填写批准延期的文号", extend, to=date(2027, 6, 1), **facts | {"document": " "})
    assert extend(to=date(2027, 6, 1), **facts).extended_by == "批〔2027〕2号"
    undo("members.extend_term")
    kept.refresh_from_db()
    assert kept.extended_to is None
    services.begin_term(org=here.village, number=2, starts_on=date(2027, 3, 1), by=None)
    refused("后面已经有新的一届", extend, to=date(2027, 6, 1), **facts)


def test_substitute_add_and_by_elect_are_three(here):
    """Each refuses what the others are for."""
    services.set_quota(level="village", vice_min=1, executive_min=4, on=SINCE, by=None)
    third = term(here.village)
    members = [seat(here.village, Office.EXECUTIVE_MEMBER, name) for name in ("甲某", "乙某")]
    for one in members:
        Appointment.rows.filter(pk=one.pk).update(term=third)
    gone = left(here.village)
    new = person(here.village, "丙某")
    sub, add, elect = services.substitute, services.add_member, services.by_elect
    facts = {"on": TODAY, "by": None}
    refused("还没有替补，请先办理替补", add, org=here.village, person=new, **facts)
    refused("还在班子里", sub, replaces=members[0], person=new, **facts)
    refused("要从现任执委中产生", elect, org=here.village, person=new, **facts)
    chair = seat(here.village, Office.CHAIR, "丁某")
    refused("替补只补执委", sub, replaces=chair, person=new, **facts)
    filled = sub(replaces=gone, person=new, **facts)
    assert (filled.fill, filled.replaces_id, filled.term_id) == ("substitution", gone.pk, third.pk)
    refused("已经替补过", sub, replaces=gone, person=person(here.village, "戊某"), **facts)
    refused("执委已有 4 名", add, org=here.village, person=person(here.village, "己某"), **facts)
    vice = elect(org=here.village, person=new, employment="part_time", **facts)
    assert (vice.office, vice.fill, vice.term_id) == ("vice_chair", FillKind.BY_ELECTION, third.pk)
    ended = Appointment.rows.get(pk=filled.pk)
    assert (ended.until, ended.departure) == (TODAY, Departure.PROMOTED)
    refused("副主席已有 1 名", elect, org=here.village, person=members[0].person, **facts)
    services.set_quota(
        level="village", vice_min=1, executive_min=4, executive_max=5, on=TODAY, by=None
    )
    added = add(org=here.village, person=person(here.village, "庚某"), **facts)
    assert added.fill == FillKind.ADDITION
    undo("members.by_elect")
    assert Appointment.rows.get(pk=filled.pk).until is None


def test_a_by_election_keeps_her_way_in(here):
    her = person(here.village, "辛某", phone=PHONE)
    held = seat(here.village, Office.EXECUTIVE_MEMBER, who=her)
    vice = services.by_elect(org=here.village, person=her, on=TODAY, by=None)
    assert vice.grant_id == held.grant_id
    assert AccessGrant.rows.get(pk=held.grant_id).until is None


def test_no_substitute_for_a_term_that_is_over(here):
    term(here.village, starts_on=date(2021, 1, 1), ends_on=date(2026, 11, 1))
    gone = left(here.village, on=date(2026, 10, 1))
    Appointment.rows.filter(pk=gone.pk).update(term=CongressTerm.rows.get())
    refused("已经届满", services.substitute, replaces=gone, person=person(here.village, "壬某"),
            on=TODAY, by=None)  # fmt: skip
    mistaken = seat(here.village, Office.EXECUTIVE_MEMBER, "癸某")
    services.end_appointment(appointment=mistaken, on=TODAY, departure="mistake", by=None)
    refused("不能替补", services.substitute, replaces=mistaken, person=gone.person, on=TODAY,
            by=None)  # fmt: skip


def test_appointed_vice_chairs_lead_twenty_women(here):
    facts = {
        "person": person(here.village, "队长"), "org": here.village, "office": "vice_chair",
        "origin": "appointed", "employment": "part_time", "on": SINCE, "by": None,
    }  # fmt: skip
    appoint = services.appoint
    refused("要填她带的团队", appoint, **facts)
    refused("至少要有 20 名", appoint, **facts, leads="广场舞队", leads_women=19)
    refused("只有聘任的", appoint, **facts | {"origin": "elected"}, leads="广场舞队")
    held = appoint(**facts, leads="广场舞队", leads_women=20)
    assert (held.leads, held.leads_women) == ("广场舞队", 20)


def test_a_chair_neither_drives_nor_closes(here):
    here.chair.hat = hats.hats_of(here.chair, TODAY)[0]
    may = here.chair.has_perm
    assert not may("members.close_congress")
    assert not may("members.prepare_congress")
    assert may("members.substitute")
    here.town_clerk.hat = hats.hats_of(here.town_clerk, TODAY)[0]
    assert here.town_clerk.has_perm("members.close_congress")
