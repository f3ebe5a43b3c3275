"""Trainings, commendations and funding at the desk, and what a woman sees of her own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Commendation, FundingLine, Office, TrainingAttendance, TrainingSession
from members.services import attend_training
from orgs.models import Record
from tests.conftest import signed_in
from tests.members import growing as one
from tests.members.test_desk import said
from tests.people import committee, person, seat

DESK = "/desk/members/"
DAY = timezone.localdate


@pytest.fixture
def desk(east):
    return signed_in(east.admin)


def acts(cast, act):
    with scope(cast.county.pk):
        return Record.rows.filter(act=act, outcome="done").count()


def test_a_training_from_first_to_last(east, desk):
    with scope(east.county.pk):
        seats = committee(east.village, vice=1, executives=0)
        stranger = person(east.village, "潘玉兰")
    add = f"{DESK}trainingsession/add/"
    facts = {
        "org": east.town.pk, "topic": "妇女维权", "audience": "officers", "mode": "go_down",
        "on": DAY(), "hours": "2", "once": "t1",
    }  # fmt: skip
    assert "不填妇女人次" in said(desk.post(add, facts | {"women": 3, "once": "t0"}))
    assert "学时应当大于" in said(desk.post(add, facts | {"hours": 0, "once": "t2"}))
    first, second = desk.post(add, facts), desk.post(add, facts)
    assert first.url == second.url
    assert acts(east, "members.hold_training") == 1
    page = first.url
    assert "还没有登记参训人员" in said(desk.get(page))
    assert "重新选择" in said(desk.post(page, {"people": [stranger.pk]}))
    assert desk.post(page, {"people": [one.person_id for one in seats]}).url == page
    shown = said(desk.get(page))
    assert "参训人员（2 人）" in shown
    with scope(east.county.pk):
        there = TrainingAttendance.rows.order_by("pk").first()
    miss = f"{page}miss/?who={there.pk}"
    assert "请勾选确认" in said(desk.post(miss, {"reason": "错登"}))
    desk.post(miss, {"sure": "on"})
    assert "参训人员（1 人）" in said(desk.get(page))
    assert desk.get(miss).status_code == 404
    better = {
        "topic": "家庭教育",
        "audience": "officers",
        "mode": "online",
        "on": DAY(),
        "hours": 3,
    }
    assert desk.post(f"{page}correct/", better).url == page
    assert "家庭教育" in said(desk.get(f"{DESK}trainingsession/?q=教育"))
    assert "一起删除" in said(desk.get(f"{page}remove/"))
    assert desk.post(f"{page}remove/", {"sure": "on", "reason": "重复"}).status_code == 302
    assert "还没有符合条件的培训" in said(desk.get(f"{DESK}trainingsession/"))


def test_who_was_not_trained_yet_is_listed(east, desk):
    with scope(east.county.pk):
        seats = committee(east.village, vice=1, executives=1)
        committee(east.other_village, vice=0, executives=0)
        attend_training(session=one.training(east), people=[seats[0].person], by=None)
    page = said(desk.get(f"{DESK}trainingsession/coverage/"))
    for word in ("25.0%", "1 ÷ 4 人", "还没有培训的（3 人）", seats[1].person.name):
        assert word in page
    town = said(signed_in(east.town_clerk).get(f"{DESK}trainingsession/coverage/"))
    assert "33.3%" in town
    assert east.other_village.title not in town
    assert "没有登记" in said(desk.get(f"{DESK}trainingsession/coverage/?on=2025-01-01"))
    assert "不能晚于今天" in said(desk.get(f"{DESK}trainingsession/coverage/?on=2999-01-01"))
    said(desk.get(f"{DESK}trainingsession/coverage/?on=x&page=99"))


def test_commendations_at_the_desk(east, desk):
    with scope(east.county.pk):
        her = seat(east.village, Office.CHAIR, "柳芳菲").person
        outsider = person(east.other_village, "潘玉兰")
    add = f"{DESK}commendation/add/"
    facts = {"org": east.village.pk, "title": "三八红旗手", "given_by": "市妇联", "on": DAY()}
    assert "她不属于这个组织" in said(desk.post(add, facts | {"person": outsider.pk}))
    assert desk.post(add, facts | {"person": her.pk}).status_code == 302
    assert desk.post(add, facts | {"title": "先进集体"}).status_code == 302
    for query, names in {"whose=person": "三八红旗手", "whose=org": "先进集体",
                         "q=柳芳": "三八红旗手", "q=市妇联 先进": "先进集体",
                         "q=没有": ""}.items():  # fmt: skip
        page = said(desk.get(f"{DESK}commendation/?{query}"))
        shown = {n for n in ("三八红旗手", "先进集体") if f">{n}<" in page}
        assert shown == ({names} if names else set()), query
    with scope(east.county.pk):
        kept = Commendation.rows.get(person=None)
    page = f"{DESK}commendation/{kept.pk}/"
    facts = {"title": "先进妇联", "given_by": "省妇联", "on": DAY()}
    assert desk.post(page, facts).status_code == 302
    assert "先进妇联" in said(desk.get(f"/desk/orgs/org/{east.village.pk}/"))
    assert "请勾选确认" in said(desk.post(f"{page}remove/", {"reason": "错登"}))
    assert desk.post(f"{page}remove/", {"sure": "on"}).status_code == 302
    assert desk.get(page).status_code == 404


def test_funding_at_the_desk(east, desk):
    add = f"{DESK}fundingline/add/"
    facts = {
        "org": east.village.pk, "year": 2026, "source": "县财政", "basis": "per_head",
        "heads": 100, "due": "1000", "received": "800",
    }  # fmt: skip
    for wrong, tells in (({"heads": ""}, "要填人头数"), ({"received": "1001"}, "不能多于"),
                         ({"due": "1e20"}, "不超过"), ({"year": "26"}, "2000")):  # fmt: skip
        assert tells in said(desk.post(add, facts | wrong)), wrong
    assert desk.post(add, facts).status_code == 302
    assert "已经登记过" in said(desk.post(add, facts))
    with scope(east.county.pk):
        kept = FundingLine.rows.get()
    page = f"{DESK}fundingline/{kept.pk}/"
    more = {key: facts[key] for key in facts if key != "org"} | {"received": "1000"}
    assert desk.post(page, more).status_code == 302
    assert "100.0%" in said(desk.get(f"{DESK}fundingline/?year=2026"))
    assert "100.0%" not in said(desk.get(f"{DESK}fundingline/?year=2025"))
    said(desk.get(f"{DESK}fundingline/?year=x"))
    totals = said(desk.get(f"{DESK}fundingline/totals/?year=2026"))
    for word in ("100.0%", "10.00", east.town.title):
        assert word in totals
    assert "还没有登记经费" in said(desk.get(f"{DESK}fundingline/totals/?year=2020"))
    assert desk.post(f"{page}remove/", {"sure": "on"}).status_code == 302


def test_a_township_keeps_its_own_and_no_more(east, west):
    town = signed_in(east.town_clerk)
    with scope(east.county.pk):
        far = [one.training(east, org=east.other_town), one.funding(east, org=east.other_village),
               one.commendation(east, org=east.other_village, person=None)]  # fmt: skip
        stranger = seat(east.other_village, Office.CHAIR).person
        mine = one.training(east)
    with scope(west.county.pk):
        foreign = [one.training(west), one.funding(west), one.commendation(west)]
    for rows in (far, foreign):
        for row in rows:
            path = f"{DESK}{row._meta.model_name}/{row.pk}/"
            for more in ("", "remove/"):
                assert town.get(path + more).status_code == 404, path
                assert town.post(path + more, {"sure": "on"}).status_code == 404, path
    tried = town.post(f"{DESK}trainingsession/{mine.pk}/", {"people": [stranger.pk]})
    assert "重新选择" in said(tried)
    for called in ("trainingsession", "commendation", "fundingline"):
        tried = town.post(f"{DESK}{called}/add/", {"org": east.other_town.pk})
        assert "不在您的范围内" in said(tried)
    auditor = signed_in(east.auditor)
    assert "登记参训</button>" not in said(auditor.get(f"{DESK}trainingsession/{mine.pk}/"))
    auditor.post(f"{DESK}trainingsession/{mine.pk}/", {"people": [stranger.pk]})
    with scope(east.county.pk):
        assert not TrainingAttendance.rows.exists()
        assert TrainingSession.rows.count() == 2


def test_her_own_on_the_phone(east):
    with scope(east.county.pk):
        her = person(east.village, "柳芳菲")
        held = seat(east.village, Office.VICE_CHAIR, who=her)
        held.grant = east.officer_grant
        held.save()
        attend_training(session=one.training(east), people=[her], by=None)
        one.commendation(east, person=her)
    page = said(signed_in(east.officer).get("/me/"))
    assert "妇女维权" in page
    assert "三八红旗手" in page
    assert "妇女维权" not in said(signed_in(east.chair).get("/me/"))


LISTS = ("trainingsession/", "trainingsession/coverage/", "commendation/", "fundingline/",
         "fundingline/totals/")  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_query_count_does_not_grow_with_rows(east, desk, path):
    def count():
        desk.get(DESK + path)
        with CaptureQueriesContext(connection) as seen:
            said(desk.get(DESK + path))
        return len([q for q in seen if q["sql"].startswith(("SELECT", "INSERT", "UPDATE"))])

    def another(n):
        with scope(east.county.pk):
            held = seat(east.village, Office.EXECUTIVE_MEMBER, f"甲{n}")
            seat(east.village, Office.EXECUTIVE_MEMBER, f"乙{n}")
            services.attend_training(
                session=one.training(east, f"课{n}"), people=[held.person], by=None
            )
            one.commendation(east, f"奖{n}", person=held.person)
            one.funding(east, f"源{n}")

    another(1)
    first = count()
    another(2)
    another(3)
    assert count() == first
    assert first <= 12, first
