"""What happens in reports when a county is opened: its first quarter is expected."""

from __future__ import annotations

from datetime import date
from typing import Any

from fulian.consequences import Effect, follows
from orgs.models import Org
from reports.services.scheduled import expect_quarter


def _preview(*, org: Org, on: date) -> list[Effect]:
    return []


@follows("orgs.open_county", app="reports", preview=_preview)
def expect_first_report(*, org: Org, on: date, by: Any) -> None:
    """Put the quarter the county was opened in on the calendar."""
    expect_quarter(org=org, on=on, by=by)
