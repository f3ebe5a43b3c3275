"""What became of the reports: own totals that differ, one late township, one corrected edition."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from orgs.models import Level, Org, User
from reports import services
from reports.management.demo.story import Demo
from reports.models import QuarterlyCoverageReport
from reports.queries.changed import changed_since
from reports.queries.figures import InReach
from reports.rules import BY_ID

OWN = ("I-ORG-1", "I-TEAM-6", "I-POST-1")  # what the shown township counts itself
A_WEEK = timedelta(days=7)


def report_own(demo: Demo, report: QuarterlyCoverageReport, town: Org, by: User) -> None:
    """Let a township type its own totals in its days: mostly the same, one of them not."""
    lot = demo.lot_of(f"totals:{report}:{town.code}")
    figures = InReach(report).figures(town.pk, [BY_ID[one] for one in OWN])
    for figure in figures:
        less = lot.choice((0, 0, 1)) if figure.numerator else 0
        services.report_total(
            report=report, org=town, indicator=figure.indicator.id, by=by,
            numerator=figure.numerator - less, denominator=figure.denominator,
            at=report.compiled_at,
        )  # fmt: skip


def tell_of_reports(demo: Demo, by: User) -> None:
    """Publish what was frozen, correct the first where the facts changed, let one town be late."""
    services.renew_live(demo.at)
    frozen = list(QuarterlyCoverageReport.rows.filter(status="frozen").order_by("quarter"))
    for report in frozen[:-1]:
        services.publish_report(report=report, at=demo.at, by=by)
    if len(frozen) > 1 and changed_since(InReach(frozen[0])):
        new = services.correct_report(
            report=frozen[0], reason="季度结束后补登了一批任职和活动，按补登后的情况重新统计",
            at=demo.at, by=by,
        )  # fmt: skip
        services.publish_report(report=new, at=demo.at, by=by)
    if frozen:
        _let_one_be_late(frozen[-1], demo, by)


def _let_one_be_late(report: QuarterlyCoverageReport, demo: Demo, by: User) -> None:
    said = set(report.confirmations.values_list("org_id", flat=True))
    towns = Org.rows.filter(level=Level.TOWNSHIP, is_counted=True).exclude(pk__in=said)
    town = towns.order_by("code").first()
    if town is not None:
        services.grant_exception(
            report=report, org=town, reason="核对期间换届，工作人员刚到岗", by=by, at=demo.at,
            until=timezone.localdate(demo.at) + A_WEEK,
        )  # fmt: skip
