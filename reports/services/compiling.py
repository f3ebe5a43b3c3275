"""Compiling a quarter's report, its confirmation by the townships, and freezing it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fulian import scoping
from orgs.models import Doorway, Org, SettingName, User
from orgs.queries.settings import setting
from orgs.services import changed, image, made, record, verb
from orgs.services.access import digest_of
from reports import rules
from reports.models import QuarterLeaf, QuarterlyCoverageReport, TownshipConfirmation
from reports.queries import canonical
from reports.queries.late import late_entries
from reports.rules.quarters import Quarter, parse
from reports.services.leaves import renew_leaves

LASTS = timedelta(days=36525)  # a report can be verified for a hundred years


@verb("reports.compile_report", "汇总季度报告")
def compile_report(
    *, quarter: str, at: datetime, by: User | None = None
) -> QuarterlyCoverageReport:
    """Count ``quarter`` (``2026Q3``) as of its last day; again while the report is open.

    The first time sets until when the townships confirm. Raises ``ValidationError`` for
    nonsense, a quarter that is not over or ended before the county was opened, and a frozen report.
    """
    asked = parse(quarter)
    rules.check_over(asked, at=at)
    root: Org = Org.rows.get(parent__isnull=True)
    rules.check_standing(asked, stood=root.founded_on <= asked.last)
    report = QuarterlyCoverageReport.rows.select_for_update().filter(quarter=str(asked)).first()
    if report is None:
        report = _begun(asked, root, at)
        change = made(report)
    else:
        rules.check_is_open(report)
        before = image(report)
        _count(report, asked, at)
        change = changed(report, before)
    record(report, by=by, changes=[change])
    return report


@verb("reports.confirm_township", "乡镇核对季度报告")
def confirm_township(
    *, report: QuarterlyCoverageReport, org: Org, by: User, at: datetime, note: str = ""
) -> TownshipConfirmation:
    """Note that the township ``org`` finds its figures right; once, while the report is open.

    Raises ``ValidationError`` for a frozen report, for anything but a township that has figures in
    it, outside the reach of ``by``, and the second time.
    """
    fresh = QuarterlyCoverageReport.rows.select_for_update().get(pk=report.pk)
    place: Org = Org.rows.get(pk=org.pk)
    rules.check_is_open(fresh)
    rules.check_is_township(place)
    seat = Org.rows.filter(pk=by.hat.org).first() if by.hat else None
    rules.check_may_confirm(by=by, org=place, seat=seat)
    figures = QuarterLeaf.rows.filter(quarter=fresh.quarter, org=place)
    rules.check_place_counted(counted=figures.exists())
    said = TownshipConfirmation(
        county_id=scoping.current().county, report=fresh, org=place, user=by, note=note.strip(),
        name=by.hat.name or by.hat.role_name if by.hat else "", confirmed_at=at,
    )  # fmt: skip
    said.clean_fields(exclude=["county", "report", "org", "user"])
    said.save()
    record(said, by=by, changes=[made(said)], name=f"{place.title} {fresh}")
    return said


@verb("reports.freeze_report", "季度报告定稿")
def freeze_report(
    *, report: QuarterlyCoverageReport, at: datetime, by: User | None = None
) -> QuarterlyCoverageReport:
    """Count once more, then fix the whole as canonical JSON with its SHA-256; it stays as it is.

    From then on anyone who has the hash can ask whether it is genuine. Raises
    ``ValidationError`` when it is frozen already.
    """
    fresh = QuarterlyCoverageReport.rows.select_for_update().get(pk=report.pk)
    rules.check_is_open(fresh)
    _count(fresh, parse(fresh.quarter), at)
    fresh.body = canonical.body_of(fresh)
    fresh.digest = canonical.digest(fresh.body)
    fresh.status, fresh.frozen_at = QuarterlyCoverageReport.Status.FROZEN, at
    fresh.save(update_fields=["body", "digest", "status", "frozen_at"])
    Doorway.objects.create(
        digest=digest_of(fresh.digest), kind=Doorway.Kind.REPORT, county_id=fresh.county_id,
        made_at=at, expires_at=at + LASTS,
    )  # fmt: skip
    record(fresh, by=by, reason=f"校验码 {fresh.digest}")
    return fresh


def _begun(quarter: Quarter, root: Org, at: datetime) -> QuarterlyCoverageReport:
    days = timedelta(days=setting(SettingName.CONFIRM_DAYS))
    report = QuarterlyCoverageReport(
        county_id=scoping.current().county, org=root, quarter=str(quarter), taken_on=quarter.last,
        compiled_at=at, confirm_until=timezone.localdate(at) + days, late=late_entries(quarter),
        version=0,
    )  # fmt: skip
    report.save()
    _count(report, quarter, at)
    return report


def _count(report: QuarterlyCoverageReport, quarter: Quarter, at: datetime) -> None:
    """Count everything anew from the facts, and what came late."""
    renew_leaves(quarter, on=quarter.last, at=at)
    report.compiled_at, report.late = at, late_entries(quarter)
    report.version += 1
    report.save(update_fields=["compiled_at", "late", "version"])
