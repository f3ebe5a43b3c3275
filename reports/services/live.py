"""The running quarter's leaf rows, renewed from the facts while it runs.

What was touched stands in ``Touched``, what time alone changes in ``valid_until``: whoever comes
by looks at both, so that nothing is lost when a nudge is. No verb: it writes nothing that was not
already a fact.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime

from django.db import DatabaseError, connection

from fulian.scoping import scope
from orgs.models import Org
from reports.models import QuarterLeaf, QuarterlyCoverageReport, Touched
from reports.queries.live import needs_renewing
from reports.rules.quarters import ZONE, Quarter, quarter_of
from reports.services.leaves import hold_figures, renew_leaves

log = logging.getLogger(__name__)


def renew_live(at: datetime) -> bool:
    """Renew the open county's rows of the running quarter where they are no longer sure.

    A quarter that is just over is brought up to its last day first, until its report is compiled;
    compiled rows are left alone. Returns whether anything was counted.
    """
    today = at.astimezone(ZONE).date()
    if not Org.rows.filter(parent__isnull=True, founded_on__lte=today).exists():
        return False
    quarter = quarter_of(today)
    if not needs_renewing(quarter, today):
        return False
    hold_figures()
    if not needs_renewing(quarter, today):  # another worker was here first
        return False
    _finish(quarter.before, at)
    _tell_reports(at)
    renew_leaves(quarter, on=today, at=at)
    return True


def renew_counties(counties: Sequence[int], at: datetime) -> tuple[int, int]:
    """Renew each of ``counties``, a transaction each; no scope is open.

    Returns how many were counted, and how many failed: one that fails is said in the log, stays as
    it is and does not stop the others.
    """
    done = failed = 0
    for county in counties:
        try:
            with scope(county):
                done += renew_live(at)
        except Exception as error:
            if isinstance(error, DatabaseError) and not connection.is_usable():
                raise
            failed += 1
            log.error("live rows failed", extra={"county": county, "error": type(error).__name__})
    return done, failed


def _finish(before: Quarter, at: datetime) -> None:
    """Count the quarter before to its end while nothing is compiled of it yet."""
    if QuarterlyCoverageReport.rows.filter(quarter=str(before)).exists():
        return
    rows = QuarterLeaf.rows.filter(quarter=str(before))
    if rows.exists() and (_behind(before.last) or Touched.rows.exists()):
        renew_leaves(before, on=before.last, at=at)


def _behind(last: date) -> bool:
    return QuarterLeaf.rows.filter(counted_on__lt=last).exists()


def _tell_reports(at: datetime) -> None:
    """Note on each report that something was written since it was counted: it may differ now."""
    if Touched.rows.exists():
        standing = QuarterlyCoverageReport.rows.filter(replaced_at__isnull=True)
        standing.filter(touched_at__isnull=True).update(touched_at=at)
