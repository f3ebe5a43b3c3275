"""What becomes of care when seats and villages end: foretold by number, never by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fulian.consequences import preview_of
from fulian.scoping import scope
from homes.models import CareCase, CareChild, CarePairing, CareTeam
from homes.services import care_following as following
from members import services as members
from members.models import Appointment
from orgs import services as ground
from orgs.models import Org
from tests.conftest import NOW, TODAY
from tests.homes import care
from tests.homes.test_care import sees


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def told(effects):
    return {one.what: one.count for one in effects}


def test_closing_a_village_ends_the_care_and_nobody_sees_it(here):
    care.paired(here)
    effects = ground.closing_affects(org=here.village, on=TODAY)
    assert told(effects)["登记的看护对象"] == 1
    assert told(effects)["看护队"] == 1
    assert care.NAME not in str(effects)
    ground.close_org(org=here.village, on=TODAY, by=None)
    case = CareCase.rows.get()
    assert (case.until, case.ended_for, case.erased_on) == (TODAY, "org_closed", None)
    assert CareTeam.rows.get().until == TODAY
    assert sees(here, "chair", "officer") == {"chair": 0, "officer": 0}


def test_merging_takes_the_children_along_to_be_paired_anew(here):
    care.paired(here)
    into = Org.rows.filter(parent=here.town).exclude(pk=here.village.pk).get()
    effects = ground.merging_affects(orgs=[here.village], into=into, on=TODAY)
    assert told(effects)["登记的看护对象"] == 1
    ground.merge_orgs(orgs=[here.village], into=into, on=TODAY, by=None)
    case, team = CareCase.rows.get(), CareTeam.rows.get()
    assert (case.org_id, case.until) == (into.pk, None)
    assert (team.org_id, team.until) == (into.pk, None)
    assert CarePairing.rows.get().until == TODAY
    assert sees(here, "officer") == {"officer": 0}


def test_merging_undone_gives_the_village_its_children_back(here):
    care.paired(here)
    into = Org.rows.filter(parent=here.town).exclude(pk=here.village.pk).get()
    ground.merge_orgs(orgs=[here.village], into=into, on=TODAY, by=None)
    from django.utils import timezone

    from orgs.models import Record

    lead = Record.rows.filter(act="orgs.merge_orgs", leads=True).latest("pk")
    ground.undo(batch=lead.batch, at=timezone.now(), on=TODAY, by=None)
    assert CareCase.rows.get().org_id == here.village.pk
    assert CareTeam.rows.get().org_id == here.village.pk


def test_who_is_elected_again_goes_on(here):
    pairing = care.paired(here)
    old = [care.leader_seat(here), care.carer_seat(here)]
    for seat in old:
        members.end_appointment(
            appointment=seat, on=TODAY, departure="term_end", by=None, keep_access=True
        )
    assert sees(here, "chair", "officer") == {"chair": 0, "officer": 0}
    for seat in old:
        new = members.appoint(
            person=seat.person, org=here.village, office=seat.office, on=TODAY, by=None
        )
        Appointment.rows.filter(pk=new.pk).update(grant=seat.grant)
    effects = preview_of("members.close_congress", left=old, staying=old,
                         on=TODAY - timedelta(days=1))  # fmt: skip
    assert told(effects)["其中：连任同一职务者的看护结对"] == 1
    following.carry_on(old, TODAY, None)
    now = CarePairing.rows.get(until__isnull=True)
    assert now.case_id == pairing.case_id
    assert sees(here, "chair", "officer") == {"chair": 1, "officer": 1}


def test_team_without_a_leader_is_seen_by_nobody_until_it_has_one(here):
    case = care.child(here)
    members.end_appointment(
        appointment=care.leader_seat(here), on=TODAY, departure="resigned", by=None
    )
    with scope(here.county.pk, glass=(CareChild, case.pk)):
        assert CareChild.rows.get().handlers == []
    from homes import services

    services.name_care_leader(
        team=CareTeam.rows.get(), leader=care.carer_seat(here), by=None, at=NOW
    )
    assert sees(here, "chair", "officer") == {"chair": 0, "officer": 1}
