"""Congresses, quotas, terms and the forecast at the desk, on the phone and for other systems."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from members.models import (
    Appointment,
    Candidate,
    CommitteeSeat,
    CongressStep,
    CongressTerm,
    Office,
    QuotaRule,
    WomensCongress,
)
from orgs import services as ground
from orgs.models import Level, Org, Record
from tests.conftest import signed_in
from tests.members.drives import committee_seat, prepared, ready, term
from tests.people import committee, person, seat

DESK = "/desk/members/"
CONGRESS = f"{DESK}womenscongress/"
DAY = timezone.localdate


def said(answer):
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.fixture
def desk(east):
    return signed_in(east.admin)


def ending(org, days):
    return term(org, starts_on=date(2021, 6, 1), ends_on=DAY() + timedelta(days=days))


def test_from_the_board_to_a_step(east, desk):
    with scope(east.county.pk):
        ending(east.village, 5)
    board = f"{CONGRESS}board/?level=village&under={east.town.pk}"
    page = said(desk.get(board))
    assert "30 天内届满" in page
    assert "还没有筹备" in page
    assert east.other_village.short_name not in page
    add = re.search(rf"womenscongress/add/\?org={east.village.pk}", page)
    assert add
    assert east.village.title in said(desk.get(f"/desk/members/{add[0]}"))
    made = desk.post(
        f"{CONGRESS}add/",
        {"org": east.village.pk, "due_on": DAY(), "method": "secret", "contest": "equal"},
    )
    one = made.url
    assert "方案" in said(desk.get(one))
    tap = re.search(r'action="([^"]+/step/[^"]*)"', said(desk.get(board)))
    answer = desk.post(tap[1].replace("&amp;", "&"), {"step": "plan", "on": DAY()})
    assert answer.url == board
    desk.post(f"{one}step/?step=plan", {"on": DAY(), "document": "妇字〔2026〕8号"})
    assert "妇字〔2026〕8号" in said(desk.get(one))
    desk.post(f"{one}clear/", {"step": "plan"})
    assert "已取消这一步" in said(desk.get(one))


def test_from_candidates_to_the_new_committee(east, desk):
    with scope(east.county.pk):
        ending(east.village, 5)
        congress = prepared(east.village)
        people = [person(east.village, f"候选{n}") for n in "甲乙丙"]
        watch = person(east.village, "监票甲")
    one = f"{CONGRESS}{congress.pk}/"
    for who, office in zip(people, ("chair", "vice_chair", "executive_member"), strict=True):
        desk.post(f"{one}nominate/", {"people": who.pk, "office": office})
    desk.post(f"{one}nominate/", {"people": people[0].pk, "office": "executive_member"})
    with scope(east.county.pk):
        extra = Candidate.rows.latest("pk")
    desk.post(f"{one}withdraw/", {"candidate": extra.pk})
    assert desk.post(f"{one}withdraw/", {"candidate": "x"}).status_code == 404
    refused = desk.post(f"{one}scrutineers/", {"chief": people[0].pk})
    assert "不能同时是候选人" in said(refused)
    desk.post(f"{one}scrutineers/", {"chief": watch.pk, "others": [watch.pk]})
    with scope(east.county.pk):
        votes = {f"votes_{pk}": 30 for pk in Candidate.rows.values_list("pk", flat=True)}
    figures = {
        "on": DAY(), "method": "secret", "contest": "equal", "delegates_due": 40,
        "delegates_present": 40, "ballots_issued": 40, "ballots_returned": 40,
        "ballots_valid": 40, **votes,
    }  # fmt: skip
    assert "候选甲（主席）得票" in said(desk.get(f"{one}count/"))
    assert "大会无效" in said(desk.post(f"{one}count/", figures | {"delegates_present": 20}))
    desk.post(f"{one}count/", figures)
    assert "当选" in said(desk.get(one))
    assert "下一步" in said(desk.get(f"{one}close/"))
    shown = said(desk.post(f"{one}close/", {"on": DAY()})).replace("</strong>", "")
    assert "<strong>3 个新任职" in shown
    assert "妇女代表不变" in shown
    desk.post(f"{one}close/", {"on": DAY(), "sure": "on"})
    with scope(east.county.pk):
        assert WomensCongress.rows.get().state == "done"
        assert Appointment.rows.filter(until=None).count() == 3
        assert CongressTerm.rows.filter(org=east.village).count() == 2
        assert CongressStep.rows.count() == 3
    assert "已换届" in said(desk.get(f"{CONGRESS}board/"))
    assert "第4届" in said(desk.get(f"{CONGRESS}?q={east.village.short_name}"))


def test_every_wrong_figure_of_a_count_is_named_beside_its_field(east, desk):
    with scope(east.county.pk):
        congress = ready(east.village)
        votes = {f"votes_{one.pk}": 1 for one in Candidate.rows.filter(congress=congress)}
    figures = {
        "on": DAY(), "method": "secret", "contest": "equal", "delegates_due": 40,
        "delegates_present": 20, "ballots_issued": 30, "ballots_returned": 31, **votes,
    }  # fmt: skip
    page = said(desk.post(f"{CONGRESS}{congress.pk}/count/", figures))
    for says in ("大会无效", "发出选票不能多于到会代表", "收回选票不能多于发出选票",
                 "无记名投票要填有效选票"):  # fmt: skip
        assert says in page, says
    assert page.count("desk-field-wrong") == 4


def test_several_are_nominated_for_one_office_at_once(east, desk):
    with scope(east.county.pk):
        congress = prepared(east.village)
        sits = seat(east.village, Office.CHAIR, "主席甲").person
        own = [person(east.village, f"候选{n}") for n in "甲乙"]
        other = person(east.other_village, "外村甲")
    page = f"{CONGRESS}{congress.pk}/nominate/"
    shown = said(desk.get(page))
    assert f"person/add/?org={east.village.pk}" in shown
    assert shown.index("主席甲") < shown.index("候选乙")
    assert "请选择候选人" in said(desk.post(page, {"office": "chair", "once": "a"}))
    both = {"own": [one.pk for one in own], "people": [other.pk, own[0].pk]}
    desk.post(page, both | {"office": "executive_member", "once": "b"})
    with scope(east.county.pk):
        stand = Candidate.rows.filter(congress=congress).values_list("person", "office")
        assert sorted(stand) == sorted((one.pk, "executive_member") for one in [*own, other])
        acts = Record.rows.filter(act="members.nominate")
        assert acts.count() == 3
    assert "已提名执委" in said(desk.get(page))
    again = {"own": [sits.pk, own[0].pk], "office": "executive_member", "once": "c"}
    assert "候选甲：此人已经是这个职务的候选人" in said(desk.post(page, again))
    with scope(east.county.pk):
        assert Candidate.rows.count() == 3


def test_a_result_is_shown_as_it_was_chosen_before_it_is_confirmed(east, desk):
    with scope(east.county.pk):
        congress = ready(east.village)
        seat(east.village, Office.REPRESENTATIVE, "史慧敏")
        fresh = person(east.village, "代表甲")
        elected = Candidate.rows.filter(is_elected=True).count()
        sitting = Appointment.rows.filter(org=east.village, until=None).count()
    page, yesterday = f"{CONGRESS}{congress.pk}/close/", DAY() - timedelta(days=1)
    first = said(desk.get(page))
    assert "会影响到" not in first
    assert 'name="sure"' not in first
    assert "不能晚于今天" in said(desk.post(page, {"on": DAY() + timedelta(days=1), "sure": "on"}))
    chosen = {"on": yesterday, "representatives": [fresh.pk]}
    shown = said(desk.post(page, chosen))
    for what in (f"<strong>{elected + 1}</strong> 个新任职", f"<strong>{sitting}</strong> 个原任职",
                 f"从{yesterday:%Y年%-m月%-d日}起任职", "新一届妇女代表：代表甲。"):  # fmt: skip
        assert what in shown, what
    assert 'name="sure"' in shown
    kept = dict(re.findall(r'type="hidden" name="(on|representatives)" value="([^"]+)"', shown))
    assert kept == {"on": str(yesterday), "representatives": str(fresh.pk)}
    assert desk.post(page, kept | {"sure": "on"}).status_code == 302
    with scope(east.county.pk):
        now = Appointment.rows.get(office=Office.REPRESENTATIVE, until=None)
        assert (now.person_id, now.since) == (fresh.pk, yesterday)


def test_a_congress_is_called_off(east, desk):
    with scope(east.county.pk):
        congress = prepared(east.village)
    one = f"{CONGRESS}{congress.pk}/"
    assert "届次和任职都不变" in said(desk.get(f"{one}cancel/"))
    desk.post(f"{one}cancel/", {"reason": "并村"})
    assert "已取消" in said(desk.get(one))
    assert "不能再改" in said(desk.post(f"{one}nominate/", {
        "people": _someone(east).pk, "office": "chair",
    }))  # fmt: skip


def _someone(east):
    with scope(east.county.pk):
        return person(east.village)


def test_another_township_sees_and_does_nothing(east, west):
    with scope(east.county.pk):
        congress = ready(east.other_village)
        held = committee_seat(east.other_village)
        far = Org.rows.get(pk=east.other_village.pk)
    for user in (east.town_clerk, west.admin):
        browser = signed_in(user)
        for path in (f"{CONGRESS}{congress.pk}/", f"{CONGRESS}{congress.pk}/close/",
                     f"{DESK}committeeseat/{held.pk}/"):  # fmt: skip
            assert browser.get(path).status_code == 404, path
        assert browser.post(f"{CONGRESS}{congress.pk}/close/", {"on": DAY()}).status_code == 404
        page = said(browser.get(f"{CONGRESS}board/?under={far.parent_id}"))
        assert far.short_name not in page
        answer = browser.post(f"{CONGRESS}add/", {"org": far.pk, "due_on": DAY()})
        assert "不在您的范围内" in said(answer)


def test_quotas_and_their_board(east, desk):
    with scope(east.county.pk):
        committee(east.village, vice=3, executives=12)
        committee_seat(east.village)
    page = said(desk.get(f"{DESK}quotarule/board/"))
    assert "村（社区）两委有女性</span><small>1 / 4" in page
    assert "（+1）" in page
    assert "（−15）" in page
    over = said(desk.get(f"{DESK}quotarule/board/?standing=over&level=village"))
    assert over.count('达标情况">超出<') == 1
    facts = {
        "level": "village", "kind": "representative_committee", "vice_min": 1, "vice_max": 3,
        "executive_min": 9, "executive_max": 11, "counting": "inclusive", "on": DAY(),
    }  # fmt: skip
    assert "不能少于" in said(desk.post(f"{DESK}quotarule/add/", facts | {"vice_max": 0}))
    desk.post(f"{DESK}quotarule/add/", facts)
    page = said(desk.get(f"{DESK}quotarule/"))
    assert "副主席至多 3 名、执委至多 11 名" in page
    with scope(east.county.pk):
        assert QuotaRule.rows.get().kind == "representative_committee"


def test_terms_by_state_and_extension(east, desk):
    with scope(east.county.pk):
        over = ending(east.village, -3)
        term(east.other_village)
    listed = f"{DESK}congressterm/"
    page = said(desk.get(f"{listed}?state=over"))
    assert east.village.title in page
    assert east.other_village.title not in page
    assert "5 个组织没有登记届次" in page
    assert east.town.title in said(desk.get(f"{listed}without/"))
    extend = f"{listed}{over.pk}/extend/"
    wrong = desk.post(extend, {"to": DAY() - timedelta(days=9), "document": "批1号"})
    assert "要晚于届满" in said(wrong)
    desk.post(extend, {"to": DAY() + timedelta(days=90), "document": "批〔2026〕1号"})
    assert "批〔2026〕1号" in said(desk.get(f"{listed}?state=extended"))
    facts = {"org": east.town.pk, "number": 3, "starts_on": "2026-01-01", "years": 3}
    desk.post(f"{listed}add/", facts)
    with scope(east.county.pk):
        assert CongressTerm.rows.get(org=east.town).ends_on == date(2029, 1, 1)


def test_the_three_acts_and_the_two_committees(east, desk):
    with scope(east.county.pk):
        term(east.village)
        her, new = person(east.village, "丙某"), person(east.village, "乙某")
        held = seat(east.village, "executive_member", "甲某")
    seats = f"{DESK}appointment/"
    desk.post(f"{seats}{held.pk}/end/", {"on": DAY(), "departure": "moved"})
    assert "办理替补" in said(desk.get(f"{seats}{held.pk}/"))
    facts = {"org": east.village.pk, "person": her.pk, "on": DAY()}
    assert "请先办理替补" in said(desk.post(f"{seats}add-member/", facts))
    made = desk.post(f"{seats}{held.pk}/substitute/", {"person": new.pk, "on": DAY()})
    assert "替补" in said(desk.get(made.url))
    assert desk.post(f"{seats}add-member/", facts).status_code == 302
    made = desk.post(f"{seats}by-elect/", facts | {"employment": "part_time"})
    assert "增选" in said(desk.get(made.url))
    two = f"{DESK}committeeseat/"
    desk.post(f"{two}add/", facts | {"body": "party"})
    page = said(desk.get(f"{DESK}person/{her.pk}/"))
    assert "党组织班子" in page
    with scope(east.county.pk):
        sits = CommitteeSeat.rows.get()
    assert "丙某" in said(desk.get(two))
    assert desk.post(f"{two}{sits.pk}/", {"on": DAY()}).status_code == 302


def test_forecast_and_the_first_page(east, desk):
    with scope(east.county.pk):
        committee(east.village, vice=0)
        ending(east.village, 5)
    page = said(desk.get(f"{DESK}congressterm/forecast/?days=90"))
    assert "涉及 4 个职位" in page
    assert "没有轮值安排受影响" in page
    assert "增选副主席" in page
    first = said(desk.get("/desk/"))
    assert "接续预警" in first
    assert "30 天内 4 个职位" in first


def test_the_chair_sees_her_term_and_what_is_missing(east):
    with scope(east.county.pk):
        committee(east.village, vice=1)
        ending(east.village, 60)
    chair = signed_in(east.chair)
    assert "90 天内届满" in said(chair.get("/"))
    page = said(chair.get(f"/org/{east.village.code}/"))
    assert "90 天内届满" in page
    assert "副主席 1 名" in page
    assert "主席还没有登记进两委" in page


def test_lists_ask_as_little_for_three_as_for_one(east, desk):
    pages = (CONGRESS, f"{CONGRESS}board/", f"{DESK}congressterm/", f"{DESK}quotarule/board/",
             f"{DESK}committeeseat/", f"{DESK}congressterm/forecast/?days=180")  # fmt: skip
    counts = {page: [] for page in pages}
    with scope(east.county.pk):
        villages = list(Org.rows.filter(level=Level.VILLAGE).order_by("pk"))
    desk.get(CONGRESS)  # what is read once a session
    for org in villages[:3]:
        with scope(east.county.pk):
            ending(org, 30)
            prepared(org)
            committee_seat(org)
            committee(org, vice=0, executives=1)
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                said(desk.get(page))
            counts[page].append(len(asked))
    for page, seen in counts.items():
        assert seen[0] == seen[2] <= 12, (page, seen)


def test_other_systems_read_terms_quotas_and_gaps(east):
    with scope(east.county.pk):
        term(east.village)
        committee(east.village)
        ground.register_application(
            name="政务平台", on=DAY(), by=None, client_id="m", secret="s",
            reads=["members:read"],
        )  # fmt: skip
    asked = {"grant_type": "client_credentials", "scope": "members:read"}
    form = asked | {"client_id": "m", "client_secret": "s"}
    token = Client().post("/oauth/token/", form).json()["access_token"]
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    (row,) = machine.get("/api/v1/terms/?state=running").json()["results"]
    assert (row["org_code"], row["state"], row["number"]) == (east.village.code, "running", 3)
    assert machine.get("/api/v1/terms/?as_of=2025-01-01").json()["results"] == []
    assert machine.get("/api/v1/terms/?as_of=nonsense").status_code == 400
    assert machine.get("/api/v1/quotas/?as_of=2999-01-01").status_code == 400
    quotas = machine.get("/api/v1/quotas/").json()["results"]
    assert {(q["level"], q["executive_min"]) for q in quotas} == {("village", 15), ("township", 25)}
    gaps = machine.get("/api/v1/quota-gaps/?standing=short&size=2").json()
    assert gaps["next"] == gaps["results"][1]["org_code"]
    assert gaps["results"][1]["inclusive_gap"] == -9
    assert "白春燕" not in str(gaps)
    with scope(east.county.pk):
        ground.recode_county(code="430499", name="东区", on=DAY(), by=None)
    for code in (east.village.code, east.village.code.replace("430424", "430499")):
        (again,) = machine.get(f"/api/v1/terms/?org={code}").json()["results"]
        assert again["org_code"] == "430499100200"
