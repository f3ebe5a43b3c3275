"""The programmes on the phone, at the desk, in public and for calling systems."""

from __future__ import annotations

import json
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import (
    CourtyardEntry,
    CourtyardScore,
    Exemplar,
    GoodPractice,
    VolunteerActivity,
    VolunteerTeam,
)
from members.models import Appointment, Office
from orgs.models import PublicVersion
from orgs.services import register_application
from tests.conftest import NOW, TODAY, signed_in
from tests.homes import programmes as made
from tests.people import SINCE, seat

MORNING = timezone.localdate


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        made.member(east.village)
        yield east


def her_seat(cast, who="officer", name="潘玉兰"):
    """Seat somebody who acts through one of the cast's accounts."""
    one = seat(cast.village, Office.EXECUTIVE_MEMBER, name)
    Appointment.rows.filter(pk=one.pk).update(grant=getattr(cast, f"{who}_grant"))
    one.refresh_from_db()
    return one


def public_page(path):
    """Return what a stranger reads; the test's own scope is open, so no page kept is forgotten."""
    PublicVersion.objects.update(token=uuid.uuid4())
    return text_of(Client().get(path))


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_chair_forms_a_team_and_notes_service_on_the_phone(here):
    phone, leader = signed_in(here.chair), made.member(here.village)
    today = MORNING().isoformat()
    sent = {"kind": "mutual_help", "name": "白莲帮帮团", "leader": leader.pk, "on": today}
    assert phone.post("/volunteers/new/", sent).status_code == 302
    team = VolunteerTeam.rows.get()
    where = f"/volunteers/{team.pk}/"
    joined = {"names": "刘桂香\n<script>alert(1)</script>\n", "on": today}
    assert phone.post(f"{where}join/", joined).url == where
    page = text_of(phone.get(where))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    who = [one.pk for one in team.members.order_by("pk")]
    sent = {"day": today, "kind": "cleaning", "who": who[:2], "time": "3"}
    assert "请勾选谁参加了" in text_of(phone.post(f"{where}serve/", sent | {"who": []}))
    assert phone.post(f"{where}serve/", sent).url == where
    done = VolunteerActivity.rows.get()
    assert (done.half_hours, done.shares.count()) == (6, 2)
    assert "3 小时" in text_of(phone.get(where))
    strike = f"/volunteers/service/{done.pk}/strike/"
    assert phone.post(strike, {"reason": "重复"}).url == where
    assert "已作废" in text_of(phone.get(where))
    assert phone.post(f"/volunteers/service/{done.pk}/unstrike/").url == where
    assert phone.post(f"/volunteers/service/{done.pk}/unstrike/").url == where


def test_an_officer_notes_only_for_her_own_team(here):
    mine, other = her_seat(here), made.team(here)
    led = services.form_team(
        org=here.village, kind="care", name="关爱队", leader=mine, on=SINCE, by=None
    )
    phone, today = signed_in(here.officer), MORNING().isoformat()
    assert "记一次服务" in text_of(phone.get("/volunteers/"))
    for team, code in ((led, 302), (other, 200)):
        who = team.members.order_by("pk")[0].pk
        sent = {"day": today, "kind": "daily_care", "who": [who], "time": "2"}
        answer = phone.post(f"/volunteers/{team.pk}/serve/", sent)
        assert answer.status_code == code
    assert "不在这支志愿队" in answer.content.decode()
    assert phone.get(f"/volunteers/{other.pk}/join/").status_code == 403


def test_another_villages_chair_neither_sees_nor_scores(here):
    entry = made.recommended(here)
    far = made.recommended(here, "对河何家", org=here.other_village)
    phone = signed_in(here.chair)
    assert text_of(phone.get(f"/yards/{entry.pk}/"))
    for page in ("", "score/", "kin/", "recommend/", "consent/", "withdraw/"):
        assert phone.get(f"/yards/{far.pk}/{page}").status_code == 404
    assert "对河何家" not in text_of(phone.get("/yards/"))


def test_two_score_on_the_phone_and_see_nothing_of_each_other(here):
    entry, mine = made.recommended(here), her_seat(here)
    made.score(entry, made.member(here.village), (77, 77, 77, 77))
    phone = signed_in(here.officer)
    assert "等我打分" in text_of(phone.get("/yards/"))
    assert "77" not in text_of(phone.get(f"/yards/{entry.pk}/"))
    where = f"/yards/{entry.pk}/score/"
    sent = {f"points_{n}": 80 for n in range(1, 5)} | {"seat": mine.pk}
    assert "确认不是这户" in text_of(phone.post(where, sent))
    bad = sent | {"is_no_kin": "on", "points_1": "NaN"}
    assert "0 到 100" in text_of(phone.post(where, bad))
    sent["is_no_kin"] = "on"
    for _ in range(2):
        assert phone.post(where, sent).url == "/yards/"
    assert CourtyardScore.rows.filter(entry=entry).count() == 2
    page = text_of(phone.get(f"/yards/{entry.pk}/"))
    assert "得分" not in page
    assert "78.5" in text_of(signed_in(here.chair).get(f"/yards/{entry.pk}/"))


def test_a_household_goes_all_the_way_at_the_desk(here):
    entry = made.scored(here)
    desk, today = signed_in(here.clerk), MORNING().isoformat()
    round_ = f"/desk/homes/courtyardcampaign/{entry.courtyard_id}/"
    where = f"/desk/homes/courtyardentry/{entry.pk}/"
    assert desk.post(f"{round_}draw/", {"seed": "8341", "on": today}).url == round_
    check = made.member(here.town, "姜雨桐")
    points = {f"points_{n}": 88 for n in range(1, 5)}
    sent = points | {"seat": check.pk, "is_no_kin": "on"}
    assert desk.post(f"{where}score/", sent).url == where
    assert desk.post(f"{where}award/", {"level": "county", "on": today}).url == where
    assert "没有这户的同意" in text_of(desk.post(f"{where}show/", {"on": today}))
    agreed = {"shown_name": "李家小院<script>x</script>", "on": today, "agreed": "on"}
    assert desk.post(f"{where}consent/", agreed).url == where
    assert desk.post(f"{where}show/", {"on": today}).url == where
    assert "公示期还没有满" in text_of(desk.post(f"{where}plaque/", {"on": today}))
    page = public_page(f"/o/{here.village.code}/")
    assert "李家小院" in page
    assert "县级最美庭院" in page
    assert "<script>x" not in page
    for private in (str(entry.household), "三组陈嫂", "88.", "得分", "打分"):
        assert private not in page
    assert "李家小院" in public_page(f"/o/{here.town.code}/")
    refuse = {"on": today}
    assert desk.post(f"{where}refuse/", refuse).url == where
    assert "李家小院" not in public_page(f"/o/{here.village.code}/")


def test_scores_stand_on_no_list(here):
    made.shown(here)
    desk = signed_in(here.admin)
    for page in ("courtyardentry/", "courtyardcampaign/", "courtyardcampaign/figures/"):
        shown = text_of(desk.get(f"/desk/homes/{page}"))
        assert "87.5" not in shown
        assert "87.1" not in shown


def test_exemplars_are_public_by_consent_and_a_minor_never(here):
    phone, today = signed_in(here.chair), MORNING().isoformat()
    facts = {"name": "刘桂香", "named_by": "镇妇联", "named_on": today, "story": "照看邻居"}
    assert phone.post("/exemplars/new/", facts | {"title": "good_neighbour"}).status_code == 302
    child = facts | {"title": "good_youth", "name": "小禾苗"}
    assert phone.post("/exemplars/new/", child).status_code == 302
    public = f"/o/{here.village.code}/"
    assert "刘桂香" not in public_page(public)
    one, minor = Exemplar.rows.get(name="刘桂香"), Exemplar.rows.get(name="小禾苗")
    agreed = {"on": today, "agreed": "on"}
    assert phone.post(f"/exemplars/{one.pk}/consent/", agreed).status_code == 302
    answer = phone.post(f"/exemplars/{minor.pk}/consent/", agreed)
    assert "监护人同意也不公开" in text_of(answer)
    page = public_page(public)
    assert "刘桂香" in page
    assert "小禾苗" not in page
    desk = signed_in(here.clerk)
    for where in ("", f"{minor.pk}/", f"{minor.pk}/edit/"):
        assert "小禾苗" not in text_of(desk.get(f"/desk/homes/exemplar/{where}"))
    sent = {"name": "小**", "named_by": "镇", "named_on": today, "story": ""}
    assert "由本村" in text_of(desk.post(f"/desk/homes/exemplar/{minor.pk}/edit/", sent))
    phone.post(f"/exemplars/{one.pk}/refuse/", {"on": today})
    assert "刘桂香" not in public_page(public)


def test_a_note_goes_up_and_is_found_by_every_village(here):
    phone = signed_in(here.chair)
    sent = {"title": "屋场夜话", "text": "晚饭后在坪里开会<b>大家</b>来"}
    assert phone.post("/practices/new/", sent).status_code == 302
    note = GoodPractice.rows.get()
    town, county = signed_in(here.town_clerk), signed_in(here.clerk)
    where = f"/desk/homes/goodpractice/{note.pk}/"
    assert "入库，全县可看" not in text_of(town.get(where))
    refused = text_of(town.post(where, {"to": "returned"}))
    assert "请填写审核意见" in refused
    assert town.post(where, {"to": "passed_on"}).status_code == 302
    assert town.post(where, {"to": "accepted"}).status_code == 200
    assert county.post(where, {"to": "accepted"}).status_code == 302
    page = text_of(phone.get("/practices/?q=夜话"))
    assert "屋场夜话" in page
    assert "&lt;b&gt;" in text_of(phone.get(f"/practices/{note.pk}/"))
    assert "没有找到" in text_of(phone.get("/practices/?q=没有的词"))


def test_a_village_sees_the_themes_above_it_and_sets_none(here):
    services.set_campaign(org=here.root, kind="theme", name="组织大培训", since=SINCE, by=None)
    phone, today = signed_in(here.chair), MORNING().isoformat()
    page = text_of(phone.get("/themes/"))
    assert "组织大培训" in page
    assert "/themes/new/" not in page
    sent = {"kind": "theme", "name": "村里的", "since": today}
    assert "由县、乡镇妇联来定" in text_of(phone.post("/themes/new/", sent))
    town = signed_in(here.town_clerk)
    assert town.post("/desk/homes/campaign/add/", sent).status_code == 302
    assert "村里的" in text_of(phone.get("/themes/"))


def machine(cast, *scopes):
    """Return a calling system with these permissions."""
    name, secret = f"m{len(scopes)}", "s"
    register_application(
        name=name, on=TODAY, by=None, client_id=name, secret=secret, reads=list(scopes)
    )
    asked = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret}
    answer = Client().post("/oauth/token/", asked | {"scope": " ".join(scopes)})
    return Client(headers={"Authorization": f"Bearer {answer.json()['access_token']}"})


def test_the_feed_tells_each_change_once_and_names_nobody(here, west):
    first = made.service(here)
    made.service(here)
    with scope(west.county.pk):
        made.service(west)
    caller = machine(here, "members:read")
    where = "/api/v1/service-records/"
    page = caller.get(f"{where}?size=1").json()
    assert page["results"][0]["people"][0]["name"] == "刘**"
    assert page["results"][0]["what"] is None
    rest = caller.get(f"{where}?after={page['next']}").json()
    assert (len(rest["results"]), rest["next"]) == (1, None)
    last = rest["results"][-1]["feed"]
    services.strike_service(activity=first, reason="重复", by=None, at=NOW)
    more = caller.get(f"{where}?after={last}").json()["results"]
    assert [(row["id"], row["struck"]) for row in more] == [(page["results"][0]["id"], True)]
    known = machine(here, "members:read", "members:names")
    told = known.get(where).json()["results"]
    assert {who["name"] for row in told for who in row["people"]} == {"刘桂香"}
    for bad in ("after=-1", "after=x", "points=1"):
        assert caller.get(f"{where}?{bad}").status_code == 400


def test_calling_systems_count_awards_and_see_no_family(here):
    entry = made.shown(here)
    caller = machine(here, "members:read", "members:names")
    found = caller.get("/api/v1/courtyard-awards/").json()
    assert [(row["org_code"], row["awarded"]) for row in found["results"]] == [
        (here.village.code, 1)
    ]
    for where in ("courtyard-awards/", "volunteer-teams/", "campaigns/", "signing-key/"):
        said = json.dumps(caller.get(f"/api/v1/{where}").json(), ensure_ascii=False)
        assert str(entry.household) not in said
        assert "李家小院" not in said


def test_calling_systems_read_who_agreed_and_the_library(here, west):
    today = timezone.localdate()
    one, silent = made.exemplar(here), made.exemplar(here, name="不愿公开的人")
    minor = made.exemplar(here, name="小禾苗", title="good_youth")
    services.consent_exemplar(exemplar=one, on=TODAY, by=None)
    note, waiting = made.practice(here), made.practice(here, title="还没审的")
    services.judge_practice(practice=note, to="accepted", on=TODAY, by=None)
    with scope(west.county.pk):
        services.consent_exemplar(exemplar=made.exemplar(west), on=TODAY, by=None)
    plain = machine(here, "members:read")
    (told,) = plain.get("/api/v1/exemplars/").json()["results"]
    assert (told["id"], told["name"], told["title"]) == (one.pk, "刘**", "good_neighbour")
    caller = machine(here, "members:read", "members:names")
    (known,) = caller.get("/api/v1/exemplars/").json()["results"]
    assert known["name"] == "刘桂香"
    (read,) = caller.get("/api/v1/good-practices/").json()["results"]
    assert (read["id"], read["title"]) == (note.pk, "屋场夜话")
    before = f"as_of={TODAY.replace(year=2020)}"
    for where in ("exemplars", "good-practices"):
        assert caller.get(f"/api/v1/{where}/?{before}").json()["results"] == []
        assert caller.get(f"/api/v1/{where}/?points=1").status_code == 400
    services.refuse_exemplar(exemplar=one, on=TODAY, by=None)
    said = caller.get(f"/api/v1/exemplars/?as_of={today}").content.decode()
    for name in ("刘桂香", silent.name, minor.name, waiting.title):
        assert name not in said


PHONE = {
    "/volunteers/": 9, "/yards/": 12, "/exemplars/": 6, "/practices/": 6, "/themes/": 6,
}  # fmt: skip
DESK = {
    "volunteerteam/": 7, "volunteeractivity/": 7, "courtyardentry/": 13, "courtyardcampaign/": 8,
    "exemplar/": 7, "goodpractice/": 6, "campaign/": 8, "volunteerteam/figures/": 7,
    "courtyardcampaign/figures/": 11,
}  # fmt: skip


def fill(cast, times):
    """Make some of everything."""
    for n in range(times, 2 * times):
        made.recommended(cast)
        made.service(cast)
        made.team(cast, f"第{n + 1}队")
        made.exemplar(cast, name=f"典型{n}")
        made.practice(cast)
        services.set_campaign(
            org=cast.root, kind="campaign", name=f"行动{n}", since=SINCE, by=None
        )  # fmt: skip


def asked(browser, where):
    """Return how many questions a page asks the database; savepoints are the tests' own."""
    with CaptureQueriesContext(connection) as found:
        text_of(browser.get(where))
    return sum("SAVEPOINT" not in one["sql"] for one in found)


def test_pages_ask_the_same_at_one_row_and_at_three(here):
    her_seat(here)
    phone, desk = signed_in(here.officer), signed_in(here.clerk)
    pages = [(phone, where) for where in PHONE]
    pages += [(desk, f"/desk/homes/{where}") for where in DESK]
    counts = []
    for times in (1, 2):
        fill(here, times)
        for browser, where in pages:
            browser.get(where)  # what a process remembers is remembered
        counts.append([asked(*one) for one in pages])
    assert counts[0] == counts[1]
    wanted = [*PHONE.values(), *DESK.values()]
    assert counts[0] == wanted, str(counts[0])


def test_nothing_of_the_west_is_reached(here, west):
    with scope(west.county.pk):
        entry, team = made.shown(west), made.team(west)
        example, note = made.exemplar(west), made.practice(west)
    desk, phone = signed_in(here.admin), signed_in(here.chair)
    for page in (
        f"courtyardentry/{entry.pk}/", f"volunteerteam/{team.pk}/", f"exemplar/{example.pk}/",
        f"goodpractice/{note.pk}/", f"courtyardcampaign/{entry.courtyard_id}/",
        f"courtyardcampaign/{entry.courtyard_id}/sheet/",
    ):  # fmt: skip
        assert desk.get(f"/desk/homes/{page}").status_code == 404
    for page in (
        f"yards/{entry.pk}/score/", f"volunteers/{team.pk}/serve/", f"exemplars/{example.pk}/",
        f"practices/{note.pk}/", f"yards/rounds/{entry.courtyard_id}/paper/",
    ):  # fmt: skip
        assert phone.get(f"/{page}").status_code == 404
    assert CourtyardEntry.rows.count() == 0
