"""Activities within a rotation: the month's 组织一活动, and lines of the handover sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from duties import services as duties
from duties.models import FourOnesCheck, Handover
from duties.queries.presidium import four_ones_board
from duties.queries.sheets import sheet_of
from fulian.scoping import scope
from homes import services
from homes.models import Activity
from homes.queries.handing_activities import activities
from members import services as members
from orgs import services as ground
from orgs.models import Record
from tests.duties import turning
from tests.duties.roster import START, at
from tests.homes.activities import plan

NINTH, TENTH = date(2026, 1, 9), date(2026, 1, 10)


@pytest.fixture
def here(east):
    """A village in the first turn of its rotation."""
    with scope(east.county.pk):
        east.turns = turning.turns(east)
        yield east


def planned(cast, on, title="读书会", **more):
    facts = plan(title=title, starts_at=at(on, 15), **more)
    return services.plan_activity(org=cast.village, plan=facts, by=None, at=at(START))


def hold(one, persons=20):
    return services.hold_activity(
        activity=one, attendances=persons * 2, persons=persons, by=None,
        at=one.starts_at + timedelta(hours=5),
    )  # fmt: skip


def boxes():
    return list(FourOnesCheck.rows.values_list("month", "activity").order_by("month"))


def counts(on):
    return [line.count for line in four_ones_board(duties_turns(), on) if line.month == START]


def duties_turns():
    return type(turning.ChairTurn.rows.get(days__contains=START)).rows.all()


def undo(act):
    batch = Record.rows.filter(act=act, leads=True).latest("pk").batch
    ground.undo(batch=batch, at=timezone.now(), on=timezone.localdate(), by=None)


def test_the_first_held_activity_of_a_turn_is_the_months_one(here):
    one, two = planned(here, NINTH), planned(here, TENTH, "踏青")
    assert counts(TENTH) == [None]
    hold(one)
    hold(two)
    hold(one, persons=21)  # corrected: noted once
    assert boxes() == [(START, "读书会（1月9日）")]
    assert counts(TENTH) == [1]
    assert Record.rows.filter(act="duties.note_four_ones").count() == 1


def test_what_she_wrote_herself_stays(here):
    turn = here.turns[0]
    said = {"activity": "带大家踏青", "exchange": "座谈会"}
    duties.save_four_ones(turn=turn, month=START, said=said, by=None, at=at(NINTH))
    hold(planned(here, NINTH))
    assert boxes() == [(START, "带大家踏青")]
    said["activity"] = ""
    duties.save_four_ones(turn=turn, month=START, said=said, by=None, at=at(NINTH))
    hold(planned(here, TENTH, "踏青"))
    assert boxes() == [(START, "踏青（1月10日）")]
    assert counts(TENTH) == [2]


def test_what_is_planned_called_off_or_anothers_counts_nothing(here):
    off = planned(here, NINTH, "电影")
    planned(here, TENTH)
    services.call_off_activity(activity=off, because="下雨", by=None, at=at(START))
    facts = plan(title="联办", starts_at=at(NINTH, 15), partners=[here.village])
    joint = services.plan_activity(org=here.other_village, plan=facts, by=None, at=at(START))
    hold(joint)
    assert boxes() == []


def test_an_activity_in_a_month_of_another_turn_is_that_months(here):
    hold(planned(here, date(2026, 2, 3)))
    assert boxes() == [(date(2026, 2, 1), "读书会（2月3日）")]


def test_undo_takes_the_line_back(here):
    one = hold(planned(here, NINTH))
    undo("homes.hold_activity")
    assert boxes() == []
    assert Activity.rows.get(pk=one.pk).status == "planned"


def test_a_sheet_says_what_was_held_and_what_is_to_come(here):
    hold(planned(here, NINTH))
    planned(here, TENTH, "踏青")  # took place, nobody said how it went
    planned(here, date(2026, 2, 3), "元宵灯会")
    off = planned(here, date(2026, 2, 4), "电影")
    services.call_off_activity(activity=off, because="下雨", by=None, at=at(START))
    duties.do_next(at(date(2026, 2, 1)))
    sheet = sheet_of(Handover.rows.get(turn=here.turns[1]))
    told = dict(sheet.open["more"])
    assert told["本期开展的活动"] == "1 场，40 人次：1月9日 读书会"
    assert told["安排好还没有开展的活动"] == "2月3日 元宵灯会"
    assert told["办完了还没有登记情况的活动"] == "1月10日 踏青"
    assert told["还没有写小结的活动"] == "1月9日 读书会"
    assert "电影" not in str(told)


def test_who_leaves_hands_on_only_what_she_answers_for(here):
    first, second = here.turns[0].appointment, here.turns[1].appointment
    planned(here, date(2026, 2, 3), "元宵灯会", responsible=second)
    planned(here, date(2026, 2, 4), "电影")
    lines = activities([(here.village.pk, second.pk), (here.village.pk, first.pk)], TENTH)
    assert dict(lines[second.pk]) == {"安排好还没有开展的活动": "2月3日 元宵灯会"}
    assert dict(lines[first.pk]) == {"安排好还没有开展的活动": "2月3日 元宵灯会、2月4日 电影"}
    members.end_appointment(appointment=second, on=TENTH, departure="moved", by=None)
    sheet = Handover.rows.get(giver=second).sheet
    assert sheet["more"] == [["安排好还没有开展的活动", "2月3日 元宵灯会"]]
