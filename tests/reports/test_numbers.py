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
from reports.queries.history import History, up_to
from reports.queries.missing_sheet import as_csv
from reports.rules import BY_ID, INDICATORS, Kind
from tests import copied
from tests.conftest import NOW, signed_in
from tests.reports.planting import filled

LIST = "/desk/reports/quarterlycoveragereport/"
NUMBER_ASKS, COUNTED_ASKS, CHARTS_ASK = 13, 19, 21
GUARDED = [
    one.id for one in INDICATORS if one.is_sensitive or one.id.startswith(("I-CARE", "I-MED"))
]
SORTS = {(one.kind, one.what, one.hundredths): one for one in INDICATORS}  # one of each sort


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


def behind_of(report, org, one, *, names=True):
    return Behind(History(up_to(report), org, one), names=names)


def number(report, org, one, more=""):
    return f"{LIST}{report.pk}/number/{org.code}/{one}/{more}"


def test_every_clause_is_said_in_words():
    assert {part for one in INDICATORS for part in one.clause.split("、")} == set(CLAUSES)
    assert clause_told(BY_ID["I-ORG-7"]) == "片区联建、企社联建"


def test_every_sort_of_number_opens_on_both_faces(east, report):
    desk, phone = signed_in(east.admin), signed_in(east.chair)
    for one in SORTS.values():
        page = said(desk.get(number(report, east.root, one.id)))
        assert one.numerator in page
        assert "2026年9月30日" in page
        assert "依据" in page
        assert said(desk.get(f"{LIST}{report.pk}/charts/{east.root.code}/?one={one.id}"))
        assert one.numerator in said(phone.get(f"/figures/{east.village.code}/{one.id}/"))


def test_lists_add_up_to_the_number(east, report):
    with scope(east.county.pk):
        for one in INDICATORS:
            behind = behind_of(report, east.root.pk, one)
            figure, lacking, counting = behind.figure, behind.lacking(), behind.counting()
            if one.id in GUARDED or not one.what:
                assert lacking == counting == []
                continue
            wanted = figure.denominator - figure.numerator if one.kind is Kind.GAPS else None
            assert sum(here.figure.gaps for here in lacking) == figure.gaps, one.id
            told = sum(
                here.figure.numerator if wanted is None
                else here.figure.denominator - here.figure.numerator
                for here in counting
            )  # fmt: skip
            assert told == (figure.numerator if wanted is None else wanted), one.id
            behind.tell_missing(lacking)
            assert all(here.said and all(here.said) for here in lacking), one.id
            behind.tell_counted(counting)
            assert all(here.said and all(here.said) for here in counting), one.id


def test_the_missing_list_names_places_and_people_to_who_may_see_them(east, report):
    desk = signed_in(east.admin)
    page = said(desk.get(number(report, east.root, "I-POST-1")))
    assert "某人" in page
    assert east.village.title in page
    assert "还没有岗位的组织" in page
    assert "某人" not in page.split('id="missing-text"')[1].split("</textarea>")[0]
    with scope(east.county.pk):
        behind = behind_of(report, east.root.pk, BY_ID["I-POST-1"], names=False)
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
    assert desk.get(one, {"q": "\x00"}).status_code == 400
    assert "<script>😀" not in said(desk.get(one, {"q": "<script>😀" + "长" * 10_000}))
    assert said(desk.get(one, {"page": "x", "town": "'"}))


def test_a_name_is_never_a_formula(east, report):
    with scope(east.county.pk), whole_tree():
        Org.rows.filter(pk=east.village.pk).update(short_name="=1+1")
    with scope(east.county.pk):
        behind = behind_of(report, east.village.pk, BY_ID["I-TEAM-9"], names=True)
        told = as_csv(behind, behind.lacking()).decode("utf-8-sig")
    assert "'=1+1" in told
    assert ",=1+1" not in told


def test_what_is_sensitive_has_no_list(east, report):
    desk = signed_in(east.admin)
    for one in ("I-CARE-1", "I-CARE-3", "I-MED-2", "I-TEAM-8.age.35"):
        page = said(desk.get(number(report, east.root, one)))
        assert "不列名单" in page
        assert 'id="list"' not in page
        assert desk.get(number(report, east.root, one, "xlsx/")).status_code == 404
        assert desk.get(number(report, east.root, one, "csv/")).status_code == 404
    with scope(east.county.pk):
        for one in GUARDED:
            behind = behind_of(report, east.town.pk, BY_ID[one], names=True)
            assert behind.here == behind.below == []


def test_few_of_something_sensitive_tell_nothing_beside_each_other(east, report):
    one = BY_ID["I-CARE-2"]
    with scope(east.county.pk):
        rows = QuarterLeaf.rows.filter(quarter="2026Q3")
        rows.filter(org=east.village).update(care_2_n=3, care_2_d=4, missing={"I-CARE-2": [1]})
        rows.filter(org=east.other_village).update(care_2_n=90, care_2_d=98)
        behind = behind_of(report, east.root.pk, one, names=True)
        assert [figure.result for _, figure in behind.below] == ["不显示"] * 2
        assert behind.figure.numerator > 93, "of all: it tells neither"
    desk = signed_in(east.admin)
    page = said(desk.get(number(report, east.root, "I-CARE-2")))
    assert "为保护个人不显示" in page
    assert "91.8%" not in page
    for place in (east.village, east.town):
        page = said(desk.get(f"{LIST}{report.pk}/{place.code}/?part=AIM"))
        with scope(east.county.pk):
            (figure,) = InReach(report).figures(place.pk, [one])
            assert figure.said == "涉及敏感的小数字，不显示"
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


def asked(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(address).status_code == 200
    return sum("SAVEPOINT" not in one["sql"] for one in caught.captured_queries)


def test_queries_are_the_same_for_one_place_and_for_many(east, report):
    for quarter in ("2026Q1", "2026Q2"):
        with scope(east.county.pk):
            services.compile_report(quarter=quarter, at=NOW)
    desk, phone = signed_in(east.admin), signed_in(east.town_clerk)
    for one in ("I-POST-1", "I-ORG-1", "I-LIA-7.times"):
        found = {asked(phone, f"/figures/{p.code}/{one}/") for p in (east.town, east.village)}
        assert max(found) <= 12, one
    places = (east.root, east.town, east.village)
    assert {asked(desk, number(report, place, "I-POST-1")) for place in places} == {NUMBER_ASKS}
    counted = number(report, east.root, "I-POST-1", "?list=counted")
    assert asked(desk, counted) == COUNTED_ASKS
    charts = {asked(desk, f"{LIST}{report.pk}/charts/{place.code}/") for place in places}
    assert charts == {CHARTS_ASK}
