"""Undo keeps the rules: who may do it, and what must never be left behind."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from orgs import services
from orgs.models import AccessGrant, Org, OrgStatus, Record, Role
from orgs.models.lock import whole_tree
from orgs.queries import hats
from orgs.queries.hats import live
from orgs.services.access import open_doorway
from orgs.services.recording import image, restored
from tests.conftest import NOW, PASSWORD, TODAY, signed_in


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
