"""What happens in reports when something is written, and when a county is opened."""

from __future__ import annotations

from datetime import date
from typing import Any

from fulian import scoping
from fulian.consequences import Effect, follows, watches
from orgs.models import Org
from reports.models import Touched
from reports.services.arriving import stand_again
from reports.services.scheduled import expect_quarter


def _preview(*, org: Org, on: date) -> list[Effect]:
    return []


@follows("orgs.open_county", app="reports", preview=_preview)
def expect_first_report(*, org: Org, on: date, by: Any) -> None:
    """Put the quarter the county was opened in on the calendar."""
    expect_quarter(org=org, on=on, by=by)


@follows("orgs.import_county", app="reports", preview=_preview)
def stand_after_a_move(*, org: Org, on: date) -> None:
    """Let the reports that came along be proved and read here as they were."""
    stand_again()


@watches
def mark_touched(orgs: set[int | None]) -> None:
    """Note in the write's own transaction that leaf rows of its county are no longer sure."""
    county = scoping.current().county
    Touched.rows.bulk_create(Touched(county_id=county, org_id=org) for org in orgs)
