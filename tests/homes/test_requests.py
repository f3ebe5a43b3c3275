"""Requests to villages: what is refused, who answers, reminders, taking back, endings."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.models import Message
from fulian import crypto
from fulian.scoping import scope
from homes import services
from homes.models import DataRequest, RequestAnswer, RequestField
from homes.queries import requests as reads
from homes.rules.asking import Asked
from members.models import Appointment, Office
from orgs import services as ground
from orgs.models import Org, Record
from orgs.queries import hats
from orgs.services.images import restored
from tests.conftest import NOW, TODAY
from tests.homes.requesting import (
    DUE,
    FIELDS,
    answer,
    answered,
    drafted,
    sent,
    through,
    values_for,
    waiting,
)
from tests.people import seat


def wear(cast, who):
    """Let somebody act in her own seat."""
    user, grant = getattr(cast, who), getattr(cast, f"{who}_grant")
    type(grant).rows.filter(pk=grant.pk).update(accepted_at=NOW)
    user.hat = hats.grant_hat(user, cast.county, grant.pk, TODAY)[0]
    return user


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        for who in ("admin", "clerk", "town_clerk", "chair", "officer", "auditor"):
            wear(east, who)
        yield east


def noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))


def field(name, kind="number", **more):
    return [Asked(name, kind, **more)]


REFUSED = [
    ({"due_on": TODAY - timedelta(days=1)}, "不能早于今天"),
    ({"due_on": TODAY + timedelta(days=400)}, "最远一年"),
    ({"title": "  "}, "请填标题"),
    ({"title": "长" * 10_000}, "最多 50"),
    ({"why": ""}, "为什么要填"),
    ({"why": "长" * 10_000}, "最多 200"),
    ({"minutes": 0}, "1 到 120"),
    ({"minutes": 10_000}, "1 到 120"),
    ({"places": []}, "发给谁"),
    ({"fields": []}, "至少写一项"),
    ({"fields": [Asked(f"第{n}项内容", "number") for n in range(300)]}, "最多问 12"),
    ({"fields": field("长" * 31)}, "最多 30"),
    ({"fields": field("长" * 10_000)}, "最多 30"),
    ({"fields": field("！！")}, "没有写要填什么"),
    ({"fields": field("老人", "photo")}, "怎么填"),
    ({"fields": field("作物", "choice", options=("水稻",))}, "2 到 10"),
    ({"fields": field("作物", "choice", options=tuple("甲乙丙丁戊己庚辛壬癸子"))}, "2 到 10"),
    ({"fields": [*field("老人户数"), *field("老人 户数")]}, "写了两遍"),
    ({"fields": field("老人\x00户数")}, "看不见的字符"),
]


@pytest.mark.parametrize(("facts", "tells"), REFUSED)
def test_refused_drafts_leave_nothing(here, facts, tells):
    with pytest.raises(ValidationError, match=tells):
        drafted(here, **facts)
    assert not DataRequest.rows.exists()
    assert not RequestField.rows.exists()


NEVER = (
    "身份证号", "身 份 证 号", "户主身份证", "ＩＤ card", "手机号", "主席手-机-号",
    "联系电话", "电 话", "联系方式", "银行卡号", "活动照片", "会议截图",
    "现场视频", "定位", "GPS 经纬度", "签到人数", "打卡天数", "各村排名",
    "本月积分", "在线时长", "登录次数", "转发数", "家庭住址", "出生日期",
)  # fmt: skip


@pytest.mark.parametrize("name", NEVER)
def test_what_is_never_asked_is_refused_with_the_reason(here, name):
    with pytest.raises(ValidationError, match=r"不能问.*系统不"):
        drafted(here, fields=field(name, "text"))
    with pytest.raises(ValidationError, match="系统不"):
        drafted(here, fields=field("备注", "text", hint=f"请写{name}"))
    with pytest.raises(ValidationError, match="系统不"):
        drafted(here, fields=field("备注", "choice", options=("无", name)))


def test_upward_sideways_and_for_another(here):
    for org, place in (
        (here.town, here.root), (here.town, here.other_village), (here.town, here.town),
        (here.town, here.other_town),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="下级组织"):
            drafted(here, org=org, places=[place])
    with pytest.raises(ValidationError, match="县和乡镇"):
        drafted(here, org=here.village, places=[here.town])
    for who, org in (("chair", here.village), ("officer", here.village), ("town_clerk", here.root),
                     ("auditor", here.root), ("admin", here.town)):  # fmt: skip
        with pytest.raises(ValidationError, match="自己组织"):
            drafted(here, org=org, by=getattr(here, who))
    with pytest.raises(ValidationError, match="两次"):
        drafted(here, places=[here.village, here.village])


def test_another_county_is_nowhere(here, west):
    with pytest.raises(ValidationError):
        drafted(here, places=[west.village])
    assert not DataRequest.rows.exists()


def test_closed_organisation_is_refused(here):
    ground.close_org(org=here.village, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经撤销"):
        drafted(here)


def test_draft_is_written_anew_and_only_a_draft(here):
    one = drafted(here)
    again = drafted(here, request=one, title="改过的", fields=FIELDS[:1])
    assert (again.pk, again.title, again.version) == (one.pk, "改过的", 2)
    assert list(again.fields.values_list("name", flat=True)) == ["留守老人户数"]
    with pytest.raises(ValidationError, match="自己组织"):
        drafted(here, request=one, by=here.town_clerk)
    through(again)
    with pytest.raises(ValidationError, match="不是草稿"):
        drafted(here, request=one)


def test_chair_answers_once_corrects_until_the_day_and_not_after(here):
    one = sent(here)
    mine = answer(here, one)
    told = Message.rows.get(user=here.chair, key__contains=":sent:")
    assert told.link == f"/requests/{mine.pk}/"
    done = answered(here, one, by=here.chair)
    assert done.role == "chair"
    assert done.grant_id == here.chair_grant.pk
    before = Record.rows.count()
    assert answered(here, one, by=here.chair).version == done.version
    assert Record.rows.count() == before, "sent twice is one answer"
    changed = answered(here, one, by=here.chair, values=values_for(one, number="13"))
    assert "13" in changed.values.values()
    late = noon(DUE + timedelta(days=1))
    with pytest.raises(ValidationError, match="不能再改"):
        answered(here, one, by=here.chair, values=values_for(one, number="99"), at=late)
    assert RequestAnswer.rows.get(pk=mine.pk).values == changed.values


def test_late_is_marked_and_still_taken_until_it_is_closed(here):
    one = sent(here)
    assert answered(here, one, by=here.chair, at=noon(DUE + timedelta(days=1))).is_late
    services.close_request(request=one, at=NOW, by=here.admin)
    with pytest.raises(ValidationError, match="已经结束"):
        answered(here, one, values=values_for(one, number="4"))
    services.reopen_request(request=one, by=here.admin)
    services.recall_request(request=one, reason="问错了", at=NOW, by=here.admin)
    with pytest.raises(ValidationError, match="已经撤回"):
        answered(here, one, values=values_for(one, number="4"))
    assert Message.rows.filter(title__startswith="已撤回", text__contains="问错了").exists()


def test_only_those_who_are_asked_answer(here, west):
    one = sent(here, places=[here.town, here.village, here.other_village])
    mine, other = answer(here, one), answer(here, one, here.other_village)
    for who, whose in (
        ("chair", other), ("officer", mine), ("admin", mine), ("clerk", mine),
        ("town_clerk", other),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            services.answer_request(
                answer=whose, values=values_for(one), at=NOW, by=getattr(here, who)
            )
    done = services.answer_request(answer=mine, values=values_for(one), at=NOW, by=here.town_clerk)
    assert done.is_for_another
    assert not services.answer_request(
        answer=answer(here, one, here.town), values=values_for(one), at=NOW, by=here.town_clerk
    ).is_for_another


def test_foreign_chair_writes_nothing(here, west):
    one = sent(here)
    mine = answer(here, one)
    with scope(west.county.pk):
        stranger = wear(west, "chair")
        with pytest.raises(RequestAnswer.DoesNotExist):
            services.answer_request(answer=mine, values={}, at=NOW, by=stranger)


BAD = [
    ("number", "很多", "请填数字"), ("number", "-1", "请填数字"), ("number", "NaN", "请填数字"),
    ("number", "1e400", "请填数字"), ("number", "9" * 10_000, "请填数字"),
    ("number", "1.234", "请填数字"), ("yes_no", "也许", "列出的答案"),
    ("choice", "<script>", "列出的答案"), ("text", "长" * 10_000, "最多写 200"),
    ("text", "a\x00b", "看不见的字符"), ("text", "找她 138 0013 8000", "系统不收"),
    ("text", "430424199001011234", "系统不收"), ("text", "4304 2419 9001 0112 3X", "系统不收"),
    ("number", "", "请填"), ("text", " ", "请填"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "said", "tells"), BAD)
def test_bad_answers_are_refused_at_their_field(here, kind, said, tells):
    one = sent(here)
    with pytest.raises(ValidationError, match=tells) as refusal:
        answered(here, one, values=values_for(one, **{kind: said}))
    wrong = RequestField.rows.get(request=one, kind=kind)
    assert list(refusal.value.error_dict) == [f"f{wrong.pk}"]
    assert answer(here, one).answered_at is None


def test_answers_to_fields_of_another_request_are_left_out(here):
    one, other = sent(here), sent(here, title="另一件", fields=field("茶油产量"))
    given = values_for(one) | values_for(other)
    assert set(answered(here, one, values=given).values) == set(values_for(one))


def test_draft_is_kept_and_goes_with_the_answer(here):
    one = sent(here)
    mine = answer(here, one)
    part = dict(list(values_for(one).items())[:2])
    kept = services.keep_answer_draft(answer=mine, values=part, at=NOW, by=here.chair)
    assert kept.draft == {key: {"yes": "是"}.get(v, v) for key, v in part.items()}
    with pytest.raises(ValidationError):
        services.keep_answer_draft(answer=mine, values=part, at=NOW, by=here.officer)
    assert reads.table_of(one).lines[-1].cells == [""] * 4, "a draft is nobody else's"
    assert answered(here, one, by=here.chair).draft == {}


def test_member_answers_what_was_handed_to_her(here):
    member = seat(here.village, Office.EXECUTIVE_MEMBER, "沈秋月")
    Appointment.rows.filter(pk=member.pk).update(grant=here.officer_grant)
    one = sent(here)
    mine = answer(here, one)
    assert not reads.asked_of(here.officer, TODAY).exists()
    with pytest.raises(ValidationError, match="副主席或执委"):
        services.hand_request(
            answer=mine, to=seat(here.town, Office.EXECUTIVE_MEMBER, "陶晓岚"), at=NOW,
            by=here.chair,
        )  # fmt: skip
    with pytest.raises(ValidationError, match="主席来交给人"):
        services.hand_request(answer=mine, to=member, at=NOW, by=here.officer)
    services.hand_request(answer=mine, to=member, at=NOW, by=here.chair)
    assert reads.mine_of(here.officer, TODAY) == reads.Mine(1, 5, 0)
    assert Message.rows.filter(user=here.officer, title__startswith="请您填").exists()
    assert answered(here, one, by=here.officer).role == "officer"
    other = sent(here, title="再一件", fields=field("茶油产量"))
    services.hand_request(answer=answer(here, other), to=member, at=NOW, by=here.chair)
    leaving = {"until": TODAY, "departure": "resigned"}
    Appointment.rows.filter(pk=member.pk).update(**leaving)
    assert not reads.asked_of(here.officer, TODAY).exists()
    with pytest.raises(ValidationError, match="由主席填"):
        answered(here, other, by=here.officer)
    assert answered(here, other, by=here.chair).role == "chair"


def test_reminders_once_before_once_after_and_once_by_hand(here):
    one = sent(here)
    services.remind_requests(on=TODAY, at=NOW)
    assert Message.rows.filter(key__contains=":soon:").count() == 0
    for day in (1, 2):
        services.remind_requests(on=DUE - timedelta(days=day), at=NOW)
    assert Message.rows.filter(key__contains=":soon:", user=here.chair).count() == 1
    services.remind_requests(on=DUE + timedelta(days=1), at=NOW)
    services.remind_requests(on=DUE + timedelta(days=2), at=NOW)
    assert Message.rows.filter(key__contains=":late:", user=here.chair).count() == 1
    assert services.remind_request(request=one, at=NOW, by=here.admin) == 2
    with pytest.raises(ValidationError, match="已经提醒过"):
        services.remind_request(request=one, at=NOW, by=here.admin)
    with pytest.raises(ValidationError, match="发出的组织"):
        services.remind_request(request=one, at=NOW, by=here.town_clerk)


def test_closing_the_village_drops_what_is_open_and_undo_brings_it_back(here):
    one = sent(here)
    asked = services.requests_ending(here.village, TODAY)
    assert [effect.count for effect in asked] == [1, 0]
    ground.close_org(org=here.village, on=TODAY, by=here.admin)
    assert answer(here, one).fell_on == TODAY
    table = reads.table_of(one)
    assert (table.asked, table.left) == (1, 1)
    with pytest.raises(ValidationError, match="不用填"):
        answered(here, one)
    batch = Record.rows.filter(act="orgs.close_org").get().batch
    ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=here.admin)
    assert answer(here, one).fell_on is None


def test_merging_and_closing_a_township_ends_what_it_asks(here):
    beside = Org.rows.get(code=f"{here.county.code}100201")
    one = sent(here)
    out = through(drafted(here, org=here.town, places=[beside], title="镇里问"))
    still = waiting(here, title="等着的")
    ground.merge_orgs(orgs=[here.village], into=beside, on=TODAY, by=here.admin)
    assert answer(here, one).fell_on == TODAY
    services.end_requests(org=here.town, on=TODAY, by=here.admin)
    assert DataRequest.rows.get(pk=out.pk).status == "closed"
    assert DataRequest.rows.get(pk=still.pk).status == "recalled"


def test_words_go_after_two_years_and_numbers_stay(here):
    one = sent(here)
    answered(here, one)
    assert services.empty_old_requests(on=TODAY + timedelta(days=700), at=NOW) == 0
    assert services.empty_old_requests(on=TODAY + timedelta(days=740), at=NOW) == 2
    assert sorted(answer(here, one).values.values()) == sorted(["12", "是", "油茶"])
    line = Record.rows.get(act="homes.answer_request")
    (change,) = line.changes
    assert set(change["after"]["values"]) == {"locked"}
    with pytest.raises(crypto.SealBroken):
        restored(answer(here, one), "values", change["after"]["values"])
    assert services.empty_old_requests(on=TODAY + timedelta(days=740), at=NOW) == 0
