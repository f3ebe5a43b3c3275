"""Activities on the phone, at the desk and for calling systems: walked, counted, refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from homes import services
from homes.models import Activity, SignUp
from homes.queries import signups as reads
from orgs import services as orgs
from orgs.models import Record
from tests.conftest import TODAY, signed_in
from tests.homes.activities import PHOTO, chair, crowd, plan

TAKEN = 12


def words(answer):
    return answer.content.decode()


@pytest.fixture
def village(east):
    """The village's chair at her phone, and an open activity with six women for four places."""
    now = timezone.now()
    with scope(east.county.pk):
        chair(east)
        facts = plan(starts_at=now + timedelta(days=3), partners=[east.other_village])
        one = services.plan_activity(org=east.village, plan=facts, by=None, at=now)
        east.one = services.open_activity(activity=one, by=None, at=now, capacity=4)
        crowd(east.one, 6)
    east.phone = signed_in(east.chair)
    east.here = f"/activities/{east.one.pk}/"
    return east


def begin(cast):
    """Let the activity have begun an hour ago."""
    with scope(cast.county.pk):
        began = timezone.now() - timedelta(hours=1)
        Activity.rows.filter(pk=cast.one.pk).update(starts_at=began)


def test_chair_plans_opens_and_sums_up(village):
    on = timezone.localdate() + timedelta(days=2)
    facts = {"title": "读书会", "on": on, "hour": "19:30", "place": "妇女之家",
             "partners": f"{village.other_village.title}\n县图书馆"}  # fmt: skip
    answer = village.phone.post("/activities/plan/", facts, follow=True)
    assert "活动已经安排好" in words(answer)
    assert "县图书馆" in words(answer)
    with scope(village.county.pk):
        one = Activity.rows.get(title="读书会")
        assert one.co_organisers.filter(org=village.other_village).exists()
    here = f"/activities/{one.pk}/"
    text = words(village.phone.post(here + "open/", {"capacity": "20"}, follow=True))
    assert "【活动】读书会" in text
    assert "/hd/" in text
    assert "<svg" in text
    village.one = one
    begin(village)
    done = {"persons": "18", "attendances": "18", "summary": "读了三本书"}
    assert "18" in words(village.phone.post(here + "report/", done, follow=True))
    assert "【活动小结】读书会" in words(village.phone.get(here + "text/"))


def test_form_keeps_what_was_typed_and_says_what_is_wrong(village):
    facts = {"title": "", "on": "2026-13-40", "hour": "25:99", "place": "妇女之家"}
    page = words(village.phone.post("/activities/plan/", facts))
    assert "请写活动名称" in page
    assert "请填几点" in page
    assert 'value="妇女之家"' in page


def test_roster_shows_names_to_who_runs_it_and_nobody_else(village):
    name = "王" + chr(0x4E00)
    assert name in words(village.phone.get(village.here + "roster/"))
    assert name in words(village.phone.get(village.here + "print/"))
    clerk = signed_in(village.clerk)
    for path in (village.here + "roster/", village.here + "print/",
                 f"/desk/homes/activity/{village.one.pk}/roster/"):  # fmt: skip
        page = words(clerk.get(path))
        assert "王**" in page
        assert name not in page
    for who in ("officer", "auditor"):
        for last in ("roster/", "print/", "paste/"):
            assert signed_in(getattr(village, who)).get(village.here + last).status_code == 403


def test_other_village_sees_a_joint_activity_but_not_its_list(village):
    with scope(village.county.pk):
        grant = orgs.grant_access(
            org=village.other_village, role="chair", phone="10001009999", holder="邻村主席",
            on=TODAY, by=None,
        )  # fmt: skip
    near = signed_in(grant.user)
    assert "我们联办" in words(near.get("/activities/"))
    assert near.get(village.here).status_code == 200
    for last in ("roster/", "print/", "paste/", "change/", "call-off/", "report/"):
        assert near.get(village.here + last).status_code == 403
    with scope(village.county.pk):
        row = SignUp.rows.first()
        village.one.co_organisers.all().delete()
    assert near.get(f"/activities/signups/{row.pk}/strike/").status_code == 404
    assert near.get(village.here).status_code == 404


def test_strike_lets_in_who_waited(village):
    with scope(village.county.pk):
        first = SignUp.rows.order_by("ticket").first()
    path = f"/activities/signups/{first.pk}/strike/"
    assert "划掉王" in words(village.phone.get(path))
    village.phone.post(path)
    with scope(village.county.pk):
        roster = reads.roster_of(Activity.rows.get(pk=village.one.pk), with_names=True)
        assert [line.ticket for line in roster.taken] == [2, 3, 4, 5]
    assert village.phone.post(path).status_code == 404


def test_who_came_is_ticked_and_pasted(village):
    begin(village)
    with scope(village.county.pk):
        keys = list(SignUp.rows.order_by("ticket").values_list("pk", flat=True))
    facts = {"came": keys[:2], "upto": keys[-1]}
    assert "到场 2 人" in words(village.phone.post(village.here + "roster/", facts, follow=True))
    pasted = f"接龙\n1. 王{chr(0x4E02)}\n2. 周大姐\n3. 吴二嫂 请假"
    page = words(village.phone.post(village.here + "paste/", {"text": pasted}, follow=True))
    assert "记下了 2 人到场" in page
    assert "周大姐" in page
    assert "吴二嫂" not in page
    assert "不像名字" in words(village.phone.post(village.here + "paste/", {"text": "1. 12345"}))
    late = {"came": [], "upto": keys[-1]}
    village.phone.post(village.here + "roster/", late)
    with scope(village.county.pk):
        assert SignUp.rows.filter(has_come=True).count() == 1, "the walk-in stays"


def test_photo_is_for_who_may_see_the_activity(village, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    begin(village)
    with scope(village.county.pk):
        services.hold_activity(
            activity=village.one, attendances=4, persons=4, by=None, at=timezone.now()
        )
        row = services.add_photos(activity=village.one, photos=[PHOTO], by=None)[0]
    (tmp_path / row.photo).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / row.photo).write_bytes(PHOTO)
    path = f"/activities/photos/{row.pk}/"
    answer = village.phone.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert Client().get(path).status_code == 302


def test_phone_pages_ask_little(village, west):
    begun = []
    for path in ("/activities/", village.here, village.here + "roster/", "/activities/plan/"):
        village.phone.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert village.phone.get(path).status_code == 200
        begun.append(len(asked))
    assert max(begun) <= TAKEN, begun


def test_desk_list_costs_the_same_for_many(village):
    desk = signed_in(village.admin)
    desk.get("/desk/homes/activity/")
    counts = []
    for path in ("/desk/homes/activity/", "/desk/homes/activity/calendar/",
                 "/desk/homes/activity/figures/"):  # fmt: skip
        for many in (0, 2):
            with scope(village.county.pk):
                for n in range(many):
                    now = timezone.now()
                    services.plan_activity(
                        org=village.village, by=None, at=now,
                        plan=plan(title=f"活动{n}", starts_at=now + timedelta(days=1)),
                    )  # fmt: skip
            with CaptureQueriesContext(connection) as asked:
                assert desk.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[0::2] == counts[1::2]


def test_desk_filters_plans_and_calls_off(village):
    desk = signed_in(village.town_clerk)
    assert "插花" in words(desk.get("/desk/homes/activity/?status=open"))
    assert "插花" not in words(desk.get("/desk/homes/activity/?status=held"))
    assert "插花" in words(desk.get("/desk/homes/activity/calendar/?month=" + timezone.localtime(
        village.one.starts_at).strftime("%Y-%m")))  # fmt: skip
    for nonsense in ("?month=x", "?month=0000-99", "?below=%27", "?below=999999"):
        assert desk.get("/desk/homes/activity/calendar/" + nonsense).status_code == 200
    facts = {"title": "镇上的活动", "on": timezone.localdate(), "hour": "23:59", "place": "礼堂"}
    answer = desk.post(f"/desk/homes/activity/org/{village.town.pk}/plan/", facts, follow=True)
    assert "活动已经安排好" in words(answer)
    path = f"/desk/homes/activity/{village.one.pk}/call-off/"
    assert "请写为什么取消" in words(desk.post(path, {"because": ""}))
    assert "七天内可以撤销" in words(desk.post(path, {"because": "下大雨"}, follow=True))


def test_export_names_nobody_and_is_recorded(village):
    desk = signed_in(village.clerk)
    answer = desk.post("/desk/homes/activity/export/")
    assert answer.status_code == 200
    from io import BytesIO

    from fulian.workbooks import openpyxl

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][:2] == ["插花技艺培训", village.village.title]
    assert rows[1][9:11] == [4, 2]
    assert "王" + chr(0x4E00) not in str(rows)
    with scope(village.county.pk):
        assert Record.rows.filter(act="homes.export_activities").count() == 1


def test_calling_systems_read_numbers_and_no_names(village):
    with scope(village.county.pk):
        orgs.register_application(
            name="平台", on=TODAY, by=None, client_id="m", secret="s",
            reads=("orgs:read", "members:read", "members:names"),
        )  # fmt: skip
    asked = {"grant_type": "client_credentials", "client_id": "m", "client_secret": "s",
             "scope": "orgs:read members:read members:names"}  # fmt: skip
    token = Client().post("/oauth/token/", asked).json()["access_token"]
    system = Client(headers={"Authorization": f"Bearer {token}"})
    row = system.get("/api/v1/activities/").json()["results"][0]
    assert (row["taken"], row["waiting"], row["is_joint"], row["capacity"]) == (4, 2, True, 4)
    assert "王" not in str(row)
    assert system.get("/api/v1/activities/?status=held").json()["results"] == []
    assert system.get("/api/v1/activities/?nonsense=1").status_code == 400
    begin(village)
    with scope(village.county.pk):
        services.hold_activity(
            activity=village.one, attendances=9, persons=6, by=None, at=timezone.now()
        )
    told = system.get("/api/v1/activity-figures/").json()
    assert (told["activities"], told["attendances"], told["persons"], told["joint"]) == (1, 9, 6, 1)
    other = system.get(f"/api/v1/activity-figures/?org={village.other_village.code}").json()
    assert other["activities"] == 1
    assert system.get("/api/v1/activity-figures/?org=999999999999").json()["activities"] == 0


def test_calendar_goes_with_the_activities_taken_down(village):
    page = f"/o/{village.village.code}/"
    assert "活动日历" in words(Client().get(page))
    with scope(village.county.pk):
        services.take_down(
            org=village.village, what="activity_plan", reason="写错了", at=timezone.now(),
            on=timezone.localdate(), by=None,
        )  # fmt: skip
    shown = words(Client().get(page))
    assert "活动日历" not in shown
    assert village.one.title not in shown
