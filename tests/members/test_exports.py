"""A large roll taken out: a row with progress, stopped, resumed, hers alone, cleared away."""

from __future__ import annotations

import threading
from datetime import timedelta
from io import BytesIO

import pytest
from celery import current_app
from django.core.exceptions import ValidationError
from django.db import connection
from openpyxl import load_workbook

from fulian.scoping import scope
from members import services, tasks
from members.models import Office, RosterImport
from members.queries import exports as reads
from members.queries import roster as rosters
from members.services.roster import exporting
from orgs import services as ground
from orgs.models import Record, Role
from orgs.services import grant_access
from tests.conftest import NOW, TODAY, plant, signed_in
from tests.members.sheets import PHONE
from tests.members.test_roster import seated
from tests.orgs.test_races import together
from tests.people import person, seat

State = RosterImport.State
LIST = "/desk/members/rosterimport/"
PAGE = f"{LIST}export/"


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        seated(east, "admin")
        seat(east.village, Office.CHAIR, who=person(east.village, "=1+1", phone=PHONE.format(2)))
        person(east.other_village, "柳芳菲", occupation="@SUM(A1)")
        yield east


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(reads, "AT_ONCE", 0)


def ordered(cast, by="admin", **facts):
    return services.order_export(by=seated(cast, by), at=NOW, **facts)


def run(row):
    """Do what the worker does; return the row as it is then."""
    tasks.write_export(county=row.county_id, roster=row.pk)
    row.refresh_from_db()
    return row


def told(data):
    return [
        cell.value
        for row in load_workbook(BytesIO(data))["花名册"].iter_rows(min_row=2, min_col=2)
        for cell in row
        if cell.value
    ]


def test_the_worker_writes_what_would_be_answered_at_once(here):
    row = ordered(here)
    assert (row.state, reads.export_file(row, here.admin)) == (State.CONFIRMED, None)
    assert run(row).state == State.DONE
    assert (row.total, rosters.progress_of(row)) == (2, "")
    data = reads.export_file(row, here.admin)
    assert told(data) == told(services.export_roster(on=TODAY, by=here.admin))
    line = Record.rows.get(act="members.write_export")
    assert (line.user_id, "2 行，号码已遮住" in line.target_name) == (here.admin.pk, True)
    assert b"=1+1" not in bytes(row.sheet)
    assert tasks.write_export(county=here.county.pk, roster=row.pk) == 0
    assert tasks.write_export(county=here.county.pk, roster=row.pk + 999) == 0


def test_no_cell_is_a_formula(here):
    book = load_workbook(BytesIO(reads.export_file(run(ordered(here)), here.admin)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert not [cell for cell in cells if cell.data_type == "n" and cell.value is not None]
    assert "=1+1" in [cell.value for cell in cells]


def test_whole_numbers_take_the_right_on_every_day(here):
    with pytest.raises(ValidationError, match="请写明事由"):
        ordered(here, whole=True)
    with pytest.raises(ValidationError, match="不能查看完整号码"):
        ordered(here, by="auditor", whole=True, reason="核对")
    row = run(ordered(here, by="clerk", whole=True, reason="换届核对"))
    assert PHONE.format(2) in told(reads.export_file(row, here.clerk))
    here.clerk.hat = seated(here, "auditor").hat
    assert reads.export_file(row, here.clerk) is None


def test_asked_twice_is_one(here):
    row = ordered(here)
    assert ordered(here) == row
    assert Record.rows.filter(act="members.order_export").count() == 1
    assert ordered(here, whole=True, reason="换届核对") != row
    assert ordered(here, by="clerk") != row
    run(row)
    assert ordered(here) != row


@pytest.mark.django_db(transaction=True)
def test_asked_twice_at_the_same_moment_is_one():
    cast = plant("430424", "东县", "0100")
    with scope(cast.county.pk):
        seated(cast, "admin")

    def ask(_):
        with scope(cast.county.pk, by=cast.admin):
            return services.order_export(by=cast.admin, at=NOW).pk

    found = together(ask, 3)
    assert len(set(found)) == 1
    with scope(cast.county.pk):
        assert RosterImport.rows.count() == 1


class Killed(BaseException):
    """What a worker does not survive."""


def test_killed_in_the_middle_it_is_taken_up_again(here, monkeypatch):
    row = ordered(here)

    def die(_):
        assert "正在写成表格，共 2 行" in rosters.progress_of(row)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(exporting, "edit_workbook", die)
        with pytest.raises(Killed):
            run(row)
    row.refresh_from_db()
    assert (row.state, "file" in rosters.sheet_of(row)) == (State.CONFIRMED, False)
    queued = []
    monkeypatch.setattr(
        "members.services.roster.previewing.enqueue", lambda name, **of: queued.append((name, of))
    )
    assert services.tend_rosters(at=NOW + timedelta(minutes=5)) == 1
    assert queued == [("members.write_export", {"roster": row.pk})]
    assert run(row).state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_stopped_while_it_is_written(monkeypatch):
    cast = plant("430424", "东县", "0100")
    with scope(cast.county.pk):
        person(cast.village)
        row = ordered(cast)
    write = exporting.edit_workbook

    def ask():
        with scope(cast.county.pk):
            assert services.cancel_roster(roster=row, by=cast.admin, at=NOW).is_stopped
        connection.close()

    def meanwhile(rows):
        other = threading.Thread(target=ask)
        other.start()
        other.join()
        return write(rows)

    monkeypatch.setattr(exporting, "edit_workbook", meanwhile)
    current_app.tasks["members.write_export"](county=cast.county.pk, roster=row.pk)
    with scope(cast.county.pk):
        row.refresh_from_db()
    assert (row.state, row.sheet, row.failure) == (State.CANCELLED, None, "")


def test_dropped_before_during_and_after_by_her_alone(here):
    waiting = ordered(here)
    with pytest.raises(ValidationError, match="本人取消"):
        services.cancel_roster(roster=waiting, by=here.clerk, at=NOW)
    assert services.cancel_roster(roster=waiting, by=here.admin, at=NOW).state == State.CANCELLED
    assert run(waiting).state == State.CANCELLED
    done = run(ordered(here))
    dropped = services.cancel_roster(roster=done, by=here.admin, at=NOW)
    assert (dropped.state, dropped.sheet) == (State.CANCELLED, None)
    with pytest.raises(ValidationError, match="不能再改"):
        services.cancel_roster(roster=done, by=here.admin, at=NOW)


def test_cleared_away_after_a_week(here):
    row = run(ordered(here))
    RosterImport.rows.filter(pk=row.pk).update(ended_at=NOW - timedelta(days=7, minutes=1))
    assert services.tend_rosters(at=NOW) == 1
    row.refresh_from_db()
    assert (row.state, row.sheet) == (State.CANCELLED, None)
    assert reads.export_file(row, here.admin) is None
    assert services.tend_rosters(at=NOW) == 0


@pytest.mark.parametrize("how", ["seat", "right", "account"])
def test_who_lost_it_meanwhile_gets_nothing(here, how):
    row = ordered(here, by="town_clerk" if how == "seat" else "clerk")
    if how == "seat":
        ground.end_access(grant=here.town_clerk_grant, on=TODAY, by=None)
    elif how == "account":
        here.clerk.is_active = False
        here.clerk.save()
    else:
        type(here.clerk_grant).rows.filter(pk=here.clerk_grant.pk).update(role=Role.MACHINE)
    assert (run(row).state, row.sheet) == (State.FAILED, None)
    assert "导出的人已经没有" in row.failure


# At the desk


def asked(desk, key="a"):
    return desk.post(PAGE, {"once": key}, follow=True)


def test_a_small_one_at_once_and_a_large_one_by_the_worker(here, monkeypatch):
    desk = signed_in(here.admin)
    assert told(desk.post(PAGE, {"once": "s"}).content)
    assert not RosterImport.rows.exists()
    monkeypatch.setattr(reads, "AT_ONCE", 1)
    answer = asked(desk)
    row = RosterImport.rows.get()
    assert answer.redirect_chain[-1][0] == f"{PAGE}{row.pk}/"
    assert "正在排队" in answer.content.decode()
    assert desk.get(f"{PAGE}{row.pk}/file/").status_code == 404
    assert "正在生成" in desk.get(PAGE).content.decode()
    run(row)
    assert "下载花名册" in desk.get(f"{PAGE}{row.pk}/").content.decode()
    assert "可以下载，2 行" in desk.get(PAGE).content.decode()
    sent = desk.get(f"{PAGE}{row.pk}/file/")
    assert ("柳芳菲" in told(sent.content), "no-store" in sent["Cache-Control"]) == (True, True)
    assert row.filename not in desk.get(LIST).content.decode()
    for path in ("", "confirm/", "cancel/", "marked/"):
        assert desk.post(f"{LIST}{row.pk}/{path}", {"once": path}).status_code in (404, 405)
    said = desk.post(f"{PAGE}{row.pk}/cancel/", {"once": "c"}, follow=True).content.decode()
    assert "文件已经清除" in said
    assert desk.get(f"{PAGE}{row.pk}/file/").status_code == 404


def test_it_is_hers_alone_and_within_her_reach_of_today(here, west, large):
    desk = signed_in(here.town_clerk)
    asked(desk)
    row = run(RosterImport.rows.get())
    assert row.org_id == here.town.pk
    page = f"{PAGE}{row.pk}/"
    assert desk.get(f"{page}file/").status_code == 200
    for other in (here.admin, here.clerk, west.admin):
        stranger = signed_in(other)
        statuses = [stranger.get(f"{page}{path}").status_code for path in ("", "file/")]
        statuses.append(stranger.post(f"{page}cancel/", {"once": "x"}).status_code)
        assert statuses == [404, 404, 404]
    grant_access(
        org=here.other_town, phone=here.town_clerk_phone, holder="她", on=TODAY, by=None,
        role=Role.TOWNSHIP_STAFF,
    )  # fmt: skip
    ground.end_access(grant=here.town_clerk_grant, on=TODAY, by=None)
    moved = signed_in(here.town_clerk)
    assert moved.get(PAGE).status_code == 200
    assert moved.get(f"{page}file/").status_code == 404


@pytest.mark.parametrize("much", [1, 3])
def test_her_list_asks_as_often_for_one_as_for_three(here, large, django_assert_num_queries, much):
    for _ in range(much):
        run(ordered(here))
    desk = signed_in(here.admin)
    desk.get(PAGE)
    with django_assert_num_queries(6):
        desk.get(PAGE)
