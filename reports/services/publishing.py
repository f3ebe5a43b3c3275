"""Publishing: what of a frozen report those above the county may read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from orgs.models import County
from reports.models import PublishedReport, QuarterlyCoverageReport
from reports.queries.canonical import canonical, digest
from reports.queries.totals import totals_of


def publish_totals(
    report: QuarterlyCoverageReport, *, at: datetime, version: int | None = None
) -> PublishedReport:
    """Put the totals of the frozen ``report`` outside the walls; part of the verb that publishes.

    ``version`` is the report's own, else the next after what the county published of the quarter.
    Raises ``ValidationError`` for a report that is not frozen, whose content is not the one that
    was frozen, and that is published already.
    """
    if not report.digest:
        raise ValidationError(f"{report}报告还没有定稿，不能公布。", code="not_frozen")
    if digest(report.body) != report.digest:
        raise ValidationError("定稿内容与校验码不符，不能公布。请联系平台运维员。", code="altered")
    county = County.objects.get(pk=report.county.pk)
    mine = PublishedReport.objects.filter(
        quarter=report.quarter, source=None, county_code__in=[county.code, *county.former_codes]
    )
    if mine.filter(report_digest=report.digest).exists():
        raise ValidationError(f"{report}报告已经公布过。", code="published")
    latest = max(mine.values_list("version", flat=True), default=0)
    said = totals_of(report, county, version=version or latest + 1, at=at)
    row = row_of(json.loads(canonical(said)))
    row.save(force_insert=True)
    return row


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
