"""From draft to published: reported totals, exceptions, closing over wrong rows, corrections."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError

from duties.models import Message
from fulian.scoping import scope
from orgs import services as ground
from orgs.models import Org, Record
from orgs.services.recording import VERBS
from reports import services
from reports.models import (
    QuarterLeaf,
    QuarterlyCoverageReport,
    Touched,
    TownshipConfirmation,
)
from reports.queries.canonical import digest, faults_of
from reports.queries.changed import changed_since
from reports.queries.figures import InReach, published
from reports.queries.proof import proof_of
from reports.queries.reported import reported_beside
from reports.rules import INDICATORS, parse
from reports.services.leaves import renew_leaves
from tests.conftest import NOW, TODAY, plant
from tests.orgs.test_races import together
from tests.reports.planting import filled
from tests.reports.test_reports import OVER, compiled, refused, seated

LATE = NOW + timedelta(days=40)
HOSTILE = ["", "  ", "\0", "\u3000"]


@pytest.fixture
def county(east):
    with scope(east.county.pk):
        for grant in (east.town_clerk_grant, east.chair_grant, east.clerk_grant):
            grant.accepted_at = NOW
            grant.save()
        yield filled(east, 1)


@pytest.fixture
def clerk(county):
    return seated(county.town_clerk, county)


@pytest.fixture
def keeper(county):
    return seated(county.clerk, county)


def found_late(county, code="430424100299"):
    """Found, today, a village that stood in the quarter already: the facts change."""
    return ground.found_org(
        parent=county.town, name=f"漏登村{code[-1]}", code=code, on=date(2026, 9, 1), by=None
    )


def frozen():
    return services.freeze_report(report=compiled(), at=NOW)


def told(county):
    rows = Message.rows.filter(key__startswith="reports.repaired")
    return set(rows.values_list("user_id", flat=True))


def test_closing_repairs_rows_that_nothing_explains_and_raises_an_alarm(county):
    quarter = parse("2026Q3")
    renew_leaves(quarter, on=quarter.last, at=OVER)
    QuarterLeaf.rows.filter(org=county.village).update(org_1_n=9)
    Touched.rows.all()._raw_delete("default")
    report = compiled()
    assert [one["org"] for one in report.repaired] == [county.village.pk]
    assert not report.repaired[0]["explained"]
    assert QuarterLeaf.rows.get(org=county.village).org_1_n <= 1
    assert told(county) >= {county.clerk.pk}
    assert county.town_clerk.pk not in told(county)
    assert Record.rows.filter(act="reports.compile_report", reason__contains="改正").exists()
    QuarterLeaf.rows.filter(org=county.village).update(org_1_n=9)
    done = services.freeze_report(report=report, at=NOW)
    assert (done.status, len(done.repaired)) == ("frozen", 1)
    assert faults_of(done) == []


def test_what_was_written_since_explains_a_difference(county):
    report = compiled()
    found_late(county)
    done = services.freeze_report(report=report, at=NOW)
    assert all(one["explained"] for one in done.repaired)
    assert not told(county)


def test_reports_verbs_touch_no_rows(county):
    assert not any(
        one.counts for name, one in VERBS.items()
        if name.startswith("reports.") and name != "reports.expect_quarter"
    )  # fmt: skip


def test_a_township_reports_totals_and_a_difference_is_shown(county, clerk, keeper):
    report = compiled()
    facts = {"report": report, "org": county.town, "by": clerk, "at": NOW}
    said = services.report_total(indicator="I-ORG-1", numerator=5, denominator=5, **facts)
    (line,) = reported_beside(InReach(report))
    ours = line.counted
    assert line.difference == f"{5 - ours.numerator:+} / {5 - ours.denominator:+}"
    again = services.report_total(
        indicator="I-ORG-1", numerator=ours.numerator, denominator=ours.denominator, **facts
    )
    assert again.pk == said.pk
    (line,) = reported_beside(InReach(report))
    assert (line.differs, line.difference) == (False, "0 / 0")
    act = services.report_total
    refused("no_indicator", act, indicator="<script>", numerator=1, denominator=1, **facts)
    for one in (one for one in INDICATORS if one.is_sensitive):  # an oracle of what is hidden
        refused("sensitive", act, indicator=one.id, numerator=1, denominator=None, **facts)
    refused("two_numbers", act, indicator="I-ORG-1", numerator=1, denominator=None, **facts)
    refused("too_many", act, indicator="I-ORG-1", numerator=2, denominator=1, **facts)
    refused("bad_number", act, indicator="I-ORG-1", numerator=-1, denominator=1, **facts)
    refused("bad_number", act, indicator="I-ORG-1", numerator=1, denominator=2**40, **facts)
    other = facts | {"org": county.other_town}
    refused("not_yours", act, indicator="I-ORG-1", numerator=1, denominator=1, **other)
    village = facts | {"org": county.village, "by": keeper}
    refused("not_a_township", act, indicator="I-ORG-1", numerator=1, denominator=1, **village)
    done = services.freeze_report(report=report, at=NOW)
    assert '"reported":[{' in done.body
    refused("frozen", act, indicator="I-ORG-1", numerator=1, denominator=1, **facts)


def test_late_needs_an_exception_with_a_reason_and_an_end(county, clerk, keeper):
    report = compiled()
    late = {"report": report, "org": county.town, "by": clerk, "at": LATE}
    refused("days_over", services.confirm_township, **late)
    give = services.grant_exception
    facts = {"report": report, "org": county.town, "by": keeper, "at": LATE}
    until, first = LATE.date() + timedelta(days=3), {"reason": "洪水", "until": TODAY}
    refused("still_open", give, **facts | {"at": NOW} | first)
    for reason in HOSTILE:
        refused("no_reason", give, reason=reason, until=until, **facts)
    refused("reason_too_long", give, reason="长" * 201, until=until, **facts)
    refused("exception_days", give, reason="洪水", until=LATE.date() - timedelta(1), **facts)
    refused("exception_days", give, reason="洪水", until=LATE.date() + timedelta(33), **facts)
    village = facts | {"org": county.village}
    refused("not_a_township", give, reason="洪水", until=until, **village)
    give(reason=" 洪水 ", until=until, **facts)
    refused("already_granted", give, reason="洪水", until=until + timedelta(1), **facts)
    refused("days_over", services.confirm_township, **late | {"at": LATE + timedelta(days=4)})
    services.freeze_report(report=report, at=LATE)
    said = services.confirm_township(**late)
    assert said.is_late
    services.report_total(indicator="I-ORG-1", numerator=1, denominator=1, **late)
    fresh = QuarterlyCoverageReport.rows.get()
    assert faults_of(fresh) == []
    assert "洪水" in Record.rows.get(act="reports.grant_exception").reason
    other = late | {"org": county.other_town, "by": keeper}
    refused("frozen", services.confirm_township, **other)


def test_published_once_and_never_taken_back(county, keeper):
    report = compiled()
    refused("not_frozen", services.publish_report, report=report, at=NOW)
    done = services.freeze_report(report=report, at=NOW)
    assert not published().exists()
    assert proof_of(done.digest).totals == []
    QuarterlyCoverageReport.rows.update(late=[{"org": county.town.pk, "log": 1}])
    refused("altered", services.publish_report, report=report, at=NOW)
    QuarterlyCoverageReport.rows.update(late=done.late)
    out = services.publish_report(report=report, at=NOW)
    assert (out.status, out.published_at) == ("published", NOW)
    assert published().get() == out
    assert faults_of(out) == []
    proof = proof_of(out.digest)
    assert proof.is_genuine
    assert proof.totals
    refused("published", services.publish_report, report=report, at=NOW)
    refused("frozen", services.compile_report, quarter="2026Q3", at=NOW)
    refused("frozen", services.freeze_report, report=report, at=NOW)


def test_a_correction_is_another_edition_and_the_first_keeps_its_body(county, clerk):
    first = services.publish_report(report=frozen(), at=NOW)
    whole = [f.said for f in InReach(first).figures(county.root.pk)]
    facts = {"report": first, "at": NOW + timedelta(days=1)}
    refused("nothing_changed", services.correct_report, reason="没有错", **facts)
    assert QuarterlyCoverageReport.rows.get().replaced_at is None
    found_late(county)
    for reason in HOSTILE:
        refused("no_reason", services.correct_report, reason=reason, **facts)
    second = services.correct_report(reason="漏登一个村", **facts)
    assert (second.edition, second.status, second.reason) == (2, "frozen", "漏登一个村")
    assert str(second) == "2026年第3季度（第2版）"
    old = QuarterlyCoverageReport.rows.get(pk=first.pk)
    assert (old.body, old.digest, old.status) == (first.body, first.digest, "published")
    assert digest(old.body) == old.digest
    assert faults_of(old) == faults_of(second) == []
    assert [f.said for f in InReach(old).figures(county.root.pk)] == whole
    assert [f.said for f in InReach(second).figures(county.root.pk)] != whole
    proof = proof_of(old.digest)
    assert (proof.is_genuine, proof.replaced_by) == (True, 2)
    assert proof.replaced_at == facts["at"]
    assert proof_of(second.digest).replaced_by is None
    refused("replaced", services.correct_report, reason="再来", **facts)
    refused("replaced", services.publish_report, report=first, at=NOW)
    refused("replaced", services.confirm_township, report=old, org=county.town, by=clerk, at=NOW)
    services.publish_report(report=second, at=NOW)
    found_late(county, "430424100298")
    third = services.correct_report(report=second, reason="又漏一个", at=LATE)
    assert third.edition == 3
    assert faults_of(old) == []


def test_an_open_report_is_not_corrected(county):
    refused("not_frozen", services.correct_report, report=compiled(), reason="错了", at=NOW)


def test_a_body_edited_by_hand_is_found_in_every_edition(county):
    first = frozen()
    found_late(county)
    services.correct_report(report=first, reason="漏登", at=NOW)
    body = first.body.replace('"n"', '"m"').replace("东县", "西县")
    QuarterlyCoverageReport.rows.filter(edition=1).update(body=body)
    old = QuarterlyCoverageReport.rows.get(edition=1)
    assert faults_of(old) == ["定稿内容与校验码不符。"]
    assert not proof_of(old.digest).is_genuine
    assert proof_of(old.digest).totals == []


def test_what_changed_since_it_was_frozen(county):
    report = frozen()
    assert changed_since(InReach(report)) == []
    new = found_late(county)
    lines = changed_since(InReach(report))
    mine = {one.indicator.id: one for one in lines if one.org == new.pk}
    assert (mine["I-ORG-1"].then.denominator, mine["I-ORG-1"].now.denominator) == (0, 1)
    assert [one.code for one in lines] == sorted(one.code for one in lines)
    with scope(county.county.pk, under=county.other_town):
        assert changed_since(InReach(report)) == []


def test_a_county_of_nothing_but_itself_is_closed(west):
    with scope(west.county.pk):
        for org in Org.rows.filter(parent__isnull=False).order_by("-lft"):
            ground.close_org(org=org, on=TODAY, by=None)
        report = services.compile_report(quarter="2026Q3", at=NOW)
        assert faults_of(services.freeze_report(report=report, at=NOW)) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_close_one_county_once():
    here = plant("430424", "东县", "0100")
    start = Barrier(3)

    def close(k):
        with scope(here.county.pk):
            start.wait(10)
            report = services.compile_report(quarter="2026Q3", at=NOW)
            return services.freeze_report(report=report, at=NOW)

    answers = together(close, 3)
    assert sum(not isinstance(one, Exception) for one in answers) == 1, answers
    assert all(isinstance(one, (ValidationError, QuarterlyCoverageReport)) for one in answers)
    with scope(here.county.pk):
        assert faults_of(QuarterlyCoverageReport.rows.get()) == []
        assert not TownshipConfirmation.rows.exists()


@pytest.mark.django_db(transaction=True)
def test_a_tree_changed_during_the_close_is_in_all_of_it_or_in_none():
    here = plant("430424", "东县", "0100")
    with scope(here.county.pk):
        report = services.compile_report(quarter="2026Q3", at=NOW)
    start = Barrier(2)

    def act(k):
        with scope(here.county.pk):
            start.wait(10)
            if k:
                return found_late(here)
            return services.freeze_report(report=report, at=NOW)

    answers = together(act, 2)
    assert not [one for one in answers if isinstance(one, Exception)], answers
    with scope(here.county.pk):
        done = QuarterlyCoverageReport.rows.get()
        assert faults_of(done) == []
        leaves = QuarterLeaf.rows.filter(org__code="430424100299").exists()
        assert ("漏登村9" in done.body) == leaves
