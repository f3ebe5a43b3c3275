"""Eight quarters of reports: most published, one corrected, one frozen, one still being confirmed.

A township's own total differs, one is late by exception, and signed papers are filed beside two.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from duties.services import tick_county
from fulian.scoping import scope
from members import services as members
from members.models import Office
from orgs.models import County, Level, Org, OrgStatus, SettingName, User
from orgs.queries.hats import grant_hat
from orgs.services import choose_setting, phone_key
from reports import services
from reports.management.demo import places
from reports.management.demo.signing import signed_paper
from reports.management.demo.story import Demo, noon
from reports.models import QuarterlyCoverageReport
from reports.queries.figures import InReach
from reports.rules import BY_ID, quarter_of
from reports.rules.quarters import COMPILE, FREEZE, Quarter, parse

OWN = ("I-ORG-1", "I-TEAM-6", "I-POST-1")  # what the shown township counts itself
A_WEEK = timedelta(days=7)
LONG = 90  # days of confirming, in a year of elections
Status = QuarterlyCoverageReport.Status


def report_past(demo: Demo, county: County, until: date) -> None:
    """Let a county's quarters before the day ``until`` be compiled, confirmed and frozen.

    The neighbour's townships say nothing of theirs.
    """
    quarter = quarter_of(demo.founded)
    while quarter.after.first <= until:
        first = quarter.after.first
        for day, kind in ((first, COMPILE), (first + timedelta(days=11), FREEZE)):
            now = min(timezone.make_aware(datetime.combine(day, time(2, 10))), demo.at)
            tick_county(county.pk, now, kind)
            if kind == COMPILE and county.code == demo.code:
                with scope(county.pk):
                    confirm_most(demo, noon(first + A_WEEK))
        quarter = quarter.after


def confirm_long(demo: Demo) -> None:
    """Let the county give its townships longer for the quarter just over: it is still open."""
    choose_setting(name=SettingName.CONFIRM_DAYS, value=LONG, by=_admin(demo))


def confirm_most(demo: Demo, at: datetime) -> None:
    """Let the county find the figures of most townships right, while a report is open."""
    reports = QuarterlyCoverageReport.rows.filter(status=Status.OPEN)
    if not reports:
        return
    admin, shown = _admin(demo), places.shown_places(demo.code)[0]
    for report in reports:
        towns = Org.rows.filter(level=Level.TOWNSHIP, is_counted=True, status=OrgStatus.ACTIVE)
        done = set(report.confirmations.values_list("org_id", flat=True))
        is_last = report.quarter == str(quarter_of(demo.on).before)
        for town in towns:
            is_shown = shown is not None and town.pk == shown.pk
            if is_shown and not report.totals.exists():
                _report_own(demo, report, town, admin)
            if is_shown and is_last:
                continue  # whoever looks on confirms it herself
            if town.pk not in done and demo.lot_of(f"{report}:{town.code}").random() < 0.9:
                services.confirm_township(report=report, org=town, by=admin, at=at)


def tell_of_reports(demo: Demo) -> None:
    """Publish what was frozen but the last, correct the one before, file papers, be late once."""
    by = _admin(demo)
    services.renew_live(demo.at)
    frozen = list(QuarterlyCoverageReport.rows.filter(status=Status.FROZEN).order_by("quarter"))
    for report in frozen[:-1]:
        services.publish_report(report=report, at=_signed_at(report), by=by)
    if len(frozen) < 2:
        return
    new = _corrected(demo, frozen[-2], by)
    for report in (*frozen[-3:-2], new):
        services.file_scan(
            report=report, data=signed_paper(report), by=by, at=demo.at,
            called=f"{report.quarter}覆盖报告签字盖章.pdf",
        )  # fmt: skip
    _let_one_be_late(frozen[-1], demo, by)
    demo.said.append(f"{len(frozen) + 2} 份季度报告")


def publish_beside(demo: Demo, neighbour: County) -> None:
    """Let the neighbour have closed its quarters too, and published as far as the county did."""
    report_past(demo, neighbour, demo.on)
    last = quarter_of(demo.since).before
    with scope(neighbour.pk):
        rows = QuarterlyCoverageReport.rows.filter(status=Status.FROZEN, quarter__lte=str(last))
        for report in rows.order_by("quarter"):
            services.publish_report(report=report, at=_signed_at(report), by=None)


def _report_own(demo: Demo, report: QuarterlyCoverageReport, town: Org, by: User) -> None:
    """Let a township type its own totals in its days: mostly the same, one of them not."""
    figures = InReach(report).figures(town.pk, [BY_ID[one] for one in OWN])
    for n, figure in enumerate(figures):
        less = 1 if n == 0 and figure.numerator else 0
        services.report_total(
            report=report, org=town, indicator=figure.indicator.id, by=by,
            numerator=figure.numerator - less, denominator=figure.denominator,
            at=report.compiled_at,
        )  # fmt: skip


def _corrected(demo: Demo, report: QuarterlyCoverageReport, by: User) -> QuarterlyCoverageReport:
    """Let a representative have been forgotten in the register; correct the report for it."""
    village = places.shown_places(demo.code)[1]
    if village is not None:
        she = members.register_person(org=village, name=demo.names(40)[-1], by=by)
        members.appoint(
            person=she, org=village, office=Office.REPRESENTATIVE, origin="recommended", by=by,
            on=max(parse(report.quarter).first, demo.founded) + A_WEEK, at=demo.at,
        )  # fmt: skip
    new = services.correct_report(
        report=report, reason="核对名册时发现漏登一名妇女代表，补登后重新统计", at=demo.at, by=by
    )
    return services.publish_report(report=new, at=demo.at, by=by)


def _let_one_be_late(report: QuarterlyCoverageReport, demo: Demo, by: User) -> None:
    said = set(report.confirmations.values_list("org_id", flat=True))
    towns = Org.rows.filter(level=Level.TOWNSHIP, is_counted=True).exclude(pk__in=said)
    town = towns.order_by("code").first()
    if town is not None:
        services.grant_exception(
            report=report, org=town, reason="核对期间换届，工作人员刚到岗", by=by, at=demo.at,
            until=timezone.localdate(demo.at) + A_WEEK,
        )  # fmt: skip


def _signed_at(report: QuarterlyCoverageReport) -> datetime:
    """Return when a report was signed and published: three days after it was frozen."""
    last = Quarter(int(report.quarter[:4]), int(report.quarter[5:])).after.first
    return noon(last + timedelta(days=14))


def _admin(demo: Demo) -> User:
    """Return the county's administrator in her seat."""
    county = County.objects.get(code=demo.code)
    admin = User.objects.get(phone_key=phone_key(places.ADMIN), county=county)
    worn = grant_hat(admin, county, None, demo.on)
    admin.hat = worn[0] if worn else None
    return admin
