"""Reports on the desk, the phone, the public page, the machine's, and in the workbook."""

from __future__ import annotations

from io import BytesIO
from re import sub

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from fulian.scoping import scope
from orgs import services as ground
from orgs.models import Org
from orgs.models.lock import whole_tree
from reports import services
from reports.models import QuarterLeaf, QuarterlyCoverageReport, TownshipConfirmation
from reports.queries.figures import InReach
from reports.queries.gaps import gaps_of
from reports.queries.workbook import FIRST, HEAD, _part
from reports.rules import BY_ID, INDICATORS, Heading, share
from reports.rules.figures import parts_of
from tests import copied
from tests.conftest import NOW, TODAY, signed_in
from tests.orgs.test_api import register, token_of
from tests.reports.planting import filled

LIST = "/desk/reports/quarterlycoveragereport/"


@pytest.fixture
def report(east, west):
    def compiled(cast, seed):
        filled(cast, seed)
        with scope(cast.county.pk):
            return services.compile_report(quarter="2026Q3", at=NOW)

    copied.once("report in the west", lambda: compiled(west, 2), west.county)
    return copied.once("report in the east", lambda: compiled(east, 1), east.county)


def said(answer):
    assert answer.status_code in (200, 404), answer.content.decode()
    return answer.content.decode()


def test_the_county_compiles_confirms_and_freezes_at_the_desk(east, report):
    desk = signed_in(east.admin)
    assert "2026年第3季度" in said(desk.get(LIST))
    one = f"{LIST}{report.pk}/"
    page = said(desk.get(one))
    assert "还没有核对" in page
    assert "四舍五入" in page
    again = desk.post(LIST + "add/", {"quarter": "2026Q2"})
    assert again.status_code == 302, said(again)
    assert "选择一个有效的选项" in said(desk.post(LIST + "add/", {"quarter": "2026Q4"}))
    place = f"{one}{east.town.code}/"
    assert "核对这些数字" in said(desk.get(place))
    confirm = f"{one}confirm/{east.town.code}/"
    assert "请勾选确认" in said(desk.post(confirm, {"note": ""}))
    assert desk.post(confirm, {"sure": "on", "note": "已逐村核对"}).url == place
    assert "已逐村核对" in said(desk.get(place))
    assert "已经核对过" in said(desk.post(confirm, {"sure": "on"}))
    assert "还有 1 个乡镇（街道）没有核对" in said(desk.get(one + "freeze/"))
    assert desk.post(one + "compile/", {"sure": "on"}).url == one
    assert desk.post(one + "freeze/", {"sure": "on"}).url == one
    page = said(desk.get(one))
    assert "校验码" in page
    assert "/compile/" not in page
    assert "已经定稿" in said(desk.post(one + "freeze/", {"sure": "on"}))
    for step in ("freeze/", "compile/"):
        assert desk.get(one + step).url == one
        assert "已经定稿，不用再" in said(desk.get(one))
    assert "已经定稿" in said(desk.post(one + "compile/", {"sure": "on"}))


def test_who_is_missing_is_named_only_to_who_may_see_her(east, report):
    with scope(east.county.pk):
        leaf = QuarterLeaf.rows.get(quarter=report.quarter, org=east.village)
        assert leaf.missing["I-POST-1"]
        gaps = {gap.indicator.id: gap.said for gap in gaps_of(report, east.village.pk, names=True)}
        assert gaps["I-POST-1"][0].startswith("某人")
        gaps = {gap.indicator.id: gap.said for gap in gaps_of(report, east.village.pk, names=False)}
        assert gaps["I-POST-1"][0].startswith("执委")
    page = f"/figures/{east.village.code}/"
    assert "某人" in said(signed_in(east.chair).get(page))
    assert "某人" in said(signed_in(east.town_clerk).get(page))


def test_a_place_is_found_by_its_old_code(east, report):
    with scope(east.county.pk):
        ground.recode_county(code="430499", name="东区", on=timezone.localdate(), by=None)
    desk = signed_in(east.admin)
    for code in (east.town.code, east.town.code.replace("430424", "430499")):
        assert east.town.title in said(desk.get(f"{LIST}{report.pk}/{code}/"))


def test_a_township_sees_its_own_figures_only(east, west, report):
    desk = signed_in(east.town_clerk)
    one = f"{LIST}{report.pk}/"
    page = said(desk.get(one))
    assert east.town.title in page
    assert east.other_town.title not in page
    assert desk.get(f"{one}{east.other_town.code}/").status_code == 404
    assert desk.get(f"{one}{east.root.code}/").status_code == 404
    assert desk.get(f"{one}confirm/{east.other_town.code}/").status_code == 404
    assert desk.get(one + "freeze/").status_code == 403
    sheet = load_workbook(BytesIO(desk.get(one + "xlsx/").content))["覆盖率"]
    names = [sheet.cell(row, 2).value for row in range(FIRST, FIRST + 10)]
    assert east.town.title in names
    assert east.other_town.title not in names
    with scope(west.county.pk):
        theirs = QuarterlyCoverageReport.rows.get()
    assert desk.get(f"{LIST}{theirs.pk}/").status_code == 404
    assert signed_in(west.admin).get(f"{one}xlsx/").status_code == 404


def test_a_township_confirms_on_the_phone(east, report):
    phone = signed_in(east.town_clerk)
    assert "核对完成" in said(phone.get("/figures/"))
    assert phone.post("/figures/confirm/", {"quarter": "2026Q1"}).status_code == 404
    answer = phone.post("/figures/confirm/", {"quarter": "2026Q3", "note": ""})
    assert answer.url == "/figures/"
    page = said(phone.get("/figures/"))
    assert "数字已核对，谢谢" in page
    assert "核对完成" not in page
    twice = said(phone.post("/figures/confirm/", {"quarter": "2026Q3"}))
    assert "已经核对过" in twice
    with scope(east.county.pk):
        assert TownshipConfirmation.rows.get().org_id == east.town.pk


def test_a_village_reads_its_figures_in_plain_words(east, report):
    phone = signed_in(east.chair)
    home = said(phone.get("/"))
    assert "2026年第3季度的数字" in home
    page = said(phone.get("/figures/"))
    assert "已建妇联" in page
    assert "做到了" in page
    assert "还差" in page
    assert "I-LIA" not in sub(r'href="[^"]*"', "", page)
    assert "核对完成" not in page
    assert phone.get(f"/figures/{east.town.code}/").status_code == 404
    assert phone.get(f"/figures/{east.other_village.code}/").status_code == 404
    assert phone.post("/figures/confirm/", {"quarter": "2026Q3"}).status_code == 403


def test_what_is_missing_comes_first_and_noughts_last(east, report):
    desk, one = signed_in(east.admin), f"{LIST}{report.pk}/"
    with scope(east.county.pk):
        figures = InReach(report).figures(east.root.pk)
    parts = {part.heading: part for part in parts_of(figures)}
    shown = [one for part in parts.values() for one in part.lacking + part.done + part.numbers]
    assert len(shown) + sum(len(part.idle) for part in parts.values()) == len(INDICATORS)
    assert all(one.gaps and not one.is_few for part in parts.values() for one in part.lacking)
    page = said(desk.get(one))
    for name in ("还差的（", "数量（", "是 0 的"):
        assert page.count(name) == 1, "one heading at a time"
    assert page.index("还差的（") < page.index("数量（") < page.index("是 0 的")
    whole = said(desk.get(f"{one}?part=all"))
    assert whole.count("还差的（") == sum(bool(part.lacking) for part in parts.values())
    assert said(desk.get(f"{one}?part=<script>")).count("还差的（") == 1


def test_before_the_first_report_pages_say_so(east):
    assert "还没有季度报告" in said(signed_in(east.chair).get("/figures/"))
    assert "还没有季度报告" in said(signed_in(east.admin).get(LIST))


def test_anyone_may_ask_whether_it_is_genuine(east, report, client):
    assert "没有查到" in said(client.get(f"/verify/{'0' * 64}/"))
    with scope(east.county.pk):
        frozen = services.freeze_report(report=report, at=NOW)
    page = said(client.get(f"/verify/{frozen.digest}/"))
    assert "还没有发布" in page
    assert "会改联完成率" not in page
    with scope(east.county.pk):
        services.publish_report(report=frozen, at=NOW)
    page = said(client.get(f"/verify/{frozen.digest}/"))
    assert "这份报告是真的" in page
    for told in ("东县", "2026年第3季度", "会改联完成率"):
        assert told in page
    with scope(east.county.pk):
        QuarterlyCoverageReport.rows.update(body=frozen.body + " ")
    answer = client.get(f"/verify/{frozen.digest}/")
    assert answer.status_code == 404
    assert "被改动过" in said(answer)
    assert client.get(f"/claim/{frozen.digest}/").status_code == 404


def test_the_workbook(east, report):
    with scope(east.county.pk), whole_tree():
        Org.rows.filter(pk=east.village.pk).update(short_name="=1+1")
    desk = signed_in(east.admin)
    desk.post(f"{LIST}{report.pk}/confirm/{east.town.code}/", {"sure": "on"})
    answer = desk.get(f"{LIST}{report.pk}/xlsx/")
    sheet = load_workbook(BytesIO(answer.content))["覆盖率"]
    words = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert words[0][0] == "东县妇联组织2026年第3季度覆盖报告（覆盖率）"
    assert "填报单位：东县妇联" in words[1][0]
    assert "审核人：东县100镇妇联 东县admin" in words[2][0]
    assert words[HEAD - 1][2] == INDICATORS[0].name
    body = words[FIRST - 1 : FIRST + 6]
    assert [row[0] for row in body] == sorted(row[0] for row in body)
    assert body[0][1] == "东县妇联"
    assert body[2][1].strip("　") == "=1+1妇联"
    with scope(east.county.pk):
        whole = InReach(report).sums()[east.root.pk]
    column = dict(map(reversed, _part(Heading.REACH).columns))[BY_ID["I-TEAM-9"]] - 1
    n, d = whole["team_9_n"], whole["team_9_d"]
    assert body[0][column : column + 3] == [n, d, share(n, d)]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    notes = "".join(str(row[0]) for row in words[FIRST:])
    assert "村级 1+2+15（执委数含主席、副主席）" in notes
    assert "四舍五入" in notes
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${HEAD}:${HEAD + 1}"
    assert sheet.print_area
    assert sheet.row_dimensions[FIRST + 2].outlineLevel == 1
    assert sheet.max_column == _part(Heading.REACH).wide


def test_a_machine_reads_figures_with_the_scope_for_it(east, west, report):
    register(east, reads=("orgs:read", "reports:read"))
    plain = Client(headers={"Authorization": f"Bearer {token_of().json()['access_token']}"})
    assert plain.get("/api/v1/reports/").status_code == 403
    token = token_of(scope="orgs:read reports:read").json()["access_token"]
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    (row,) = machine.get("/api/v1/reports/").json()["results"]
    assert (row["quarter"], row["status"], row["digest"]) == ("2026Q3", "open", "")
    rows, after = [], ""
    while after is not None:
        size = f"size=40{f'&after={after}' if after else ''}"
        answer = machine.get(f"/api/v1/reports/2026Q3/values/?{size}").json()
        rows, after = rows + answer["results"], answer["next"]
    with scope(east.county.pk):
        assert len(rows) == QuarterLeaf.rows.filter(quarter=report.quarter).count()
    assert {one["indicator"] for one in rows[0]["figures"]} == {one.id for one in INDICATORS}
    assert {row["org_code"][:6] for row in rows} == {"430424"}
    assert "某人" not in str(rows)
    one = machine.get(
        f"/api/v1/reports/2026Q3/values/?org={east.root.code}&indicator=I-ORG-1"
    ).json()["results"]
    told = [row["figures"][0] for row in one]
    assert [(r["numerator"], r["denominator"], r["rate"]) for r in told] == [(4, 4, 100.0)]
    for wrong in ("2026Q1", "nonsense"):
        assert machine.get(f"/api/v1/reports/{wrong}/values/").status_code == 404
    assert machine.get("/api/v1/reports/2026Q3/values/?indicator=x").status_code == 400


def test_a_machine_reads_the_reports_of_a_day(east, report):
    register(east, reads=("reports:read",))
    token = token_of(scope="reports:read").json()["access_token"]
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    with scope(east.county.pk):
        services.freeze_report(report=report, at=NOW)
    days = {"": "frozen", "?as_of=2026-11-22": "frozen", "?as_of=2026-11-21": "open"}
    for query, status in days.items():
        (row,) = machine.get(f"/api/v1/reports/{query}").json()["results"]
        assert (row["status"], bool(row["digest"])) == (status, status == "frozen"), query
        assert bool(row["frozen_at"]) == (status == "frozen")
    assert machine.get("/api/v1/reports/?as_of=2026-09-01").json()["results"] == []
    for wrong in ("as_of=2999-01-01", "asof=2026-11-21"):
        assert machine.get(f"/api/v1/reports/?{wrong}").status_code == 400


def test_queries_are_few_and_do_not_grow(east, report):
    desk = signed_in(east.admin)
    pages = [LIST, f"{LIST}{report.pk}/", f"{LIST}{report.pk}/{east.town.code}/"]
    phone = ["/figures/", f"/figures/{east.village.code}/"]
    before = {}
    desk.get(LIST)
    for path in pages + phone:
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(path).status_code == 200
        before[path] = len(seen)
    for quarter in ("2026Q1", "2026Q2"):
        with scope(east.county.pk):
            services.compile_report(quarter=quarter, at=NOW)
    with CaptureQueriesContext(connection) as seen:
        desk.get(LIST)
    assert len(seen) == before[LIST] <= 12
    assert max(before.values()) <= 21, before  # with what is hidden over the whole county
    assert max(before[path] for path in phone) <= 16, before


@pytest.mark.parametrize("who", ["clerk", "town_clerk", "chair"])
def test_a_right_that_ends_closes_the_numbers_it_had_open(east, report, who):
    pages = [f"/figures/{east.village.code}/", f"/figures/{east.village.code}/I-TEAM-1/"]
    if who != "chair":
        one = f"{LIST}{report.pk}/"
        pages += [one, f"{one}xlsx/", f"{one}number/{east.village.code}/I-TEAM-1/csv/"]
    browser = signed_in(getattr(east, who))
    assert {browser.get(page).status_code for page in pages} == {200}
    with scope(east.county.pk):
        ground.end_access(grant=getattr(east, f"{who}_grant"), on=TODAY, by=None)
    assert not {browser.get(page).status_code for page in pages} & {200, 500}
