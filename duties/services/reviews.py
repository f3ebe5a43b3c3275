"""The yearly duty report: drafted from her own log, written by her, filed (domain A36, N10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from duties import rules
from duties.models import DutyReport
from duties.queries import reviews as reads
from fulian import scoping
from members.models import Appointment
from orgs.models import User
from orgs.services import changed, image, made, record, verb


@verb("duties.draft_report", "起草述职报告", undoable=True)
def draft_report(
    *, appointment: Appointment, year: int, audience: str, on: date, by: User | None,
    stories: Sequence[int] = (),
) -> DutyReport:  # fmt: skip
    """Draft the report of ``year`` to ``audience`` from her lines; ``stories`` she picks herself.

    What was drafted before and is not filed is drafted anew. Raises ``ValidationError`` for
    somebody else's, a year she was not in office, a line that is not hers, and one filed already.
    """
    held = Appointment.rows.select_for_update(of=("self",)).select_related("org", "person")
    seat = held.get(pk=appointment.pk)
    rules.reviews.check_may_report(seat=seat, owner=_owner(seat), by=by)
    rules.reviews.check_year(seat=seat, year=year, today=on)
    work = reads.year_of(seat, year)
    sources = [line.pk for line in work.lines]
    rules.reviews.check_stories(stories=stories, sources=sources)
    text = reads.draft_of(work, audience, stories)[: rules.reviews.LONGEST_REPORT]
    known = DutyReport.rows.select_for_update().filter(
        appointment=seat, year=year, audience=audience
    ).first()  # fmt: skip
    facts: dict[str, Any] = {"text": text, "stories": list(stories), "sources": sources}
    if known is None:
        fresh = DutyReport(
            county_id=scoping.current().county, org=seat.org, appointment=seat, year=year,
            audience=audience, **facts,
        )  # fmt: skip
        fresh.save()
        record(fresh, by=by, changes=[made(fresh)])
        return fresh
    rules.reviews.check_not_filed(known)
    before = image(known)
    for name, value in facts.items():
        setattr(known, name, value)
    return _saved(known, before, by, *facts)


@verb("duties.write_report", "修改述职报告", undoable=True)
def write_report(*, report: DutyReport, text: str, by: User | None) -> DutyReport:
    """Write the report in her own words."""
    fresh, text = _hers(report, by), text.strip()
    rules.reviews.check_report_text(text)
    before = image(fresh)
    fresh.text = text
    return _saved(fresh, before, by, "text")


@verb("duties.file_report", "提交述职报告", undoable=True)
def file_report(*, report: DutyReport, on: date, by: User | None) -> DutyReport:
    """File the report on the day ``on``: from then on its words stand.

    Raises ``ValidationError`` while it still asks for her own words.
    """
    fresh = _hers(report, by)
    rules.reviews.check_is_written(fresh.text)
    before = image(fresh)
    fresh.filed_on = on
    return _saved(fresh, before, by, "filed_on")


def _hers(report: DutyReport, by: User | None) -> DutyReport:
    """Return the report, held, when it is hers and not filed."""
    rows = DutyReport.rows.select_for_update(of=("self",)).select_related("appointment__grant")
    fresh = rows.get(pk=report.pk)
    seat = fresh.appointment
    rules.reviews.check_may_report(seat=seat, owner=_owner(seat), by=by)
    rules.reviews.check_not_filed(fresh)
    return fresh


def _saved(fresh: DutyReport, before: Any, by: User | None, *names: str) -> DutyReport:
    fresh.version += 1
    fresh.save(update_fields=[*names, "version"])
    record(fresh, by=by, changes=[changed(fresh, before)])
    return fresh


def _owner(seat: Appointment) -> int | None:
    """Return the account that acts in a seat; None when nobody can."""
    return seat.grant.user_id if seat.grant else None
