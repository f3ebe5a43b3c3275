"""What stands beside the tree on its faces: desk, phone, everybody's page, the machine's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from orgs import services
from orgs.models import Cluster, GroupMember, MemberUnit, Record, WomensSocialOrganisation
from tests.conftest import TODAY, signed_in
from tests.orgs import besides as one
from tests.test_faces import ENGLISH

DESK = "/desk/orgs/"
DAY = timezone.localdate
CONTACTS = ("陶晓岚", "白春燕", "沈秋月")


def said(answer):
    assert answer.status_code == 200, answer
    page = answer.content.decode()
    assert not ENGLISH.search(page)
    return page


@pytest.fixture
def desk(east):
    return signed_in(east.admin)


@pytest.fixture
def full(east):
    with scope(east.county.pk, by=east.admin):
        one.unit(east), one.group_member(east), one.social(east), one.cluster(east)
        one.reform(east)
    return east


def acts(cast, act):
    with scope(cast.county.pk):
        return Record.rows.filter(act=act, outcome="done").count()


def test_a_unit_from_first_to_last(east, desk):
    add = f"{DESK}memberunit/add/"
    assert "还没有符合条件的成员单位" in said(desk.get(f"{DESK}memberunit/"))
    facts = {
        "org": east.town.pk, "name": "县医院", "sector": "public_institution", "contact": "陶晓岚",
        "on": DAY(), "once": "u1",
    }  # fmt: skip
    assert "必填" in said(desk.post(add, facts | {"sector": "", "once": "u0"}))
    first, second = desk.post(add, facts), desk.post(add, facts)
    assert first.url == second.url
    assert acts(east, "orgs.admit_unit") == 1
    assert "已经是成员" in said(desk.post(add, facts | {"once": "u2"}))
    with scope(east.county.pk):
        kept = MemberUnit.rows.get()
    page = f"{DESK}memberunit/{kept.pk}/"
    assert "陶晓岚" in said(desk.get(page))
    desk.post(page, {"name": "县人民医院", "sector": "public_institution", "contact": ""})
    assert "县人民医院" in said(desk.get(f"{DESK}memberunit/"))
    assert "请勾选确认" in said(desk.post(f"{page}end/", {"on": DAY()}))
    assert desk.post(f"{page}end/", {"on": DAY(), "sure": "on"}).status_code == 302
    assert "不能再改" in said(desk.get(page))
    assert "已经结束" in said(desk.post(f"{page}end/", {"on": DAY(), "sure": "on"}))
    for query, count in {"now=1": 0, "now=0": 1, "q=医院": 1, "q=工厂": 0, "q=东县100镇": 1,
                         "sector__exact=park": 0, "o=-1": 1}.items():  # fmt: skip
        page = said(desk.get(f"{DESK}memberunit/?{query}"))
        assert page.count(">县人民医院<") == count, query


def test_the_others_are_kept_at_the_desk(east, desk):
    on = {"on": DAY()}
    with scope(east.county.pk):
        other = one.sibling(east)
    tries = [
        ("groupmember", {"org": east.root.pk, "name": "女企业家协会", "women": 60}, GroupMember,
         {"name": "女企协", "women": 61}, {"org": east.town.pk, "name": "乙"}, "县级以上妇联接纳"),
        ("womenssocialorganisation",
         {"org": east.town.pk, "name": "手工坊", "support": "cultivated"}, WomensSocialOrganisation,
         {"name": "巧手坊", "support": "introduced"}, {"org": east.town.pk, "name": "甲"}, "必填"),
        ("cluster", {"org": east.town.pk, "name": "城南", "kind": "community", "members": other.pk,
         "core": east.village.pk}, Cluster,
         {"name": "城南片区", "core": east.village.pk, "members": other.pk, "on": DAY()},
         {"org": east.town.pk, "name": "城北", "kind": "enterprise", "members": other.pk,
          "core": east.village.pk}, "要写明牵头企业"),
    ]  # fmt: skip
    for called, facts, model, better, wrong, tells in tries:
        assert tells in said(desk.post(f"{DESK}{called}/add/", on | wrong)), called
        answer = desk.post(f"{DESK}{called}/add/", on | facts)
        assert answer.status_code == 302, said(answer)
        with scope(east.county.pk):
            kept = model.rows.get()
        page = f"{DESK}{called}/{kept.pk}/"
        assert facts["name"] in said(desk.get(page))
        assert desk.post(page, better).status_code == 302, said(desk.post(page, better))
        assert better["name"] in said(desk.get(f"{DESK}{called}/"))
        assert said(desk.get(f"{page}end/"))
        assert desk.post(f"{page}end/", on | {"sure": "on"}).status_code == 302
        assert better["name"] in said(desk.get(f"{DESK}{called}/?now=0"))


def test_reforms_and_fields_at_the_desk(east, desk):
    add = f"{DESK}reformstep/add/"
    facts = {"org": east.town.pk, "matter": "regionalisation", "status": "done", "on": DAY()}
    assert "只登记在村" in said(desk.post(add, facts | {"matter": "conversion"}))
    assert desk.post(add, facts).status_code == 302
    assert "已经登记过这个事项" in said(desk.post(add, facts))
    assert "区域化建设" in said(desk.get(f"{DESK}reformstep/?status__exact=done"))
    found = {"parent": east.village.pk, "name": "大市场", "kind": "womens_committee", "on": DAY()}
    made = desk.post(f"{DESK}org/add/", found | {"field": "market"})
    assert "市场" in said(desk.get(made.url))
    assert desk.post(f"{made.url}field/", {"field": "building"}).url == made.url
    assert "楼宇" in said(desk.get(made.url))
    for query, count in {"kind__exact=womens_committee": 1, "field__exact=building": 1,
                         "field__exact=market": 0}.items():  # fmt: skip
        listed = said(desk.get(f"{DESK}org/?{query}"))
        assert listed.count(">大市场妇委会<") == count, query


def test_one_and_n(full, desk):
    page = said(desk.get(f"{DESK}org/network/"))
    for word in (full.town.title, full.other_town.title, "还没有成员单位", "1 个还有欠缺"):
        assert word in page
    page = said(desk.get(f"{DESK}org/{full.town.pk}/network/"))
    for word in ("没有欠缺", "事业单位（1 家）", "东镇卫生院", "城南片区", "巧手工坊", "已完成"):
        assert word in page
    assert not any(name in page for name in CONTACTS)
    assert desk.get(f"{DESK}org/{full.root.pk}/network/").status_code == 404
    for org in (full.town, full.village, full.root):
        shown = said(desk.get(f"{DESK}org/{org.pk}/"))
        assert "旁设事项" in shown
        assert not any(name in shown for name in CONTACTS)


def test_phone_and_public_pages_name_nobody(full):
    phone = signed_in(full.chair)
    home = said(phone.get(f"/org/{full.village.code}/"))
    assert "城南片区" in home
    town = said(signed_in(full.town_clerk).get(f"/org/{full.town.code}/"))
    assert "1 家" in town
    public = said(Client().get(f"/o/{full.town.code}/"))
    assert "成员单位（1 家）" in public
    assert "东镇卫生院" in public
    for page in (home, town, public):
        assert not any(name in page for name in CONTACTS)
    assert "成员单位" not in said(Client().get(f"/o/{full.other_town.code}/"))


def test_a_township_keeps_its_own_and_no_more(full, west):
    town = signed_in(full.town_clerk)
    with scope(full.county.pk):
        far = one.unit(full, "远处的厂", org=full.other_town)
    with scope(west.county.pk):
        foreign = one.unit(west, "西县的厂")
    page = said(town.get(f"{DESK}memberunit/"))
    assert "东镇卫生院" in page
    assert "远处的厂" not in page
    for kept in (far, foreign):
        for path in ("", "end/"):
            for method in (town.get, town.post):
                assert method(f"{DESK}memberunit/{kept.pk}/{path}").status_code == 404
    facts = {"name": "甲", "sector": "market", "on": DAY()}
    for org in (full.other_town, full.root, west.town):
        tried = town.post(f"{DESK}memberunit/add/", facts | {"org": org.pk})
        assert "不在您的范围内" in said(tried)
    assert town.get(f"{DESK}org/{full.other_town.pk}/network/").status_code == 404
    assert full.other_town.title not in said(town.get(f"{DESK}org/network/"))
    cluster = {"org": full.town.pk, "kind": "home", "name": "甲", "on": DAY()}
    tried = town.post(f"{DESK}cluster/add/", cluster | {
        "core": full.village.pk, "members": full.other_village.pk})  # fmt: skip
    assert "不在您的范围内" in said(tried)
    assert town.post(f"{DESK}groupmember/add/", facts).status_code == 403
    assert signed_in(full.auditor).post(f"{DESK}memberunit/add/", facts).status_code == 403
    with scope(west.county.pk):
        assert MemberUnit.rows.get().until is None


LISTS = ["memberunit/", "groupmember/", "womenssocialorganisation/", "cluster/", "reformstep/",
         "org/network/", "org/"]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_query_count_does_not_grow_with_rows(east, desk, path):
    def count():
        desk.get(DESK + path)
        with CaptureQueriesContext(connection) as seen:
            said(desk.get(DESK + path))
        return len([q for q in seen if q["sql"].startswith(("SELECT", "INSERT", "UPDATE"))])

    def another(n):
        with scope(east.county.pk, by=east.admin):
            one.unit(east, f"厂{n}"), one.group_member(east, f"会{n}"), one.social(east, f"坊{n}")
            one.reform(east, on=DAY().replace(day=n))
            kind = ("community", "home", "enterprise")[n - 1]
            one.cluster(east, f"片{n}", kind=kind, lead="甲集团" if n == 3 else "")

    another(1)
    first = count()
    another(2)
    another(3)
    assert count() == first
    assert first <= 13 if path == "org/network/" else 12, first


def token(cast):
    with scope(cast.county.pk):
        services.register_application(name="政务平台", on=TODAY, by=None, client_id="m", secret="s")
    answer = Client().post("/oauth/token/", {
        "grant_type": "client_credentials", "client_id": "m", "client_secret": "s"})  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {answer.json()['access_token']}"})


def test_the_machine_reads_a_day_and_nobody(full, west):
    machine = token(full)
    with scope(west.county.pk):
        one.unit(west, "西县的厂")
    for called in ("reforms", "member-units", "group-members", "social-organisations", "clusters"):
        found = machine.get(f"/api/v1/{called}/").json()
        assert len(found["results"]) == 1, called
        text = str(found)
        assert not any(name in text for name in (*CONTACTS, "contact", "leader"))
        assert machine.get(f"/api/v1/{called}/?as_of=2026-01-02").json()["results"] == []
        assert machine.get(f"/api/v1/{called}/?as_of=2999-01-02").status_code == 400
        assert machine.get(f"/api/v1/{called}/?as_of=2026-02-30").status_code == 400
        assert machine.get(f"/api/v1/{called}/?organ=1").status_code == 400
        assert machine.get(f"/api/v1/{called}/?org={west.town.code}").json()["results"] == []
    cluster = machine.get("/api/v1/clusters/").json()["results"][0]
    assert cluster["core_code"] == full.village.code
    assert len(cluster["member_codes"]) == 2
    assert full.village.code in cluster["member_codes"]
