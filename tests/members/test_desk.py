"""The desk's pages of people: walked as they are used, with what each refuses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Appointment, Office, Person, QuotaRule, WomensGroup
from orgs.models import AccessGrant, Record
from tests.conftest import signed_in
from tests.people import committee, group, person, seat

DESK = "/desk/members/"
PHONE = "10099990101"
DAY = timezone.localdate
SHOWN = re.compile(r"<script.*?</script>|<style.*?</style>", re.S)
ENGLISH = re.compile(
    r">[^<>]*\b(Add|Search|Filter|results?|Save|Change|Delete|Home|total|None)\b[^<>]*<"
)


def said(answer):
    assert answer.status_code == 200, answer
    page = SHOWN.sub("", answer.content.decode())
    assert not ENGLISH.search(page)
    return page


@pytest.fixture
def desk(east):
    return signed_in(east.admin)


@pytest.fixture
def her(east):
    with scope(east.county.pk):
        return person(east.village, "单雨桐", phone=PHONE)


def lines(cast, act):
    with scope(cast.county.pk):
        return Record.rows.filter(act=act, outcome="done").count()


def link_on(page):
    found = re.search(r"/claim/([\w-]+)/", page)
    return found and found[1]


def test_register_correct_reveal_and_consent(east, desk):
    facts = {"org": east.village.pk, "name": "单雨桐", "phone": "100 9999 0101"}
    wrong = said(desk.post(f"{DESK}person/add/", facts | {"phone": "1.3E+10"}))
    assert "11 位数字" in wrong
    assert "不能晚于今天" in said(
        desk.post(f"{DESK}person/add/", facts | {"birth_on": DAY() + timedelta(days=1)})
    )
    made = desk.post(f"{DESK}person/add/", facts | {"source_category": "grid_worker"})
    page = said(desk.get(made.url))
    assert "100****0101" in page
    assert PHONE not in page
    assert "网格员" in page
    correct = f"{made.url}correct/"
    assert "100****0101" in said(desk.get(correct))
    right = {"name": "单雨彤", "education": "college"}
    assert "要写明事由" in said(desk.post(correct, right))
    desk.post(correct, right | {"reason": "核对证件"})
    assert "单雨彤" in said(desk.get(made.url))
    reveal = f"{made.url}reveal/"
    assert "必填" in said(desk.post(reveal, {"field": "phone", "reason": ""}))
    assert lines(east, "members.reveal_person") == 0
    assert PHONE in said(desk.post(reveal, {"field": "phone", "reason": "通知开会"}))
    assert "没有登记" in said(desk.post(reveal, {"field": "id_number", "reason": "核对"}))
    assert lines(east, "members.reveal_person") == 2
    desk.post(f"{made.url}consent/", {"shown": "on"})
    assert "起同意" in said(desk.get(made.url))
    desk.post(f"{made.url}consent/", {"once": "k3"})
    assert "没有同意" in said(desk.get(made.url))
    assert "查看完整号码" in said(desk.get(made.url))


def test_lists_search_and_filter(east, desk, her):
    with scope(east.county.pk):
        seat(east.village, Office.CHAIR, who=her)
        person(east.other_village, "白春燕")
    page = said(desk.get(f"{DESK}person/"))
    assert page.index("白春燕") < page.index("单雨桐")
    assert PHONE not in page
    assert "100****0101" in page
    for query, found in {
        "q=shanyu": "单雨桐", "q=bcy": "白春燕", "office=chair": "单雨桐", "office=none": "白春燕",
        "source_category__exact=other": "", "political_status__exact=party": "",
    }.items():  # fmt: skip
        page = said(desk.get(f"{DESK}person/?{query}"))
        assert {name for name in ("单雨桐", "白春燕") if f">{name}<" in page} == (
            {found} if found else set()
        ), query
    assert "按手机号查找" in said(desk.get(f"{DESK}person/?q={PHONE[-4:]}"))
    for query, count in {"live=1": 1, "live=0": 0, "office__exact=chair": 1, "q=syt": 1,
                         "org__level__exact=township": 0, "q=白春": 0}.items():  # fmt: skip
        page = said(desk.get(f"{DESK}appointment/?{query}"))
        assert page.count(">单雨桐<") == count, query


def test_find_by_number_with_a_share_a_minute(east, desk, her):
    find = f"{DESK}person/find/"
    for typed in (PHONE, "100-9999-0101", PHONE[-4:]):
        assert "单雨桐" in said(desk.post(find, {"number": typed})), typed
    assert "没有找到" in said(desk.post(find, {"number": "10099990109"}))
    far = signed_in(east.officer)
    assert far.post(find, {"number": PHONE}).status_code == 403
    for _ in range(40):  # at most two minutes begin
        answer = said(desk.post(find, {"number": PHONE[-4:]}))
        if "太频繁" in answer:
            break
    else:
        pytest.fail("no end of guesses")
    assert "单雨桐" not in answer
    assert "单雨桐" in said(desk.post(find, {"number": PHONE}))
    assert "单雨桐" in said(signed_in(east.clerk).post(find, {"number": PHONE[-4:]}))


def test_appoint_give_a_link_and_end(east, desk, her):
    form = said(desk.get(f"{DESK}appointment/add/?person={her.pk}&org={east.village.pk}"))
    assert "单雨桐（" in form
    facts = {
        "person": her.pk, "org": east.village.pk, "office": "vice_chair", "origin": "elected",
        "employment": "part_time", "on": DAY(), "once": "k1",
    }  # fmt: skip
    first, second = (desk.post(f"{DESK}appointment/add/", facts) for _ in range(2))
    assert first.url == second.url
    assert lines(east, "members.appoint") == 1
    page = said(desk.get(first.url))
    assert "本人还没有用一次性链接登录过" in page
    desk.post(f"{first.url}link/")
    page = said(desk.get(first.url))
    assert link_on(page)
    assert PHONE not in page
    again = said(desk.post(f"{DESK}appointment/add/", facts | {"once": "k2"}))
    assert "已经是" in again or "已经有同样的授权" in again
    end = f"{first.url}end/"
    assert "<strong>1</strong> 个账号授权" in said(desk.get(end))
    assert "必填" in said(desk.post(end, {"on": DAY(), "departure": ""}))
    future = {"on": DAY() + timedelta(days=1), "departure": "moved"}
    assert "不能晚于今天" in said(desk.post(end, future))
    assert desk.post(end, {"on": DAY(), "departure": "moved"}).url == first.url
    page = said(desk.get(first.url))
    assert "外出或调离" in page
    assert "办理离任" not in page
    assert desk.post(f"{first.url}link/").status_code == 302
    assert "没有开通登录" in said(desk.get(first.url))


def test_a_newcomer_in_one_go_and_a_phone_later(east, desk):
    facts = {
        "name": "陶晓岚", "org": east.village.pk, "office": "chair", "origin": "elected",
        "on": DAY(), "phone": "12",
    }  # fmt: skip
    new = f"{DESK}appointment/new/"
    assert "11 位数字" in said(desk.post(new, facts))
    with scope(east.county.pk):
        assert not Person.rows.exists()
    made = desk.post(new, facts | {"phone": ""})
    assert "还没有登记手机号" in said(desk.get(made.url))
    desk.post(f"{made.url}open/")
    assert "还没有登记手机号，请先补上" in said(desk.get(made.url))
    with scope(east.county.pk):
        her = Person.rows.get()
    desk.post(f"{DESK}person/{her.pk}/correct/", {"name": "陶晓岚", "phone": PHONE})
    assert "开通登录" in said(desk.get(made.url))
    desk.post(f"{made.url}open/")
    assert "生成一次性登录链接" in said(desk.get(made.url))


def test_the_clerk_seats_and_is_told_who_makes_the_link(east, her):
    clerk = signed_in(east.clerk)
    facts = {"person": her.pk, "org": east.village.pk, "office": "chair", "origin": "elected"}
    made = clerk.post(f"{DESK}appointment/add/", facts | {"on": DAY()})
    page = said(clerk.get(made.url))
    assert "请县管理员或乡镇工作人员" in page
    assert "生成一次性登录链接</button>" not in page
    assert clerk.post(f"{made.url}link/").status_code == 403


def test_a_township_neither_sees_nor_seats_elsewhere(east, west, her):
    with scope(east.county.pk):
        far = person(east.other_village, "白春燕", phone="10099990102")
        far_seat = seat(east.other_village, Office.CHAIR, who=far)
        far_group = group(east.other_village)
    with scope(west.county.pk):
        foreign = person(west.village, "潘玉兰", phone="10099990103")
        foreign_seat = seat(west.village, Office.CHAIR, who=foreign)
    town = signed_in(east.town_clerk)
    for listed in ("person/", "appointment/", "womensgroup/", "appointment/vacancies/"):
        page = said(town.get(DESK + listed))
        for hidden in ("白春燕", "潘玉兰", east.other_village.short_name):
            assert hidden not in page, listed
    for path in (f"person/{far.pk}/", f"person/{far.pk}/reveal/", f"appointment/{far_seat.pk}/",
                 f"appointment/{far_seat.pk}/end/", f"womensgroup/{far_group.pk}/",
                 f"person/{foreign.pk}/", f"appointment/{foreign_seat.pk}/"):  # fmt: skip
        assert town.get(DESK + path).status_code == 404, path
        assert town.post(DESK + path, {"reason": "看", "field": "phone"}).status_code == 404, path
    assert town.post(f"{DESK}appointment/{far_seat.pk}/link/").status_code == 404
    assert "没有找到" in said(town.post(f"{DESK}person/find/", {"number": "10099990102"}))
    ask = "/desk/autocomplete/?app_label=members&model_name=appointment&field_name=person&term="
    assert town.get(f"{ask}白").json()["results"] == []
    assert [r["text"] for r in town.get(f"{ask}syt").json()["results"]] == [
        f"单雨桐（{east.village.short_name} 100****0101）"
    ]
    facts = {"office": "vice_chair", "origin": "elected", "on": DAY()}
    for who, where in ((her, east.other_village), (far, east.village), (foreign, east.village),
                       (her, west.village)):  # fmt: skip
        tried = town.post(f"{DESK}appointment/add/", facts | {"person": who.pk, "org": where.pk})
        assert "不在您的范围内" in said(tried)
    with scope(east.county.pk):
        assert Appointment.rows.count() == 1


def test_vacancies_quotas_terms_and_groups(east, desk):
    with scope(east.county.pk):
        committee(east.village, executives=12)
    page = said(desk.get(f"{DESK}appointment/vacancies/?level=village"))
    assert east.village.short_name not in page
    assert "3 个组织共空缺 45 个职位" in page
    assert "执委 12 个" in page
    assert "6 个组织" not in said(desk.get(f"{DESK}appointment/vacancies/?level=x"))
    page = said(desk.get(f"{DESK}quotarule/"))
    for reading in ("其他执委 12，共 15 人", "执委 15，共 18 人", "1+3+25"):
        assert reading in page
    quota = {"level": "village", "vice_min": 2, "executive_min": 15, "counting": "additive"}
    tried = desk.post(f"{DESK}quotarule/add/", quota | {"counting": "inclusive",
                      "executive_min": 1, "on": DAY()})  # fmt: skip
    assert "不能少于主席和副主席之和" in said(tried)
    desk.post(f"{DESK}quotarule/add/?level=village", quota | {"on": DAY()})
    with scope(east.county.pk):
        assert QuotaRule.rows.get().counting == "additive"
    assert "4 个组织共空缺 57 个职位" in said(
        desk.get(f"{DESK}appointment/vacancies/?level=village")
    )
    term = {"org": east.village.pk, "number": 3, "starts_on": "2026-01-01"}
    assert "要晚于开始日期" in said(
        desk.post(f"{DESK}congressterm/add/", term | {"ends_on": "2025-01-01"})
    )
    desk.post(f"{DESK}congressterm/add/", term | {"ends_on": "2031-01-01"})
    assert "第3届" in said(desk.get(f"{DESK}congressterm/"))
    facts = {"org": east.village.pk, "name": "一组", "kind": "grid", "on": DAY()}
    desk.post(f"{DESK}womensgroup/add/", facts)
    assert "空缺" in said(desk.get(f"{DESK}womensgroup/"))
    with scope(east.county.pk):
        one = WomensGroup.rows.get()
        leader = seat(east.village, Office.GROUP_LEADER, group=one, since=DAY())
    close = f"{DESK}womensgroup/{one.pk}/close/"
    assert "1 个在任的组长" in said(desk.get(close))
    assert "还有 1 个在任的组长" in said(desk.post(close, {"on": DAY()}))
    with scope(east.county.pk):
        services.end_appointment(appointment=leader, on=DAY(), departure="moved", by=None)
    desk.post(close, {"on": DAY()})
    assert "撤销" in said(desk.get(f"{DESK}womensgroup/?standing=0"))


LISTS = ("person/", "appointment/", "womensgroup/", "congressterm/", "quotarule/",
         "appointment/vacancies/")  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_query_count_does_not_grow_with_rows(east, desk, path):
    def count():
        desk.get(DESK + path)
        with CaptureQueriesContext(connection) as seen:
            said(desk.get(DESK + path))
        return len([q for q in seen if q["sql"].startswith(("SELECT", "INSERT", "UPDATE"))])

    def another(n):
        with scope(east.county.pk):
            her = person(east.village, f"甲{n}", phone=f"1009999010{n}")
            seat(east.village, Office.EXECUTIVE_MEMBER, who=her)
            one = group(east.village, f"{n}组")
            seat(east.village, Office.GROUP_LEADER, who=her, group=one)
            days = {"starts_on": f"20{n}0-01-01", "ends_on": f"20{n}5-01-01"}
            services.begin_term(org=east.village, number=n, by=None, **days)
            services.set_quota(level="village", vice_min=n, executive_min=15, on=DAY(), by=None)

    another(1)
    one = count()
    another(2)
    another(3)
    assert count() == one
    assert one <= 12, one


def test_nothing_of_the_west_is_reached_from_the_east(east, west, desk):
    with scope(west.county.pk):
        foreign = person(west.village, "潘玉兰", phone=PHONE)
        held = seat(west.village, Office.CHAIR, who=foreign)
    for method in (desk.get, desk.post):
        for path in (f"person/{foreign.pk}/", f"person/{foreign.pk}/correct/",
                     f"person/{foreign.pk}/consent/", f"appointment/{held.pk}/end/"):  # fmt: skip
            answer = method(DESK + path, {"on": DAY(), "departure": "moved", "name": "甲"})
            assert answer.status_code == 404, path
    assert "没有找到" in said(desk.post(f"{DESK}person/find/", {"number": PHONE}))
    with scope(west.county.pk):
        assert Appointment.rows.get().until is None
        assert AccessGrant.rows.get(pk=held.grant_id).until is None


def test_an_organisation_shows_its_people_and_its_term(east, desk):
    page = f"/desk/orgs/org/{east.village.pk}/"
    assert "没有登记" in said(desk.get(page))
    with scope(east.county.pk):
        chair = seat(east.village, Office.CHAIR, "白春燕")
        seat(east.village, Office.REPRESENTATIVE, "史慧敏")
        seat(east.town, Office.REPRESENTATIVE, "傅云霞")
        facts = {"starts_on": DAY() - timedelta(days=900), "ends_on": DAY() - timedelta(days=9)}
        services.begin_term(org=east.village, number=3, by=None, **facts)
        coming = services.prepare_congress(
            org=east.village, number=4, due_on=DAY(), contest="equal", by=None
        )
    with CaptureQueriesContext(connection) as seen:
        shown = said(desk.get(page))
    assert len([q for q in seen if q["sql"].startswith("SELECT")]) == 24
    assert f'/appointment/{chair.pk}/">白春燕<' in shown
    assert "第3届，届满未换" in shown
    assert f'/womenscongress/{coming.pk}/">正在筹备第4届换届<' in shown
    listed = re.search(r'href="([^"]*office__exact=representative)">1 人<', shown)[1]
    names = said(desk.get(listed.replace("&amp;", "&")))
    assert "史慧敏" in names
    assert "傅云霞" not in names
    assert f"appointment/add/?org={east.village.pk}" in shown


def test_a_correction_says_what_is_kept_and_when_a_reason_is_asked(east, desk):
    with scope(east.county.pk):
        her = person(east.village, "单雨桐", phone=PHONE)
    page = said(desk.get(f"{DESK}person/{her.pk}/correct/"))
    assert "现在没有登记。" in page
    assert "现在是 空" not in page
    assert 'for="id_reason">事由</label>' in page
