"""Attacks on reports: hidden numbers worked out, rows edited by hand, editions held together."""

from __future__ import annotations

import json
import random
import shutil
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from fulian.database.owner import as_owner
from fulian.leaving import Lock, new_passphrase
from fulian.scoping import scope
from orgs import services as ground
from orgs.models import County, Org
from reports import services
from reports.models import PublishedReport, QuarterLeaf, QuarterlyCoverageReport, ReportedTotal
from reports.queries import live
from reports.queries.canonical import digest, faults_of
from reports.queries.figures import InReach
from reports.queries.proof import proof_of
from reports.queries.small_cells import _across, _settle_together, hidden_of
from reports.queries.totals import totals_of
from reports.rules import BY_ID
from reports.rules.printed import printed
from reports.rules.small_cells import FEW, Table
from reports.services.compiling import _fix
from tests.conftest import NOW, plant, signed_in
from tests.orgs.test_api import register, token_of
from tests.reports.planting import filled
from tests.reports.test_life import found_late
from tests.reports.test_reports import compiled

LIST = "/desk/reports/quarterlycoveragereport/"
CARE = BY_ID["I-CARE-2"]


@pytest.fixture
def county(east):
    with scope(east.county.pk):
        yield filled(east, 1)


def cared(*pairs, indicator="care_2"):
    """Put so many of so many children into the villages' rows, in code order."""
    villages = Org.rows.filter(level="village").order_by("code")
    for village, (n, d) in zip(villages, pairs, strict=False):
        rows = QuarterLeaf.rows.filter(org=village, quarter="2026Q3")
        rows.update(**{f"{indicator}_n": n, f"{indicator}_d": d})


def test_no_typed_total_is_an_oracle_of_what_is_hidden(county):
    """Typing 1, 2, 3 until the page says that it agrees would tell the number."""
    report = compiled()
    cared((3, 4), (40, 50), (60, 70), (9, 30))
    (ours,) = InReach(report).figures(county.town.pk, [CARE])
    cared((3, 9), (0, 0), (60, 70), (9, 30))
    (ours,) = InReach(report).figures(county.town.pk, [CARE])
    assert ours.is_few
    ReportedTotal.rows.create(
        county_id=county.county.pk, report=report, org=county.town, indicator="I-CARE-2",
        numerator=3, denominator=9, user=county.admin, name="乙", reported_at=NOW,
    )  # fmt: skip
    page = signed_in(county.admin).get(f"{LIST}{report.pk}/").content.decode()
    line = page[page.index('data-label="自报"') :].partition("</tr>")[0]
    assert line.count("不显示") >= 2
    assert "一致" not in line


def test_visits_of_the_same_children_are_hidden_with_them(county):
    """Three visits are due for each pair: nine due visits are three children."""
    report = compiled()
    cared((3, 3), (20, 30), (40, 50), (60, 70))
    cared((9, 9), (60, 60), (120, 120), (180, 180), indicator="care_4")
    seen = InReach(report)
    for one in (CARE, BY_ID["I-CARE-4"]):
        (figure,) = seen.figures(county.village.pk, [one])
        assert figure.is_few, one.id
    lost = {one: seen.hidden[one].whole for one in ("I-CARE-2", "I-CARE-4")}
    assert lost["I-CARE-2"] == lost["I-CARE-4"]


def test_no_list_and_no_count_of_gaps_tells_of_what_is_hidden(county):
    compiled()
    cared((3, 3), (2, 4), (60, 70), (9, 30))
    desk, phone = signed_in(county.admin), signed_in(county.chair)
    for client in (desk, phone):
        page = client.get(f"/figures/{county.village.code}/").content.decode()
        assert CARE.plain not in page
    QuarterLeaf.rows.update(quarter="2026Q4")
    before = live.standing(NOW.date())
    cared((0, 3))
    QuarterLeaf.rows.filter(quarter="2026Q4", org=county.village).update(care_2_n=0)
    after = live.standing(NOW.date())
    assert before is not None
    assert (before.asked, before.lacking) == (after.asked, after.lacking)


def told_by(seed: int) -> set[tuple[str, int, int]]:
    """Hide a random breakdown over a tree; return small numbers that subtraction gives back."""
    luck, parents = random.Random(seed), {1: None} | dict.fromkeys((10, 11, 12), 1)
    parents |= {10 * town + n: town for town in (10, 11, 12) for n in range(3)}
    holders, keys = [p for p in parents if p != 1], ["a", "b", "c", "d"]
    own = {k: {p: (luck.choice([0, 0, 1, 2, 3, 5, 7, 9, 12]),) for p in holders} for k in keys}
    tables = {key: Table(parents, own[key]) for key in keys}
    hidden = {key: table.settle() for key, table in tables.items()}
    _settle_together(tables, hidden, _across)
    cells = [(k, p) for k in keys for p in holders]
    under = {p: [q for q in holders if p in (1, q, parents[q])] for p in parents}
    known = [[(k, q) for q in under[p]] for k in keys for p in parents if p not in hidden[k].whole]
    known += [[(k, p)] for k in keys for p in holders if p not in hidden[k].own | hidden[k].whole]
    known += [[(k, q) for k in keys for q in under[p]] for p in parents]
    known += [[(k, p) for k in keys] for p in holders]
    return {
        (key, place, own[key][place][0])
        for key, place in solved(cells, known) if 0 < own[key][place][0] < FEW
    }  # fmt: skip


def solved(cells: list[Any], known: list[list[Any]]) -> set[Any]:
    """Return the cells that follow from sums that are known, by elimination."""
    rows = [[Fraction(cell in one) for cell in cells] for one in known]
    rank = 0
    for column in range(len(cells)):
        at = next((n for n in range(rank, len(rows)) if rows[n][column]), None)
        if at is None:
            continue
        rows[rank], rows[at] = rows[at], rows[rank]
        lead = rows[rank][column]
        rows[rank] = [value / lead for value in rows[rank]]
        for n, row in enumerate(rows):
            if n != rank and row[column]:
                rows[n] = [a - row[column] * b for a, b in zip(row, rows[rank], strict=True)]
        rank += 1
    found = set()
    for row in rows[:rank]:
        some = [n for n, value in enumerate(row) if value]
        if len(some) == 1:
            found.add(cells[some[0]])
    return found


@pytest.mark.parametrize("seed", range(6))
def test_no_part_of_a_breakdown_follows_from_the_others_over_the_tree(seed):
    assert told_by(seed) == set()


def test_a_correction_hides_what_the_edition_before_hid(county):
    """Else the next edition shows the sisters, and the first one's rest is the hidden number."""
    first = compiled()
    cared((3, 9), (6, 20), (60, 70), (90, 130))
    _fix(first, NOW)
    places = InReach(first).places
    was = hidden_of("2026Q3", places)["I-CARE-2"]
    assert was.whole
    QuarterlyCoverageReport.rows.update(replaced_at=NOW)
    cared((30, 90), (6, 20), (60, 70), (90, 130))
    second = QuarterlyCoverageReport(
        county_id=first.county_id, org=county.root, quarter="2026Q3", taken_on=first.taken_on,
        compiled_at=NOW, confirm_until=first.confirm_until, edition=2, reason="漏登", version=0,
    )  # fmt: skip
    second.save()
    _fix(second, NOW + timedelta(days=1))
    assert hidden_of("2026Q3", places)["I-CARE-2"].whole >= was.whole
    assert hidden_of("2026Q3", places)["I-CARE-2"].own >= was.own
    lines = {line["org"]: line for line in json.loads(second.body)["values"]}
    assert "care_2_n" not in lines[county.village.code]["own"]
    out = totals_of(second, County.objects.get(pk=county.county.pk), version=2, at=NOW)
    towns = [place["figures"] for place in out["places"] if place["level"] == "township"]
    assert {town["I-CARE-2"] for town in towns} == {None}
    assert faults_of(second) == []


def altered(report, **facts):
    QuarterlyCoverageReport.rows.filter(pk=report.pk).update(**facts)
    fresh = QuarterlyCoverageReport.rows.get(pk=report.pk)
    proof = proof_of(fresh.digest)
    assert faults_of(fresh), facts
    assert proof is None or not proof.is_genuine, facts
    with pytest.raises(ValidationError):
        services.publish_report(report=fresh, at=NOW)


def test_whatever_is_written_over_a_frozen_report_is_found_and_corrected(county):
    report = services.freeze_report(report=compiled(), at=NOW)
    kept = {"body": report.body, "digest": report.digest}
    forged = report.body.replace("东县", "西县")
    for body in (forged, "", "[]", "{}", "null", "甲", '{"values":[1]}', '{"values":{"a":1}}'):
        altered(report, body=body, digest=digest(body))
        altered(report, body=body, digest=kept["digest"])
    altered(report, **kept, frozen_at=NOW - timedelta(days=1))
    altered(report, frozen_at=NOW, replaced_at=NOW)
    QuarterlyCoverageReport.rows.update(replaced_at=None)
    assert faults_of(QuarterlyCoverageReport.rows.get()) == []
    altered(report, body="[]", digest=digest("[]"))
    altered(report, body='{"values":[1]}', digest=digest('{"values":[1]}'))
    again = services.correct_report(
        report=QuarterlyCoverageReport.rows.get(), reason="被人改过", at=NOW
    )
    assert faults_of(again) == []
    assert (again.edition, again.status) == (2, "frozen")
    desk = signed_in(county.admin)
    for more in ("", "xlsx/", "csv/", "json/", "docx/", f"{county.town.code}/", "changed/"):
        assert desk.get(f"{LIST}{report.pk}/{more}").status_code == 200, more


def test_a_hidden_number_moved_from_one_township_to_another_is_found(county):
    """The county's sum still holds: the townships' do not."""
    report = compiled()
    cared((1, 9), (7, 20), (3, 19), (80, 130), indicator="care_3")
    _fix(report, NOW)
    told = {one["org"] for one in json.loads(report.body)["sums"] if "care_3_n" in one["all"]}
    assert {county.root.code, county.town.code, county.other_town.code} <= told
    assert faults_of(report) == []
    cared((4, 9), (7, 20), (1, 19), (79, 130), indicator="care_3")
    assert sum(QuarterLeaf.rows.values_list("care_3_n", flat=True)) == 91
    assert faults_of(report)


@pytest.mark.parametrize("text", ["1." + "0" * 50_000, "0." + "1" * 9000 + "%", "1" * 5000])
def test_a_printed_number_of_endless_digits_is_refused_in_words(text):
    with pytest.raises(ValidationError) as told:
        printed(text)
    assert told.value.code == "not_a_number"


def test_the_machine_is_given_no_list_of_children_and_quarrels(county):
    compiled()
    lacks = {"I-CARE-1": [county.village.pk], "I-CARE-2": [1], "I-MED-2": [2], "I-ORG-1": [3]}
    QuarterLeaf.rows.filter(org=county.village).update(missing=lacks)
    register(county, reads=("orgs:read", "reports:read"))
    token = token_of(scope="orgs:read reports:read").json()["access_token"]
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    asked = f"/api/v1/reports/2026Q3/values/?org={county.village.code}"
    (row,) = machine.get(asked).json()["results"]
    given = {one["indicator"]: one["missing"] for one in row["figures"] if one["missing"]}
    assert given == {"I-ORG-1": [3]}


@pytest.mark.django_db(transaction=True)
def test_a_county_that_leaves_by_file_takes_its_reports_along(tmp_path, monkeypatch, settings_of):
    cast, phrase = plant("430424", "东县", "0100"), new_passphrase()
    with scope(cast.county.pk):
        first = services.freeze_report(report=compiled(), at=NOW)
        services.publish_report(report=first, at=NOW)
        found_late(cast)
        second = services.correct_report(report=first, reason="漏登一个村", at=NOW)
        services.publish_report(report=second, at=NOW)
        rows = list(QuarterLeaf.rows.order_by("pk").values())
        ground.write_county(
            tmp_path / "county.zip", Lock.of(phrase), own=cast.admin.pk, at=NOW,
            say=lambda **facts: None,
        )  # fmt: skip
    out = list(PublishedReport.objects.order_by("version").values_list("version", "report_digest"))
    with as_owner():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    settings_of.DATA_KEYS = {9: ("aes", b"another installation's data key!")}
    monkeypatch.setenv("FULIAN_PASSPHRASE", phrase)
    call_command("import_county", str(tmp_path / "county.zip"))
    again = PublishedReport.objects.order_by("version").values_list("version", "report_digest")
    assert list(again) == out
    for one in (first, second):
        proof = proof_of(one.digest)
        assert proof is not None
        assert proof.is_genuine
        assert proof.totals
    with scope(County.objects.get().pk):
        assert list(QuarterLeaf.rows.order_by("pk").values()) == rows


@pytest.fixture
def settings_of(settings, tmp_path):
    """The settings, the files in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings
