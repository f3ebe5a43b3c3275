"""Filing the signed paper beside a frozen report."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from duties.services.photos import drawn_anew
from fulian import scoping
from orgs.models import User
from orgs.services import changed, image, made, record, verb
from reports import rules
from reports.models import QuarterlyCoverageReport, ReportScan
from reports.rules import scans as laws

log = logging.getLogger("reports.scans")
SIDE = 2600  # pixels: small print stays readable on A4


@verb("reports.file_scan", "签字扫描件存档", counts=False)
def file_scan(
    *, report: QuarterlyCoverageReport, data: bytes, called: str, by: User, at: datetime,
    reason: str = "",
) -> ReportScan:  # fmt: skip
    """Keep the scan of a frozen report's signed paper beside it; its hash knows nothing of it.

    A picture is drawn anew, a PDF is kept as it came. Where there is a scan, ``reason`` says why
    this one takes its place, and that one is kept as ended. Raises ``ValidationError`` for an open
    report, for what is no plain PDF or picture, is empty or too large, for the same file twice,
    and where it cannot be written: then nothing is filed.
    """
    fresh = QuarterlyCoverageReport.rows.select_for_update().get(pk=report.pk)
    laws.check_may_file(fresh)
    laws.check_size(data)
    kind = laws.kind_of(data)
    kept = drawn_anew(data, SIDE) if kind == ReportScan.Kind.JPEG else data
    known = ReportScan.rows.filter(report=fresh, ended_at__isnull=True).first()
    digest = hashlib.sha256(kept).hexdigest()
    laws.check_is_new(digest, known)
    said, changes = "", []
    if known is not None:
        said, before = rules.check_reason(reason), image(known)
        known.ended_at = max(at, known.filed_at)
        known.save(update_fields=["ended_at"])
        changes.append(changed(known, before))
    scan = ReportScan(
        county_id=scoping.current().county, report=fresh, org_id=fresh.org_id,
        called=laws.clean_name(called, kind), kind=kind, size=len(kept), digest=digest, user=by,
        name=by.hat.name or by.hat.role_name if by.hat else "", filed_at=at, reason=said,
        file=_laid_down(kept, kind),
    )  # fmt: skip
    scan.clean_fields(exclude=["county", "report", "org", "user", "ended_at"])
    scan.save()
    record(scan, by=by, reason=said, changes=[*changes, made(scan)], name=f"{fresh} 签字扫描件")
    return scan


def _laid_down(data: bytes, kind: str) -> str:
    """Write the file aside and return its name; it takes it once the transaction has committed.

    What is left of a transaction taken back is swept away with unfinished photos.
    """
    name = f"{scoping.current().county}/{secrets.token_urlsafe(24)}.{kind}"
    path = settings.MEDIA_ROOT / name
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as full:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        log.error("a scan could not be written", extra={"error": full.errno})
        raise ValidationError(
            "文件没有存上，报告没有变化。请稍后再试；还不行，请联系平台运维员。", code="not_written"
        ) from full
    transaction.on_commit(lambda: part.replace(path))
    return name
