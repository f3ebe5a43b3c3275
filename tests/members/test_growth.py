"""Trainings, commendations, funding: kept, corrected, removed, taken back; what is refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import (
    Commendation,
    FundingLine,
    Office,
    Person,
    TrainingAttendance,
    TrainingSession,
)
from members.queries import growth as reads
from orgs.models import Record
from orgs.services import close_org, undo
from tests.conftest import TODAY
from tests.members import growing as one
from tests.people import SINCE, committee, group, person, seat


@pytest.fixture
def here(east):
    with scope(east.county.pk, by=east.admin):
        yield east


def refused(code, act, /, **facts):
    with pytest.raises(ValidationError) as refusal:
        act(**facts)
    codes = {error.code for error in refusal.value.error_list} if not hasattr(
        refusal.value, "error_dict") else set(refusal.value.error_dict)  # fmt: skip
    assert code in codes, refusal.value


def undo_last(act):
    line = Record.rows.filter(act=act).order_by("pk").last()
    undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)


def covered(on=TODAY):
    found = reads.coverage(on)
    return found.trained, found.officers


def test_coverage_counts_persons_since_their_seats_began(here):
    seats = committee(here.village, vice=2, executives=3)
    chair, vice, other, *_ = [one.person for one in seats]
    assert covered() == (0, 6)
    early = one.training(here, on=SINCE + timedelta(days=10))
    second = one.training(here, on=SINCE + timedelta(days=20), mode="online")
    for session in (early, second):
        services.attend_training(session=session, people=[chair, vice], by=None)
    assert covered() == (2, 6)  # twice is once
    assert covered(early.held_on) == (2, 6)
    assert covered(early.held_on - timedelta(days=1)) == (0, 6)
    services.end_appointment(appointment=seats[1], on=TODAY, departure="moved", by=None)
    assert covered() == (1, 5)
    seat(here.village, Office.VICE_CHAIR, who=vice, since=TODAY)
    assert covered() == (1, 6)  # her new seat began after the training
    seat(here.town, Office.CHAIR, who=other, since=TODAY)
    services.attend_training(session=second, people=[other], by=None)
    assert covered() == (2, 6)  # since the earliest of the seats she holds
    found = reads.coverage(TODAY)
    assert vice.pk in found.missing
    assert {s.person_id for s in reads.seats_of_missing(found, TODAY)} == set(found.missing)
    assert (found.newcomers, found.newcomers_trained) == (6, 2)


def test_a_training_elsewhere_in_the_county_counts_for_a_township(here):
    her = committee(here.village, vice=0, executives=0)[0].person
    committee(here.other_village, vice=0, executives=0)
    county = one.training(here, org=here.root)
    services.attend_training(session=county, people=[her], by=None)
    with scope(here.county.pk, under=here.town):
        assert covered() == (1, 1)
    with scope(here.county.pk, under=here.other_town):
        assert covered() == (0, 1)


def test_women_are_numbers_only(here):
    women = one.training(here, audience="women", women=40)
    her = seat(here.village, Office.CHAIR).person
    refused("women_unnamed", services.attend_training, session=women, people=[her], by=None)
    refused("no_women", one.training, cast=here, audience="women")
    refused("women", one.training, cast=here, women=3)
    held = reads.held_in(TODAY.year)
    assert (held.sessions, held.women_sessions, held.women, held.times) == (0, 1, 40, 0)


def test_a_training_is_refused(here):
    refused("hours", one.training, cast=here, hours=Decimal(0))
    refused("hours", one.training, cast=here, hours=Decimal(1000))
    refused("mode", one.training, cast=here, mode="by_post")
    refused("topic", one.training, cast=here, topic=" ")
    kept = one.training(here)
    stranger = person(here.village, "潘玉兰")
    refused("no_seat", services.attend_training, session=kept, people=[stranger], by=None)
    with_people = one.attended(here).session
    facts = {"topic": "甲", "mode": "online", "hours": Decimal(1), "by": None}
    change = services.change_training
    refused("attended", change, session=with_people, on=TODAY, audience="women", women=3, **facts)
    early = SINCE - timedelta(days=1)
    refused("no_seat", change, session=with_people, on=early, audience="officers", women=0, **facts)
    close_org(org=here.village, on=TODAY, by=None)
    refused("closed", one.training, cast=here, org=here.village)


def test_whoever_was_there_is_added_once_and_taken_off(here):
    there = one.attended(here)
    lines = Record.rows.filter(act="members.attend_training")
    again = services.attend_training(session=there.session, people=[there.person], by=None)
    assert (again, lines.count()) == ([], 1)
    assert "史慧敏" not in str(list(lines.values("target_name", "changes")))
    services.miss_training(attendance=there, by=None)
    assert not TrainingAttendance.rows.exists()
    with pytest.raises(ValidationError, match="已经不在"):
        undo_last("members.attend_training")
    undo_last("members.miss_training")
    assert TrainingAttendance.rows.get().person == there.person


def test_a_removed_training_comes_back_whole(here):
    there = one.attended(here)
    services.remove_training(session=there.session, by=None, reason="重复")
    assert not TrainingSession.rows.exists()
    assert not TrainingAttendance.rows.exists()
    undo_last("members.remove_training")
    assert TrainingAttendance.rows.get().session.topic == "妇女维权"
    with pytest.raises(ValidationError, match=r"后来改过|挂在它下面"):
        undo_last("members.hold_training")


def test_commendations_of_persons_and_organisations(here):
    kept = one.commendation(here)
    one.commendation(here, "先进集体", person=None)
    outsider = person(here.other_village, "潘玉兰")
    refused("elsewhere", one.commendation, cast=here, person=outsider)
    refused("given_by", one.commendation, cast=here, person=None, given_by="")
    assert [c.title for c in reads.commendations_of(here.village)] == ["先进集体"]
    line = Record.rows.filter(act="members.commend").order_by("pk").first()
    assert line.target_name == "三八红旗手"
    services.remove_commendation(commendation=kept, by=None)
    undo_last("members.remove_commendation")
    assert Commendation.rows.filter(person=kept.person).count() == 1


def test_funding_adds_up(here):
    one.funding(here)
    one.funding(here, "街道", org=here.town, basis="lump_sum", heads=None, received=Decimal(1000))
    one.funding(here, org=here.root, heads=50)
    one.funding(here, year=2025)
    found = reads.totals(2026)
    assert (found.whole.due, found.whole.received, found.whole.rate) == (3000, 2600, "86.7%")
    levels = {m.title: (m.rate, m.per_head) for m in found.levels}
    assert (levels["县级"], levels["乡级"]) == (("80.0%", "16.00"), ("100.0%", "—"))
    assert levels["村级"] == ("80.0%", "8.00")
    towns = {m.title: (m.due, m.received) for m in found.townships}
    assert towns == {here.town.title: (2000, 1800), here.other_town.title: (0, 0)}
    assert reads.years() == [2026, 2025]
    with scope(here.county.pk, under=here.other_town):
        assert reads.totals(2026).whole.due == 0
    assert reads.funding_of(here.village, 2026).rate == "80.0%"


def test_funding_is_refused(here):
    kept = one.funding(here)
    refused("funding_once", one.funding, cast=here)
    refused("no_heads", one.funding, cast=here, source="乙", heads=None)
    refused("heads", one.funding, cast=here, source="乙", basis="lump_sum")
    refused("too_much", one.funding, cast=here, source="乙", received=Decimal(1001))
    refused("amount", one.funding, cast=here, source="乙", due=Decimal(0), received=Decimal(0))
    refused("amount", one.funding, cast=here, source="乙", received=Decimal(-1))
    refused("year", one.funding, cast=here, source="乙", year=26)
    refused("basis", one.funding, cast=here, source="乙", basis="gift", heads=None)
    services.remove_funding(line=kept, by=None)
    one.funding(here)
    with pytest.raises(ValidationError, match="已经登记过"):
        undo_last("members.remove_funding")
    assert FundingLine.rows.count() == 1


def test_her_own_and_the_groups_below(here):
    seated = seat(here.village, Office.CHAIR, "柳芳菲", who=person(
        here.village, "柳芳菲", phone="10099990177"))  # fmt: skip
    kept = one.training(here)
    services.attend_training(session=kept, people=[seated.person], by=None)
    own = reads.own_of(seated.grant_id)
    assert ([t.topic for t in own.trainings], own.commendations) == (["妇女维权"], [])
    assert reads.own_of(0).trainings == []
    seat(here.village, Office.GROUP_LEADER, "舒若兰", group=group(here.village))
    group(here.village, "二组")
    assert reads.groups_below(here.town, TODAY) == (2, 1)
    assert reads.groups_below(here.other_town, TODAY) == (0, 0)


def test_nothing_crosses_the_county(here, west):
    with scope(west.county.pk):
        foreign = one.training(west)
        her = seat(west.village, Office.CHAIR).person
    with scope(here.county.pk):
        kept = one.training(here)
        with pytest.raises(TrainingSession.DoesNotExist):
            services.attend_training(session=foreign, people=[], by=None)
        refused("no_seat", services.attend_training, session=kept, people=[her], by=None)
        assert not Person.rows.filter(pk=her.pk).exists()
