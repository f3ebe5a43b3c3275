"""The scans filed beside a report, and the bytes of one."""

from __future__ import annotations

import hashlib

from django.conf import settings

from reports.models import QuarterlyCoverageReport, ReportScan


def scans_of(report: QuarterlyCoverageReport) -> list[ReportScan]:
    """Return the scans of a report in reach, the one in force first, then the latest replaced."""
    rows = ReportScan.objects.filter(report=report).order_by("-filed_at", "-pk")
    return sorted(rows, key=lambda scan: scan.ended_at is not None)


def content_of(scan: ReportScan) -> bytes | None:
    """Return what was filed; None where the file is gone or is not what was filed any more."""
    try:
        data = (settings.MEDIA_ROOT / scan.file).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == scan.digest else None
