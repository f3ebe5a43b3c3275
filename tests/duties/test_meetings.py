"""Meetings: who is due and told, quorum and tally, carrying over, minutes that stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from duties import services
from duties.models import (
    AgendaItem,
    Deliberation,
    MeetingAttendance,
    MinutesCorrection,
    NeedRequest,
    Notice,
    Resolution,
)
from duties.queries import meetings as reads
from duties.queries.minutes import draft_of
from duties.rules import meetings as rules
from fulian.scoping import scope
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Record, Role
from orgs.queries import hats
from tests.conftest import NOW, TODAY
from tests.duties import deliberating as d
from tests.duties.roster import planned
from tests.people import NAMES, seat

Kind, Status = Deliberation.Kind, Deliberation.Status
Presence = MeetingAttendance.Presence


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def undo(act):
    batch = Record.rows.filter(act=act).order_by("-pk")[0].batch
    return ground.undo(batch=batch, at=NOW + timedelta(hours=1), on=TODAY, by=None)


def wearing(user, cast, role=None):
    found = hats.grant_hat(user, cast.county, None, TODAY)
    assert found
    from dataclasses import replace

    user.hat = replace(found[0], role=role) if role else found[0]
    return user


def test_who_is_due_by_kind(here):
    seats = d.committee(here)
    _, vice, *rest = seats
    planned(here.village, [vice, rest[0]], starts_on=TODAY, at=NOW)
    due = {kind: [s.pk for s in reads.due_at(here.village, kind, TODAY)] for kind in Kind}
    assert due[Kind.REGULAR][:2] == [s.pk for s in seats[:2]]
    assert set(due[Kind.REGULAR]) == {s.pk for s in seats[:5]}
    assert set(due[Kind.ENLARGED]) == {s.pk for s in seats}
    assert set(due[Kind.ROTATION]) == {vice.pk, rest[0].pk}
    members.end_appointment(appointment=rest[0], on=TODAY, departure="moved", by=None)
    assert len(reads.due_at(here.village, Kind.REGULAR, TODAY)) == 4


def test_called_told_replied_and_cancelled(here):
    her = d.seated(here)
    item = d.item(here, d.taken(here, appointment=her.officer))
    meeting = d.called(here, [item], starts_at=d.AHEAD, by=wearing(here.chair, here))
    assert meeting.title == f"{here.village.title}执委议事会（2026年第1次）"
    assert meeting.called_by_id == her.chair.pk
    with pytest.raises(ValidationError, match="已经通知过了"):
        d.called(here, starts_at=d.AHEAD)
    services.send_next(NOW)
    (notice,) = Notice.rows.filter(user=here.officer).select_related("message")
    assert notice.message.link == f"/meetings/{meeting.pk}/"
    for comes in (True, True, False):
        services.reply_meeting(meeting=meeting, comes=comes, by=here.officer, at=NOW)
    assert Record.rows.filter(act="duties.reply_meeting").count() == 2
    with pytest.raises(ValidationError, match="不在这次会议的应到名单"):
        services.reply_meeting(meeting=meeting, comes=True, by=here.admin, at=NOW)
    with pytest.raises(ValidationError, match="会议还没有开始"):
        services.record_attendance(meeting=meeting, present=[], by=None, at=NOW)
    services.cancel_meeting(meeting=meeting, by=None, at=NOW)
    assert AgendaItem.rows.get().status == "draft"
    assert NeedRequest.rows.get().status == "new"
    with pytest.raises(ValidationError, match="已经取消"):
        services.cancel_meeting(meeting=meeting, by=None, at=NOW)
    with pytest.raises(ValidationError, match="已经取消"):
        services.reply_meeting(meeting=meeting, comes=True, by=here.officer, at=NOW)
    undo("duties.cancel_meeting")
    assert AgendaItem.rows.get().meeting_id == meeting.pk
    assert NeedRequest.rows.get().status == "deliberating"


def test_calling_is_undone(here):
    item = d.item(here)
    d.called(here, [item], starts_at=d.AHEAD)
    undo("duties.call_meeting")
    assert not Deliberation.rows.exists()
    assert not MeetingAttendance.rows.exists()
    assert AgendaItem.rows.get().status == "draft"


def test_another_day_other_people(here):
    seats = d.committee(here)
    meeting = d.called(here, starts_at=d.AHEAD)
    later = seat(here.village, Office.EXECUTIVE_MEMBER, NAMES[9], since=TODAY)
    members.end_appointment(appointment=seats[2], on=TODAY, departure="moved", by=None)
    services.change_meeting(
        meeting=meeting, title="改期的会", starts_at=d.AHEAD + timedelta(days=1), venue="祠堂",
        mode="in_person", by=None, at=NOW,
    )  # fmt: skip
    due = set(meeting.attendance.values_list("appointment_id", flat=True))
    assert (later.pk in due, seats[2].pk in due) == (True, False)
    with pytest.raises(ValidationError, match="前后一年"):
        services.change_meeting(
            meeting=meeting, title="x", starts_at=NOW + timedelta(days=999), venue="",
            mode="online", by=None, at=NOW,
        )  # fmt: skip


def test_who_calls_what(here):
    her = d.seated(here)
    planned(here.village, [her.vice, her.officer], starts_on=TODAY, at=NOW)
    officer = wearing(here.officer, here)
    with pytest.raises(ValidationError, match="由主席召集"):
        d.called(here, by=officer)
    rotating = wearing(here.officer, here, Role.ROTATING_CHAIR)
    assert rules.kinds_for(rotating) == [Kind.ROTATION]
    with pytest.raises(ValidationError, match="由主席召集"):
        d.called(here, by=rotating)
    meeting = d.called(here, kind=Kind.ROTATION, by=rotating, starts_at=d.AHEAD)
    assert meeting.called_by_id == her.officer.pk
    elsewhere = wearing(here.chair, here)
    seat(here.other_village, Office.CHAIR, NAMES[8])
    with pytest.raises(ValidationError, match="只能办理本组织"):
        services.call_meeting(
            org=here.other_village, kind=Kind.REGULAR, mode="online", starts_at=d.AHEAD,
            by=elsewhere, at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("due", "present", "share", "enough"),
    [(8, 4, 1, False), (8, 5, 1, True), (9, 6, 2, False), (9, 7, 2, True), (1, 1, 2, True),
     (0, 0, 1, False)],
)  # fmt: skip
def test_quorum(due, present, share, enough):
    assert rules.has_quorum(due=due, present=present, share=share) is enough


def test_no_resolution_without_quorum(here):
    item = d.heard(here, present=2)
    with pytest.raises(ValidationError, match="应到 5 人，实到 2 人，没有超过半数"):
        d.decided(here, item=item)
    meeting = Deliberation.rows.get()
    everybody = list(meeting.attendance.values_list("appointment_id", flat=True))
    services.record_attendance(meeting=meeting, present=everybody[:3], by=None, at=NOW)
    ground.choose_setting(name="meeting_quorum", value=2, by=here.admin)
    with pytest.raises(ValidationError, match="没有超过三分之二"):
        d.decided(here, item=item)
    services.record_attendance(meeting=meeting, present=everybody[:4], by=None, at=NOW)
    d.decided(here, item=item)


REFUSED = [
    ({"votes": (5, 1, 0)}, "超过实到的 5 人"),
    ({"votes": (1, 3, 0)}, "没有超过不同意"),
    ({"votes": (-1, None, None)}, "不能是负数"),
    ({"due_on": TODAY - timedelta(days=2)}, "不能早于开会那天"),
    ({"due_on": TODAY + timedelta(days=999)}, "一年以内"),
    ({"on": TODAY + timedelta(days=1)}, "议定日期"),
    ({"on": TODAY - timedelta(days=2)}, "议定日期"),
    ({"text": ""}, "请写议定的事"),
]


@pytest.mark.parametrize(("facts", "tells"), REFUSED)
def test_refused_decisions_leave_nothing(here, facts, tells):
    item = d.heard(here)
    with pytest.raises(ValidationError, match=tells):
        d.decided(here, item=item, **facts)
    assert not Resolution.rows.exists()


def test_deciding_once_by_somebody_there(here):
    item = d.heard(here)
    elsewhere = seat(here.other_village, Office.CHAIR, NAMES[8])
    with pytest.raises(ValidationError, match="本组织的人"):
        d.decided(here, item=item, owner=elsewhere)
    d.decided(here, item=item, votes=(4, 1, 0))
    with pytest.raises(ValidationError, match="已经办过了"):
        d.decided(here, item=item)
    undo("duties.decide_item")
    assert not Resolution.rows.exists()
    assert NeedRequest.rows.get().status == "deliberating"
    with pytest.raises(ValidationError, match="还没有上会"):
        d.decided(here, item=d.item(here, title="没有上会的"))


def test_undecided_items_are_carried_over(here):
    first = d.heard(here)
    decided = d.item(here, title="议定了的")
    meeting = d.held(here, [decided], starts_at=d.BEGAN - timedelta(days=1))
    d.decided(here, item=decided, on=TODAY)
    assert [item.pk for item in reads.waiting_items(here.village)] == [first.pk]
    again = d.called(here, reads.waiting_items(here.village), starts_at=d.AHEAD)
    (copy,) = reads.items_of(again)
    assert (copy.carried_from_id, copy.need_id, copy.title) == (
        first.pk, first.need_id, first.title,
    )  # fmt: skip
    assert reads.waiting_items(here.village) == []
    with pytest.raises(ValidationError, match="已经列入别的会议"):
        d.called(here, [first], starts_at=d.AHEAD + timedelta(days=1))
    with pytest.raises(ValidationError, match="已经议定或者办结"):
        d.called(here, [decided], starts_at=d.AHEAD + timedelta(days=1))
    services.cancel_meeting(meeting=again, by=None, at=NOW)
    assert [item.pk for item in reads.waiting_items(here.village)] == [first.pk]
    assert meeting.status == Status.HELD


def test_a_full_stop_she_wrote_is_not_doubled(here):
    item = d.heard(here)
    d.decided(here, item=item, text="周六去看望。")
    dropped = d.item(here, title="不议的")
    meeting = d.held(here, [dropped])
    services.close_item(item=AgendaItem.rows.get(pk=dropped.pk), because="并到年底办。", by=None)
    assert "议定：周六去看望（负责人" in draft_of(item.meeting)
    assert "不再议：并到年底办。" in draft_of(meeting)
    assert "。。" not in draft_of(meeting)


def test_minutes_are_drafted_confirmed_and_stay(here):
    item = d.heard(here)
    d.decided(here, item=item, votes=(5, 0, 0))
    meeting = Deliberation.rows.get()
    text = draft_of(meeting)
    for part in ("应到 5 人，实到 5 人", "列席 2 人", "议题1（研究决定）：去医院看望", "同意 5 票"):
        assert part in text
    assert "负责人：白春燕议" in text
    services.write_minutes(meeting=meeting, text="我们自己写的记录", by=None)
    with pytest.raises(ValidationError, match="还没有确认"):
        services.correct_minutes(meeting=meeting, text="x", by=None, at=NOW)
    services.confirm_minutes(meeting=meeting, by=None, at=NOW)
    everybody = list(meeting.attendance.values_list("appointment_id", flat=True))
    other = AgendaItem.rows.create(
        org=here.village, meeting=meeting, title="后加的", status="deliberating"
    )
    locked = [
        lambda: services.write_minutes(meeting=meeting, text="改", by=None),
        lambda: services.confirm_minutes(meeting=meeting, by=None, at=NOW),
        lambda: services.record_attendance(meeting=meeting, present=everybody, by=None, at=NOW),
        lambda: services.cancel_meeting(meeting=meeting, by=None, at=NOW),
        lambda: d.decided(here, item=other),
        lambda: services.publish_preliminary(item=other, preliminary="x", by=None, at=NOW),
        lambda: services.close_item(item=other, because="x", by=None),
    ]
    for act in locked:
        with pytest.raises(ValidationError, match="已经确认"):
            act()
    services.correct_minutes(meeting=meeting, text="列席应为三人", by=None, at=NOW)
    assert MinutesCorrection.rows.get().text == "列席应为三人"
    assert Deliberation.rows.get().minutes == "我们自己写的记录"


def test_what_was_only_heard_ends_with_the_minutes(here):
    topics = ["传达上级会议精神", "学习家庭教育促进法", "整治村口"]
    meeting = d.held(here, topics=topics)
    assert "已传达学习" in draft_of(meeting)
    services.confirm_minutes(meeting=meeting, by=None, at=NOW)
    stood = list(AgendaItem.rows.order_by("place").values_list("kind", "status"))
    assert stood == [("transmit", "closed"), ("study", "closed"), ("decide", "deliberating")]
    undo("duties.confirm_minutes")
    assert AgendaItem.rows.filter(status="deliberating").count() == 3


def test_attendance_by_the_convenor(here):
    meeting = d.held(here, present=3)
    came = reads.counted(meeting)
    assert came == (5, 3)
    with pytest.raises(ValidationError, match="列席人数"):
        services.record_attendance(meeting=meeting, present=[], guests=-1, by=None, at=NOW)
    with pytest.raises(ValidationError, match="由召集人登记"):
        services.note_replies(meeting=meeting, comes={}, by=None, at=NOW)
    rows = list(meeting.attendance.order_by("pk"))
    services.record_attendance(
        meeting=meeting, present=[], leave=[rows[0].appointment_id], by=None, at=NOW
    )
    stood = meeting.attendance.order_by("pk").values_list("presence", flat=True)
    assert list(stood) == [Presence.LEAVE, *[Presence.ABSENT] * 4]


def test_another_county_finds_no_meeting(here, west):
    meeting = d.called(here)
    with scope(west.county.pk):
        for act in (
            lambda: services.cancel_meeting(meeting=meeting, by=None, at=NOW),
            lambda: services.reply_meeting(meeting=meeting, comes=True, by=west.chair, at=NOW),
        ):
            with pytest.raises(Deliberation.DoesNotExist):
                act()


def test_obligations_are_a_list_in_tree_order(here):
    d.held(here)
    d.called(here, starts_at=d.AHEAD)
    seat(here.other_village, Office.CHAIR, NAMES[8])
    assert [(o.pk, o.held) for o in reads.obliged(TODAY)] == [
        (here.village.pk, 1), (here.other_village.pk, 0),
    ]  # fmt: skip
    told = reads.indicators(TODAY)
    assert (told.met.done, told.met.total) == (1, 2)
    assert (told.came.done, told.came.total) == (5, 5)
    assert (told.done.done, told.done.total) == (0, 0)
    before = reads.indicators(TODAY - timedelta(days=90))
    assert before.met.done == 0
    assert reads.quarter_said(TODAY) == "2026年第四季度"


def test_closing_an_organisation_cancels_what_it_called(here):
    past, ahead = d.called(here), d.called(here, starts_at=NOW + timedelta(days=3))
    effects = ground.closing_affects(org=here.village, on=TODAY)
    assert ("已经通知的会议", 1) in [(effect.what, effect.count) for effect in effects]
    ground.close_org(org=here.village, on=TODAY, reason="撤并", by=None)
    past.refresh_from_db()
    ahead.refresh_from_db()
    assert (past.status, ahead.status) == (Status.CALLED, Status.CANCELLED)
