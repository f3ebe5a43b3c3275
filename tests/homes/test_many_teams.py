"""Volunteer teams of many organisations in one act: who would lead, taken back as one (A42)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import TeamLeader, VolunteerTeam, WomenVolunteer
from homes.queries import many_teams as reads
from members.models import Office
from orgs import services as ground
from orgs.models import Org, Record
from tests.conftest import TODAY, signed_in
from tests.homes.programmes import member, team
from tests.people import SINCE, seat

TWELVE = [f"执委{word}" for word in "甲乙丙丁戊己庚辛壬癸子丑"]


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def form(cast, *orgs, kinds=("mutual_help",), each=False, by=None):
    return services.form_many_teams(
        orgs=[org.pk for org in orgs], kinds=kinds, each=each, on=TODAY, by=by
    )


def test_twelve_executive_members_lead_twelve_teams(here):
    """S2:13「12名执委带着巾帼志愿者组成12支志愿服务队」."""
    for name in TWELVE:
        member(here.village, name)
    assert form(here, here.village, kinds=list(reads.KINDS), each=True) == 1
    teams = VolunteerTeam.rows.filter(org=here.village)
    assert teams.count() == 12
    assert teams.values("name").distinct().count() == 12
    assert {one.appointment.person.name for one in TeamLeader.rows.all()} == set(TWELVE)
    assert WomenVolunteer.rows.filter(person__isnull=False).count() == 12
    with pytest.raises(ValidationError, match="都已经带队"):
        form(here, here.village, kinds=list(reads.KINDS), each=True)


def test_only_what_is_lacking_is_formed_by_who_leads_none(here):
    team(here)  # of mutual help, led by 沈秋月
    seat(here.village, Office.CHAIR, "主席某")
    member(here.village, "陶晓岚")
    form(here, here.village, kinds=["mutual_help", "care", "culture"])
    made = TeamLeader.rows.filter(team__since=TODAY).order_by("pk")
    led = [(one.team.kind, one.appointment.person.name) for one in made]
    assert led == [("care", "陶晓岚"), ("culture", "主席某")], "the chair is asked last"


def test_a_county_is_planned_formed_and_taken_back_as_one(here):
    villages = list(Org.rows.filter(level="village").order_by("lft"))
    for org in villages[:2]:
        member(org, f"执委{org.pk}")
    plan = reads.plan_of_teams(villages, kinds=["mutual_help"], each=False, on=TODAY)
    assert [one.pk for one in plan.will] == [org.pk for org in villages[:2]]
    assert {one.says for one in plan.skipped} == {"还没有登记主席、副主席和执委，先办理任职。"}
    assert "带队" in plan.will[0].says
    with pytest.raises(ValidationError, match="先办理任职"):
        form(here, *villages)
    assert not VolunteerTeam.rows.exists()
    assert form(here, *villages[:2]) == 2
    assert VolunteerTeam.rows.count() == 2
    line = Record.rows.get(act="homes.form_many_teams")
    ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)
    for model in (VolunteerTeam, TeamLeader, WomenVolunteer):
        assert not model.rows.exists()


def test_what_is_refused(here, west):
    member(here.village)
    for kinds in ((), ("login",)):
        with pytest.raises(ValidationError, match="请至少选一类"):
            form(here, here.village, kinds=kinds)
    with pytest.raises(ValidationError, match="不在您的范围内"):
        form(here, west.village)
    ground.close_org(org=here.village, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="撤销"):
        form(here, here.village)


def test_plan_asks_three_times_for_one_and_for_all(here, django_assert_num_queries):
    villages = list(Org.rows.filter(level="village"))
    for org in villages:
        member(org, f"执委{org.pk}")
    for some in (villages[:1], villages):
        with django_assert_num_queries(3):
            reads.plan_of_teams(some, kinds=["care"], each=True, on=TODAY)


def test_a_chair_forms_one_for_everybody_with_one_tap(east):
    with scope(east.county.pk):
        for name in ("陶晓岚", "沈秋月"):
            member(east.village, name, since=SINCE)
    client = signed_in(east.chair)
    page = client.get("/volunteers/each/").content.decode()
    assert "沈秋月带队" in page
    assert client.post("/volunteers/each/", {}).status_code == 302
    with scope(east.county.pk):
        names = set(TeamLeader.rows.values_list("appointment__person__name", flat=True))
        assert {"陶晓岚", "沈秋月"} <= names
    assert "已经带队" in client.get("/volunteers/each/").content.decode()
    assert signed_in(east.officer).get("/volunteers/each/").status_code == 403


def test_the_desk_shows_before_it_forms(east):
    with scope(east.county.pk):
        member(east.village)
    desk = signed_in(east.clerk)
    address = f"/desk/homes/volunteerteam/many/?below={east.village.pk}"
    asked = {"kinds": ["mutual_help", "care"], "on": f"{timezone.localdate()}"}
    page = desk.post(address, asked).content.decode()
    assert "沈秋月带队" in page
    with scope(east.county.pk):
        assert not VolunteerTeam.rows.exists()
    found = desk.get("/desk/homes/volunteerteam/figures/").content.decode()
    assert "统一成立志愿队" in found
