"""What becomes of care when seats and villages end: foretold by number, never by name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties.queries.open_work import open_of
from fulian.consequences import preview_of
from fulian.scoping import scope
from homes import services
from homes.models import CareCase, CareChild, CarePairing, CareTeam, CareTeamMember
from homes.queries.care_handing import children_in_care
from homes.services import care_following as following
from members import services as members
from members.models import Appointment
from orgs import services as ground
from orgs.models import Org, Record
from tests.conftest import NOW, TODAY
from tests.homes import care
from tests.homes.test_care import sees


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def undone(act):
    """Take back the last batch that ``act`` led."""
    lead = Record.rows.filter(act=act, leads=True).latest("pk")
    return ground.undo(batch=lead.batch, at=timezone.now(), on=TODAY, by=None)


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
    undone("orgs.merge_orgs")
    assert CareCase.rows.get().org_id == here.village.pk
    assert CareTeam.rows.get().org_id == here.village.pk
    assert CarePairing.rows.get().until is None
    assert sees(here, "chair", "officer") == {"chair": 1, "officer": 1}


def test_an_undone_end_of_a_seat_gives_the_carer_her_children_back(here):
    """Q22: pairing, place on the team and the right to see come back; all three were ended."""
    first, second = care.paired(here), care.paired(here, name="小芒果")
    members.end_appointment(appointment=first.appointment, on=TODAY, departure="resigned", by=None)
    assert not CarePairing.rows.filter(until__isnull=True).exists()
    assert sees(here, "officer") == {"officer": 0}
    undone("members.end_appointment")
    there = CarePairing.rows.filter(pk__in=[first.pk, second.pk])
    assert list(there.values_list("until", "kind")) == [(None, "one_to_many")] * 2
    assert sees(here, "chair", "officer") == {"chair": 2, "officer": 2}
    assert CareTeamMember.rows.filter(appointment=first.appointment, until=None).count() == 1


def test_an_undone_end_of_a_seat_stops_where_another_looks_after_her(here):
    pairing = care.paired(here)
    seat = pairing.appointment
    members.end_appointment(appointment=seat, on=TODAY, departure="resigned", by=None)
    care.as_user(here, here.chair, lambda: services.pair_child(
        case=pairing.case, appointment=care.leader_seat(here), by=here.chair, at=NOW
    ))  # fmt: skip
    with pytest.raises(ValidationError, match="已经有人看护"):
        undone("members.end_appointment")
    assert sees(here, "chair", "officer") == {"chair": 1, "officer": 0}


def test_an_undone_closing_gives_the_village_its_care_back(here):
    pairing = care.paired(here)
    ground.close_org(org=here.village, on=TODAY, by=None)
    undone("orgs.close_org")
    case = CareCase.rows.get()
    assert (case.until, case.ended_for) == (None, "")
    pairing.refresh_from_db()
    assert (pairing.until, CareTeam.rows.get().until) == (None, None)
    assert sees(here, "chair", "officer") == {"chair": 1, "officer": 1}


def test_what_ends_with_a_seat_is_recorded_without_a_child(here):
    pairing = care.paired(here)
    members.end_appointment(
        appointment=pairing.appointment, on=TODAY, departure="resigned", by=None
    )
    for line in Record.rows.filter(target__startswith="homes.care"):
        said = f"{line.changes}{line.target_name}{line.reason}"
        assert care.NAME not in said
        assert care.GUARDIAN not in said
        assert line.org_id == here.root.pk or line.target == "homes.careteam"


def test_handover_sheet_says_how_many_children_and_no_name(here):
    care.paired(here)
    care.paired(here, name="小芒果")
    wanted = [(here.village.pk, care.carer_seat(here).pk),
              (here.village.pk, care.leader_seat(here).pk),
              (here.village.pk, care.other_seat(here).pk)]  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        found = children_in_care(wanted, TODAY)
    lines = list(found.values())
    assert lines[0] == [("看护结对", "2 个孩子，请队长另外安排看护人，当面交接")]
    assert lines[1] == [("看护队", "队长要另外定一位；全队登记了 2 个孩子")]
    assert lines[2] == []
    assert len(asked) == 3
    assert care.NAME not in str(open_of(wanted, TODAY, NOW))


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
    following.carry_care_on(staying=old, on=TODAY, by=None)
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
    services.name_care_leader(
        team=CareTeam.rows.get(), leader=care.carer_seat(here), by=None, at=NOW
    )
    assert sees(here, "chair", "officer") == {"chair": 0, "officer": 1}
