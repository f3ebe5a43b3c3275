"""What is shown before a tree changes is what happens: on the day chosen, today or past."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services as duties
from duties.models import LiaisonLink
from fulian.scoping import scope
from members import services as members
from members.models import (
    Appointment,
    CommitteeSeat,
    Office,
    Person,
    Talent,
    Transfer,
    WomensGroup,
)
from orgs import services
from orgs.models import AccessGrant, Org, Record
from orgs.queries import hats
from orgs.services import Part
from tests.conftest import NOW, TODAY, signed_in
from tests.people import SINCE, group, person, seat

PAST = TODAY - timedelta(days=20)
DAYS = {"today": TODAY, "past": PAST}
TOLD = {  # what the preview calls it → the rows it is about
    "组织": "orgs.org", "账号授权": "orgs.accessgrant", "人员": "members.person",
    "任职": "members.appointment", "妇女小组长": "members.appointment",
    "妇女小组长和妇女代表": "members.appointment", "主席、副主席和执委": "members.appointment",
    "妇女小组": "members.womensgroup", "村（社区）两委任职": "members.committeeseat",
    "妇联常委": "members.committeeseat", "骨干人才": "members.talent",
    "正在筹备的换届": "members.womenscongress", "等待答复的人员转移": "members.transfer",
    "联系（她联系的）": "duties.liaisonlink", "联系（联系她的）": "duties.liaisonlink",
    "妇女代表的联系": "duties.liaisonlink", "岗位": "duties.postassignment",
}  # fmt: skip
TABLES = set(TOLD.values())


@pytest.fixture
def full(east):
    """A village with one of everything, much of it begun or ended around the chosen days."""
    with scope(east.county.pk):
        east.admin.hat = hats.hats_of(east.admin, TODAY)[0]
        village, east.beside = east.village, Org.rows.get(code="430424100201")
        east.first, east.second = group(village, "一组"), group(village, "二组")
        chair = seat(village, Office.CHAIR, who=person(village, "沈秋月", phone="10099990001"))
        vice = seat(village, Office.VICE_CHAIR, "陶晓岚")
        east.rep = seat(village, Office.REPRESENTATIVE, "姜雨桐")
        east.leader = seat(village, Office.GROUP_LEADER, "邹静怡", group=east.second)
        ended = seat(village, Office.EXECUTIVE_MEMBER, "潘玉兰")
        members.end_appointment(
            appointment=ended, on=PAST - timedelta(days=3), departure="moved", by=None
        )
        duties.link(above=chair, below=vice, on=SINCE, by=None)
        duties.link(above=east.rep, group=east.first, on=SINCE, by=None)
        duties.link(above=east.rep, group=east.second, on=SINCE, by=None)
        members.open_committee_seat(
            org=village, person=chair.person, body="party", on=SINCE, by=None
        )
        for body, her in (("villagers", vice.person), ("standing", chair.person)):
            CommitteeSeat.rows.create(org=village, person=her, body=body, since=SINCE)
        CommitteeSeat.rows.create(
            org=east.beside, person=vice.person, body="villagers", since=SINCE
        )
        for org in (village, east.beside):
            members.add_talent(person=vice.person, org=org, on=SINCE, by=None)
        members.add_talent(person=chair.person, org=village, on=SINCE, by=None)
        members.prepare_congress(org=village, number=4, due_on=TODAY, contest="equal", by=None)
        services.grant_access(
            org=village, role="officer", phone="10099990007", holder="丁", on=TODAY, by=None
        )
        asked(east.leader.person, east.other_village)
        asked(chair.person, east.beside)
        asked(person(east.other_village, "史慧敏"), village)
        asked(person(east.beside, "傅雪晴"), village)
        yield east


def asked(her, target):
    return Transfer.rows.create(
        person=her, org=her.org, target=target, asked_at=NOW, due_on=TODAY,
        asked_by_id=AccessGrant.rows.earliest("pk").user_id,
    )  # fmt: skip


def told(effects):
    """Return how many rows of each table were foretold; 0 left out."""
    sums = Counter()
    for effect in effects:
        sums[TOLD.get(effect.what, effect.what)] += effect.count
    return {table: sums[table] for table in TABLES if sums[table]}


def happened(act):
    """Return how many rows of each table were changed by the act, those it made left out."""
    batch = Record.rows.filter(act=act, leads=True).latest("pk").batch
    rows = set()
    for line in Record.rows.filter(batch=batch):
        for change in line.changes:
            if change.get("before") is not None and change.get("after") != {}:
                rows.add((change["model"], change["id"]))
        made = {(c["model"], c["id"]) for c in line.changes if c.get("before", 0) is None}
        rows -= made
    found = Counter(model for model, _ in rows)
    return {table: found[table] for table in TABLES if found[table]}


def undo(act):
    batch = Record.rows.filter(act=act, leads=True).latest("pk").batch
    return services.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)


def everything():
    """Return every fact of what a change of the tree touches, counts of changes left out."""
    kinds = (Person, Appointment, WomensGroup, CommitteeSeat, Talent, Transfer, AccessGrant,
             LiaisonLink)  # fmt: skip
    skipped = {"version", "_state"}
    return [
        {k: bytes(v) if isinstance(v, memoryview) else v for k, v in vars(row).items()
         if k not in skipped}
        for kind in kinds
        for row in kind.rows.order_by("pk")
    ]  # fmt: skip


def ways(cast):
    """Return each way a village goes, by its verb: what it would touch, and how it is done."""
    village, beside = cast.village, cast.beside
    parts = [
        Part("甲村", "430424100298", shares=[f"group-{cast.second.pk}"]),
        Part("乙村", "430424100299", shares=[f"group-{cast.first.pk}"]),
    ]
    shared = {"org": village, "parts": parts, "closes": True, "keep_members": True}
    return {
        "orgs.close_org": (services.closing_affects, services.close_org, {"org": village}),
        "orgs.merge_orgs": (
            services.merging_affects, services.merge_orgs, {"orgs": [village], "into": beside},
        ),
        "orgs.split_org": (services.splitting_affects, services.split_org, shared),
    }  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("act", ["orgs.close_org", "orgs.merge_orgs", "orgs.split_org"])
def test_what_was_shown_is_what_happens_and_comes_back(full, act, day):
    look, do, facts = ways(full)[act]
    effects, before = look(on=DAYS[day], **facts), everything()
    do(on=DAYS[day], by=None, **facts)
    wanted = told(effects)
    if act == "orgs.close_org":
        wanted["orgs.org"] = 1  # the page says so above the list
    assert happened(act) == wanted
    assert not Transfer.rows.filter(state="asked", org=full.village).exists()
    assert not Transfer.rows.filter(state="asked", target=full.village).exists()
    undo(act)
    assert everything() == before


def test_groups_and_leaders_go_where_the_split_sends_them(full):
    _, do, facts = ways(full)["orgs.split_org"]
    first, second = do(on=TODAY, by=None, **facts)
    led = Appointment.rows.get(org=first, office=Office.GROUP_LEADER, until=None)
    assert (led.person_id, led.group.name, led.person.org_id) == (
        full.leader.person_id, "二组", first.pk,
    )  # fmt: skip
    assert WomensGroup.rows.get(org=second, closed_on=None).name == "一组"
    for kind, over in (
        (Appointment, {"until": None}), (WomensGroup, {"closed_on": None}),
        (CommitteeSeat, {"until": None}), (Talent, {"until": None}),
        (Transfer, {"state": "asked"}), (AccessGrant, {"until": None}), (Person, {}),
    ):  # fmt: skip
        assert not kind.rows.filter(org=full.village, **over).exists(), kind


def test_a_village_that_stays_gives_groups_away(full):
    part = Part("甲村", "430424100298", shares=[f"group-{full.second.pk}"])
    facts = {"org": full.village, "parts": [part]}
    effects, before = services.splitting_affects(on=TODAY, **facts), everything()
    (new,) = services.split_org(on=TODAY, by=None, **facts)
    assert {e.what: e.count for e in effects} == {
        "新组织": 1, "妇女小组": 1, "妇女小组长": 1, "人员": 1, "等待答复的人员转移": 1,
        "妇女代表的联系": 1,
    }  # fmt: skip
    assert happened("orgs.split_org") == told(effects)
    assert WomensGroup.rows.get(org=new).name == "二组"
    assert Person.rows.get(pk=full.leader.person_id).org_id == new.pk
    assert Appointment.rows.filter(org=full.village, until=None).count() == 3
    undo("orgs.split_org")
    assert everything() == before


def test_a_leader_with_another_seat_stays_at_home(full):
    her = full.leader.person
    seat(full.village, Office.REPRESENTATIVE, who=her)
    part = Part("甲村", "430424100298", shares=[f"group-{full.second.pk}"])
    services.split_org(org=full.village, parts=[part], on=TODAY, by=None)
    her.refresh_from_db()
    assert her.org_id == full.village.pk


def test_groups_that_cannot_be_given(full):
    foreign = group(full.beside, "三组")
    own = f"group-{full.second.pk}"
    for keys, code in (
        (([own], [own]), "twice"), (([f"group-{foreign.pk}"], []), "not_a_share"),
        ((["x"], []), "not_a_share"),
    ):  # fmt: skip
        parts = [Part(f"{n}村", f"43042410029{i}", shares=keys[i]) for i, n in enumerate("甲乙")]
        with pytest.raises(ValidationError) as refusal:
            services.split_org(org=full.village, parts=parts, on=TODAY, by=None)
        assert refusal.value.code == code
    assert not Org.rows.filter(short_name="甲村").exists()


def test_transfers_say_what_became_of_them(full):
    services.merge_orgs(orgs=[full.village], into=full.beside, on=TODAY, by=None)
    ways_out = {(t.person.name, t.state, t.org_id, t.target_id) for t in Transfer.rows.all()}
    into, far = full.beside.pk, full.other_village.pk
    assert ways_out == {
        ("邹静怡", "asked", into, far), ("沈秋月", "declined", into, into),
        ("史慧敏", "asked", far, into), ("傅雪晴", "declined", into, into),
    }  # fmt: skip
    services.close_org(org=full.beside, on=TODAY, by=None)
    over = Transfer.rows.filter(person__name="邹静怡").get()
    assert (over.state, over.answer) == ("declined", "组织撤销")
    assert over.answered_at is not None


def test_the_standing_committee_is_chosen_anew(full):
    services.merge_orgs(orgs=[full.village], into=full.beside, on=TODAY, by=None, keep_members=True)
    live = CommitteeSeat.rows.filter(until=None)
    assert {(s.org_id, s.person.name, s.body) for s in live} == {
        (full.beside.pk, "沈秋月", "party"), (full.beside.pk, "陶晓岚", "villagers"),
    }  # fmt: skip


def test_groups_are_shared_out_at_the_desk(east):
    with scope(east.county.pk):
        one = group(east.village, "一组")
    desk, start = signed_in(east.admin), f"/desk/orgs/org/{east.village.pk}/split/"
    assert "划给新组织一的妇女小组" in desk.get(start).content.decode()
    facts = {"name_1": "甲村", "code_1": "430424100298", "shares_1": [f"group-{one.pk}"]}
    bad = desk.post(start, facts | {"shares_1": ["group-0"]}).content.decode()
    assert "desk-refusal" in bad
    second = desk.post(start, facts)
    assert (
        "<strong>1</strong> 个妇女小组：划到选定的新组织" in desk.get(second.url).content.decode()
    )
    done = {"on": timezone.localdate(), "sure": "on", "reason": "批复"}
    assert desk.post(second.url, done).status_code == 302
    with scope(east.county.pk):
        assert WomensGroup.rows.get(name="一组", closed_on=None).org.short_name == "甲村"


def seen_on(page):
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


@pytest.mark.parametrize("called", ["close", "merge/confirm"])
def test_another_day_is_shown_before_it_is_done(east, called):
    day = timezone.localdate() - timedelta(days=3)
    with scope(east.county.pk):
        beside = Org.rows.get(code="430424100201")
        services.end_access(grant=east.chair_grant, on=day + timedelta(days=1), by=None)
        services.end_access(grant=east.officer_grant, on=day, by=None)
    desk, way = signed_in(east.admin), f"/desk/orgs/org/{east.village.pk}/{called}/"
    if called != "close":
        way += f"?others={beside.pk}&into={beside.pk}"
    first = desk.get(way).content.decode()
    assert "个账号授权" not in first
    sure = {"on": day, "sure": "on", "reason": "批复"}
    again = desk.post(way, sure | {"seen": seen_on(first)}).content.decode()
    assert "请核对后再确认" in again
    assert "<strong>1</strong> 个账号授权" in again
    assert "checked required" not in again
    assert " checked " not in again
    with scope(east.county.pk):
        assert Org.rows.get(pk=east.village.pk).status == "active"
    assert desk.post(way, sure | {"seen": seen_on(again)}).status_code == 302
    with scope(east.county.pk):
        assert Org.rows.get(pk=east.village.pk).closed_on == day


def test_a_move_shows_what_the_new_parent_means(east):
    with scope(east.county.pk):
        effects = services.moving_affects(org=east.village, on=TODAY, parent=east.other_town)
        assert {e.what for e in effects} >= {"账号授权"}
    desk, way = signed_in(east.admin), f"/desk/orgs/org/{east.village.pk}/move/"
    sure = {"on": timezone.localdate(), "sure": "on", "reason": "批复"}
    sure["parent"] = east.other_town.pk
    again = desk.post(way, sure).content.decode()
    assert "请核对后再确认" in again
    assert desk.post(way, sure | {"seen": seen_on(again)}).status_code == 302


def test_another_name_and_another_kind_say_what_changes(east):
    with scope(east.county.pk):
        services.make_claims(under=east.village, role="chair", by=with_hat(east), at=timezone.now())
        renamed = services.renaming_affects(org=east.village, on=TODAY)
        same = services.converting_affects(org=east.village, kind="federation", on=TODAY)
        members.set_quota(
            level="village", kind="representative_committee", vice_min=0, executive_min=4,
            on=TODAY, by=None,
        )  # fmt: skip
        other = services.converting_affects(
            org=east.village, kind="representative_committee", on=TODAY
        )
    assert {e.what: e.count for e in renamed} == {"公开页": 1, "账号授权": 2, "还没用的认领码": 1}
    assert "职数规定" not in {e.what for e in same}
    told = {e.what: e.outcome for e in other}
    assert "妇代会" in told["公开页"]
    assert told["职数规定"] == "改按主席 1 名、副主席至少 0 名、执委至少 4 名核对"
    desk, way = signed_in(east.admin), f"/desk/orgs/org/{east.village.pk}/"
    facts = {"on": timezone.localdate(), "reason": "会改联", "name": "新村"}
    assert "个公开页" in desk.get(f"{way}rename/").content.decode()
    assert "请勾选确认" in desk.post(f"{way}rename/", facts).content.decode()
    facts |= {"kind": "representative_committee", "sure": "on"}
    again = desk.post(f"{way}convert/", facts).content.decode()
    assert "改按主席 1 名" in again
    assert desk.post(f"{way}convert/", facts | {"seen": seen_on(again)}).status_code == 302


def with_hat(cast):
    cast.admin.hat = hats.hats_of(cast.admin, TODAY)[0]
    return cast.admin
