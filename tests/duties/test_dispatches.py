"""What is sent down the tree: what is refused, who settles it, reminders, taking back."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from duties import services
from duties.models import Dispatch, DispatchReceipt, Message
from duties.queries import dispatches as reads
from duties.queries.first import first_of
from fulian.scoping import scope
from members.models import Office
from orgs import services as orgs
from orgs.models import Org, Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY
from tests.duties.sending import SOON, dispatched, receipt
from tests.people import person, seat


@pytest.fixture
def here(east):
    """The east with a scope open and everybody wearing her hat."""
    for who in ("admin", "clerk", "town_clerk", "chair", "officer"):
        user, grant = getattr(east, who), getattr(east, f"{who}_grant")
        with scope(east.county.pk):
            type(grant).rows.filter(pk=grant.pk).update(accepted_at=NOW)
            user.hat = hats.grant_hat(user, east.county, grant.pk, TODAY)[0]
    with scope(east.county.pk):
        yield east


def settle(cast, sent, who, org=None, **more):
    mine = receipt(cast, sent, org)
    return services.answer_dispatch(receipt=mine, by=getattr(cast, who), at=NOW, **more)


REFUSED = [
    ({"due_on": TODAY - timedelta(days=1)}, "不能早于今天"),
    ({"due_on": TODAY + timedelta(days=400)}, "最远一年"),
    ({"due_on": None}, "截止日期"),
    ({"title": "  "}, "请填标题"),
    ({"title": "长" * 51}, "最多写 50"),
    ({"text": "长" * 50_000}, "最多写 2000"),
    ({"minutes": 0}, "1 到 480"),
    ({"minutes": 10_000}, "1 到 480"),
    ({"kind": "order"}, "请选择"),
    ({"receivers": []}, "请选择发给谁"),
]


@pytest.mark.parametrize(("facts", "tells"), REFUSED)
def test_refused_words_leave_nothing(here, facts, tells):
    with pytest.raises(ValidationError, match=tells):
        dispatched(here, **facts)
    assert not Dispatch.rows.exists()
    assert not Message.rows.exists()


def test_upward_sideways_and_to_oneself(here):
    for sender, receiver in (
        (here.village, here.town), (here.town, here.root), (here.town, here.other_town),
        (here.town, here.other_village), (here.town, here.town),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="下级组织"):
            dispatched(here, org=sender, receivers=[receiver])


def test_only_in_the_name_of_her_own_organisation(here):
    dispatched(here, org=here.town, receivers=[here.village], by=here.town_clerk)
    with pytest.raises(ValidationError, match="自己组织"):
        dispatched(here, by=here.town_clerk)
    with pytest.raises(ValidationError, match="自己组织"):
        dispatched(here, org=here.other_town, receivers=[here.other_village], by=here.town_clerk)
    with pytest.raises(ValidationError, match="自己组织"):
        dispatched(here, org=here.village, receivers=[], by=here.officer)


def test_to_another_county(here, west):
    with scope(west.county.pk):
        theirs = Org.rows.get(pk=west.village.pk)
    with pytest.raises((ValidationError, KeyError)):
        dispatched(here, receivers=[theirs])
    assert not Dispatch.rows.exists()


def test_a_closed_organisation_gets_nothing_and_is_not_waited_for(here):
    sent = dispatched(here, receivers=[here.village, here.other_village])
    orgs.close_org(org=here.other_village, on=TODAY, by=here.admin, reason="合并")
    assert [one.names for one in reads.progress_of(sent).waiting] == [[here.village.short_name]]
    with pytest.raises(ValidationError, match="已经撤销"):
        dispatched(here, title="另一件", receivers=[here.other_village])


def test_the_same_words_twice(here):
    dispatched(here)
    with pytest.raises(ValidationError, match="已经发过"):
        dispatched(here)
    with pytest.raises(ValidationError, match="选了两次"):
        dispatched(here, title="别的", receivers=[here.village, here.village])
    dispatched(here, at=NOW + timedelta(days=1))


def test_settling(here):
    sent = dispatched(here)
    done = settle(here, sent, "chair", answer=" 报了两个节目 ")
    assert (done.answer, done.is_settled) == ("报了两个节目", True)
    with pytest.raises(ValidationError, match="已经报过"):
        settle(here, sent, "officer")
    with pytest.raises(ValidationError, match="别的组织"):
        settle(here, sent, "chair", here.town)
    with pytest.raises(ValidationError, match="最多写 300"):
        settle(here, sent, "town_clerk", here.town, answer="长" * 301)
    settle(here, sent, "town_clerk", here.town)
    assert reads.progress_of(sent).left == 0
    with pytest.raises(ValidationError, match="不能再撤回"):
        services.recall_dispatch(dispatch=sent, reason="发错了", at=NOW, by=None)


def test_notices_are_read_and_tasks_are_done(here):
    notice = dispatched(here, kind="notice", due_on=None)
    assert settle(here, notice, "chair").done_at is None
    assert settle(here, dispatched(here), "chair").done_at == NOW


def test_closed_and_recalled_ask_nobody(here):
    closed, recalled = dispatched(here), dispatched(here, title="另一件")
    services.close_dispatch(dispatch=closed, at=NOW, by=here.clerk)
    services.recall_dispatch(dispatch=recalled, reason="日期写错", at=NOW, by=here.clerk)
    for sent, tells in ((closed, "已经办结"), (recalled, "已经撤回")):
        with pytest.raises(ValidationError, match=tells):
            settle(here, sent, "chair")
        with pytest.raises(ValidationError, match=tells):
            services.close_dispatch(dispatch=sent, at=NOW, by=here.clerk)
        with pytest.raises(ValidationError, match=tells):
            services.recall_dispatch(dispatch=sent, reason="再来", at=NOW, by=here.clerk)
    assert waiting(here, TODAY) == (0, 0)
    told = Message.rows.filter(user=here.chair, title="已撤回：另一件")
    assert told.get().text == "不用再办。日期写错"


def test_taking_back_is_the_senders_and_is_undone(here):
    sent = dispatched(here, org=here.town, receivers=[here.village], by=here.town_clerk)
    for user in (here.clerk, here.chair):
        with pytest.raises(ValidationError, match="发出的组织"):
            services.close_dispatch(dispatch=sent, at=NOW, by=user)
    with pytest.raises(ValidationError, match="撤回的原因"):
        services.recall_dispatch(dispatch=sent, reason=" ", at=NOW, by=here.town_clerk)
    services.close_dispatch(dispatch=sent, at=NOW, by=here.town_clerk)
    batch = Record.rows.filter(act="duties.close_dispatch").get().batch
    from django.utils import timezone

    orgs.undo(batch=batch, at=timezone.now(), on=timezone.localdate(), by=here.admin)
    assert settle(here, sent, "chair").is_settled


def test_members_of_her_own_committee(here):
    she = seat(here.village, Office.EXECUTIVE_MEMBER, who=person(
        here.village, "沈秋月", phone=here.officer_phone
    ))  # fmt: skip
    elsewhere = seat(here.other_village, Office.EXECUTIVE_MEMBER, "陶晓岚")
    facts = {"org": here.village, "receivers": [], "by": here.chair}
    sent = dispatched(here, members=[she], **facts)
    with pytest.raises(ValidationError, match="本组织的副主席和执委"):
        dispatched(here, title="别的", members=[elsewhere], **facts)
    with pytest.raises(ValidationError, match="她本人"):
        settle(here, sent, "chair")
    assert [one.names for one in reads.progress_of(sent).waiting] == [["沈秋月"]]
    assert settle(here, sent, "officer").is_settled


def test_reminders_go_out_once_before_and_once_after(here):
    dispatched(here)
    days = [TODAY, SOON - timedelta(days=2), SOON, SOON + timedelta(days=1), SOON + timedelta(4)]
    for day in [*days, *days]:
        services.remind_dispatches(on=day, at=NOW)
    titles = list(Message.rows.filter(user=here.chair).order_by("pk").values_list("title"))
    assert titles == [
        ("任务：报名三八节活动",),
        ("快到期：报名三八节活动",),
        ("已过期：报名三八节活动",),
    ]


def test_who_settled_it_is_not_reminded(here):
    settle(here, dispatched(here), "chair")
    services.remind_dispatches(on=SOON, at=NOW)
    assert Message.rows.filter(user=here.chair).count() == 1


def waiting(here, on):
    """Return how much waits for the chair on the first page, and how much of it is overdue."""
    told = first_of(here.chair, here.village, timezone.make_aware(datetime.combine(on, time(9))))
    return told.waiting, told.late


def test_overdue_comes_first(here):
    for title, days in (("远", 9), ("近", 2), ("过", 1)):
        dispatched(here, title=title, due_on=TODAY + timedelta(days=days))
    dispatched(here, title="不急", kind="notice", due_on=None)
    on = TODAY + timedelta(days=2)
    mine = reads.received_by(here.chair, on)
    assert [one.dispatch.title for one in mine] == ["过", "近", "远", "不急"]
    assert waiting(here, on) == (4, 1)


def test_sending_takes_as_many_queries_for_many_as_for_few(here):
    few, many = [here.village], [here.village, here.town, here.other_town, here.other_village]
    counts = []
    for receivers in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            dispatched(here, title=f"发给 {len(receivers)} 处", receivers=receivers)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_guidance_that_was_read(here):
    sent = dispatched(here, kind="guidance", due_on=None)
    settle(here, sent, "chair")
    found = reads.guidance_acknowledged(TODAY)
    assert (found.numerator, found.denominator, found.missing) == (1, 2, [here.town.pk])
    assert reads.guidance_acknowledged(TODAY - timedelta(days=1)).denominator == 0
    assert reads.guidance_acknowledged(TODAY, here.village).missing == []


def test_templates(here):
    made = services.set_up_templates(on=TODAY, by=here.admin)
    assert services.set_up_templates(on=TODAY, by=here.admin) == []
    assert reads.templates_kept(TODAY).count() == len(made) == 7
    with pytest.raises(ValidationError, match="同名"):
        services.write_template(
            kind=made[0].kind, title=made[0].title, text="字", on=TODAY, by=here.admin
        )
    services.retire_template(template=made[0], on=TODAY, by=here.admin)
    with pytest.raises(ValidationError, match="已经停用"):
        services.write_template(
            template=made[0], kind="meeting", title="新", text="字", on=TODAY, by=here.admin
        )
    assert reads.templates_kept(TODAY).count() == 6
    assert DispatchReceipt.rows.count() == 0
