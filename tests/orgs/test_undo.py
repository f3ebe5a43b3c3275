"""Undo keeps the rules: who may do it, and what must never be left behind."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services as members
from members.models import Person
from orgs import services
from orgs.models import AccessGrant, Org, OrgStatus, Record, Role
from orgs.models.lock import whole_tree
from orgs.queries import hats
from orgs.queries.hats import live
from orgs.services.access import open_doorway
from orgs.services.images import restored
from orgs.services.recording import VERBS, changed, image, record, verb
from tests.conftest import NOW, PASSWORD, TODAY, signed_in
from tests.members.sheets import id_number
from tests.people import person, seat


@pytest.fixture
def in_east(east):
    east.admin.hat = hats.hats_of(east.admin, TODAY)[0]
    with scope(east.county.pk):
        yield east


def lead(act):
    return Record.rows.filter(act=act, leads=True).latest("pk")


def undo(line, by=None):
    return services.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=by)


def second_admin(cast, **more):
    grant = services.grant_access(
        org=cast.root, role=Role.COUNTY_ADMIN, phone="10009000002", holder="乙", on=TODAY,
        by=cast.admin, **more,
    )  # fmt: skip
    code = open_doorway(user=grant.user, county=cast.county.pk, at=NOW)
    services.claim(code=code, password=PASSWORD, address="", at=NOW)
    return grant


def test_staff_take_back_nothing_they_may_not_do(in_east):
    second_admin(in_east)
    made = lead("orgs.grant_access")
    services.end_access(grant=in_east.chair_grant, on=TODAY, by=in_east.admin)
    ended = lead("orgs.end_access")
    clerk = in_east.clerk
    clerk.hat = hats.hats_of(clerk, TODAY)[0]
    for line in (made, ended):
        assert not services.may_undo(line, by=clerk)
        with pytest.raises(ValidationError, match="没有做这件事的权限"):
            undo(line, by=clerk)
    assert services.may_undo(ended, by=in_east.admin)


def test_staff_find_no_way_on_the_desk(east):
    east.admin.hat = hats.hats_of(east.admin, TODAY)[0]
    with scope(east.county.pk):
        services.end_access(grant=east.chair_grant, on=TODAY, by=east.admin)
        ended = lead("orgs.end_access")
    answer = signed_in(east.clerk).post(f"/desk/orgs/record/{ended.pk}/undo/", {"reason": "x"})
    assert answer.status_code != 302
    with scope(east.county.pk):
        assert AccessGrant.rows.get(pk=east.chair_grant.pk).until == TODAY


def test_a_county_does_not_take_back_its_own_opening(db, operator):
    opened = services.open_county(
        code="430424", on=TODAY, at=timezone.now(), by=operator, admin_phone="10009000003"
    )
    boss = services.claim(code=opened.code, password=PASSWORD, address="", at=timezone.now())
    boss.hat = hats.hats_of(boss, timezone.localdate())[0]
    with scope(opened.county.pk), pytest.raises(ValidationError, match="没有做这件事的权限"):
        undo(lead("orgs.open_county"), by=boss)


def test_last_administrator_stays(in_east):
    second_admin(in_east)
    made = lead("orgs.grant_access")
    services.end_access(grant=in_east.admin_grant, on=TODAY, by=in_east.admin)
    with pytest.raises(ValidationError, match="最后一位"):
        undo(made)
    assert AccessGrant.rows.filter(live(TODAY), role=Role.COUNTY_ADMIN).exists()


def test_a_timed_or_absent_administrator_is_no_other(in_east):
    timed = TODAY.replace(month=12)
    second_admin(in_east, until=timed)
    services.grant_access(
        org=in_east.root, role=Role.COUNTY_ADMIN, phone="10009000009", holder="丙", on=TODAY,
        by=in_east.admin,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="最后一位"):
        services.end_access(grant=in_east.admin_grant, on=TODAY, by=in_east.admin)


def test_nobody_is_seated_at_a_closed_organisation(in_east):
    services.end_access(grant=in_east.chair_grant, on=TODAY, by=None)
    ended = lead("orgs.end_access")
    services.close_org(org=in_east.village, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经撤销"):
        undo(ended)


def test_closing_in_the_past_ends_later_seats(in_east):
    late = services.grant_access(
        org=in_east.village, role=Role.OFFICER, phone="10009000004", holder="丁", on=TODAY, by=None
    )
    services.close_org(org=in_east.village, on=TODAY.replace(month=10), by=None)
    late.refresh_from_db()
    assert not AccessGrant.rows.filter(live(TODAY), org=in_east.village).exists()


def test_nothing_active_below_a_closed_one(in_east):
    for child in list(Org.rows.filter(parent=in_east.town)):
        services.close_org(org=child, on=TODAY, by=None)
    first = lead("orgs.close_org")
    services.close_org(org=in_east.town, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经撤销"):
        undo(first)


def test_no_circle(in_east):
    upper = services.found_org(parent=in_east.village, name="甲组", on=TODAY, by=None)
    lower = services.found_org(parent=upper, name="乙组", on=TODAY, by=None)
    services.move_org(org=lower, parent=in_east.other_village, on=TODAY, by=None)
    moved = lead("orgs.move_org")
    services.move_org(org=upper, parent=lower, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="不能移到"):
        undo(moved)


def test_obstacles_name_no_person(in_east):
    services.end_access(grant=in_east.officer_grant, on=TODAY, by=None)
    made = Record.rows.filter(act="orgs.grant_access", target_id=in_east.officer_grant.pk).get()
    said = " ".join(map(str, services.obstacles_to(made.batch)))
    assert "后来改过" in said
    assert in_east.officer_grant.holder not in said


def test_undo_of_what_nobody_did(in_east):
    with pytest.raises(ValidationError, match="不能撤销"):
        services.undo(batch=uuid.uuid4(), at=timezone.now(), on=TODAY, by=None)


def test_reopening_is_taken_back(in_east):
    village = in_east.village
    services.close_org(org=village, on=TODAY, by=None)
    services.reopen_org(org=village, on=TODAY, by=None)
    undo(lead("orgs.reopen_org"))
    assert Org.rows.get(pk=village.pk).status == OrgStatus.CLOSED


def test_what_is_gone_stands_in_the_way(in_east):
    org = services.found_org(parent=in_east.village, name="甲园", on=TODAY, by=None)
    services.rename_org(org=org, name="乙园", on=TODAY, by=None)
    renamed = lead("orgs.rename_org")
    undo(renamed)
    with whole_tree():
        Org.rows.get(pk=org.pk).delete()
    assert [str(o) for o in services.obstacles_to(renamed.batch)] == ["组织：已经不在"]


def test_an_opening_whose_rows_are_gone(operator):
    county = services.open_county(code="430424", on=TODAY, at=NOW, by=operator).county
    with scope(county.pk):
        with whole_tree():
            Org.rows.filter(level="village")[0].delete()
        opened = Record.rows.get(act="orgs.open_county")
        assert "1 个组织：已经不在" in map(str, services.obstacles_to(opened.batch))


def test_images_come_back_as_they_were(in_east):
    grant = in_east.chair_grant
    for column in ("phone", "holder", "since"):
        value = restored(grant, column, image(grant)[column])
        assert value == getattr(grant, column)


def test_what_ended_at_an_organisation_closed_since_stays_ended(in_east):
    held = seat(in_east.village, "executive_member")
    members.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    ended = lead("members.end_appointment")
    services.close_org(org=in_east.village, on=TODAY, by=in_east.admin)
    closed = lead("orgs.close_org")
    with pytest.raises(ValidationError, match=f"{in_east.village.title}：{TODAY:%Y年}.*已经撤销"):
        undo(ended)
    held.refresh_from_db()
    assert held.until == TODAY
    undo(closed)
    undo(ended)
    held.refresh_from_db()
    assert held.until is None


def test_many_rows_go_back_in_a_few_statements(in_east, django_assert_max_num_queries):
    people = [person(in_east.village, f"白{n}", employer=f"单位{n}") for n in "一二三四五六"]
    keys = [her.pk for her in people]
    before = [image_of(pk) for pk in keys]
    members.set_for_many(people=keys, field="education", value="college", by=in_east.admin)
    with django_assert_max_num_queries(45) as seen:
        undo(lead("members.set_for_many"))
    assert sum("UPDATE" in one["sql"] and "unnest" in one["sql"] for one in seen) == 1
    assert [image_of(pk) for pk in keys] == before
    assert set(Person.rows.values_list("version", flat=True)) == {3}


def image_of(pk):
    skipped = {"version", "_state"}
    facts = vars(Person.rows.get(pk=pk)).items()
    return {k: bytes(v) if isinstance(v, memoryview) else v for k, v in facts if k not in skipped}


def test_a_number_that_changed_hands_goes_back_one_by_one(in_east):
    """One unique number passed from one to the other in an act: it goes back in its order."""
    one, two = person(in_east.village, id_number=id_number(7)), person(in_east.village)

    @verb("tests.hand_over", "换号", undoable=True)
    def hand_over():
        key, changes = one.id_key, []
        for her, value in ((one, ""), (two, key)):
            was = image(her)
            her.id_key, her.version = value, her.version + 1
            her.save()
            changes.append(changed(her, was))
        record(in_east.village, by=None, changes=changes)
        return key

    try:
        key = hand_over()
        undo(lead("tests.hand_over"))
    finally:
        VERBS.pop("tests.hand_over")
    assert (Person.rows.get(pk=one.pk).id_key, Person.rows.get(pk=two.pk).id_key) == (key, "")


def _renamed(village, *names):
    """Rename the village once after the other today; return the batches."""
    for name in names:
        services.rename_org(org=village, name=name, on=TODAY, by=None, reason="核对名称")
    return [line.batch for line in Record.rows.filter(act="orgs.rename_org").order_by("pk")]


def _taken_back(batch):
    return services.undo(batch=batch, at=NOW, on=TODAY, by=None)


def test_what_was_done_before_an_undone_act_can_be_taken_back_too(east):
    with scope(east.county.pk):
        first, second = _renamed(east.village, "新一村", "新二村")
        assert [one.why for one in services.obstacles_to(first)] == ["后来改过"]
        _taken_back(second)
        told = Record.rows.get(act="orgs.undo").changes
        named = [(one["before"], one["after"]) for one in told if "name" in one["before"]]
        assert [(b["name"], a["name"]) for b, a in named] == [("新二村", "新一村")]
        assert services.obstacles_to(first) == []
        _taken_back(first)
        assert Org.rows.get(pk=east.village.pk).name == east.village.name
        _renamed(east.village, "新三村")
        with pytest.raises(ValidationError, match="不能撤销"):
            _taken_back(first)


def test_an_edit_after_an_undo_still_stands_in_the_way(east):
    with scope(east.county.pk):
        first, second = _renamed(east.village, "新一村", "新二村")
        _taken_back(second)
        _renamed(east.village, "新三村")
        with pytest.raises(ValidationError, match="后来改过"):
            _taken_back(first)
