"""Showing a frozen report to others."""

from __future__ import annotations

from datetime import datetime

from orgs.models import User
from orgs.services import record, verb
from reports import rules
from reports.models import QuarterlyCoverageReport
from reports.queries import canonical


@verb("reports.publish_report", "发布季度报告", counts=False)
def publish_report(
    *, report: QuarterlyCoverageReport, at: datetime, by: User | None = None
) -> QuarterlyCoverageReport:
    """Let city, province and whoever holds the hash see a frozen report; it cannot be taken back.

    Raises ``ValidationError`` for a report that is open, published or replaced, and for one that is
    no longer as it was frozen.
    """
    fresh = QuarterlyCoverageReport.rows.select_for_update().get(pk=report.pk)
    rules.check_may_publish(fresh)
    rules.check_unaltered(canonical.faults_of(fresh))
    fresh.status, fresh.published_at = QuarterlyCoverageReport.Status.PUBLISHED, at
    fresh.version += 1
    fresh.save(update_fields=["status", "published_at", "version"])
    record(fresh, by=by, reason=f"校验码 {fresh.digest}")
    return fresh
