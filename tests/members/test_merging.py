"""Two registrations become one: what moves, what is chosen, what stands in the way, and back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope, scoped_links
from members import services
from members.models import (
    Appointment,
    Office,
    Person,
    Talent,
    TrainingAttendance,
    TrainingSession,
    Transfer,
)
from members.queries import merging, people
from orgs import services as ground
from orgs.models import AccessGrant, Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.members.makers import ROWS
from tests.members.sheets import id_number
from tests.people import SINCE, person, seat

DESK = "/desk/members/"
PHONE, OTHER = "10099990101", "10099990102"
WHOLE = id_number(7)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


@pytest.fixture
def two(here):
    """One woman twice: as a vice-chair by one number, as a representative by another."""
    keep = person(here.village, "白春燕", phone=PHONE, occupation="教师")
    drop = person(here.village, "白春艳", phone=OTHER, id_number=WHOLE, employer="县医院")
    seat(here.village, Office.VICE_CHAIR, who=keep)
    seat(here.village, Office.REPRESENTATIVE, who=drop)
    return keep, drop


def merge(keep, drop, **facts):
    told = {"by": None, "on": TODAY, "reason": "重复登记"} | facts
    return services.merge_people(keep=keep, drop=drop, **told)


def undo(by=None):
    batch = Record.rows.filter(act="members.merge_people").latest("pk").batch
    return ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=by)


def everything():
    """Return every fact of people, seats and grants but the count of changes."""
    skipped = {"version", "_state"}
    return [
        {key: value for key, value in vars(row).items() if key not in skipped}
        for model in (Person, Appointment, Talent, Transfer)
        for row in model.rows.order_by("pk")
    ]


def test_every_table_that_names_a_person_is_moved():
    found = {model for model, _ in merging.links_to_people()}
    wanted = {m for m, link in scoped_links() if link.remote_field.model is Person} - {Person}
    assert found == wanted
    assert {Appointment, Talent, Transfer, TrainingAttendance} <= found


def test_all_that_is_hers_moves_and_the_other_is_found_no_more(here, two):
    keep, drop = two
    services.add_talent(person=drop, org=here.village, on=TODAY, by=None)
    services.ask_transfer(person=drop, target=here.town, by=here.admin, at=NOW)
    meeting = TrainingSession.rows.create(
        org=here.town, topic="履职", mode="go_down", held_on=TODAY, hours=2
    )
    TrainingAttendance.rows.create(session=meeting, person=drop)
    assert dict(merging.hanging_on(drop)) == {"任职": 1, "骨干人才": 1, "人员转移": 1, "参训": 1}
    merge(keep, drop)
    assert merging.hanging_on(drop) == []
    assert len(merging.hanging_on(keep)) == 4
    assert list(Person.objects.all()) == [keep]
    for typed in (OTHER, WHOLE):
        assert not people.numbered(Person.rows.all(), typed), typed
    assert not people.named(Person.objects.all(), "白春艳")
    assert person(here.village, "单雨桐", id_number=WHOLE)
    for refused in (
        lambda: merge(keep, drop),
        lambda: merge(drop, keep),
        lambda: services.update_person(person=drop, occupation="无", by=None),
        lambda: services.add_talent(person=drop, org=here.village, on=TODAY, by=None),
    ):
        with pytest.raises(ValidationError, match="已经并入另一份"):
            refused()


def test_facts_are_taken_from_the_side_that_was_chosen(here, two):
    keep, drop = two
    merge(keep, drop, choices={"name": "drop", "id_number": "drop", "employer": "drop",
                               "phone": "keep", "occupation": "keep"})  # fmt: skip
    her = Person.objects.get()
    assert (her.name, her.pinyin, her.letters, her.initials) == (
        "白春艳", "bai chun yan", "baichunyan", "bcy",
    )  # fmt: skip
    assert (her.plain_id_number, her.plain_phone, her.employer, her.occupation) == (
        WHOLE, PHONE, "县医院", "教师",
    )  # fmt: skip
    assert people.numbered(Person.objects.all(), WHOLE).get() == her
    with pytest.raises(TypeError):
        merge(keep, drop, choices={"org_id": "drop"})


@pytest.mark.parametrize(("phone", "left"), [("keep", PHONE), ("drop", OTHER)])
def test_access_under_the_other_number_ends_and_opens_under_hers(here, two, phone, left):
    keep, drop = two
    merge(keep, drop, choices={"phone": phone})
    seats = Appointment.rows.filter(person=keep, until=None).select_related("grant")
    assert [one.grant.plain_phone for one in seats] == [left, left]
    assert all(one.grant.until is None for one in seats)
    ended = AccessGrant.rows.filter(until=TODAY)
    assert [g.plain_phone for g in ended] == [OTHER if phone == "keep" else PHONE]


def test_one_number_passes_over(here):
    keep, drop = person(here.village, phone=PHONE), person(here.town, phone=PHONE)
    held = seat(here.town, Office.EXECUTIVE_MEMBER, who=drop)
    merge(keep, drop)
    after = Appointment.rows.get(pk=held.pk)
    assert (after.person_id, after.grant_id) == (keep.pk, held.grant_id)
    assert AccessGrant.rows.get(pk=held.grant_id).until is None


@pytest.mark.parametrize("phone", ["keep", "drop"])
def test_undone_for_seven_days_as_if_it_had_never_been(here, two, phone):
    before = everything()
    merge(*two, choices={"name": "drop", "id_number": "drop", "phone": phone})
    undo()
    assert everything() == before
    batch = Record.rows.get(act="members.merge_people").batch
    with pytest.raises(ValidationError, match="不能撤销"):
        ground.undo(batch=batch, at=timezone.now() + timedelta(days=8), on=TODAY, by=None)


def test_a_later_change_stands_in_the_way_of_undoing(here, two):
    merge(*two)
    services.update_person(person=two[0], occupation="医生", by=None)
    with pytest.raises(ValidationError, match="后来改过"):
        undo()


def test_overlapping_seats_refuse_and_nothing_is_written(here, two):
    keep, drop = two
    seat(here.village, Office.EXECUTIVE_MEMBER, who=drop)
    before = everything()
    with pytest.raises(ValidationError, match="有重叠的内容：此人在这段时间里已经是") as refused:
        merge(keep, drop)
    assert refused.value.code == "overlap"
    assert everything() == before
    for row in (keep, drop):
        services.add_talent(person=row, org=here.town, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="有重叠"):
        merge(keep, drop)


def test_a_seat_after_the_other_does_not_overlap(here):
    keep, drop = person(here.village), person(here.village)
    old = seat(here.village, Office.CHAIR, who=drop, since=SINCE)
    services.end_appointment(appointment=old, on=date(2026, 5, 1), departure="other", by=None)
    seat(here.village, Office.CHAIR, who=keep, since=date(2026, 5, 1))
    merge(keep, drop)
    assert Appointment.rows.filter(person=keep).count() == 2


def test_a_training_of_both_is_kept_once_and_comes_back(here):
    keep, drop = person(here.village), person(here.village)
    meeting = TrainingSession.rows.create(
        org=here.town, topic="履职", mode="go_down", held_on=TODAY, hours=2
    )
    for her in (keep, drop):
        TrainingAttendance.rows.create(session=meeting, person=her)
    merge(keep, drop)
    assert [one.person_id for one in TrainingAttendance.rows.all()] == [keep.pk]
    undo()
    assert {one.person_id for one in TrainingAttendance.rows.all()} == {keep.pk, drop.pk}


def test_a_reason_and_two_registrations_are_needed(here, two):
    keep, drop = two
    with pytest.raises(ValidationError, match="写明合并的事由"):
        merge(keep, drop, reason=" ")
    with pytest.raises(ValidationError, match="两份不同"):
        merge(keep, keep)


def acting(cast, user):
    with scope(cast.county.pk):
        user.hat, org = hats.grant_hat(user, cast.county, None, TODAY)
    return scope(cast.county.pk, under=org, by=user)


def test_what_lies_partly_beyond_is_merged_from_above(east):
    with scope(east.county.pk):
        keep, drop, far = person(east.village), person(east.village), person(east.other_village)
        seat(east.other_village, Office.CHAIR, who=drop)
    with acting(east, east.town_clerk):
        for pair in ((keep, drop), (drop, keep), (keep, far)):
            with pytest.raises(ValidationError, match="请由上级妇联合并"):
                merge(*pair, by=east.town_clerk)
    with acting(east, east.admin):
        merge(keep, drop, by=east.admin)


def test_a_merge_is_no_way_around_correcting_from_above(east):
    with scope(east.county.pk):
        keep = person(east.town, "白春燕", id_number=WHOLE)
        drop = person(east.town, "假名字", id_number=id_number(8))
    with acting(east, east.town_clerk):
        for field in ("name", "id_number"):
            with pytest.raises(ValidationError, match="上一级妇联更正"):
                merge(keep, drop, by=east.town_clerk, choices={field: "drop"})
        merge(keep, drop, by=east.town_clerk)


def test_another_countys_are_nobody(east, west):
    with scope(west.county.pk):
        foreign = person(west.village, "潘玉兰")
    with scope(east.county.pk):
        own = person(east.village)
        with pytest.raises(KeyError):
            merge(own, foreign)
    desk = signed_in(east.admin)
    for path in (f"{own.pk}/merge/?with={foreign.pk}", f"{foreign.pk}/merge/?with={own.pk}"):
        assert desk.get(f"{DESK}person/{path}").status_code == 404
        assert desk.post(f"{DESK}person/{path}", {"reason": "看"}).status_code == 404


def test_side_by_side_at_the_desk(east):
    with scope(east.county.pk):
        keep = person(east.village, "白春燕", phone=PHONE)
        drop = person(east.village, "白春艳", phone=OTHER, employer="县医院")
        seat(east.village, Office.CHAIR, who=drop)
    desk = signed_in(east.admin)
    ask = f"{DESK}person/{keep.pk}/merge/"
    chosen = desk.post(ask, {"other": drop.pk})
    assert chosen.url == f"{ask}?with={drop.pk}"
    page = desk.get(chosen.url).content.decode()
    for shown in ("白春艳", "100****0102", "县医院", "<strong>1</strong> 条任职"):
        assert shown in page
    assert OTHER not in page
    facts = {"take_name": "keep", "take_phone": "keep", "take_employer": "drop", "on": TODAY}
    assert "请勾选确认" in desk.post(chosen.url, facts | {"reason": "重复"}).content.decode()
    done = desk.post(chosen.url, facts | {"reason": "重复", "sure": "on"})
    assert done.url == f"{DESK}person/{keep.pk}/"
    page = desk.get(done.url).content.decode()
    assert "县医院" in page
    assert desk.get(f"{DESK}person/{drop.pk}/").status_code == 404
    assert "白春艳" not in desk.get(f"{DESK}person/").content.decode()


def test_rows_of_every_such_table_are_made_by_the_walls_tests():
    missing = {model for model, _ in merging.links_to_people()} - set(ROWS)
    assert not missing & {Appointment, Talent, Transfer}
