"""A roster on its way: rights asked again, failures kept, a worker killed, others' rosters."""

from __future__ import annotations

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from celery import current_app
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone
from openpyxl import load_workbook

from fulian.scoping import scope
from members import services, tasks
from members.models import Appointment, Office, Person, RosterImport
from members.queries import roster as reads
from members.services.roster import previewing, running, writing
from orgs import services as ground
from orgs.models import Org, Record
from tests.conftest import NOW, TODAY, plant, signed_in
from tests.members.sheets import PHONE, line, sheet
from tests.members.test_roster import counts, previewed, problems, seated
from tests.people import seat

State = RosterImport.State
LIST = "/desk/members/rosterimport/"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        seated(east, "admin")
        yield east


def confirmed(cast, *rows, by="admin", org=None):
    roster = previewed(cast, *rows, by=by, org=org)
    return services.confirm_roster(roster=roster, by=getattr(cast, by), at=NOW)


def run(roster):
    """Do what the worker does; return the roster as it is then."""
    tasks.write_roster(county=roster.county_id, roster=roster.pk)
    roster.refresh_from_db()
    return roster


def test_the_worker_writes_it(here):
    roster = run(confirmed(here, {}))
    assert (roster.state, roster.written, reads.progress_of(roster)) == (State.DONE, 1, "")
    line_ = Record.rows.get(act="members.write_roster")
    assert (line_.user_id, line_.grant_id) == (here.admin.pk, here.admin_grant.pk)
    assert tasks.write_roster(county=here.county.pk, roster=roster.pk) == 0
    assert tasks.write_roster(county=here.county.pk, roster=roster.pk + 999) == 0


def test_what_changed_since_is_said_and_nothing_written(here):
    roster = confirmed(here, {"职务": "主席"}, {"姓名": "姜雨桐", "手机号": ""})
    seat(here.village, Office.CHAIR, "沈秋月")
    before = counts()
    run(roster)
    assert (roster.state, counts()) == (State.FAILED, before)
    assert roster.failure == (
        "确认以后县里又有变化，第 2 行“职务”：这个组织已经有主席，请先办理原主席离任。请重新上传。"
    )
    assert (roster.sheet, roster.problems) == (None, None)
    services.fail_roster(roster=roster, reason="再来", at=NOW)
    assert "再来" not in roster.failure


def test_who_lost_her_seat_writes_nothing(here):
    roster = confirmed(here, {}, by="town_clerk", org=here.town)
    ground.end_access(grant=here.town_clerk_grant, on=TODAY, by=None)
    run(roster)
    assert (roster.state, Person.rows.count()) == (State.FAILED, 0)
    assert "没有当时的身份" in roster.failure


def test_who_is_switched_off_writes_nothing(here):
    roster = confirmed(here, {}, by="clerk")
    here.clerk.is_active = False
    here.clerk.save()
    assert "没有导入的权限" in run(roster).failure


def test_an_operator_writes_during_her_visit_only(here, operator):
    with transaction.atomic():
        visit = ground.enter_county(county=here.county, reason="协助录入", at=NOW, by=operator)
    from orgs.queries import hats

    operator.hat = hats.visit_hat(operator, here.county, visit.pk, NOW)[0]
    rosters = [
        services.preview_roster(
            data=sheet(line(here, 手机号=PHONE.format(n))), filename="名单.xlsx", org=here.root,
            by=operator, at=NOW,
        )
        for n in (1, 2)
    ]  # fmt: skip
    kept = services.confirm_roster(roster=rosters[1], by=operator, at=NOW)
    assert services.write_roster(roster=kept, at=NOW) == 1
    with pytest.raises(ValidationError, match="不能再改"):
        services.confirm_roster(roster=rosters[0], by=operator, at=NOW)


def test_township_staff_stay_in_their_township(here):
    with scope(here.county.pk, under=here.town, by=here.town_clerk):
        rows = [
            {"乡镇": here.other_town.short_name, "村（社区）": here.other_village.short_name},
            {"乡镇": "", "村（社区）": here.other_village.code},
            {"乡镇": here.root.short_name, "村（社区）": ""},
        ]
        for row in rows:
            ((_, _, says),) = problems(here, row, by="town_clerk", org=here.town)
            assert "不在您的范围内" in says
        roster = confirmed(here, {"职务": "主席"}, by="town_clerk", org=here.town)
    assert run(roster).state == State.DONE
    grant = Appointment.rows.get().grant
    assert (grant.role, grant.accepted_at) == ("chair", None)


def test_her_place_moved_out_of_reach(here):
    with scope(here.county.pk, under=here.town, by=here.town_clerk):
        roster = confirmed(here, {}, by="town_clerk", org=here.town)
    ground.move_org(org=here.village, parent=here.other_town, on=TODAY, by=None)
    assert "已经不在您的范围内" in run(roster).failure


def test_a_chair_seats_no_chair(here):
    with scope(here.county.pk, under=here.village, by=here.chair):
        ((_, head, says),) = problems(here, {"职务": "主席"}, by="chair", org=here.village)
        assert (head, "由上级妇联办理" in says) == ("职务", True)
        assert problems(here, {}, by="chair", org=here.village) == []


def test_the_auditor_may_grant_nobody(here):
    ((_, head, says),) = problems(here, {}, by="auditor")
    assert (head, "不能授予" in says) == ("职务", True)


class Killed(BaseException):
    """The power went."""


def test_killed_in_the_middle_it_is_written_once(here, monkeypatch):
    roster = confirmed(here, {}, {"姓名": "姜雨桐", "手机号": ""})
    before = counts()

    def die(**_):
        assert "2 项任职" in reads.progress_of(roster)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(writing, "seat_many", die)
        with pytest.raises(Killed):
            run(roster)
    roster.refresh_from_db()
    assert (roster.state, counts()) == (State.CONFIRMED, before)
    assert run(roster).written == 2
    assert counts()[:2] == [before[0] + 2, before[1] + 2]


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_does_nothing():
    """While one process holds the roster, a second writes nothing."""
    cast = plant("430424", "东县", "0100")
    with scope(cast.county.pk):
        seated(cast, "admin")
        roster = confirmed(cast, {})
    held, done = threading.Event(), threading.Event()

    def hold():
        with scope(cast.county.pk):
            assert running.hold(roster)
            held.set()
            done.wait(30)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    with scope(cast.county.pk):
        assert services.write_roster(roster=roster, at=NOW) == 0
    done.set()
    holder.join()
    assert run_in(cast, roster) == 1
    assert run_in(cast, roster) == 0


def run_in(cast, roster):
    return tasks.write_roster(county=cast.county.pk, roster=roster.pk)


@pytest.fixture
def small_is_large(monkeypatch):
    """Let the worker read whatever has more than one row."""
    monkeypatch.setattr("members.roster.workbook.LARGE", 1)


def test_a_large_one_is_read_by_the_worker(here, small_is_large):
    roster = previewed(here, {}, {"职务": "会长"})
    assert (roster.state, roster.total) == (State.READING, 0)
    assert "白春燕".encode() not in bytes(roster.sheet)
    with pytest.raises(ValidationError, match="不能再改"):
        services.confirm_roster(roster=roster, by=here.admin, at=NOW, only_right=True)
    assert tasks.read_roster(county=here.county.pk, roster=roster.pk)
    assert not tasks.read_roster(county=here.county.pk, roster=roster.pk)
    roster.refresh_from_db()
    assert (roster.state, roster.total, roster.wrong) == (State.PREVIEWED, 2, 1)
    services.confirm_roster(roster=roster, by=here.admin, at=NOW, only_right=True)
    assert run(roster).written == 1


def test_a_large_one_that_is_none_fails_in_words(here, small_is_large):
    data = sheet(line(here), line(here), heads=["甲", "乙"])
    facts = {"filename": "名单.xlsx", "org": here.root, "by": seated(here, "admin"), "at": NOW}
    roster = services.preview_roster(data=data, **facts)
    assert not tasks.read_roster(county=here.county.pk, roster=roster.pk)
    roster.refresh_from_db()
    assert (roster.state, roster.sheet) == (State.FAILED, None)
    assert "没有找到表头" in roster.failure
    roster = previewed(here, {}, {})
    services.cancel_roster(roster=roster, by=here.admin, at=NOW)
    assert not tasks.read_roster(county=here.county.pk, roster=roster.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", ["reading", "confirmed"])
def test_stopped_in_the_middle_nothing_is_written(monkeypatch, state):
    """Somebody cancels from another page while the worker is at it."""
    if state == "reading":
        monkeypatch.setattr("members.roster.workbook.LARGE", 1)
    cast = plant("430424", "东县", "0100")
    with scope(cast.county.pk):
        seated(cast, "admin")
        rows = {}, {"姓名": "姜雨桐", "手机号": ""}
        roster = previewed(cast, *rows) if state == "reading" else confirmed(cast, *rows)
        before = counts()
    said = []

    def stop_meanwhile(row, told):
        def ask():
            with scope(cast.county.pk):
                stopped = services.cancel_roster(roster=roster, by=cast.admin, at=NOW)
                said.append(stopped.is_stopped)
            connection.close()

        if not said:
            other = threading.Thread(target=ask)
            other.start()
            other.join()
        check(row)

    check = running.check_going
    for module in (writing, previewing):
        monkeypatch.setattr(module, "tell", stop_meanwhile)
    task = tasks.read_roster if state == "reading" else tasks.write_roster
    assert not task(county=cast.county.pk, roster=roster.pk)
    with scope(cast.county.pk):
        roster.refresh_from_db()
        assert (said, roster.state, roster.sheet) == ([True], State.CANCELLED, None)
        assert (counts(), roster.failure) == (before, "")


def test_forgotten_rosters_of_every_county(east, west):
    for cast in (east, west):
        with scope(cast.county.pk):
            previewed(cast, {})
    with scope(west.county.pk):
        RosterImport.rows.update(made_at=timezone.now() - timedelta(days=8))
    with scope(east.county.pk):
        RosterImport.rows.update(made_at=timezone.now())
    assert tasks.tend_rosters() == 1
    assert "members.tend_rosters" in current_app.tasks


def upload(client, data, name="名单.xlsx"):
    return client.post(f"{LIST}add/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def said(answer):
    return answer.content.decode()


def test_from_upload_to_undo_at_the_desk(east):
    desk = signed_in(east.admin)
    template = desk.get(f"{LIST}template/")
    listed = load_workbook(BytesIO(template.content))["乡镇和村（社区）"]
    assert (east.town.short_name, east.village.short_name, east.village.code) in listed.values
    assert 'enctype="multipart/form-data"' in said(desk.get(f"{LIST}add/"))
    wrong = upload(desk, sheet(line(east), line(east, 职务="会长")))
    page = wrong.redirect_chain[-1][0]
    for words in ("第 3 行", "没有“会长”这种职务", "只写入没有问题的 1 行", "还没有写入任何内容"):
        assert words in said(wrong)
    assert "1 行有问题" in said(desk.post(f"{page}confirm/", follow=True))
    again = desk.post(f"{page}confirm/", {"only_right": "on"}, follow=True)
    assert "正在排队" in said(again)
    assert 'http-equiv="refresh"' in said(again)
    pk = int(page.rstrip("/").rpartition("/")[2])
    cache.set(f"roster-{east.county.pk}-{pk}", "正在登记人员，第 0 行，共 1 行")
    assert "正在登记人员，第 0 行" in said(desk.get(page))
    tasks.write_roster(county=east.county.pk, roster=pk)
    done = said(desk.get(page))
    assert "已写入</dt><dd>1 项任职" in done
    with scope(east.county.pk):
        lead = Record.rows.get(act="members.write_roster").pk
    assert f"/desk/orgs/record/{lead}/undo/" in done
    assert desk.post(f"/desk/orgs/record/{lead}/undo/", {"reason": ""}).status_code == 302
    assert "后来已撤销" in said(desk.get(page))
    with scope(east.county.pk):
        assert not Person.rows.exists()


def test_refused_files_stand_on_the_form(east):
    desk = signed_in(east.town_clerk)
    for data, says in [
        (b"a,b", "不是能读的 Excel"),
        (b"", "这个文件是空的"),
        (b"x" * (10 * 1024 * 1024 + 1), "最多 10 MB"),
    ]:
        answer = upload(desk, data)
        assert (answer.redirect_chain, says in said(answer)) == ([], True)
    assert "请先选择" in said(desk.post(f"{LIST}add/", {"once": "k"}))
    with scope(east.county.pk):
        assert not RosterImport.rows.exists()


def test_cancel_and_failure_at_the_desk(east):
    desk = signed_in(east.clerk)
    page = upload(desk, sheet(line(east)), "../../甲\\乙.xlsx").redirect_chain[-1][0]
    assert "确认写入 1 行" in said(desk.get(page))
    assert "内容已经清除" in said(desk.post(f"{page}cancel/", follow=True))
    assert "不能再改" in said(desk.post(f"{page}cancel/", follow=True))
    assert "乙.xlsx" in said(desk.get(LIST))
    with scope(east.county.pk):
        RosterImport.rows.update(state=State.FAILED, failure="这个组织已经有主席。")
    assert "这个组织已经有主席" in said(desk.get(page))


def test_of_others_rosters_one_sees_what_lies_below(east, west):
    with scope(east.county.pk):
        top = previewed(east, {}, by="clerk")
        town = previewed(east, {}, by="town_clerk", org=east.town)
        other = Org.rows.get(pk=east.other_town.pk)
        beside = previewed(east, {}, by="admin", org=other)
    clerk, stranger = signed_in(east.town_clerk), signed_in(west.admin)
    for roster in (top, beside):
        for called in ("", "confirm/", "cancel/"):
            assert clerk.post(f"{LIST}{roster.pk}/{called}").status_code == 404
    assert "名单.xlsx" in said(clerk.get(f"{LIST}{town.pk}/"))
    assert stranger.get(f"{LIST}{town.pk}/").status_code == 404
    assert stranger.post(f"{LIST}{town.pk}/confirm/").status_code == 404
    above = signed_in(east.admin)
    assert "由上传的人确认" in said(above.get(f"{LIST}{town.pk}/"))
    assert "由上传的人确认" in said(above.post(f"{LIST}{town.pk}/confirm/", follow=True))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_as_much_for_three_as_for_one(east, django_assert_num_queries, rows):
    with scope(east.county.pk):
        for n, who in enumerate(("admin", "clerk", "auditor")[:rows]):
            previewed(east, {"手机号": PHONE.format(n)}, by=who)
    desk = signed_in(east.admin)
    desk.get(LIST)
    with django_assert_num_queries(8):
        assert desk.get(LIST).status_code == 200
