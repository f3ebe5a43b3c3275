"""Every number opens: what it counts, who counts, what is missing; and what no list may tell."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from fulian.scoping import scope
from orgs.models import Org
from orgs.models.lock import whole_tree
from reports import services
from reports.catalogue.clauses import CLAUSES, clause_told
from reports.models import QuarterLeaf, QuarterlyCoverageReport
from reports.queries.behind import Behind
from reports.queries.figures import InReach
from reports.queries.missing_sheet import as_csv
from reports.rules import BY_ID, INDICATORS
from tests import copied
from tests.conftest import NOW, signed_in
from tests.reports.planting import filled

LIST = "/desk/reports/quarterlycoveragereport/"
GUARDED = [
    one.id for one in INDICATORS if one.is_sensitive or one.id.startswith(("I-CARE", "I-MED"))
]


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


def number(report, org, one, more=""):
    return f"{LIST}{report.pk}/number/{org.code}/{one}/{more}"


def test_every_clause_is_said_in_words():
    assert {part for one in INDICATORS for part in one.clause.split("、")} == set(CLAUSES)
    assert clause_told(BY_ID["I-ORG-7"]) == "片区联建、企社联建"


@pytest.mark.parametrize("one", [one.id for one in INDICATORS])
def test_every_number_opens_on_both_faces(east, report, one):
    desk, phone = signed_in(east.admin), signed_in(east.chair)
    page = said(desk.get(number(report, east.root, one)))
    assert BY_ID[one].numerator in page
    assert "2026年9月30日" in page
    assert "依据" in page
    assert said(desk.get(f"{LIST}{report.pk}/charts/{east.root.code}/?one={one}"))
    page = said(phone.get(f"/figures/{east.village.code}/{one}/"))
    assert BY_ID[one].numerator in page


@pytest.mark.parametrize("kind", ["counted", "missing"])
@pytest.mark.parametrize("one", [one.id for one in INDICATORS if one.has_gaps])
def test_lists_add_up_to_the_number(east, report, one, kind):
    with scope(east.county.pk):
        behind = Behind(InReach(report), east.root.pk, BY_ID[one], names=True)
        figure = behind.figure
        if not behind.has_missing:
            assert behind.lacking() == behind.counting() == [] or behind.has_counted
            return
        lacking = behind.lacking()
        assert sum(here.figure.gaps for here in lacking) == figure.gaps
        behind.tell_missing(lacking)
        counting = behind.counting()
        behind.tell_counted(counting)
        assert all(here.said and all(here.said) for here in lacking + counting)
        n, d = figure.numerator, figure.denominator
        full = sum(here.figure.numerator for here in counting)
        assert full == n or BY_ID[one].kind.value == "gaps"
        assert d >= n


def test_the_missing_list_names_places_and_people_to_who_may_see_them(east, report):
    desk = signed_in(east.admin)
    page = said(desk.get(number(report, east.root, "I-POST-1")))
    assert "某人" in page
    assert east.village.title in page
    assert "还没有岗位的组织" in page
    assert "某人" not in page.split('id="missing-text"')[1].split("</textarea>")[0]
    with scope(east.county.pk):
        behind = Behind(InReach(report), east.root.pk, BY_ID["I-POST-1"], names=False)
        lacking = behind.lacking()
        behind.tell_missing(lacking)
        assert {text.split("（")[0] for here in lacking for text in here.said} == {"执委"}


def test_the_counted_list_is_read_while_open_and_only_numbers_after(east, report):
    desk = signed_in(east.admin)
    address = number(report, east.root, "I-POST-1", "?list=counted")
    assert "某人" in said(desk.get(address))
    with scope(east.county.pk):
        services.freeze_report(report=report, at=NOW)
    page = said(desk.get(address))
    assert "某人" not in page
    assert "定稿后只保留各组织的数字" in page


def test_a_list_is_narrowed_and_taken_along_as_it_is(east, report):
    desk = signed_in(east.admin)
    one = number(report, east.root, "I-LIA-4")
    text = load_workbook(BytesIO(desk.get(f"{one}xlsx/").content))
    rows = [[cell.value for cell in row] for row in text["缺的"].iter_rows()]
    told = desk.get(f"{one}csv/").content.decode("utf-8-sig")
    assert [row[2] for row in csv.reader(StringIO(told))] == [row[2] for row in rows]
    with scope(east.county.pk):
        wanted = {
            code
            for code, missing in QuarterLeaf.rows.filter(quarter="2026Q3").values_list(
                "org__code", "missing"
            )
            if "I-LIA-4" in missing
        }
    assert {row[2] for row in rows[1:]} == wanted
    name = rows[1][1]
    narrowed = desk.get(f"{one}csv/", {"q": name}).content.decode("utf-8-sig")
    assert len(narrowed.splitlines()) == 2
    assert "没有符合条件的" in said(desk.get(one, {"q": "不存在的村"}))
    page = said(desk.get(one, {"q": "<script>\x00😀" + "长" * 10_000}))
    assert "<script>\x00" not in page
    assert said(desk.get(one, {"page": "x", "town": "'"}))


def test_a_name_is_never_a_formula(east, report):
    with scope(east.county.pk), whole_tree():
        Org.rows.filter(pk=east.village.pk).update(short_name="=1+1")
    with scope(east.county.pk):
        behind = Behind(InReach(report), east.village.pk, BY_ID["I-TEAM-9"], names=True)
        told = as_csv(behind, behind.lacking()).decode("utf-8-sig")
    assert "'=1+1" in told
    assert ",=1+1" not in told


@pytest.mark.parametrize("one", GUARDED)
def test_what_is_sensitive_has_no_list(east, report, one):
    desk = signed_in(east.admin)
    page = said(desk.get(number(report, east.root, one)))
    assert "不列名单" in page
    assert 'id="list"' not in page
    assert desk.get(number(report, east.root, one, "xlsx/")).status_code == 404
    assert desk.get(number(report, east.root, one, "csv/")).status_code == 404
    with scope(east.county.pk):
        behind = Behind(InReach(report), east.town.pk, BY_ID[one], names=True)
        assert behind.here == behind.below == []


def test_few_of_something_sensitive_tell_nothing_beside_each_other(east, report):
    one = BY_ID["I-CARE-2"]
    with scope(east.county.pk):
        rows = QuarterLeaf.rows.filter(quarter="2026Q3")
        rows.filter(org=east.village).update(care_2_n=3, care_2_d=4, missing={"I-CARE-2": [1]})
        rows.filter(org=east.other_village).update(care_2_n=90, care_2_d=98)
        behind = Behind(InReach(report), east.root.pk, one, names=True)
        assert [line.figures[0].result for line in behind.below] == ["不显示"] * 2
        assert behind.figure.result == "不显示" or behind.figure.numerator == 93
    desk = signed_in(east.admin)
    page = said(desk.get(number(report, east.root, "I-CARE-2")))
    assert "不分地方显示" in page
    assert "91.8%" not in page
    for place in (east.village, east.town):
        page = said(desk.get(f"{LIST}{report.pk}/{place.code}/?part=AIM"))
        assert "75.0%" not in page
        assert "没有结对" not in page


def test_another_township_and_another_county_open_nothing(east, west, report):
    clerk = signed_in(east.town_clerk)
    assert clerk.get(number(report, east.town, "I-ORG-1")).status_code == 200
    for place in (east.other_town, east.root, west.town):
        for more in ("", "xlsx/", "csv/"):
            assert clerk.get(number(report, place, "I-ORG-1", more)).status_code == 404
        assert clerk.get(f"{LIST}{report.pk}/charts/{place.code}/").status_code == 404
        assert clerk.get(f"/figures/{place.code}/I-ORG-1/").status_code == 404
    assert clerk.get(number(report, east.town, "I-NONE-1")).status_code == 404
    page = said(clerk.get(number(report, east.town, "I-TEAM-9")))
    assert east.other_town.title not in page
    with scope(west.county.pk):
        theirs = QuarterlyCoverageReport.rows.get()
    assert clerk.get(number(theirs, east.town, "I-ORG-1")).status_code == 404
    chair = signed_in(east.chair)
    assert chair.get(number(report, east.village, "I-ORG-1")).status_code == 403
    assert chair.get(f"/figures/{east.town.code}/I-ORG-1/").status_code == 404
    assert chair.get(f"/figures/{east.village.code}/I-NONE-1/").status_code == 404


def test_before_the_first_report_no_number_opens(east):
    assert signed_in(east.chair).get(f"/figures/{east.village.code}/I-ORG-1/").status_code == 404


def test_queries_do_not_grow_with_places(east, report):
    def asked(client, address):
        client.get(address)
        with CaptureQueriesContext(connection, ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    desk, phone = signed_in(east.admin), signed_in(east.town_clerk)
    counts = {
        asked(desk, number(report, place, "I-POST-1")) for place in (east.town, east.village)
    }
    print(counts, asked(phone, f"/figures/{east.town.code}/I-POST-1/"),
          asked(desk, f"{LIST}{report.pk}/charts/{east.root.code}/"),
          asked(desk, number(report, east.root, "I-POST-1", "?list=counted")))
