"""What townships say of a report: that it is right, or what they themselves come to."""

from __future__ import annotations

from datetime import date, datetime

from fulian import scoping
from orgs.models import Org, User
from orgs.services import changed, image, made, record, verb
from reports import rules
from reports.models import (
    QuarterLeaf,
    QuarterlyCoverageReport,
    ReportedTotal,
    ReportException,
    TownshipConfirmation,
)
from reports.rules import BY_ID
from reports.rules.quarters import ZONE


@verb("reports.confirm_township", "乡镇核对季度报告", counts=False)
def confirm_township(
    *, report: QuarterlyCoverageReport, org: Org, by: User, at: datetime, note: str = ""
) -> TownshipConfirmation:
    """Note that the township ``org`` finds its figures right; once, in its days or by exception.

    Raises ``ValidationError`` when its days are over, for anything but a township that has figures
    in it, outside the reach of ``by``, and the second time.
    """
    fresh, place = _asked(report, org, by, at)
    said = TownshipConfirmation(
        county_id=scoping.current().county, report=fresh, org=place, user=by, note=note.strip(),
        name=_called(by), confirmed_at=at, is_late=not fresh.is_open,
    )  # fmt: skip
    said.clean_fields(exclude=["county", "report", "org", "user"])
    said.save()
    record(said, by=by, changes=[made(said)], name=f"{place.title} {fresh}")
    return said


@verb("reports.report_total", "填报自报数", counts=False)
def report_total(
    *, report: QuarterlyCoverageReport, org: Org, indicator: str, numerator: int,
    denominator: int | None, by: User, at: datetime,
) -> ReportedTotal:  # fmt: skip
    """Keep what the township ``org`` itself comes to; once more while the same days last.

    It stands beside what is counted, and counts for nothing: a difference is shown, not refused.
    Raises ``ValidationError`` as a confirmation does, for an unknown indicator and numbers that
    cannot be.
    """
    fresh, place = _asked(report, org, by, at)
    one = rules.check_indicator(indicator)
    rules.check_total(one, numerator, denominator)
    facts = {
        "numerator": numerator, "denominator": denominator, "reported_at": at, "user": by,
        "name": _called(by),
    }  # fmt: skip
    key = {"report": fresh, "org": place, "indicator": one.id, "is_late": not fresh.is_open}
    known = ReportedTotal.rows.select_for_update(of=("self",)).filter(**key).first()
    if known is None:
        known = ReportedTotal.rows.create(county_id=scoping.current().county, **key, **facts)
        change = made(known)
    else:
        before = image(known)
        for name, value in facts.items():
            setattr(known, name, value)
        known.save()
        change = changed(known, before)
    record(known, by=by, changes=[change], name=f"{place.title} {fresh} {BY_ID[one.id].name}")
    return known


@verb("reports.grant_exception", "批准逾期核对", counts=False)
def grant_exception(
    *, report: QuarterlyCoverageReport, org: Org, reason: str, until: date, by: User, at: datetime
) -> ReportException:
    """Let a township confirm or report though its days are over, up to and with ``until``.

    Given by the county, the level above. Raises ``ValidationError`` without a reason, while its
    days last, for a last day that is past or too far, for a replaced report, and twice.
    """
    said, today = rules.check_reason(reason), _day(at)
    fresh = QuarterlyCoverageReport.rows.select_for_update().get(pk=report.pk)
    place: Org = Org.rows.get(pk=org.pk)
    rules.check_is_township(place)
    rules.check_place_counted(counted=_is_counted(fresh, place))
    rules.check_exception(fresh, on=today, until=until)
    rules.check_none_granted(granted=_granted(fresh, place, today))
    given = ReportException(
        county_id=scoping.current().county, report=fresh, org=place, reason=said, user=by,
        granted_at=at, expires_on=until,
    )  # fmt: skip
    given.clean_fields(exclude=["county", "report", "org", "user"])
    given.save()
    record(given, by=by, reason=said, changes=[made(given)], name=f"{place.title} {fresh}")
    return given


def _asked(
    report: QuarterlyCoverageReport, org: Org, by: User, at: datetime
) -> tuple[QuarterlyCoverageReport, Org]:
    """Return the report and the township, held; refuse whom the rules refuse, or it is late."""
    fresh = QuarterlyCoverageReport.rows.select_for_update().get(pk=report.pk)
    place: Org = Org.rows.get(pk=org.pk)
    today = _day(at)
    rules.check_in_days(fresh, on=today, has_exception=_granted(fresh, place, today))
    rules.check_is_township(place)
    seat = Org.rows.filter(pk=by.hat.org).first() if by.hat else None
    rules.check_may_confirm(by=by, org=place, seat=seat)
    rules.check_place_counted(counted=_is_counted(fresh, place))
    return fresh, place


def _granted(report: QuarterlyCoverageReport, org: Org, on: date) -> bool:
    return ReportException.rows.filter(report=report, org=org, expires_on__gte=on).exists()


def _is_counted(report: QuarterlyCoverageReport, org: Org) -> bool:
    return QuarterLeaf.rows.filter(quarter=report.quarter, org=org).exists()


def _called(by: User) -> str:
    return by.hat.name or by.hat.role_name if by.hat else ""


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()
