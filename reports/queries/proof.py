"""A report found by its hash alone, from outside every county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from fulian.scoping import scope
from orgs.models import Doorway
from orgs.services.access import digest_of
from reports.models import QuarterlyCoverageReport
from reports.queries.canonical import faults_of
from reports.queries.figures import InReach
from reports.rules.figures import Figure


@dataclass(frozen=True, slots=True)
class Proof:
    """What anyone may know of a frozen report: whose, of which quarter, the totals."""

    is_genuine: bool
    county: str
    quarter: str
    taken_on: date
    frozen_at: datetime
    totals: list[Figure]  # of a published one only
    edition: int
    published_at: datetime | None
    replaced_at: datetime | None
    replaced_by: int | None  # the edition that took its place


def proof_of(digest: str) -> Proof | None:
    """Return the report of this hash, and whether it is still as it was; None for no report."""
    doors = Doorway.objects.filter(kind=Doorway.Kind.REPORT, digest=digest_of(digest))
    door = doors.select_related("county").first()
    if door is None or door.county is None:
        return None
    with scope(cast(int, door.county_id)):
        report = QuarterlyCoverageReport.rows.filter(digest=digest).first()
        if report is None or report.frozen_at is None:
            return None
        faults = faults_of(report)
        return Proof(
            not faults, door.county.name, str(report), report.taken_on, report.frozen_at,
            _totals(report) if report.published_at and not faults else [], report.edition,
            report.published_at, report.replaced_at,
            report.edition + 1 if report.replaced_at else None,
        )  # fmt: skip


def _totals(report: QuarterlyCoverageReport) -> list[Figure]:
    return [one for one in InReach(report).figures(report.org_id) if not one.is_empty]
