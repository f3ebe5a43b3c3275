"""Compiling a quarter's report, freezing it, and what replaces it when it was wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from duties.services.appraisals import keep_outcomes
from fulian import scoping
from orgs.models import Doorway, Org, SettingName, User
from orgs.models.lock import whole_tree
from orgs.queries.settings import setting
from orgs.services import changed, image, made, record, verb
from orgs.services.access import digest_of
from reports import rules
from reports.models import QuarterlyCoverageReport, Touched
from reports.queries import canonical
from reports.queries.late import late_entries
from reports.rules.quarters import Quarter, parse
from reports.services.alarms import raise_alarm
from reports.services.leaves import hold_figures, is_sure, renew_leaves

LASTS = timedelta(days=36525)  # a report can be verified for a hundred years
Status = QuarterlyCoverageReport.Status


@verb("reports.compile_report", "汇总季度报告", counts=False)
def compile_report(
    *, quarter: str, at: datetime, by: User | None = None
) -> QuarterlyCoverageReport:
    """Count ``quarter`` (``2026Q3``) as of its last day; again while the report is open.

    The first time sets until when the townships confirm. Raises ``ValidationError`` for
    nonsense, a quarter that is not over or ended before the county was opened, a county without
    organisations, and a frozen report.
    """
    asked = parse(quarter)
    rules.check_over(asked, at=at)
    hold_figures()
    with whole_tree():
        root = Org.rows.filter(parent__isnull=True).first()
        rules.check_standing(asked, stood=root is not None and root.founded_on <= asked.last)
        report = current(asked)
        if report is None:
            report = _begun(asked, root, at)
            _count(report, asked, at, by)
            change = made(report)
        else:
            rules.check_is_open(report)
            before = image(report)
            _count(report, asked, at, by)
            change = changed(report, before)
    record(report, by=by, changes=[change])
    return report


@verb("reports.freeze_report", "季度报告定稿", counts=False)
def freeze_report(
    *, report: QuarterlyCoverageReport, at: datetime, by: User | None = None
) -> QuarterlyCoverageReport:
    """Count once more, then fix the whole as canonical JSON with its SHA-256; it stays as it is.

    From then on anyone who has the hash can ask whether it is genuine. Raises
    ``ValidationError`` when it is frozen already.
    """
    hold_figures()
    with whole_tree():
        fresh = QuarterlyCoverageReport.rows.select_for_update().get(pk=report.pk)
        rules.check_is_open(fresh)
        before = image(fresh)
        _count(fresh, parse(fresh.quarter), at, by)
        _fix(fresh, at)
    record(fresh, by=by, reason=f"校验码 {fresh.digest}", changes=[_slim(changed(fresh, before))])
    return fresh


@verb("reports.correct_report", "更正季度报告", counts=False)
def correct_report(
    *, report: QuarterlyCoverageReport, reason: str, at: datetime, by: User | None = None
) -> QuarterlyCoverageReport:
    """Count a frozen quarter anew and issue it as another edition, frozen; return that one.

    The edition before keeps its body and its hash and says from when it was replaced. Raises
    ``ValidationError`` for a report that is open or was replaced already, without a reason, and
    where the facts still say what the report says.
    """
    said = rules.check_reason(reason)
    hold_figures()
    with whole_tree():
        old = QuarterlyCoverageReport.rows.select_for_update().get(pk=report.pk)
        rules.check_may_correct(old)
        before, is_altered = image(old), bool(canonical.faults_of(old))
        old.replaced_at, old.version = at, old.version + 1
        old.save(update_fields=["replaced_at", "version"])
        new = _next_edition(old, said, at)
        _count(new, parse(new.quarter), at, by)
        rules.check_differs(differs=is_altered or canonical.differs(old))
        _fix(new, at)
    changes = [_slim(changed(old, before)), _slim(made(new))]
    record(new, by=by, reason=said, changes=changes)
    return new


def current(quarter: Quarter) -> QuarterlyCoverageReport | None:
    """Return the report of a quarter that no other edition replaced, held for writing."""
    rows = QuarterlyCoverageReport.rows.select_for_update()
    return rows.filter(quarter=str(quarter), replaced_at__isnull=True).first()


def _begun(quarter: Quarter, root: Any, at: datetime) -> QuarterlyCoverageReport:
    days = timedelta(days=setting(SettingName.CONFIRM_DAYS))
    report = QuarterlyCoverageReport(
        county_id=scoping.current().county, org=root, quarter=str(quarter), taken_on=quarter.last,
        compiled_at=at, confirm_until=timezone.localdate(at) + days, version=0,
    )  # fmt: skip
    report.save()
    return report


def _next_edition(
    old: QuarterlyCoverageReport, reason: str, at: datetime
) -> QuarterlyCoverageReport:
    new = QuarterlyCoverageReport(
        county_id=old.county_id, org_id=old.org_id, quarter=old.quarter, taken_on=old.taken_on,
        compiled_at=at, confirm_until=old.confirm_until, edition=old.edition + 1, reason=reason,
        touched_at=old.touched_at, version=0,
    )  # fmt: skip
    new.save()
    return new


def _count(
    report: QuarterlyCoverageReport, quarter: Quarter, at: datetime, by: User | None
) -> None:
    """Count everything anew from the facts: they win. What nothing explains raises an alarm."""
    keep_outcomes(on=min(quarter.after.first, timezone.localdate(at)))
    sure = is_sure(report, quarter)
    differed = renew_leaves(quarter, on=quarter.last, at=at).differed
    sure = sure and not Touched.rows.exists()  # a write that came while it was counted
    report.repaired = [
        {"org": org, "explained": not sure, "at": at.isoformat()} for org in differed
    ]
    report.compiled_at, report.late, report.touched_at = at, late_entries(quarter), None
    report.version += 1
    report.save(update_fields=["compiled_at", "late", "version", "repaired", "touched_at"])
    if sure and differed:
        raise_alarm(report, differed, at=at)
        record(report, by=by, reason=f"{len(differed)} 个组织的底数与登记的事实不同，已按事实改正")


def _fix(report: QuarterlyCoverageReport, at: datetime) -> None:
    """Freeze what was just counted, and open the door by which its hash is found."""
    report.body = canonical.body_of(report)
    report.digest = canonical.digest(report.body)
    report.status, report.frozen_at = Status.FROZEN, at
    report.save(update_fields=["body", "digest", "status", "frozen_at"])
    open_door(report, at)


def open_door(report: QuarterlyCoverageReport, at: datetime) -> None:
    """Let the hash of a report that was frozen at ``at`` lead to its county."""
    Doorway.objects.create(
        digest=digest_of(report.digest), kind=Doorway.Kind.REPORT, county_id=report.county_id,
        made_at=at, expires_at=at + LASTS,
    )  # fmt: skip


def _slim(change: dict[str, Any]) -> dict[str, Any]:
    """Return a change without the body: its hash says all of it, and the report keeps it."""
    for facts in (change["before"], change["after"]):
        if facts:
            facts.pop("body", None)
    return change
