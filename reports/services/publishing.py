"""Publishing a frozen report: its totals leave the county's walls, for those above to read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from orgs.models import County, User
from orgs.services import record, verb
from reports import rules
from reports.models import PublishedReport, QuarterlyCoverageReport
from reports.queries.canonical import canonical, digest, faults_of
from reports.queries.totals import totals_of


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
    rules.check_unaltered(faults_of(fresh))
    fresh.status, fresh.published_at = QuarterlyCoverageReport.Status.PUBLISHED, at
    fresh.version += 1
    fresh.save(update_fields=["status", "published_at", "version"])
    publish_totals(fresh, at)
    record(fresh, by=by, reason=f"校验码 {fresh.digest}")
    return fresh


def row_of(said: dict[str, Any]) -> PublishedReport:
    """Return the row, not yet written, of totals that were checked or made here."""
    facts, body = said, canonical(said)
    return PublishedReport(
        county_code=facts["county"], county_name=facts["name"], other_codes=facts["other_codes"],
        quarter=facts["quarter"], taken_on=facts["taken_on"], version=facts["version"],
        digest=digest(body), report_digest=facts["report"], body=body,
        totals=facts["places"][0]["figures"],
        published_at=facts["published_at"],
    )  # fmt: skip


def publish_totals(report: QuarterlyCoverageReport, at: datetime) -> None:
    """Put the totals of the frozen ``report`` outside the walls, as its edition."""
    county = County.objects.get(pk=report.county.pk)
    said = totals_of(report, county, version=report.edition, at=at)
    row_of(json.loads(canonical(said))).save(force_insert=True)
