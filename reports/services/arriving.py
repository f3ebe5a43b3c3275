"""A county that came by file from another system: what of its reports stands outside its rows."""

from __future__ import annotations

from orgs.models import Doorway
from orgs.services.access import digest_of
from reports.models import PublishedReport, QuarterlyCoverageReport
from reports.queries.canonical import faults_of
from reports.services.compiling import open_door
from reports.services.publishing import publish_totals


def stand_again() -> int:
    """Open the doors to the hashes of this county's reports, and put out what it published.

    So papers on which a hash stands stay good, and those above go on reading. Returns how many
    reports there are; twice is once.
    """
    reports = list(QuarterlyCoverageReport.rows.exclude(digest="").order_by("quarter", "edition"))
    for report in reports:
        known = Doorway.objects.filter(digest=digest_of(report.digest)).exists()
        if report.frozen_at and not known:
            open_door(report, report.frozen_at)
        is_out = PublishedReport.objects.filter(report_digest=report.digest).exists()
        if report.published_at and not is_out and not faults_of(report):
            publish_totals(report, report.published_at)
    return len(reports)
