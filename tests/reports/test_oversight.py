"""A city's or province's account: published totals by code prefix, never a person, never a seat."""

from __future__ import annotations

import json
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from openpyxl import load_workbook

from fulian.scoping import ScopeMissing, scope
from orgs import services as ground
from orgs.models import Org, SignIn, User
from reports import services
from reports.models import Oversight, PublishedReport, QuarterlyCoverageReport
from reports.queries import oversight as reads
from reports.queries.canonical import digest
from reports.queries.figures import InReach
from reports.rules import INDICATORS, Heading
from tests.conftest import NOW, TODAY, signed_in
from tests.reports.parcels import KEY, parcel, place
from tests.reports.planting import filled
from tests.test_faces import addresses

QUARTER = "2026Q3"


def overseer(prefix, phone="10005000001"):
    row, _ = services.make_overseer(
        prefix=prefix, called=f"{prefix}妇联", phone=phone, at=NOW, by=None
    )
    return row


def frozen(cast):
    report = QuarterlyCoverageReport.rows.filter(quarter=QUARTER).first()
    report = report or services.compile_report(quarter=QUARTER, at=NOW)
    return services.freeze_report(report=report, at=NOW)


def published(cast):
    with scope(cast.county.pk):
        services.publish_report(report=frozen(cast), at=NOW)
    return PublishedReport.objects.get(county_code=cast.county.code)


@pytest.fixture
def both(east, west):
    """The east filled and published, the west published with next to nothing."""
    filled(east, 1)
    return SimpleNamespace(
        east=east, west=west, east_row=published(east), west_row=published(west)
    )  # fmt: skip


def refused(why, act, **facts):
    with pytest.raises(ValidationError) as refusal:
        act(**facts)
    assert refusal.value.code == why


# What leaves the county


def test_published_totals_are_those_of_the_frozen_report(both):
    body = json.loads(both.east_row.body)
    with scope(both.east.county.pk):
        seen = InReach(QuarterlyCoverageReport.rows.get(quarter=QUARTER))
        codes = {one.code: one.org for one in seen.places.values()}
        sums = seen.sums()
    wanted = {codes[one["code"]]: one for one in body["places"]}
    assert {one["level"] for one in body["places"]} == {"county", "township"}
    for org, said in wanted.items():
        for one in INDICATORS:
            pair = [sums[org].get(column, 0) for column in one.columns]
            told = said["figures"].get(one.id, [0] * len(pair))
            assert told in (pair, None), (said["code"], one.id)
            assert told is not None or one.is_sensitive
    assert any(both.east_row.totals.values())


def test_published_totals_name_nobody(both):
    with scope(both.east.county.pk):
        report = QuarterlyCoverageReport.rows.get(quarter=QUARTER)
    body = both.east_row.body
    assert digest(body) == both.east_row.digest
    assert both.east_row.report_digest == report.digest
    assert set(json.loads(body)["places"][0]) == {"code", "title", "level", "figures"}
    assert '"missing"' in report.body
    for word in ("missing", "account", "confirmations", "holder", "phone"):
        assert word not in body


def test_small_sensitive_number_leaves_no_township(both):
    sensitive = [one.id for one in INDICATORS if one.is_sensitive]
    for row in (both.east_row, both.west_row):
        county, *towns = json.loads(row.body)["places"]
        for one in sensitive:
            told = [town["figures"].get(one) for town in towns if one in town["figures"]]
            assert None not in told or set(map(str, told)) == {"None"}
            pair = county["figures"].get(one)
            assert not pair or not any(0 < n < 5 for n in pair)


def test_nothing_leaves_before_a_report_is_published(east):
    with scope(east.county.pk):
        report = services.compile_report(quarter=QUARTER, at=NOW)
        refused("not_frozen", services.publish_report, report=report, at=NOW)
        report = frozen(east)
        assert not PublishedReport.objects.exists()
        services.publish_report(report=report, at=NOW)
        refused("published", services.publish_report, report=report, at=NOW)
    assert PublishedReport.objects.get().version == 1


def test_corrected_report_leaves_as_its_next_version(east):
    with scope(east.county.pk):
        one = frozen(east)
        services.publish_report(report=one, at=NOW)
        ground.found_org(
            parent=east.town, name="漏登村", code="430424100299", on=one.taken_on, by=None
        )
        two = services.correct_report(report=one, reason="漏登一个村", at=NOW)
        assert PublishedReport.objects.count() == 1, "a correction is published by itself"
        services.publish_report(report=two, at=NOW)
    rows = dict(PublishedReport.objects.values_list("version", "report_digest"))
    assert rows == {1: one.digest, 2: two.digest}


def test_published_row_is_never_changed(both):
    for asked in ("UPDATE reports_publishedreport SET version = 9",
                  "DELETE FROM reports_publishedreport"):  # fmt: skip
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(asked)


# What she sees


def test_board_sums_counties_and_names_the_missing(both):
    found = reads.board("43", QUARTER)
    assert [side.name for side in found.sides] == ["西县", "东县"]
    for n, one in enumerate(found.wanted):
        shown = [side.cells[n] for side in found.sides if not side.cells[n].is_hidden]
        assert found.summed[n].figure.numerator == sum(c.figure.numerator for c in shown)
        assert found.summed[n].is_partial == (len(shown) < 2), one.id
    missing = [name for _, names in found.missing for name in names]
    assert "长沙县" in missing
    assert not {"衡东县", "攸县", "东县", "西县"} & set(missing)
    assert found.absent == len(missing)


def test_overseer_of_one_city_sees_nothing_of_another(both):
    hengyang = signed_in(overseer("4304").user)
    page = hengyang.get("/oversight/")
    assert page.status_code == 200
    said = page.content.decode()
    assert "东县" in said
    assert "西县" not in said
    assert hengyang.get(f"/oversight/{QUARTER}/430424/").status_code == 200
    assert hengyang.get(f"/oversight/{QUARTER}/430223/").status_code == 404
    sheet = load_workbook(BytesIO(hengyang.get("/oversight/xlsx/").content))
    names = [row[1] for row in sheet["覆盖率"].iter_rows(values_only=True)]
    assert names == ["县（市、区）", "东县", "合计"]


def test_province_sees_both_and_each_heading(both):
    browser = signed_in(overseer("43").user)
    for heading in Heading:
        page = browser.get(f"/oversight/?quarter={QUARTER}&part={heading.name}")
        assert page.status_code == 200
        for code in ("430424", "430223"):
            one = browser.get(f"/oversight/{QUARTER}/{code}/?part={heading.name}")
            assert one.status_code == 200
            assert "东县100镇" in one.content.decode() or code == "430223"
    said = browser.get("/oversight/").content.decode()
    assert "应有" in said
    assert "攸县" not in said.split('id="missing"')[1]


def test_page_costs_the_same_for_one_county_and_for_many(both, django_assert_num_queries):
    province, city = signed_in(overseer("43").user), signed_in(overseer("4304", "10005000002").user)
    for browser in (province, city):
        with django_assert_num_queries(8):
            browser.get("/oversight/")


def test_unpublished_and_frozen_reports_are_never_seen(east):
    browser = signed_in(overseer("43").user)
    with scope(east.county.pk):
        services.compile_report(quarter=QUARTER, at=NOW)
    for _ in range(2):
        said = browser.get("/oversight/").content.decode()
        assert "还没有发布过" in said
        assert "东县" not in said
        assert browser.get(f"/oversight/{QUARTER}/430424/").status_code == 404
        assert browser.get(f"/oversight/?quarter={QUARTER}").status_code == 404
        assert browser.get("/oversight/xlsx/").status_code == 404
        with scope(east.county.pk):
            report = QuarterlyCoverageReport.rows.get()
            if not report.digest:
                services.freeze_report(report=report, at=NOW)


def test_digest_and_nonsense_are_no_address(both):
    browser = signed_in(overseer("43").user)
    row = both.east_row
    for code in (
        row.digest,
        row.report_digest,
        "43%",
        "%",
        "430424'",
        "４３０４２４",
        "0",
        "4304240",
    ):
        assert browser.get(f"/oversight/{QUARTER}/{code}/").status_code == 404
    for quarter in ("2026Q9", "%", "2026Q2", "\x00", "<script>", "季" * 10_000):
        assert browser.get("/oversight/", {"quarter": quarter}).status_code == 404
    assert browser.get("/oversight/", {"part": "<script>"}).status_code == 200


def test_correction_shows_the_latest_version_only(both):
    services.register_source(called="长沙", prefix="4301", key=KEY, at=NOW, by=None)
    for version, n in ((1, 3), (2, 4)):
        told = [place("430121000000", "长沙县妇联", "county", {"I-ORG-1": [n, 4]})]
        services.take_in(file=parcel(places=told, version=version), at=NOW, by=None)
    found = reads.board("4301", QUARTER)
    assert [(side.name, side.cells[0].said) for side in found.sides] == [("长沙县", "4/4")]
    said = signed_in(overseer("43").user).get(f"/oversight/{QUARTER}/430121/").content.decode()
    assert "第 2 版" in said
    assert "签名已核对" in said


def test_county_that_was_recoded_counts_once(both):
    with scope(both.east.county.pk):
        ground.recode_county(code="430499", name="东区", on=TODAY, by=None)
    found = reads.board("4304", QUARTER)
    missing = [name for _, names in found.missing for name in names]
    assert [side.code for side in found.sides] == ["430424"]
    assert "东区" not in missing
    assert "衡东县" not in missing
    row = both.east_row
    again = PublishedReport(
        county_code="430499", county_name="东区", other_codes=["430424"], quarter=QUARTER,
        taken_on=row.taken_on, version=2, digest="d" * 64, report_digest="e" * 64, body=row.body,
        totals=row.totals, published_at=NOW,
    )  # fmt: skip
    again.save()
    found = reads.board("4304", QUARTER)
    assert [side.code for side in found.sides] == ["430499"]
    assert reads.report_below("4304", QUARTER, "430424").version == 2


def test_another_installation_hides_no_county_of_ours(both):
    """What a file says of other codes binds only what its own sender sent."""
    source = services.register_source(called="别处", prefix="43", key=KEY, at=NOW, by=None)
    PublishedReport.objects.create(
        county_code="430121", county_name="长沙县", other_codes=["430424"], quarter=QUARTER,
        taken_on=both.east_row.taken_on, version=9, digest="f" * 64, report_digest="e" * 64,
        body="{}", totals={}, published_at=NOW, source=source,
    )  # fmt: skip
    assert "东县" in [side.name for side in reads.board("43", QUARTER).sides]


# The account


@pytest.mark.parametrize(
    "prefix",
    ["", "4", "430", "430424", "430424430424", "43%", "4_", "４３", "99", "4399", "00", "43\n"],
)
def test_no_account_for_what_is_no_province_and_no_city(db, prefix):
    refused(
        "not_a_region", services.make_overseer, prefix=prefix, called="某妇联",
        phone="10005000001", at=NOW, by=None,
    )  # fmt: skip
    assert not Oversight.objects.exists()
    assert not User.objects.exists()


def test_database_refuses_a_prefix_that_is_none(db):
    user = User.objects.create()
    for prefix in ("", "4", "430", "43%", "0000"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Oversight.objects.create(user=user, prefix=prefix, called="某妇联", made_at=NOW)


def test_account_is_refused_to_operators_and_twice(db, operator):
    told = {"prefix": "43", "called": "湖南省妇联", "at": NOW, "by": operator}
    refused("operator", services.make_overseer, phone="10003000001", **told)
    refused("bad_phone", services.make_overseer, phone="1", **told)
    services.make_overseer(phone="10005000001", **told)
    refused("overseer", services.make_overseer, phone="10005000001", **told)


def test_account_that_was_ended_sees_nothing_at_once(both):
    row = overseer("43")
    browser = signed_in(row.user)
    assert browser.get("/oversight/").status_code == 200
    services.end_overseer(oversight=row, at=NOW, by=None)
    answer = browser.get("/oversight/")
    assert answer.status_code == 302
    assert "/login/" in answer.url
    assert not SignIn.objects.filter(user=row.user, ended_at=None).exists()
    refused("ended", services.end_overseer, oversight=row, at=NOW, by=None)
    refused("ended", services.link_overseer, oversight=row, at=NOW, by=None)
    assert overseer("4304").user_id == row.user_id


def test_operator_makes_an_account_whose_holder_lands_on_the_board(both, operator):
    desk = signed_in(operator)
    told = {"code": "4304", "called": "衡阳市妇联", "phone": "100 0500 0001"}
    done = desk.post("/desk/reports/oversight/add/", told)
    page = desk.get(done.url).content.decode()
    code = page.split("/claim/")[1].split("/")[0]
    hers = Client()
    sent = {"password": "a-good-password", "again": "a-good-password"}
    landed = hers.post(f"/claim/{code}/", sent)
    assert landed.url == "/oversight/"
    assert "东县" in hers.get("/oversight/").content.decode()
    assert "看报告" in hers.get("/").content.decode()
    said = desk.post("/desk/reports/oversight/add/", told | {"code": "43%"}).content.decode()
    assert "请填省的 2 位代码" in said


# Attacks


def test_overseer_is_outside_every_scope(both):
    user = overseer("43").user
    assert user.county_id is None
    assert user.hat is None
    with pytest.raises(ScopeMissing):
        list(Org.objects.all())
    with pytest.raises(ScopeMissing), transaction.atomic():
        QuarterlyCoverageReport.rows.count()


def test_overseer_is_refused_everywhere_else(both, operator):
    browser = signed_in(overseer("43").user)
    code, seen = both.east.village.code, []
    for route, _ in addresses():
        if not route.startswith(("desk/", "api/v1/", "org/", "search/", "figures/", "tasks/")):
            continue
        path = "/" + route.replace("<org:code>", code).replace("<str:code>", code)
        path = path.replace("<int:pk>", str(both.east.village.pk)).replace("<slug:code>", "430424")
        answer = browser.get(path)
        if route in ("api/v1/schema/", "api/v1/docs/", "desk/login/"):
            continue
        if answer.status_code not in (401, 403, 404, 405):
            seen.append((path, answer.status_code))
        if answer.status_code == 200:
            assert "东县" not in answer.content.decode(), path
    assert seen == []


def test_county_accounts_and_operators_have_no_oversight(both, operator):
    for user in (both.east.admin, both.east.clerk, both.east.auditor, both.east.chair, operator):
        browser = signed_in(user)
        for path in ("", "xlsx/", f"{QUARTER}/430424/", f"{QUARTER}/430223/"):
            assert browser.get(f"/oversight/{path}").status_code == 403


def test_hostile_name_is_shown_as_words(both):
    row, _ = services.make_overseer(
        prefix="43", called="<script>alert(1)</script>妇联", phone="10005000009", at=NOW, by=None
    )
    said = signed_in(row.user).get("/oversight/").content.decode()
    assert "<script>alert" not in said
    assert "&lt;script&gt;alert" in said
