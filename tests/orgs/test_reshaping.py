"""Villages become one, and one becomes two: people, groups, access, the past, and the way back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services as duties
from duties.models import LiaisonLink, PostAssignment, RotationPlan
from fulian.scoping import scope
from members import services as members
from members.models import (
    Appointment,
    CommitteeSeat,
    Departure,
    Office,
    Person,
    Talent,
    WomensGroup,
)
from orgs import services
from orgs.models import AccessGrant, Org, OrgHistory, OrgStatus, OrgSuccession, Record
from orgs.queries import hats, tree
from orgs.services import Part
from tests.conftest import TODAY
from tests.duties.roster import START, planned, presidium
from tests.orgs import besides
from tests.people import SINCE, group, person, seat

EVE = TODAY - timedelta(days=1)
DERIVED = {"lft", "rght", "depth"}


@pytest.fixture
def in_east(east):
    with scope(east.county.pk):
        east.admin.hat = hats.hats_of(east.admin, TODAY)[0]
        east.beside = Org.rows.get(code="430424100201")
        yield east


def merge(cast, *orgs, **facts):
    facts = {"into": cast.beside} | facts if "name" not in facts else facts
    return services.merge_orgs(orgs=list(orgs or [cast.village]), on=TODAY, by=cast.admin, **facts)


def undo(cast, act):
    line = Record.rows.filter(act=act, leads=True).latest("pk")
    return services.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=cast.admin)


def kept_at(org):
    """Return what stands at ``org`` beside seats and groups: committee seats, talents."""
    seats = CommitteeSeat.rows.filter(org=org, until__isnull=True)
    talents = Talent.rows.filter(org=org, until__isnull=True)
    return [(s.person.name, s.body) for s in seats], [t.person.name for t in talents]


def live(org, office=None):
    found = Appointment.rows.filter(org=org, until__isnull=True).order_by("pk")
    return found.filter(office=office) if office else found


@pytest.fixture
def peopled(in_east):
    """The village with one of everything that hangs on it; its neighbour with a group of a name."""
    village = in_east.village
    first, second = group(village, "一组"), group(village, "二组")
    WomensGroup.rows.filter(pk=first.pk).update(households=30, women=41)
    group(in_east.beside, "一组")
    chair = seat(village, Office.CHAIR, "沈秋月")
    vice = seat(village, Office.VICE_CHAIR, "陶晓岚", employment="part_time")
    rep = seat(village, Office.REPRESENTATIVE, who=person(village, "姜雨桐", phone="10099990001"))
    AccessGrant.rows.filter(pk=rep.grant_id).update(accepted_at=timezone.now())
    leader = seat(village, Office.GROUP_LEADER, "邹静怡", group=second)
    duties.link(above=rep, group=first, on=SINCE, by=None)
    duties.set_up_posts(on=SINCE, by=None)
    in_east.chair_seat, in_east.vice, in_east.rep, in_east.leader = chair, vice, rep, leader
    return in_east


def test_people_groups_and_access_pass_over(peopled):
    merge(peopled)
    into = peopled.beside
    ended = Appointment.rows.filter(org=peopled.village)
    assert {(s.until, s.departure) for s in ended} == {(TODAY, Departure.ORG_MERGED)}
    assert Org.rows.get(pk=peopled.village.pk).status == OrgStatus.CLOSED
    (rep,) = live(into, Office.REPRESENTATIVE)
    assert (rep.person_id, rep.since, rep.origin) == (peopled.rep.person_id, TODAY, "elected")
    assert rep.grant.accepted_at
    assert rep.grant.until is None
    assert rep.grant.user_id == peopled.rep.grant.user_id
    assert not AccessGrant.rows.filter(hats.live(TODAY), org=peopled.village).exists()
    (leader,) = live(into, Office.GROUP_LEADER)
    assert (leader.person_id, leader.group.name) == (peopled.leader.person_id, "二组")
    assert live(into).count() == 2
    open_ones = WomensGroup.rows.filter(closed_on__isnull=True)
    moved = open_ones.get(name=f"{peopled.village.short_name}一组")
    assert (moved.org_id, moved.households, moved.women, moved.founded_on) == (
        into.pk, 30, 41, TODAY,
    )  # fmt: skip
    assert set(open_ones.values_list("org", flat=True)) == {into.pk}
    assert not LiaisonLink.rows.filter(until__isnull=True).exists()
    assert not Person.rows.filter(org=peopled.village).exists()
    assert tree.broken_nodes() == []


def test_members_are_kept_once(peopled):
    """The chair and the vice-chair sit on as executive members; who sits there already does not."""
    seat(peopled.beside, Office.EXECUTIVE_MEMBER, who=peopled.vice.person)
    merge(peopled, keep_members=True)
    kept = live(peopled.beside, Office.EXECUTIVE_MEMBER)
    assert {s.person_id for s in kept} == {peopled.chair_seat.person_id, peopled.vice.person_id}
    assert kept.count() == 2
    assert not live(peopled.village).exists()


def test_the_preview_names_what_happens(peopled):
    effects = services.merging_affects(orgs=[peopled.village], into=peopled.beside, on=TODAY)
    told = {effect.what: effect.count for effect in effects}
    assert told == {
        "组织": 1, "账号授权": 3, "人员": 4, "妇女小组长和妇女代表": 2, "任职": 2, "妇女小组": 2,
        "联系（她联系的）": 1, "交接单": 1,
    }  # fmt: skip
    kept = services.merging_affects(orgs=[peopled.village], into=None, on=TODAY, keep_members=True)
    assert {e.what: e.count for e in kept}["主席、副主席和执委"] == 2


def test_merging_is_undone_whole(peopled):
    posts = PostAssignment.rows.count()
    before = {label: rows for label, rows in everything().items() if "record" not in label}
    merge(peopled, keep_members=True)
    assert undo(peopled, "orgs.merge_orgs")
    assert {k: v for k, v in everything().items() if "record" not in k} == before
    assert PostAssignment.rows.count() == posts
    assert tree.broken_nodes() == []
    assert not OrgSuccession.rows.exists()


def everything():
    """Return every row of what a merge touches, versions and places in the tree left out."""
    kinds = (Org, OrgHistory, OrgSuccession, Person, Appointment, WomensGroup, AccessGrant,
             LiaisonLink, RotationPlan)  # fmt: skip
    return {
        kind._meta.label_lower: {
            row.pk: {
                f.attname: bytes(v) if isinstance(v := getattr(row, f.attname), memoryview) else v
                for f in kind._meta.concrete_fields
                if f.name not in {"version", *DERIVED}
            }
            for row in kind.rows.all()
        }
        for kind in kinds
    }


def test_a_rotation_ends_and_comes_back(in_east):
    plan = planned(in_east.village, presidium(in_east.village)[1:])
    services.merge_orgs(
        orgs=[in_east.village], into=in_east.beside, on=START, by=in_east.admin, keep_members=True
    )
    assert RotationPlan.rows.get(pk=plan.pk).ended_on is not None
    undo(in_east, "orgs.merge_orgs")
    assert RotationPlan.rows.get(pk=plan.pk).ended_on is None


def test_what_stands_beside_ends_and_comes_back(in_east):
    unit = besides.unit(in_east)
    told = services.merging_affects(orgs=[in_east.town], into=in_east.other_town, on=TODAY)
    assert {e.what: e.count for e in told}["成员单位"] == 1
    merge(in_east, in_east.town, into=in_east.other_town)
    unit.refresh_from_db()
    assert unit.until == TODAY
    undo(in_east, "orgs.merge_orgs")
    unit.refresh_from_db()
    assert unit.until is None


def test_later_edits_stand_in_the_way(peopled):
    merge(peopled)
    moved = WomensGroup.rows.get(org=peopled.beside, name="二组")
    members.change_group(group=moved, name="新二组", kind="hamlet", households=1, women=1, by=None)
    rep = live(peopled.beside, Office.REPRESENTATIVE).get()
    duties.link(above=rep, group=moved, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="之后又有改动") as refusal:
        undo(peopled, "orgs.merge_orgs")
    assert "新二组：后来改过" in refusal.value.messages[0]
    assert "挂在它下面" in refusal.value.messages[0]
    assert peopled.rep.person.name not in refusal.value.messages[0]


def test_townships_merge_with_what_lies_below(in_east):
    new = merge(
        in_east, in_east.town, in_east.other_town, name="东新镇", code="430424102000", reason="批复"
    )
    assert (new.code, new.level, new.place) == ("430424102000", "township", "town")
    villages = Org.rows.filter(parent=new, status=OrgStatus.ACTIVE)
    assert villages.count() == 4
    assert tree.broken_nodes() == []
    was = {s.org: s.parent for s in tree.standing_on(EVE)}
    assert was[in_east.village.pk] == in_east.town.pk
    assert new.pk not in was
    assert {s.before_id for s in new.predecessors.all()} == {in_east.town.pk, in_east.other_town.pk}
    undo(in_east, "orgs.merge_orgs")
    assert not Org.rows.filter(pk=new.pk).exists()
    assert Org.rows.get(pk=in_east.village.pk).parent_id == in_east.town.pk
    assert tree.broken_nodes() == []


def test_namesakes_below_two_townships_are_named(in_east):
    services.rename_org(org=in_east.village, name="新村", on=TODAY, by=None)
    services.rename_org(org=in_east.other_village, name="新村", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="会有同名的组织：新村"):
        merge(in_east, in_east.town, into=in_east.other_town)


@pytest.mark.parametrize(
    ("orgs", "into", "code"),
    [
        (["village"], "village", "into_itself"),
        (["village"], "town", "level_order"),
        (["village"], "other_village", "different_parents"),
        (["root"], "town", "root"),
        (["village", "village"], "beside", "twice"),
        ([], "beside", "too_few"),
        (["village"], None, "too_few"),
    ],
)
def test_merges_that_cannot_be(in_east, orgs, into, code):
    facts = {"into": getattr(in_east, into) if into else None, "on": TODAY, "by": in_east.admin}
    with pytest.raises(ValidationError) as refusal:
        services.merge_orgs(orgs=[getattr(in_east, o) for o in orgs], **facts)
    assert refusal.value.code == code
    assert not Record.rows.filter(act="orgs.merge_orgs").exists()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": ""}, "no_name"),
        ({"name": "新村"}, "no_code"),
        ({"name": "新村", "code": "430424101299"}, "bad_code"),
        ({"name": "新村", "code": "430424100000"}, "bad_code"),
        ({"name": "新村", "code": "12"}, "bad_code"),
        ({"name": "新村", "code": "430424100200"}, "unique_together"),
        ({"name": "东县100200村", "code": "430424100299"}, "same_name"),
    ],
)
def test_new_places_that_cannot_be(in_east, facts, code):
    with pytest.raises(ValidationError) as refusal:
        merge(in_east, in_east.village, in_east.beside, **facts)
    assert refusal.value.code in (code, "org_code_once")


def test_closed_twice_early_and_foreign(in_east, west):
    with scope(west.county.pk):
        foreign = Org.rows.get(pk=west.village.pk)
    with pytest.raises(KeyError):
        merge(in_east, foreign)
    services.rename_org(org=in_east.beside, name="改名村", on=TODAY, by=None)
    with pytest.raises(ValidationError, match="不能早于现状"):
        services.merge_orgs(orgs=[in_east.village], into=in_east.beside, on=EVE, by=None)
    merge(in_east)
    for orgs, into in (([in_east.village], in_east.beside), ([in_east.beside], in_east.village)):
        with pytest.raises(ValidationError, match="已经撤销"):
            services.merge_orgs(orgs=orgs, into=into, on=TODAY, by=None)


def test_a_day_before_something_else_began(peopled):
    seat(peopled.village, Office.EXECUTIVE_MEMBER, "潘玉兰", since=TODAY)
    with pytest.raises(ValidationError, match="生效日期之后还有 1 项任职的变动"):
        services.merge_orgs(orgs=[peopled.village], into=peopled.beside, on=EVE, by=None)
    assert live(peopled.village).count() == 5


def test_split_leaves_the_old_one_or_closes_it(peopled):
    unit = services.found_org(parent=peopled.village, name="巾帼园", on=SINCE, by=None)
    first, second = (
        Part("甲村村民委员会", "430424100298", children=[unit]),
        Part("乙村村民委员会", "430424100299"),
    )
    (new,) = services.split_org(org=peopled.village, parts=[first], on=TODAY, by=peopled.admin)
    assert (new.short_name, new.parent_id) == ("甲村", peopled.town.pk)
    assert Org.rows.get(pk=unit.pk).parent_id == new.pk
    assert live(peopled.village).count() == 4
    undo(peopled, "orgs.split_org")
    assert Org.rows.get(pk=unit.pk).parent_id == peopled.village.pk
    facts = {"on": TODAY, "by": peopled.admin, "closes": True}
    new, other = services.split_org(org=peopled.village, parts=[first, second], **facts)
    assert Org.rows.get(pk=peopled.village.pk).status == OrgStatus.CLOSED
    assert {s.departure for s in Appointment.rows.filter(org=peopled.village)} == {"org_merged"}
    assert (live(new).count(), live(other).count()) == (2, 0)
    assert [s.after_id for s in peopled.village.successors.order_by("after")] == [new.pk, other.pk]
    undo(peopled, "orgs.split_org")
    assert live(peopled.village).count() == 4


def test_splits_that_cannot_be(in_east):
    unit = services.found_org(parent=in_east.village, name="巾帼园", on=SINCE, by=None)
    stranger = services.found_org(parent=in_east.beside, name="绣坊", on=SINCE, by=None)
    new = [Part(f"{n}村", f"43042410029{i}") for i, n in enumerate("甲乙")]
    tries = [
        (in_east.root, new, {}, "root"),
        (in_east.village, [], {}, "too_few"),
        (in_east.village, new[:1], {"closes": True}, "too_few"),
        (in_east.village, new, {"closes": True}, "has_children"),
        (in_east.village, [Part("甲村", "430424100290", children=[stranger])], {}, "not_a_child"),
        (in_east.village, [Part(p.name, p.code, children=[unit]) for p in new], {}, "twice"),
        (in_east.village, [Part("甲村")], {}, "no_code"),
    ]
    for org, parts, more, code in tries:
        with pytest.raises(ValidationError) as refusal:
            services.split_org(org=org, parts=parts, on=TODAY, by=in_east.admin, **more)
        assert refusal.value.code == code
    assert not OrgSuccession.rows.exists()


@pytest.fixture
def with_more(in_east):
    """The village with a party committee seat, a talent, and a congress being prepared."""
    her = person(in_east.village, "沈秋月")
    members.open_committee_seat(
        org=in_east.village, person=her, body="party", on=SINCE, by=in_east.admin
    )
    members.add_talent(person=her, org=in_east.village, on=SINCE, by=in_east.admin)
    in_east.congress = members.prepare_congress(
        org=in_east.village, number=4, due_on=TODAY, contest="equal", by=in_east.admin
    )
    return in_east


def test_what_else_a_village_kept_goes_to_its_successor(with_more):
    said = services.merging_affects(orgs=[with_more.village], into=with_more.beside, on=TODAY)
    told = {e.what: (e.count, e.outcome) for e in said}
    assert told["村（社区）两委任职"] == told["骨干人才"] == (1, "转到承接组织")
    assert told["正在筹备的换届"][0] == 1
    merge(with_more)
    assert kept_at(with_more.village) == ([], [])
    assert kept_at(with_more.beside) == ([("沈秋月", "party")], ["沈秋月"])
    with_more.congress.refresh_from_db()
    assert with_more.congress.state == "cancelled"
    undo(with_more, "orgs.merge_orgs")
    assert kept_at(with_more.village) == ([("沈秋月", "party")], ["沈秋月"])
    assert kept_at(with_more.beside) == ([], [])


def test_what_else_a_village_kept_ends_when_it_closes(with_more):
    said = services.closing_affects(org=with_more.village, on=TODAY)
    told = {e.what: e.count for e in said}
    assert (told["村（社区）两委任职"], told["骨干人才"], told["正在筹备的换届"]) == (1, 1, 1)
    services.close_org(org=with_more.village, on=TODAY, by=with_more.admin)
    assert kept_at(with_more.village) == ([], [])
    undo(with_more, "orgs.close_org")
    assert kept_at(with_more.village) == ([("沈秋月", "party")], ["沈秋月"])
    with_more.congress.refresh_from_db()
    assert with_more.congress.state == "preparing"
