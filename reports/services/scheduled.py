"""The report's own calendar: compiled after the quarter, frozen after the townships' days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse

from duties.models import Due, Message
from duties.services.due import due_work, put_due, tell_all
from fulian import scoping
from orgs.models import AccessGrant, Level, Org, Role, User
from orgs.queries.hats import taken
from orgs.rules.access import KEEPERS
from orgs.services import made, nothing_to_do, record, verb
from reports.models import QuarterlyCoverageReport
from reports.rules.quarters import COMPILE, FREEZE, ZONE, Quarter, quarter_numbered, quarter_of
from reports.services.compiling import compile_report, freeze_report

LINE = "reports"
Status = QuarterlyCoverageReport.Status


@verb("reports.expect_quarter", "安排季度报告")
def expect_quarter(*, org: Org, on: date, by: User | None) -> None:
    """Have the quarter of the day ``on`` compiled once it is over; ``org`` is the county's own."""
    quarter = quarter_of(on)
    if Due.rows.filter(kind=COMPILE, subject=quarter.subject).exists():
        nothing_to_do()
        return
    due = _expect(quarter, org)
    record(due, by=by, changes=[made(due)], name=f"{quarter.called}报告")


@due_work(COMPILE, "汇总季度报告")
def _when_quarter_is_over(due: Due, now: datetime) -> None:
    quarter = quarter_numbered(due.subject)
    _expect(quarter.after, due.org)
    known = QuarterlyCoverageReport.rows.filter(quarter=str(quarter), replaced_at__isnull=True)
    if any(not one.is_open for one in known):
        return
    report = compile_report(quarter=str(quarter), at=now)
    put_due(
        kind=FREEZE, subject=report.pk, org=due.org, line=LINE, due_at=_end_of(report.confirm_until)
    )
    _tell_everyone(report, now)


@due_work(FREEZE, "季度报告定稿")
def _when_confirming_is_over(due: Due, now: datetime) -> None:
    report = QuarterlyCoverageReport.rows.filter(pk=due.subject, status=Status.OPEN).first()
    if report is not None:
        freeze_report(report=report, at=now)


def _expect(quarter: Quarter, root: Org | None) -> Due:
    return put_due(
        kind=COMPILE, subject=quarter.subject, org=root, line=LINE, due_at=quarter.due_at
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZONE)


def _tell_everyone(report: QuarterlyCoverageReport, now: datetime) -> None:
    """Write to the townships that they may confirm, and to the county that it is compiled."""
    until = f"{report.confirm_until.month}月{report.confirm_until.day}日"
    place = Q(org__level=Level.TOWNSHIP, role__in=[Role.TOWNSHIP_STAFF, Role.CHAIR])
    grants = AccessGrant.rows.filter(
        taken(now.astimezone(ZONE).date()), place | Q(role__in=KEEPERS)
    )
    messages = {}
    for grant in grants.select_related("org"):
        townly = grant.org.level == Level.TOWNSHIP
        messages[grant.user_id] = Message(
            county_id=scoping.current().county, org=grant.org, user_id=grant.user_id, made_at=now,
            key=f"reports.compiled:{report.pk}:{grant.user_id}",
            title=f"请核对{report}的数字" if townly else f"{report}报告已汇总",
            text=f"请在{until}前核对本乡镇（街道）的数字。" if townly
            else f"乡镇（街道）核对到{until}，之后自动定稿。",
            link=reverse("reports:figures"),
        )  # fmt: skip
    tell_all(list(messages.values()))
