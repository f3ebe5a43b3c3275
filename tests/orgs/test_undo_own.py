"""A township's desk takes back what it did itself, wholly in its reach, while it still may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services as members
from members.models import Appointment, Office, Person, WomensGroup
from orgs import services
from orgs.models import AccessGrant, Record, Role
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.people import person, seat


def hatted(cast, user):
    """Let her act in her first seat of the county."""
    with scope(cast.county.pk):
        user.hat = hats.grant_hat(user, cast.county, None, TODAY)[0]
    return user


@pytest.fixture
def town(east):
    with scope(east.county.pk):
        east.clerk_a = hatted(east, east.town_clerk)
        services.grant_access(
            org=east.other_town, role=Role.TOWNSHIP_STAFF, phone="10099990701", holder="乙镇专干",
            on=TODAY, by=None,
        )  # fmt: skip
        east.b_grant = AccessGrant.rows.get(holder="乙镇专干")
        east.clerk_b = hatted(east, east.b_grant.user)
    return east


def within(cast, org=None, by=None):
    return scope(cast.county.pk, under=org or cast.town, by=by or cast.clerk_a)


def lead(cast, act):
    with scope(cast.county.pk):
        return Record.rows.filter(act=act, leads=True).latest("pk")


def undo(line, by, at=None):
    return services.undo(batch=line.batch, at=at or timezone.now(), on=TODAY, by=by)


def founded(cast, by=None, name="一组"):
    with within(cast):
        by = by or cast.clerk_a
        members.found_group(org=cast.village, name=name, on=TODAY, by=by)
        return lead(cast, "members.found_group")


def refused(cast, line, by, code, **more):
    with within(cast, by=by):
        assert services.may_undo(line, by=by) == (code in ("not_undoable", "seat"))
        with pytest.raises(ValidationError) as said:
            undo(line, by, **more)
    assert said.value.code == ("not_own" if code == "seat" else code)


def test_her_own_is_taken_back_once_at_the_desk(town):
    line, desk = founded(town), signed_in(town.town_clerk)
    page = desk.get(f"/desk/orgs/record/{line.pk}/").content.decode()
    assert "撤销这项操作" in page
    assert desk.post(f"/desk/orgs/record/{line.pk}/undo/", {"reason": "登错了"}).status_code == 302
    with within(town):
        assert not WomensGroup.rows.exists()
        assert lead(town, "orgs.undo").target == "members.womensgroup"
    refused(town, line, town.clerk_a, "not_undoable")


def test_not_after_seven_days(town):
    at = timezone.now() + timedelta(days=7, minutes=1)
    refused(town, founded(town), town.clerk_a, "not_undoable", at=at)


def test_what_others_did_is_the_countys(town):
    for by in (hatted(town, town.clerk), hatted(town, town.admin), town.clerk_b):
        line = founded(town, by=by, name=f"{by.pk}组")
        refused(town, line, town.clerk_a, "not_own")
        refused(town, line, hatted(town, town.chair), "not_allowed")
    desk = signed_in(town.town_clerk)
    assert desk.post(f"/desk/orgs/record/{line.pk}/undo/", {}).status_code == 403
    with scope(town.county.pk):
        assert undo(line, hatted(town, town.clerk)) == 1


def test_a_township_takes_nothing_of_another_back(town):
    line = founded(town)
    with within(town, town.other_town, town.clerk_b):
        assert not services.may_undo(line, by=town.clerk_b)
        with pytest.raises(ValidationError, match="只能撤销自己办理"):
            undo(line, town.clerk_b)
    desk = signed_in(town.clerk_b)
    for page in ("", "undo/"):
        assert desk.get(f"/desk/orgs/record/{line.pk}/{page}").status_code == 404


def test_what_also_touched_another_township_is_the_countys(town):
    with scope(town.county.pk):
        her, other = person(town.village, "甲女"), person(town.other_village, "乙女")
    with scope(town.county.pk, by=town.clerk_a):
        members.set_for_many(
            people=[her.pk, other.pk], field="education", value="college", by=town.clerk_a
        )
    refused(town, lead(town, "members.set_for_many"), town.clerk_a, "not_own")
    with within(town):
        members.set_for_many(people=[her.pk], field="education", value="master", by=town.clerk_a)
        assert undo(lead(town, "members.set_for_many"), town.clerk_a) == 1
    with scope(town.county.pk):
        assert {p.education for p in Person.rows.filter(pk__in=[her.pk, other.pk])} == {"college"}


def test_what_is_sent_to_another_township_is_withdrawn_not_undone(town):
    with scope(town.county.pk):
        her = person(town.village, "甲女")
    with within(town):
        members.ask_transfer(person=her, target=town.other_town, by=town.clerk_a, at=NOW)
    refused(town, lead(town, "members.ask_transfer"), town.clerk_a, "not_own")


def test_what_came_from_another_township_is_not_sent_back(town):
    with scope(town.county.pk):
        row = members.ask_transfer(
            person=person(town.other_village, "乙女"), target=town.village, by=town.clerk_b, at=NOW
        )
    with within(town):
        members.accept_transfer(transfer=row, by=town.clerk_a, at=NOW)
    refused(town, lead(town, "members.accept_transfer"), town.clerk_a, "not_own")


def test_what_ends_beyond_her_reach_keeps_it_beyond(town):
    """The row lies in reach no longer: it was moved away since."""
    line = founded(town)
    with scope(town.county.pk):
        WomensGroup.rows.update(org=town.other_village)
    refused(town, line, town.clerk_a, "not_own")


def test_not_when_her_grant_ended(town):
    line = founded(town)
    desk = signed_in(town.town_clerk)
    with scope(town.county.pk):
        services.end_access(grant=town.town_clerk_grant, on=TODAY, by=None)
    refused(town, line, town.clerk_a, "seat")
    answer = desk.post(f"/desk/orgs/record/{line.pk}/undo/", {})
    assert answer.status_code in (302, 403)
    with within(town):
        assert WomensGroup.rows.exists()


def test_not_what_her_role_may_no_longer_do(town):
    """She renamed a village while she was the county's; now she is the township's."""
    with scope(town.county.pk):
        services.rename_org(org=town.village, name="新村", on=TODAY, by=town.clerk_a)
    refused(town, lead(town, "orgs.rename_org"), town.clerk_a, "not_allowed")
    line = founded(town)
    chair = hatted(town, town.clerk_a)
    chair.hat = chair.hat.__class__(**{
        **{name: getattr(chair.hat, name) for name in chair.hat.__slots__}, "role": Role.CHAIR,
    })  # fmt: skip
    refused(town, line, chair, "not_allowed")


def test_merged_by_herself_is_parted_by_herself(town):
    with scope(town.county.pk):
        keep, drop = (person(town.village, "甲女") for _ in range(2))
        seat(town.village, Office.EXECUTIVE_MEMBER, who=drop)
    with within(town):
        members.merge_people(keep=keep, drop=drop, by=town.clerk_a, on=TODAY, reason="重复登记")
        assert undo(lead(town, "members.merge_people"), town.clerk_a)
        assert Appointment.rows.get().person_id == drop.pk
