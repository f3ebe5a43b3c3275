"""The burden gate and the meter: known already, asked before, too much, too soon."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties import services as duties
from duties.models import Message
from fulian.facts import facts_meant, known_facts
from homes import services
from homes.models import ArrangedDay, DataRequest, RequestAnswer
from homes.queries import burden, gate, machine_requests
from homes.queries import requests as reads
from homes.rules.asking import Asked
from homes.rules.gate import Decision, hours, is_same
from homes.rules.workdays import SHIPPED, unknown_years, working_days
from members.models import Office
from orgs import services as ground
from orgs.models import Org, OrgStatus
from tests.conftest import NOW, TODAY
from tests.homes.requesting import DUE, answer, answered, drafted, sent, through, waiting
from tests.homes.test_requests import here  # noqa: F401 -- a fixture
from tests.people import committee, group, seat

KNOWN = [Asked("妇女小组数", "number"), Asked("主席姓名", "text")]


def take(request, *codes):
    """Decide to take the system's value for each field that is found."""
    found = gate.gate_of(request, TODAY).found
    return {pk: Decision(take=code) for pk, code in zip(found, codes, strict=True)}


MEANT = [
    ("妇女小组数", "members.groups"),
    ("本村妇女小组有多少个", "members.groups"),
    ("主席姓名", "members.chair"),
    ("妇联主席是谁？", "members.chair"),
    ("执委人数", "members.executives"),
    ("村妇联执委一共多少人", "members.executives"),
    ("班子空缺几人", "members.vacancies"),
    ("副主席人数", "members.vices"),
    ("最近一次换届时间", "members.term"),
    ("任期哪天届满", "members.term_ends"),
    ("今年参加培训人数", "members.trained"),
    ("设岗定责在岗人数", "duties.on_posts"),
    ("结对联系家庭户数", "duties.households"),
    ("联系妇女人数", "duties.women"),
    ("本季度履岗记录条数", "duties.log"),
    ("今年召开议事会次数", "duties.meetings"),
    ("今年办结诉求件数", "duties.needs_closed"),
    ("有没有妇女之家", "homes.physical"),
    ("妇女微家个数", "homes.micro"),
    ("妇女之家地址", "homes.address"),
    ("两委中的女性人数", "members.women_in_two"),
    ("主席是否进村两委", "members.in_two"),
    ("成员单位个数", "orgs.units"),
    ("是否实行主席轮值", "duties.rotation"),
    ("村还是社区", "orgs.place"),
    ("妇联成立时间", "orgs.founded"),
    ("调解纠纷起数", "duties.mediations"),
]


@pytest.mark.parametrize(("name", "code"), MEANT)
def test_question_is_recognised(name, code):
    assert code in [fact.code for fact in facts_meant(name)]


@pytest.mark.parametrize(
    "name", ["留守老人户数", "油茶种植面积", "独居老人人数", "农家书屋藏书", "慰问物资缺什么"]
)
def test_new_questions_are_not_taken_for_known(name):
    assert facts_meant(name) == []


def test_every_fact_answers_for_every_organisation(here):  # noqa: F811 -- a fixture
    committee(here.village, vice=1, executives=2)
    group(here.village)
    orgs = [here.town, here.village, here.other_village]
    for fact in known_facts().values():
        told = fact.of(orgs, TODAY)
        assert set(told) <= {org.pk for org in orgs}, fact.code
        assert all(isinstance(value, str) for value in told.values()), fact.code
    facts = known_facts()
    assert facts["members.executives"].of(orgs, TODAY)[here.village.pk] == "2"
    assert facts["members.groups"].of(orgs, TODAY)[here.village.pk] == "1"
    assert facts["members.chair"].of(orgs, TODAY)[here.other_village.pk] == "空缺"
    assert int(facts["members.vacancies"].of(orgs, TODAY)[here.other_village.pk]) > 0


def test_known_is_shown_and_must_be_decided(here):  # noqa: F811 -- a fixture
    group(here.village)
    one = drafted(here, fields=KNOWN)
    found = gate.gate_of(one, TODAY)
    assert [s.code for f in found.findings for s in f.sources] == [
        "members.groups",
        "members.chair",
    ]
    assert dict(found.findings[0].rows(found.places))[here.village] == ["1"]
    for decisions in ({}, {pk: Decision() for pk in found.found}, take(one, "orgs.name", "x")):
        with pytest.raises(ValidationError, match=r"已经有数|还要问"):
            services.send_request(request=one, decisions=decisions, seen=10, at=NOW, by=here.admin)
    assert DataRequest.rows.get().status == "draft"
    assert not RequestAnswer.rows.exists()


def test_answered_by_the_system_nobody_is_asked(here):  # noqa: F811 -- a fixture
    group(here.village)
    one = drafted(here, fields=KNOWN)
    both = take(one, "members.groups", "members.chair")
    done = services.send_request(request=one, decisions=both, seen=0, at=NOW, by=here.admin)
    assert (done.status, done.asks) == ("closed", 0)
    assert not Message.rows.exists()
    table = reads.table_of(done)
    assert [line.state for line in table.lines] == ["系统回答", "系统回答"]
    assert table.lines[1].cells == ["1", "空缺"]
    assert not reads.asked_of(here.chair, TODAY).exists()
    assert burden.minutes_in_month([here.village.pk], TODAY)[here.village.pk] == 0
    with pytest.raises(ValidationError, match="由系统回答"):
        services.reopen_request(request=done, by=here.admin)


def test_asked_all_the_same_keeps_the_reason(here):  # noqa: F811 -- a fixture
    one = drafted(here, fields=KNOWN)
    found = list(gate.gate_of(one, TODAY).found)
    mixed = {found[0]: Decision(take="members.groups"), found[1]: Decision(why="换届后还没登记")}
    done = services.send_request(request=one, decisions=mixed, seen=10, at=NOW, by=here.admin)
    asked, known = reads.fields_of(done)
    assert [(f.name, f.anyway) for f in asked] == [("主席姓名", "换届后还没登记")]
    assert [f.known for f in known] == ["members.groups"]


def test_same_question_within_months_is_found_with_its_answers(here):  # noqa: F811 -- a fixture
    one = sent(here)
    answered(here, one)
    again = drafted(here, title="再问", fields=[Asked("留守老人的户数", "number")])
    (finding,) = gate.gate_of(again, TODAY).findings
    (source,) = finding.sources
    assert "问过“留守老人户数”" in source.title
    assert source.values[here.village.pk] == "12"
    done = services.send_request(
        request=again, decisions={finding.field.pk: Decision(take=source.code)}, seen=0, at=NOW,
        by=here.admin,
    )  # fmt: skip
    assert answer(here, done).values == {str(finding.field.pk): "12"}
    third = drafted(here, title="三问", fields=[Asked("留守老人户数", "number")])
    ground.choose_setting(name="request_months", value=1, by=here.admin)
    assert gate.gate_of(third, TODAY + timedelta(days=40)).findings == []
    (field,) = third.fields.all()
    assert gate.last_answers([field], here.village.pk, NOW + timedelta(days=1))[field.pk][0] == "12"


@pytest.mark.parametrize(("one", "other", "same"), [
    ("留守老人户数", "留守老人户数", True), ("留守老人户数", "留守老人的户数", True),
    ("留守老人户数", "留守儿童人数", False),
    ("油茶面积", "油茶种植面积", True), ("老", "老人", False),
    ("老人户数", "本村留守老人和困难老人户数合计情况", False),
])  # fmt: skip
def test_which_questions_are_the_same(one, other, same):
    assert is_same(one, other) is same


def test_cost_must_have_been_seen(here):  # noqa: F811 -- a fixture
    one = drafted(here)
    found = gate.gate_of(one, TODAY)
    assert found.said == "每处约 5 分钟 × 2 处 = 10 分钟"
    for seen in (0, 9, 11):
        with pytest.raises(ValidationError, match="重新看一遍"):
            through(one, seen=seen)
    with pytest.raises(ValidationError, match="至少按 2 分钟"):
        sent(here, minutes=1)
    assert hours(8 * 257) == "约 34 小时"


def test_village_of_another_never_passes_the_gate(here):  # noqa: F811 -- a fixture
    one = drafted(here)
    for who in ("chair", "officer", "town_clerk", "auditor"):
        with pytest.raises(ValidationError, match="自己组织"):
            through(one, by=getattr(here, who))
    through(one)
    with pytest.raises(ValidationError, match="不是草稿"):
        through(one)


def test_too_soon_the_county_says_why_and_a_township_waits(here):  # noqa: F811 -- a fixture
    with pytest.raises(ValidationError, match="期限太短"):
        sent(here, due_on=TODAY)
    assert through(DataRequest.rows.get(), excuse="上级明天要").status == "open"
    one = waiting(here, title="镇里急")
    assert (one.status, one.is_short, one.is_over) == ("waiting", True, False)
    assert not RequestAnswer.rows.filter(request=one).exists()
    assert Message.rows.filter(user=here.admin, title="有填报等您审批").exists()
    done = services.approve_request(request=one, at=NOW, by=here.admin)
    assert done.status == "open"
    assert Message.rows.filter(user=here.chair, key__contains=":sent:").count() == 2
    assert Message.rows.filter(user=here.town_clerk, title__startswith="县里已批准").exists()
    with pytest.raises(ValidationError, match="现在是"):
        services.approve_request(request=one, at=NOW, by=here.admin)


def test_returned_with_a_reason_and_sent_again(here):  # noqa: F811 -- a fixture
    one = waiting(here)
    with pytest.raises(ValidationError, match="写明原因"):
        services.return_request(request=one, reason=" ", at=NOW, by=here.admin)
    services.return_request(request=one, reason="下周再要", at=NOW, by=here.admin)
    again = drafted(here, request=one, org=here.town, places=[here.village], by=here.town_clerk)
    assert through(again, by=here.town_clerk).status == "open"
    late = waiting(here, title="晚了")
    with pytest.raises(ValidationError, match="已经过了"):
        services.approve_request(request=late, at=NOW + timedelta(days=3), by=here.admin)


def test_beyond_the_limit_counts_what_was_dispatched_too(here):  # noqa: F811 -- a fixture
    ground.choose_setting(name="request_minutes", value=20, by=here.admin)
    duties.send_dispatch(
        org=here.root, kind="task", title="慰问", minutes=12, due_on=DUE, receivers=[here.village],
        at=NOW, by=None,
    )  # fmt: skip
    one = sent(here)
    assert (one.busiest, one.is_over) == (17, False)
    facts = {"org": here.town, "places": [here.village], "fields": [Asked("茶油产量", "number")]}
    more = drafted(here, **facts)
    found = gate.gate_of(more, TODAY)
    assert (found.busiest, found.is_over, found.crowded) == (22, True, 1)
    assert through(more, excuse="镇里要").status == "waiting"
    own = drafted(here, title="县里还要", fields=[Asked("茶油产量", "number")])
    with pytest.raises(ValidationError, match="超过每月上限"):
        through(own)
    assert through(own, excuse="省里要").is_over
    assert burden.above_limit(TODAY, 20) == [(here.village, 22)]


def test_meter_counts_by_month_role_and_level(here):  # noqa: F811 -- a fixture
    seat(here.village, Office.EXECUTIVE_MEMBER, "沈秋月")
    one = sent(here)
    answered(here, one, by=here.chair)
    services.recall_request(request=sent(here, title="错"), reason="错", at=NOW, by=None)
    duties.send_dispatch(
        org=here.town, kind="notice", title="通知", minutes=7, receivers=[here.village], at=NOW,
        by=None,
    )  # fmt: skip
    this, before = burden.months_until(TODAY, 2)
    assert (this.total.pieces, this.total.minutes, this.total.done) == (3, 17, 5)
    assert this.levels["village"].minutes == 12
    assert this.roles[burden.WHO["chair"]].minutes == 12
    assert this.roles[burden.WHO["staff"]].minutes == 5
    assert this.each_village == "3.0"
    assert before.total.minutes == 0
    assert [(p.what, p.total) for p in burden.pieces_of(this.first)] == [("填报", 10), ("通知", 7)]
    assert [(name, a.minutes) for name, a in burden.askers_of(this.first)] == [
        (here.root.short_name, 10), (here.town.short_name, 7),
    ]  # fmt: skip


def test_gate_asks_the_same_for_one_village_and_for_all(here):  # noqa: F811 -- a fixture
    all_four = list(Org.rows.filter(level="village", status=OrgStatus.ACTIVE))
    counts = []
    for places in ([here.village], all_four):
        one = drafted(here, places=places, fields=KNOWN)
        with CaptureQueriesContext(connection) as asked:
            gate.gate_of(one, TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_working_days_leave_out_weekends_and_fixed_holidays():
    assert working_days(date(2026, 11, 20), date(2026, 11, 23)) == 1
    assert working_days(date(2027, 9, 30), date(2027, 10, 5)) == 2
    assert working_days(TODAY, TODAY) == 0
    assert working_days(TODAY, TODAY - timedelta(days=5)) == 0


def test_recalled_answers_are_offered_to_nobody(here):  # noqa: F811 -- a fixture
    one = sent(here)
    answered(here, one)
    services.recall_request(request=one, reason="问错了", at=NOW, by=here.admin)
    again = drafted(here, title="再问", fields=[Asked("留守老人户数", "number")])
    assert gate.gate_of(again, TODAY).findings == []
    fields = list(again.fields.all())
    assert gate.last_answers(fields, here.village.pk, NOW + timedelta(days=1)) == {}


def test_a_name_in_a_field_for_a_number_is_words_all_the_same(here):  # noqa: F811 -- a fixture
    """The system answers with the chair's name, whatever kind the sender wrote down."""
    seat(here.village, Office.CHAIR, "沈秋月")
    one = drafted(here, places=[here.village], fields=[Asked("主席姓名", "number")])
    made = take(one, "members.chair")
    services.send_request(request=one, decisions=made, seen=0, at=NOW, by=here.admin)
    assert list(answer(here, one).values.values()) == ["沈秋月"]
    for words, told in ((False, None), (True, "沈秋月")):
        rows = list(machine_requests.answer_rows({}, TODAY))
        machine_requests.put_values(rows, TODAY, words=words)
        assert rows[0]["values"][0]["value"] == told
    services.empty_old_requests(on=TODAY + timedelta(days=740), at=NOW)
    assert answer(here, one).values == {}


def test_working_days_follow_the_arrangement_of_the_year():
    spring = date(2026, 2, 13), date(2026, 2, 24)
    assert working_days(*spring) == 2, "Saturday the 14th is worked, the 15th to the 23rd are off"
    assert working_days(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert SHIPPED[date(2026, 9, 20)]
    assert unknown_years(date(2026, 12, 1), date(2027, 2, 1), {}) == [2027]
    own = {date(2027, 2, 1) + timedelta(days=n): False for n in range(13)}
    assert unknown_years(date(2026, 12, 1), date(2027, 2, 1), own) == []
    own.popitem()
    assert unknown_years(date(2026, 12, 1), date(2027, 2, 1), own) == [2027]
    assert working_days(date(2026, 2, 13), date(2026, 2, 14), {date(2026, 2, 14): False}) == 0


def test_county_enters_a_year_and_the_gate_counts_by_it(here):  # noqa: F811 -- a fixture
    day = date(2027, 2, 8)
    facts = {"name": "春节", "works": False, "today": TODAY, "by": None}
    one = drafted(here, due_on=date(2027, 2, 9), fields=KNOWN)
    before = gate.gate_of(one, date(2027, 2, 5))
    assert (before.days, before.unknown_years) == (2, (2027,))
    services.arrange_days(first=day, last=day, **facts)
    services.arrange_days(first=day, last=day, **facts)
    assert ArrangedDay.rows.count() == 1
    after = gate.gate_of(one, date(2027, 2, 5))
    assert (after.days, after.unknown_years) == (1, (2027,)), "one day is no year"
    services.arrange_days(first=day, last=day, **facts | {"works": True})
    assert gate.gate_of(one, date(2027, 2, 5)).days == 2
    for more, code in (
        ({"first": day, "last": day - timedelta(days=1)}, "days"),
        ({"first": day, "last": day + timedelta(days=15)}, "too_many"),
        ({"first": date(2040, 1, 1), "last": date(2040, 1, 2)}, "too_far"),
    ):
        with pytest.raises(ValidationError) as refused:
            services.arrange_days(**facts | more)
        assert refused.value.code == code
    for name in ("", "\0", "长" * 21):
        with pytest.raises(ValidationError):
            services.arrange_days(first=day, last=day, **facts | {"name": name})
