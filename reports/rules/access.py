"""Who may see, compile, confirm and freeze a report."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from orgs.models import Level, Org, Role
from orgs.rules import role_may
from orgs.rules.access import ADMINS, AUDITORS, KEEPERS, PEOPLE
from reports.models import QuarterlyCoverageReport

COMPILERS = KEEPERS
CONFIRMERS = KEEPERS | {Role.TOWNSHIP_STAFF}
WHOLE = KEEPERS | AUDITORS  # whose reach is the whole county


@allow("reports.view_report")
def may_view(user: Any, obj: Any) -> bool:
    """Everyone with a seat, for what lies in her reach."""
    return role_may(user, PEOPLE)


@allow("reports.publish_report", "reports.correct_report")
def may_publish(user: Any, obj: Any) -> bool:
    """Let the county's administrator: what is shown to others cannot be taken back."""
    return role_may(user, ADMINS)


@allow("reports.view_scan")
def may_view_scan(user: Any, obj: Any) -> bool:
    """Let who reaches the whole county: the paper shows all its numbers, and a signature."""
    return role_may(user, WHOLE)


@allow("reports.compile_report", "reports.freeze_report", "reports.grant_exception",
       "reports.file_scan")  # fmt: skip
def may_compile(user: Any, obj: Any) -> bool:
    """Let the county's administrators and staff."""
    return role_may(user, COMPILERS)


@allow("reports.confirm_township", "reports.report_total")
def may_confirm(user: Any, obj: Any) -> bool:
    """Township staff, the chair of a township, and the county for a township that cannot."""
    if role_may(user, CONFIRMERS):
        return True
    if not role_may(user, {Role.CHAIR}):
        return False
    return Org.rows.filter(level=Level.TOWNSHIP, pk=user.hat.org).exists()


@allow("reports.read_report")
def may_read(user: Any, obj: Any) -> bool:
    """Let a calling system with ``reports:read``."""
    hat = getattr(user, "hat", None)
    return hat is not None and "reports:read" in hat.may


def check_is_open(report: QuarterlyCoverageReport) -> None:
    """Refuse to touch a report that is frozen."""
    if not report.is_open:
        raise ValidationError(f"{report}报告已经定稿，不能再改。", code="frozen")


def check_is_township(org: Org) -> None:
    """Refuse a confirmation of anything but a township's figures."""
    if org.level != Level.TOWNSHIP:
        raise ValidationError("只有乡镇（街道）核对本辖区的数字。", code="not_a_township")


def check_place_counted(*, counted: bool) -> None:
    """Refuse a confirmation where the report has no figures."""
    if not counted:
        raise ValidationError("这份报告里没有这个乡镇（街道）的数字。", code="no_figures")


def check_may_confirm(*, by: Any, org: Org, seat: Org | None) -> None:
    """Refuse who confirms for a township that does not lie in her reach."""
    inside = seat is not None and seat.lft <= org.lft <= seat.rght
    if not inside or not may_confirm(by, None):
        raise ValidationError("您只能核对本乡镇（街道）的数字。", code="not_yours")
