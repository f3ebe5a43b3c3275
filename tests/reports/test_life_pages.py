"""A report's life on the faces: the desk's steps, the running quarter, the public page, the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.scoping import scope
from orgs import services as ground
from reports import services
from reports.models import QuarterlyCoverageReport, ReportException
from reports.services.live import renew_live
from tests import copied
from tests.conftest import NOW, TODAY, signed_in
from tests.orgs.test_api import register, token_of
from tests.reports.planting import filled
from tests.reports.test_report_pages import LIST, said


@pytest.fixture
def report(east):
    def compiled():
        filled(east, 1)
        with scope(east.county.pk):
            return services.compile_report(quarter="2026Q3", at=NOW)

    return copied.once("report in the east", compiled, east.county)


@pytest.fixture
def frozen(east, report):
    with scope(east.county.pk):
        return services.freeze_report(report=report, at=NOW)


def found_late(east):
    with scope(east.county.pk):
        return ground.found_org(
            parent=east.town, name="漏登村", code="430424100299", on=TODAY - timedelta(80), by=None
        )


def test_the_administrator_publishes_and_corrects_at_the_desk(east, frozen):
    desk, staff = signed_in(east.admin), signed_in(east.clerk)
    one = f"{LIST}{frozen.pk}/"
    assert "没有变化" in said(desk.get(one + "changed/"))
    assert "请勾选确认" in said(desk.post(one + "publish/", {"sure": ""}))
    for step in ("publish/", "correct/"):
        assert staff.get(one + step).status_code == 403
        assert signed_in(east.town_clerk).post(one + step, {"sure": "on"}).status_code == 403
    assert desk.post(one + "publish/", {"sure": "on"}).url == one
    assert "已经发布" in said(desk.post(one + "publish/", {"sure": "on"}))
    facts = {"sure": "on", "reason": "<script>漏登一个村"}
    assert "没有要更正的" in said(desk.post(one + "correct/", facts))
    found_late(east)
    page = said(desk.get(one + "changed/"))
    assert "漏登村" in page
    answer = desk.post(one + "correct/", facts)
    with scope(east.county.pk):
        second = QuarterlyCoverageReport.rows.get(edition=2)
    assert answer.url == f"{LIST}{second.pk}/"
    page = said(desk.get(answer.url))
    assert "&lt;script&gt;漏登一个村" in page
    assert "看第 1 版" in page
    assert "被更正版替换" in said(desk.get(one))
    assert "已经更正过" in said(desk.post(one + "correct/", facts))
    public = said(Client().get(f"/verify/{frozen.digest}/"))
    assert "被第 2 版替换" in public
    assert "还没有发布" in said(Client().get(f"/verify/{second.digest}/"))


def test_a_township_types_its_totals_and_speaks_late_by_exception(east, report):
    town, admin = signed_in(east.town_clerk), signed_in(east.admin)
    one = f"{LIST}{report.pk}/"
    total = f"{one}total/{east.town.code}/"
    facts = {"indicator": "I-ORG-1", "numerator": "7", "denominator": "9"}
    assert "填报自报数" in said(town.get(f"{one}{east.town.code}/"))
    assert "分子不能比分母大" in said(town.post(total, facts | {"numerator": "10"}))
    assert town.post(total, facts).status_code == 302
    assert "自报数和系统统计数" in said(town.get(f"{one}{east.town.code}/"))
    assert "自报数和系统统计数" in said(admin.get(one))
    other = f"{one}total/{east.other_town.code}/"
    assert town.post(other, facts).status_code == 404
    with scope(east.county.pk):
        services.freeze_report(report=report, at=NOW)
    assert "请县妇联批准例外" in said(town.post(total, facts))
    grant = f"{one}exception/{east.town.code}/"
    assert town.get(grant).status_code == 403
    until = {"until": (timezone.localdate() + timedelta(5)).isoformat()}
    assert "必填" in said(admin.post(grant, until))
    assert "批准逾期核对" in said(admin.get(one))
    assert admin.post(grant, until | {"reason": "停电三天"}).status_code == 302
    assert "停电三天" in said(admin.get(one))
    assert "核对完成" in said(town.get("/figures/"))
    assert town.post("/figures/confirm/", {"quarter": "2026Q3"}).status_code == 302
    assert "定稿后补核对" in said(admin.get(one))
    assert town.post(total, facts).status_code == 302
    with scope(east.county.pk):
        assert ReportException.rows.count() == 1


def test_the_running_quarter_says_as_of_when_and_what_waits(east, report):
    desk = signed_in(east.admin)
    page = f"{LIST}live/"
    assert "还没有统计过" in said(desk.get(page))
    with scope(east.county.pk):
        renew_live(timezone.now())
    with CaptureQueriesContext(connection) as seen:
        text = said(desk.get(page))
    assert len(seen) <= 17
    assert "截至" in text
    assert "正在更新" not in text
    phone = signed_in(east.chair)
    phone.get("/figures/")
    with CaptureQueriesContext(connection) as few:
        assert "本季度到现在" in said(phone.get("/figures/"))
    assert len(few) <= 20  # seventeen of them tell by name what is missing
    with scope(east.county.pk):
        ground.rename_org(org=east.village, name="改名村", on=timezone.localdate(), by=None)
    assert "有新的改动，正在更新" in said(desk.get(page))
    assert "有新的改动，正在更新" in said(signed_in(east.town_clerk).get("/figures/"))


def test_every_number_of_the_running_quarter_opens(east, west, report):
    desk = signed_in(east.admin)
    one = f"{LIST}0/number/{east.root.code}/I-TEAM-1/"
    assert desk.get(one).status_code == 404, "nothing is counted yet"
    with scope(east.county.pk):
        renew_live(timezone.now())
    page = said(desk.get(f"{LIST}live/"))
    assert one in page
    assert f'href="{LIST}0/{east.town.code}/"' in page
    page = said(desk.get(one))
    assert "季度还没有结束，先统计到" in page
    assert "班子没有达到职数" in page
    assert f'href="{LIST}live/"' in page
    assert "没有达到职数" in said(desk.get(one + "csv/"))
    assert desk.get(f"{LIST}0/charts/{east.root.code}/").status_code == 200
    place = said(desk.get(f"{LIST}0/{east.town.code}/?part=all"))
    assert "季度还没有结束" in place
    assert "/confirm/" not in place
    for wrong in (f"{LIST}0/", f"{LIST}0/xlsx/", f"{LIST}0/freeze/", f"{LIST}0/publish/"):
        assert desk.get(wrong).status_code == 404, wrong
    clerk = signed_in(east.town_clerk)
    assert clerk.get(one).status_code == 404
    assert clerk.get(f"{LIST}0/{west.town.code}/").status_code == 404


def test_a_machine_is_told_the_version_and_when_it_was_published(east, frozen):
    register(east, reads=("reports:read",))
    token = token_of(scope="reports:read").json()["access_token"]
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    (row,) = machine.get("/api/v1/reports/").json()["results"]
    assert (row["version"], row["status"], row["published_at"]) == (1, "frozen", None)
    later = NOW + timedelta(days=1)
    with scope(east.county.pk):
        services.publish_report(report=frozen, at=NOW)
    found_late(east)
    with scope(east.county.pk):
        services.correct_report(report=frozen, reason="漏登", at=later)
    (row,) = machine.get("/api/v1/reports/").json()["results"]
    assert (row["version"], row["status"], row["published_at"]) == (2, "frozen", None)
    (row,) = machine.get("/api/v1/reports/?as_of=2026-11-22").json()["results"]
    assert (row["version"], row["status"]) == (1, "published")
