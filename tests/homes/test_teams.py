"""Volunteer teams and service: who leads, who serves, how long; what ends with a seat."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.models import Message
from fulian import signing
from fulian.scoping import scope
from homes import services
from homes.models import ServiceShare, TeamLeader, VolunteerActivity, VolunteerTeam, WomenVolunteer
from homes.queries import teams as reads
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import AccessGrant, Org, Record
from tests.conftest import NOW, TODAY
from tests.homes.programmes import member, service, team, volunteer
from tests.people import SINCE, seat

HOSTILE = ("<script>alert(1)</script>", "\u202e倒着写", "🌸巾帼🌸", "' OR 1=1 --")


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def test_twelve_members_lead_twelve_teams(here):
    for n in range(12):
        who = member(here.village, f"执委{n:02d}号")
        services.form_team(
            org=here.village, kind="care", name=f"第{n + 1}队", leader=who, on=SINCE, by=None
        )
    found = reads.volunteering([here.village.pk], SINCE, TODAY)[here.village.pk]
    assert (found.teams, found.leading, found.enrolled, found.members) == (12, 12, 12, 12)


def test_service_is_summed_in_half_hours(here):
    mine = team(here)
    first, second = volunteer(here, "刘桂香"), volunteer(here, "曾秀英")
    row = service(here, served={first.pk: 3, second.pk: 5}, others=2, others_time=1)
    assert (row.half_hours, row.hours) == (10, "5")
    service(here, served={first.pk: 1}, beneficiaries=0)
    found = reads.volunteering([here.village.pk], SINCE, TODAY)[here.village.pk]
    assert found.served == reads.Served(2, 11, 6)
    assert found.served.hours == "5.5"
    assert {m.name: m.hours for m in reads.members_of(mine, TODAY)} == {
        "沈秋月": "0", "刘桂香": "2", "曾秀英": "2.5",
    }  # fmt: skip
    services.strike_service(activity=row, reason="重复", by=None, at=NOW)
    found = reads.volunteering([here.village.pk], SINCE, TODAY)[here.village.pk]
    assert found.served == reads.Served(1, 1, 0)
    with pytest.raises(ValidationError, match="已经作废"):
        services.strike_service(activity=row, reason="重复", by=None, at=NOW)


def test_a_member_in_two_teams_is_one(here):
    who = member(here.village)
    team(here, "帮帮团")
    team(here, "环保队")
    other = member(here.village, "陶晓岚")
    services.enrol_volunteers(team=team(here), people=[other.person], on=SINCE, by=None)
    seat(here.village, Office.EXECUTIVE_MEMBER, "姜雨桐")
    found = reads.volunteering([here.village.pk], SINCE, TODAY)[here.village.pk]
    assert (found.teams, found.leading, found.enrolled, found.members) == (2, 1, 2, 3)
    assert who.pk


def test_refusals_of_teams(here):
    far = member(here.other_village, "潘玉兰")
    woman = seat(here.village, Office.REPRESENTATIVE, "柳芳菲")
    form = {"org": here.village, "kind": "care", "name": "关爱队", "on": SINCE, "by": None}
    wrong = [
        ({"leader": far}, "本组织的执委"),
        ({"leader": woman}, "主席、副主席或执委"),
        ({"leader": member(here.village), "on": SINCE - timedelta(days=1)}, "不在任"),
        ({"leader": member(here.village), "name": " "}, "请填写"),
        ({"leader": member(here.village), "name": "长" * 41}, "最多写 40"),
        ({"leader": member(here.village), "name": "队\0"}, "不能保存"),
        ({"leader": member(here.village), "kind": "points"}, "有效"),
    ]
    for facts, said in wrong:
        with pytest.raises(ValidationError, match=said):
            services.form_team(**(form | facts))
    team(here)
    with pytest.raises(ValidationError, match="同名"):
        services.form_team(**(form | {"leader": member(here.village), "name": "帮帮团"}))
    with pytest.raises(ValidationError, match="已经是"):
        services.name_leader(team=team(here), leader=member(here.village), on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经在队里"):
        services.enrol_volunteers(team=team(here), names=["沈秋月"], on=TODAY, by=None)
    with pytest.raises(ValidationError, match="至少填一个"):
        services.enrol_volunteers(team=team(here), names=[" "], on=TODAY, by=None)


def test_refusals_of_service(here):
    who = volunteer(here)
    far = WomenVolunteer.rows.get(team=team(here, org=here.other_village))
    late = services.leave_team(volunteer=volunteer(here, "曾秀英"), on=SINCE, by=None)
    wrong = [
        ({"served": {}}, "请勾选"),
        ({"served": {who.pk: 0}}, "半小时到"),
        ({"served": {who.pk: 49}}, "半小时到"),
        ({"served": {who.pk: -2}}, "半小时到"),
        ({"served": {far.pk: 2}}, "不在这支"),
        ({"served": {late.pk: 2}}, "不在这支"),
        ({"done_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"done_on": SINCE - timedelta(days=1)}, "还没有成立"),
        ({"beneficiaries": -1}, "受益人次"),
        ({"beneficiaries": 10**7}, "受益人次"),
        ({"others": 501, "others_time": 1}, "另外参加"),
        ({"what": "长" * 201}, "最多写 200"),
        ({"kind": "login"}, "有效"),
    ]
    for facts, said in wrong:
        with pytest.raises(ValidationError, match=said):
            service(here, **facts)
    assert not VolunteerActivity.rows.exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_only_words(here, text):
    services.enrol_volunteers(team=team(here), names=[text], on=TODAY, by=None)
    kept = text.removeprefix("\u202e")  # what turns a line round is dropped
    assert WomenVolunteer.rows.filter(name=kept).exists()


def test_a_seat_that_ends_asks_for_another_leader(here):
    mine, who = team(here), member(here.village)
    AccessGrant.rows.filter(pk=here.chair_grant.pk).update(accepted_at=NOW)
    told = members.ending_affects(appointment=who, on=TODAY)
    assert ("志愿队", 1) in [(e.what, e.count) for e in told]
    members.end_appointment(appointment=who, on=TODAY, departure="moved", by=None)
    assert TeamLeader.rows.get(team=mine).until == TODAY
    assert [one.pk for one in reads.leaderless(TODAY)] == [mine.pk]
    assert WomenVolunteer.rows.get(team=mine, person=who.person).until is None
    assert Message.rows.filter(key__startswith="team-leader:").exists()
    batch = Record.rows.get(act="members.end_appointment").batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    assert TeamLeader.rows.get(team=mine).until is None


def test_teams_end_with_their_village(here):
    mine = team(here)
    done = service(here)
    ground.close_org(org=here.village, on=TODAY, by=None)
    mine.refresh_from_db()
    assert mine.until == TODAY
    assert not WomenVolunteer.rows.filter(team=mine, until__isnull=True).exists()
    assert VolunteerActivity.rows.get(pk=done.pk).struck_on is None
    with pytest.raises(ValidationError, match="撤销"):
        team(here, "新队")


def test_teams_go_over_in_a_merge(here):
    mine = team(here)
    into = Org.rows.get(code=f"{here.county.code}100201")
    theirs = team(here, org=into)
    ground.merge_orgs(orgs=[here.village], into=into, on=TODAY, by=None)
    mine.refresh_from_db()
    assert (mine.org_id, mine.until) == (into.pk, None)
    assert mine.name.startswith("帮帮团（")
    assert theirs.name == "帮帮团"


def test_names_go_two_years_after_leaving(here):
    one, done = volunteer(here), service(here)
    services.leave_team(volunteer=one, on=TODAY, by=None)
    services.purge_programmes(on=TODAY.replace(year=TODAY.year + 2) - timedelta(days=1))
    one.refresh_from_db()
    assert one.name == "刘桂香"
    services.purge_programmes(on=TODAY.replace(year=TODAY.year + 2))
    one.refresh_from_db()
    assert one.name == ""
    assert ServiceShare.rows.get(activity=done).half_hours == 4


def export(cast, **facts):
    given = {"first": SINCE, "last": TODAY, "form": "json", "names": False, "by": None, "at": NOW}
    return services.export_service(org=cast.root, **(given | facts))


def test_the_file_is_signed_and_names_nobody(here):
    service(here)
    file = export(here)
    key = signing.public_key(here.county.pk)
    assert signing.is_signed(file, key)
    told = json.loads(file)["payload"]
    assert told["records"][0]["people"][0]["name"] == "刘**"
    assert told["records"][0]["what"] is None
    assert "刘桂香" not in file.decode()
    assert "刘桂香" in export(here, names=True).decode()
    assert not signing.is_signed(file.replace(b'"half_hours":4', b'"half_hours":40'), key)
    assert not signing.is_signed(file, signing.public_key(here.county.pk + 1))
    assert not signing.is_signed(b"not a file", key)
    assert export(here, form="xlsx")[:2] == b"PK"
    with pytest.raises(ValidationError, match="结束日期"):
        export(here, first=TODAY, last=SINCE)


def test_a_file_holds_nothing_of_another_county(here, west):
    service(here)
    with scope(west.county.pk):
        service(west)
        assert VolunteerTeam.rows.count() == 1
        told = json.loads(export(west))["payload"]
    assert told["county"] == west.county.code
    assert len(told["records"]) == 1
