"""The new committee's first plenary elects chair and vice-chairs; standing members; who leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fulian.scoping import scope
from members import services
from members.models import Appointment, CommitteeSeat, FillKind, Office, WomensCongress
from members.queries.forecast import forecast
from members.queries.gaps import shares_on
from orgs import services as ground
from orgs.models import Record, SettingName
from tests.conftest import TODAY, signed_in
from tests.members.drives import (
    HELD,
    committee_seat,
    counted,
    prepared,
    refused,
    term,
    undo,
    watched,
)
from tests.people import NAMES, SINCE, person, seat

FIFTEEN = {"plenary_due": 15, "plenary_present": 15}


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def standing(congress, members: int = 16, heads: int = 3) -> list:
    """Let so many stand as members, and the first of them as chair and vice-chairs too."""
    people = [person(congress.org, f"{NAMES[n % 10]}{n // 10}") for n in range(members)]
    facts = {"congress": congress, "by": None}
    rows = [
        services.nominate(person=she, office=Office.EXECUTIVE_MEMBER, **facts) for she in people
    ]
    offices = [Office.CHAIR, *[Office.VICE_CHAIR] * (heads - 1)]
    return rows + [
        services.nominate(person=she, office=office, **facts)
        for she, office in zip(people, offices, strict=False)
    ]


def test_a_plenary_of_fifteen_elects_the_chair(here):
    congress = prepared(here.village, contest="more")
    rows = standing(congress)
    votes = {row.pk: 38 - n for n, row in enumerate(rows[:15])} | {rows[15].pk: 12}
    votes |= {row.pk: 9 for row in rows[16:]}
    refused("不能多于全委会到会", counted, congress=congress,
            votes=votes | {rows[16].pk: 16}, **FIFTEEN)  # fmt: skip
    done = counted(congress, votes, **FIFTEEN)
    won = congress.candidates.filter(is_elected=True)
    assert won.filter(office=Office.EXECUTIVE_MEMBER).count() == 15
    assert won.exclude(office=Office.EXECUTIVE_MEMBER).count() == 3
    assert (done.plenary_due, done.plenary_present) == (15, 15)
    watched(congress)
    services.close_congress(congress=congress, on=TODAY, by=None)
    seats = Appointment.rows.filter(org=here.village, until__isnull=True)
    assert sorted(seats.values_list("office", flat=True)) == [
        "chair", *["executive_member"] * 12, "vice_chair", "vice_chair"
    ]  # fmt: skip
    undo("members.close_congress")
    assert not Appointment.rows.filter(org=here.village, until__isnull=True).exists()


@pytest.mark.parametrize(
    ("says", "facts"),
    [
        ("要一起填", {"plenary_due": 15}),
        ("要一起填", {"plenary_present": 15}),
        ("不能是负数", {"plenary_due": 15, "plenary_present": -1}),
        ("不能多于应到", {"plenary_due": 15, "plenary_present": 16}),
        ("没有超过应到的三分之二", {"plenary_due": 15, "plenary_present": 10}),
        ("全委会应到应当是 4 人", {"plenary_due": 15, "plenary_present": 15}),
    ],
)
def test_plenaries_that_cannot_be(here, says, facts):
    congress = prepared(here.village)
    rows = standing(congress, members=4)
    refused(says, counted, congress=congress, votes={row.pk: 4 for row in rows[4:]} | {
        row.pk: 30 for row in rows[:4]}, **facts)  # fmt: skip


def test_a_head_is_elected_from_among_the_members(here):
    congress = prepared(here.village)
    rows = standing(congress, members=4, heads=2)
    outside = services.nominate(
        congress=congress, person=person(here.village, "外来人"), office=Office.VICE_CHAIR, by=None
    )
    votes = {row.pk: 30 for row in rows[:4]} | {row.pk: 4 for row in rows[4:]} | {outside.pk: 3}
    four = {"plenary_due": 4, "plenary_present": 4}
    refused("有人没有当选执委", counted, congress=congress, votes=votes, **four)
    ground.choose_setting(name=SettingName.HEADS_FROM_MEMBERS, value=2, by=None)
    counted(congress, votes, **four)
    outside.refresh_from_db()
    assert outside.is_elected
    ground.choose_setting(name=SettingName.HEADS_FROM_MEMBERS, value=1, by=None)
    counted(congress, votes | {outside.pk: 2}, **four)  # two of four are not more than half
    outside.refresh_from_db()
    assert not outside.is_elected


def test_a_plenary_is_kept_at_the_desk_and_taken_back(here):
    congress = prepared(here.village)
    rows = standing(congress, members=4, heads=1)
    watched(congress)
    desk = signed_in(here.admin)
    address = f"/desk/members/womenscongress/{congress.pk}/"
    facts = {
        "on": HELD.isoformat(), "method": "show_of_hands", "contest": "equal",
        "delegates_due": 40, "delegates_present": 40, "plenary_due": 4, "plenary_present": 3,
    } | {f"votes_{row.pk}": 30 for row in rows[:4]} | {f"votes_{rows[4].pk}": 4}  # fmt: skip
    assert "全委会到会人数" in desk.post(f"{address}count/", facts).content.decode()
    made = desk.post(f"{address}count/", facts | {f"votes_{rows[4].pk}": 3})
    assert "应到 4，到会 3" in desk.get(made.url).content.decode()
    undo("members.record_count")
    assert WomensCongress.rows.get().plenary_due is None


def test_standing_members_leave_with_the_committee(here):
    she = person(here.village, "柳芳菲")
    refused("要从现任主席、副主席、执委中产生", committee_seat, org=here.village, who=she,
            body="standing")  # fmt: skip
    held = seat(here.village, Office.EXECUTIVE_MEMBER, "史慧敏")
    stands = committee_seat(here.village, held.person, "standing")
    [effect] = [
        one for one in services.ending_affects(appointment=held, on=TODAY) if "常委" in one.what
    ]
    assert effect.count == 1
    services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    stands.refresh_from_db()
    assert stands.until == TODAY
    undo("members.end_appointment")
    stands.refresh_from_db()
    assert stands.until is None


def test_a_promoted_member_stays_standing(here):
    held = seat(here.village, Office.EXECUTIVE_MEMBER, "史慧敏")
    stands = committee_seat(here.village, held.person, "standing")
    now = services.by_elect(org=here.village, person=held.person, on=TODAY, by=None)
    assert now.fill == FillKind.BY_ELECTION
    stands.refresh_from_db()
    assert stands.until is None
    services.end_appointment(appointment=now, on=TODAY, departure="resigned", by=None)
    stands.refresh_from_db()
    assert stands.until == TODAY


def test_bodies_belong_to_their_places(here):
    she = person(here.village, "柳芳菲")
    for says, org, body in (
        ("只在村（社区）登记", here.town, "villagers"),
        ("只在乡镇（街道）和村（社区）登记", here.root, "party"),
        ("请选择班子", here.village, "x"),
    ):
        refused(says, committee_seat, org=org, who=she, body=body)
    chair = seat(here.town, Office.CHAIR, "陶雨桐")
    share = shares_on(TODAY)[-1]
    assert (share.title, share.numerator) == ("乡镇（街道）妇联主席进党（工）委", 0)
    committee_seat(here.town, chair.person, "party")
    assert shares_on(TODAY)[-1].numerator == 1
    member = seat(here.village, Office.EXECUTIVE_MEMBER, "史慧敏")
    committee_seat(here.village, member.person, "standing")
    assert shares_on(TODAY)[1].numerator == 0  # 两委有女性: the 常委会 is not one of the two
    assert CommitteeSeat.rows.count() == 2


def test_who_is_expected_to_leave_is_foreseen(here):
    held = seat(here.village, Office.CHAIR, "陶雨桐")
    expect = services.expect_leaving
    refused("要晚于任职日期", expect, appointment=held, until=held.since, by=None)
    expect(appointment=held, until=TODAY + timedelta(days=40), by=None, reason="退休")
    before = Record.rows.count()
    expect(appointment=held, until=TODAY + timedelta(days=40), by=None)
    assert Record.rows.count() == before
    assert forecast(TODAY, 30).leaving == []
    [found] = forecast(TODAY, 90).leaving
    assert (found.pk, found.until, found.leaves_on) == (
        held.pk, None, TODAY + timedelta(days=40),
    )  # fmt: skip
    assert len(forecast(TODAY, 90).within(30).leaving) == 0
    undo("members.expect_leaving")
    assert forecast(TODAY, 90).leaving == []
    held.refresh_from_db()
    services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    refused("已经结束", expect, appointment=held, until=TODAY + timedelta(days=1), by=None)


def test_a_letter_goes_with_an_appointed_vice_chair(here):
    she = person(here.village, "陶雨桐")
    facts = {
        "person": she, "org": here.village, "office": Office.VICE_CHAIR, "on": SINCE, "by": None,
        "employment": "part_time",
    }  # fmt: skip
    refused("只有聘任的才有聘书日期", services.appoint, letter_on=SINCE, **facts)
    refused("要晚于任职日期", services.appoint, expected_until=SINCE, **facts)
    made = services.appoint(
        **facts, origin="appointed", leads="舞蹈队", leads_women=20, letter_on=SINCE,
        expected_until=TODAY + timedelta(days=9),
    )  # fmt: skip
    assert [one.pk for one in forecast(TODAY, 30).leaving] == [made.pk]


def test_nobody_is_unfit_without_saying_who_decided(here):
    term(here.village)
    held = seat(here.village, Office.EXECUTIVE_MEMBER, "史慧敏")
    facts = {"appointment": held, "on": TODAY, "by": None}
    for departure in ("unfit", "not_performing"):
        refused("要填决定单位", services.end_appointment, departure=departure, **facts)
    ended = services.end_appointment(
        departure="unfit", decided_by=" 白莲镇妇联 ", reason="长期在外", **facts
    )
    assert ended.decided_by == "白莲镇妇联"


def test_a_vice_chair_elected_before_plenaries_were_kept_still_counts(here):
    congress = prepared(here.village)
    rows = standing(congress, members=3, heads=2)
    done = counted(congress, {row.pk: 30 for row in rows})
    assert done.plenary_due is None
    assert congress.candidates.filter(is_elected=True).count() == 5
