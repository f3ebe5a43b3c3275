"""Needs and their way through deliberation: the table of steps, refusals, and taking back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from duties import services
from duties.models import AgendaItem, NeedRequest, Notice, Resolution
from duties.queries import meetings as reads
from duties.rules import needs as rules
from fulian.scoping import scope
from members import services as members
from orgs import services as ground
from orgs.models import Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY
from tests.duties import deliberating as d
from tests.people import SINCE

Need, Item = NeedRequest.Status, AgendaItem.Status
LATER = NOW + timedelta(days=4)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def undo(act):
    batch = Record.rows.filter(act=act).order_by("-pk")[0].batch
    return ground.undo(batch=batch, at=NOW + timedelta(hours=1), on=TODAY, by=None)


def wearing(user, cast):
    found = hats.grant_hat(user, cast.county, None, TODAY)
    assert found
    user.hat = found[0]
    return user


def test_the_worked_example(here):
    """S0:26: asked in the group, deliberated, published, decided, carried out, told back."""
    her = d.seated(here)
    need = d.taken(here, appointment=her.officer)
    item = d.item(here, need)
    assert NeedRequest.rows.get().status == Need.NEW
    meeting = d.called(here, [item], mode="online", venue="妇联执委群")
    assert NeedRequest.rows.get().status == Need.DELIBERATING
    came = [her.chair.pk, her.officer.pk, her.vice.pk]
    services.record_attendance(meeting=meeting, present=came, by=None, at=NOW)
    item = services.publish_preliminary(
        item=item, preliminary="去医院看望，自愿捐一点", by=None, at=NOW
    )
    assert (item.published_on, item.comments_until) == (TODAY, TODAY + timedelta(days=3))
    assert NeedRequest.rows.get().status == Need.PUBLISHED
    services.add_comment(item=item, text="都同意", said_on=TODAY, by=None, at=NOW)
    done = services.decide_item(
        item=item, text="周六看望", owner=her.officer, due_on=TODAY + timedelta(days=9),
        on=TODAY + timedelta(days=4), by=None, at=LATER, votes=(3, 0, 0),
    )  # fmt: skip
    services.confirm_minutes(meeting=meeting, by=None, at=LATER)
    assert AgendaItem.rows.get().status == Item.EXECUTING
    with pytest.raises(ValidationError, match="办结日期不能早于议定日期"):
        services.finish_resolution(resolution=done, result="x", on=TODAY, by=None, at=LATER)
    on = TODAY + timedelta(days=4)
    services.finish_resolution(resolution=done, result="七人去看望", on=on, by=None, at=LATER)
    need = NeedRequest.rows.get()
    assert (need.status, need.result) == (Need.ACTING, "七人去看望")
    services.send_next(LATER)
    assert "诉求办好了，请告诉提出的人" in [
        n.message.title for n in Notice.rows.filter(user=here.officer)
    ]
    services.answer_need(need=need, result="七人去看望", on=on, by=None, at=LATER)
    assert NeedRequest.rows.get().status == Need.CLOSED


def test_a_simple_need_is_answered_at_once_and_taken_back(here):
    need = d.taken(here)
    services.answer_need(need=need, result="已转告", on=TODAY, by=None, at=NOW)
    with pytest.raises(ValidationError, match="已经回复过了"):
        services.answer_need(need=need, result="已转告", on=TODAY, by=None, at=NOW)
    undo("duties.answer_need")
    assert NeedRequest.rows.get().status == Need.NEW
    undo("duties.take_need")
    assert not NeedRequest.rows.exists()


REFUSED = [
    ({"text": " "}, "请写诉求"),
    ({"text": "长" * 501}, "最多写 500"),
    ({"asked_by": "长" * 41}, "最多写 40"),
    ({"received_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
    ({"received_on": TODAY - timedelta(days=400)}, "一年以内"),
    ({"received_on": SINCE - timedelta(days=1)}, "不在任"),
    ({"channel": "smoke"}, "smoke"),
]


@pytest.mark.parametrize(("facts", "tells"), REFUSED)
def test_refused_needs_leave_nothing(here, facts, tells):
    one = d.committee(here)[0]
    with pytest.raises(ValidationError, match=tells):
        d.taken(here, appointment=one, **facts)
    assert not NeedRequest.rows.exists()


def test_in_whose_name(here):
    her = d.seated(here)
    officer = wearing(here.officer, here)
    facts = {"channel": "face", "category": "work", "text": "想找活干", "at": NOW}
    mine = services.take_need(appointment=her.officer, by=officer, **facts)
    with pytest.raises(ValidationError, match="只能登记自己接收的"):
        services.take_need(appointment=her.chair, by=officer, **facts)
    theirs = services.take_need(appointment=her.rep, by=wearing(here.chair, here), **facts)
    with pytest.raises(ValidationError, match="请接收的人或者主席来办"):
        services.withdraw_need(need=theirs, by=officer)
    services.withdraw_need(need=mine, by=officer)
    assert NeedRequest.rows.count() == 1
    undo("duties.withdraw_need")
    assert NeedRequest.rows.count() == 2


def test_what_others_work_on_is_not_changed(here):
    need = d.taken(here)
    d.item(here, need)
    for verb, facts in (
        (services.withdraw_need, {}),
        (services.change_need, {"text": "x", "category": "work", "channel": "face"}),
    ):
        with pytest.raises(ValidationError, match="已经提交议事"):
            verb(need=need, by=None, **facts)
    with pytest.raises(ValidationError, match="已经提交议事"):
        services.answer_need(need=need, result="x", on=TODAY, by=None, at=NOW)
    with pytest.raises(ValidationError, match="已经提交议事"):
        d.item(here, need)


def test_the_same_words_twice_change_nothing(here):
    need = d.taken(here, text="想学养蜂")
    same = {"text": "想学养蜂", "category": need.category, "channel": need.channel}
    again = services.change_need(need=need, asked_by=need.asked_by, by=None, **same)
    assert again.version == need.version
    assert not Record.rows.filter(act="duties.change_need").exists()


def test_a_closed_organisation_takes_none_and_a_stranger_finds_none(here, west):
    seats = d.committee(here)
    need = d.taken(here, appointment=seats[0])
    ground.close_org(org=here.village, on=TODAY, by=here.admin)
    with pytest.raises(ValidationError, match="已经撤销"):
        d.taken(here, appointment=seats[0])
    with pytest.raises(ValidationError, match="已经撤销"):
        d.item(here)
    with pytest.raises(ValidationError, match="已经撤销"):
        d.called(here)
    with scope(west.county.pk), pytest.raises(ValidationError, match="已经撤回"):
        services.withdraw_need(need=need, by=None)


@pytest.mark.parametrize("now", [*Item])
@pytest.mark.parametrize("to", [*Item])
def test_every_step_of_an_item_is_on_the_table_or_refused_in_chinese(now, to):
    if to in rules.ITEM_STEPS[now]:
        rules.check_item_step(now=now, to=to)
        return
    with pytest.raises(ValidationError) as refused:
        rules.check_item_step(now=now, to=to)
    assert any("一" <= c <= "鿿" for c in refused.value.messages[0])


@pytest.mark.parametrize("now", [*Need])
@pytest.mark.parametrize("to", [*Need])
def test_every_step_of_a_need_too(now, to):
    if to in rules.NEED_STEPS[now]:
        rules.check_need_step(now=now, to=to)
        return
    with pytest.raises(ValidationError):
        rules.check_need_step(now=now, to=to)


def test_an_item_that_is_not_pursued_gives_the_need_back(here):
    item = d.heard(here)
    with pytest.raises(ValidationError, match="请写不再议的原因"):
        services.close_item(item=item, by=None)
    services.close_item(item=item, because="她已经出院", by=None)
    need = NeedRequest.rows.get()
    assert need.status == Need.NEW
    with pytest.raises(ValidationError, match="已经办过了"):
        services.close_item(item=item, because="x", by=None)
    services.answer_need(need=need, result="已出院", on=TODAY, by=None, at=NOW)


def test_published_twice_and_comments_after_the_last_day(here):
    item = d.published(here)
    with pytest.raises(ValidationError, match="已经办过了"):
        services.publish_preliminary(item=item, preliminary="x", by=None, at=NOW)
    for day, at in ((TODAY + timedelta(days=4), LATER), (TODAY - timedelta(days=1), NOW)):
        with pytest.raises(ValidationError, match="这一天不在里面"):
            services.add_comment(item=item, text="x", said_on=day, by=None, at=at)
    with pytest.raises(ValidationError, match="征求意见到"):
        d.decided(here, item=item)
    undo("duties.publish_preliminary")
    assert AgendaItem.rows.get().status == Item.DELIBERATING
    with pytest.raises(ValidationError, match="还没有公布"):
        services.add_comment(item=item, text="x", said_on=TODAY, by=None, at=NOW)


def test_owner_who_left_and_who_comes_after_her(here):
    item = d.heard(here)
    seats = d.committee(here)
    done = d.decided(here, item=item, owner=seats[3])
    members.end_appointment(appointment=seats[3], on=TODAY, departure="moved", by=None)
    with pytest.raises(ValidationError, match="已经不在任"):
        services.reassign_resolution(resolution=done, owner=seats[3], by=None, at=NOW)
    services.reassign_resolution(resolution=done, owner=seats[2], by=None, at=NOW)
    services.reassign_resolution(resolution=done, owner=seats[2], by=None, at=NOW)
    assert Resolution.rows.get().owner_id == seats[2].pk
    assert Record.rows.filter(act="duties.reassign_resolution").count() == 1


def test_who_may_finish(here):
    her = d.seated(here)
    meeting = d.held(here, [d.item(here)])
    done = d.decided(here, item=reads.items_of(meeting)[0], owner=her.other)
    officer = wearing(here.officer, here)
    facts = {"result": "", "on": TODAY, "at": NOW}
    with pytest.raises(ValidationError, match="由负责人本人或者主席"):
        services.finish_resolution(resolution=done, by=officer, **facts)
    services.finish_resolution(resolution=done, by=wearing(here.chair, here), **facts)
    assert Resolution.rows.get().result == "已经办好"
    with pytest.raises(ValidationError, match="已经办结了"):
        services.finish_resolution(resolution=done, by=None, **facts)
    undo("duties.finish_resolution")
    assert (Resolution.rows.get().done_on, AgendaItem.rows.get().status) == (None, Item.DECIDED)
