"""Groups, terms, the end of an organisation, and taking back what was done to seats."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Appointment, CongressTerm, Departure, Office, Person, WomensGroup
from orgs import services as ground
from orgs.models import AccessGrant, Org, OrgStatus, Record, Role
from orgs.queries import hats
from orgs.services.access import open_doorway
from tests.conftest import NOW, PASSWORD, TODAY, signed_in
from tests.people import SINCE, group, person, seat

YESTERDAY = TODAY - timedelta(days=1)
PHONE = "10099990101"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def in_hat(user):
    user.hat = hats.hats_of(user, TODAY)[0]
    return user


def undo(act):
    line = Record.rows.filter(act=act, leads=True).latest("pk")
    return ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)


def refused(says, act, **facts):
    """Try it: one sentence says why not, and nothing was written."""
    before = [m.rows.count() for m in (Appointment, WomensGroup, CongressTerm, Record)]
    with pytest.raises(ValidationError, match=says) as refusal:
        act(**facts)
    assert len(refusal.value.messages) == 1
    after = [m.rows.count() for m in (Appointment, WomensGroup, CongressTerm, Record)]
    assert before == after


def test_seats_that_cannot_be(here):
    her = person(here.village)
    facts = {"person": her, "on": SINCE, "by": None}
    led = seat(here.village, Office.GROUP_LEADER, "陶晓岚", group=group(here.village)).group
    tries = [
        ("只设在村", {"org": here.town, "office": Office.GROUP_LEADER}),
        ("要选择小组", {"org": here.village, "office": Office.GROUP_LEADER}),
        ("已经有组长", {"org": here.village, "office": Office.GROUP_LEADER, "group": led}),
        ("不属于这个村", {"org": here.other_village, "office": "group_leader", "group": led}),
        ("只有副主席", {"org": here.village, "office": "chair", "employment": "part_time"}),
        ("没有这种任职方式", {"org": here.village, "office": "vice_chair", "employment": "x"}),
        ("不是有效选项", {"org": here.village, "office": "x"}),
        ("不是有效选项", {"org": here.village, "office": "chair", "origin": "x"}),
    ]
    for says, more in tries:
        refused(says, services.appoint, **facts | more)
    seat(here.village, Office.REPRESENTATIVE, who=her)
    refused("已经是这个组织的妇女代表", services.appoint, org=here.village,
            office=Office.REPRESENTATIVE, **facts)  # fmt: skip
    ground.close_org(org=here.other_village, on=TODAY, by=None)
    refused("已经撤销", services.appoint, org=here.other_village, office="chair", **facts)


def test_leaving_that_cannot_be(here):
    held = seat(here.village, Office.CHAIR)
    end = services.end_appointment
    refused("离任原因", end, appointment=held, on=TODAY, departure="", by=None)
    refused("离任原因", end, appointment=held, on=TODAY, departure="x", by=None)
    end(appointment=held, on=TODAY, departure="deceased", by=None)
    refused("已经结束", end, appointment=held, on=TODAY, departure="moved", by=None)


def test_terms(here):
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2031, 1, 1)}
    third = services.begin_term(org=here.village, number=3, by=None, **days)
    begin = services.begin_term
    early = days | {"ends_on": date(2025, 12, 31)}
    refused("要晚于开始", begin, org=here.village, number=4, by=None, **early)
    refused("要晚于开始", begin, org=here.village, number=4, by=None,
            starts_on=TODAY, ends_on=TODAY)  # fmt: skip
    later = {"starts_on": date(2031, 1, 1), "ends_on": date(2036, 1, 1)}
    refused("已经登记过", begin, org=here.village, number=3, by=None, **later)
    refused("与另一届重叠", begin, org=here.village, number=4, by=None,
            starts_on=date(2030, 12, 31), ends_on=date(2036, 1, 1))  # fmt: skip
    services.begin_term(org=here.village, number=4, by=None, **later)
    services.begin_term(org=here.town, number=3, by=None, **days)
    refused("要晚于开始", services.change_term, term=third, number=3, by=None, **early)
    refused("与另一届重叠", services.change_term, term=third, number=3, by=None,
            starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 2))  # fmt: skip
    changed = services.change_term(
        term=third, number=2, starts_on=date(2026, 2, 1), ends_on=date(2031, 1, 1), by=None
    )
    assert (changed.number, changed.version) == (2, 2)
    undo("members.change_term")
    assert CongressTerm.rows.get(pk=third.pk).number == 3


def test_seats_without_a_term_belong_to_the_one_that_is_kept(here):
    early = seat(here.village, Office.CHAIR, since=date(2025, 3, 1))
    late = seat(here.village, Office.VICE_CHAIR, since=TODAY)
    leader = seat(here.village, Office.GROUP_LEADER, group=group(here.village))
    elsewhere = seat(here.other_village, Office.CHAIR)
    now = {"org": here.village, "number": 3, "by": None}
    third = services.begin_term(**now, starts_on=date(2026, 1, 1), ends_on=date(2031, 1, 1))
    of_term = {s.pk for s in Appointment.rows.filter(term=third)}
    assert of_term == {early.pk, late.pk}
    assert {leader.pk, elsewhere.pk} & of_term == set()
    past = now | {"number": 2, "starts_on": date(2021, 1, 1), "ends_on": date(2026, 1, 1)}
    services.begin_term(**past)
    assert Appointment.rows.filter(term=third).count() == 2
    undo("members.begin_term")
    line = Record.rows.filter(act="members.begin_term", target_id=third.pk).get()
    ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)
    assert not Appointment.rows.filter(term__isnull=False).exists()


def test_groups(here):
    facts = {"on": TODAY, "by": None, "name": "一组"}
    one = services.found_group(org=here.village, households=30, women=45, **facts)
    refused("只设在村", services.found_group, org=here.town, **facts)
    refused("同名", services.found_group, org=here.village, **facts)
    refused("不能更早", services.found_group, org=here.village, name="二组", by=None,
            on=date(2025, 12, 31))  # fmt: skip
    refused("不是有效选项", services.found_group, org=here.village, kind="x",
            **facts | {"name": "二组"})  # fmt: skip
    refused("不能为空", services.found_group, org=here.village, **facts | {"name": " "})
    leader = seat(here.village, Office.GROUP_LEADER, group=one, since=TODAY)
    refused("还有 1 个在任的组长", services.close_group, group=one, on=TODAY, by=None)
    refused("不能早于建立", services.close_group, group=one, on=YESTERDAY, by=None)
    services.end_appointment(appointment=leader, on=TODAY, departure="moved", by=None)
    closed = services.close_group(group=one, on=TODAY, by=None)
    assert closed.closed_on == TODAY
    refused("已经撤销", services.close_group, group=one, on=TODAY, by=None)
    refused("已经撤销", services.change_group, group=one, name="二组", kind="grid",
            households=None, women=None, by=None)  # fmt: skip
    services.found_group(org=here.village, **facts)
    with pytest.raises(ValidationError, match="同名"):
        undo("members.close_group")


def test_the_end_of_an_organisation_ends_its_seats_and_groups(here):
    chair = seat(here.village, Office.CHAIR, who=person(here.village, phone=PHONE))
    seat(here.village, Office.GROUP_LEADER, "陶晓岚", group=group(here.village))
    group(here.village, "二组")
    elsewhere = seat(here.town, Office.EXECUTIVE_MEMBER, who=chair.person)
    effects = {e.what: e.count for e in ground.closing_affects(org=here.village, on=TODAY)}
    assert (effects["任职"], effects["妇女小组"]) == (2, 2)
    ground.close_org(org=here.village, on=TODAY, by=here.admin)
    ended = Appointment.rows.filter(org=here.village)
    assert {(s.until, s.departure, s.reason) for s in ended} == {
        (TODAY, Departure.OTHER, "组织撤销")
    }
    assert set(WomensGroup.rows.values_list("closed_on", flat=True)) == {TODAY}
    assert Appointment.rows.get(pk=elsewhere.pk).until is None
    assert ground.closing_affects(org=here.other_village, on=TODAY) == []
    undo("orgs.close_org")
    assert not Appointment.rows.filter(until__isnull=False).exists()
    assert not WomensGroup.rows.filter(closed_on__isnull=False).exists()
    assert AccessGrant.rows.get(pk=chair.grant_id).until is None
    assert Org.rows.get(pk=here.village.pk).status == OrgStatus.ACTIVE


def test_undoing_a_seat_takes_its_access_with_it(here):
    her = person(here.village, phone=PHONE)
    held = seat(here.village, Office.VICE_CHAIR, who=her)
    undo("members.appoint")
    assert not Appointment.rows.exists()
    assert not AccessGrant.rows.filter(pk=held.grant_id).exists()
    held = seat(here.village, Office.VICE_CHAIR, who=her)
    services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    undo("members.end_appointment")
    back = Appointment.rows.get()
    assert (back.until, back.departure, back.reason) == (None, "", "")
    assert AccessGrant.rows.get(pk=held.grant_id).until is None


def test_undoing_a_newcomer_takes_her_person_too(here):
    services.appoint_newcomer(
        org=here.village, office=Office.CHAIR, on=TODAY, by=None, name="陶晓岚", phone=PHONE
    )
    assert Person.rows.get().name == "陶晓岚"
    undo("members.appoint_newcomer")
    assert not Person.rows.exists()
    assert not Appointment.rows.exists()
    refused("只有副主席", services.appoint_newcomer, org=here.village, office=Office.CHAIR,
            on=TODAY, by=None, name="陶晓岚", employment="part_time")  # fmt: skip
    assert not Person.rows.exists()


def test_undo_of_a_quota_brings_the_one_before_back(here):
    from members.models import QuotaRule

    for number in (15, 20):
        services.set_quota(
            level="village", vice_min=2, executive_min=number, on=TODAY, by=here.admin
        )
    undo("members.set_quota")
    rule = QuotaRule.rows.get()
    assert (rule.executive_min, rule.until) == (15, None)


def test_access_opens_when_the_phone_comes_and_moves_with_it(here):
    held = seat(here.village, Office.CHAIR)
    open_it = services.open_access
    refused("还没有登记手机号", open_it, appointment=held, on=TODAY, by=None)
    services.update_person(person=held.person, phone=PHONE, by=None)
    first = open_it(appointment=held, on=TODAY, by=None).grant
    assert first.role == Role.CHAIR
    refused("已经可以登录", open_it, appointment=held, on=TODAY, by=None)
    services.update_person(person=held.person, phone="10099990102", by=None)
    second = open_it(appointment=held, on=TODAY, by=None).grant
    assert second.user_id != first.user_id
    assert AccessGrant.rows.get(pk=first.pk).until == TODAY
    services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    assert AccessGrant.rows.get(pk=second.pk).until == TODAY
    refused("已经结束", open_it, appointment=held, on=TODAY, by=None)
    leader = seat(here.village, Office.GROUP_LEADER, group=group(here.village))
    refused("妇女代表代为办理", open_it, appointment=leader, on=TODAY, by=None)


def test_a_chair_seats_her_committee_but_no_chair(here):
    chair = in_hat(here.chair)
    facts = {"org": here.village, "on": TODAY, "by": chair}
    her = person(here.village, phone=PHONE)
    refused("由上级妇联办理", services.appoint, person=her, office=Office.CHAIR, **facts)
    held = services.appoint(person=her, office=Office.VICE_CHAIR, **facts)
    assert held.grant.role == Role.OFFICER
    hers = seat(here.village, Office.CHAIR, "陶晓岚")
    refused("由上级妇联办理", services.end_appointment, appointment=hers, on=TODAY,
            departure="moved", by=chair)  # fmt: skip
    away = person(here.other_village, "沈秋月", phone="10099990102")
    refused("本组织和下级组织", services.appoint, person=away, org=here.other_village,
            office=Office.VICE_CHAIR, on=TODAY, by=chair)  # fmt: skip


def test_the_countys_clerk_seats_though_grants_are_not_hers(here):
    clerk = in_hat(here.clerk)
    assert not clerk.has_perm("orgs.grant_access")
    held = services.appoint(
        person=person(here.village, phone=PHONE), org=here.village, office=Office.CHAIR,
        on=TODAY, by=clerk,
    )  # fmt: skip
    assert held.grant.role == Role.CHAIR


def test_she_is_out_at_her_next_request(east):
    with scope(east.county.pk):
        held = seat(east.village, Office.EXECUTIVE_MEMBER, who=person(east.village, phone=PHONE))
        her = held.grant.user
    browser = signed_in(her)
    page = f"/org/{east.village.code}/"
    assert browser.get(page).status_code == 200
    with scope(east.county.pk):
        services.end_appointment(
            appointment=held, on=timezone.localdate(), departure="moved", by=None
        )
    assert browser.get(page).status_code == 403


def test_two_seats_of_one_account_end_one_by_one(here):
    her = person(here.village, phone=PHONE)
    first = seat(here.village, Office.REPRESENTATIVE, who=her)
    second = seat(here.village, Office.EXECUTIVE_MEMBER, who=her)
    code = open_doorway(user=second.grant.user, county=here.county.pk, at=NOW)
    ground.claim(code=code, password=PASSWORD, address="", at=NOW)
    services.end_appointment(appointment=second, on=TODAY, departure="promoted", by=None)
    assert [h.role for h in hats.hats_of(first.grant.user, TODAY)] == [Role.REPRESENTATIVE]
