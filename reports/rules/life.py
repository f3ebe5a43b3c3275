"""The life of a report: in whose days something may be said of it, and what may follow what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from reports.catalogue import BY_ID, Indicator, Kind
from reports.models import QuarterlyCoverageReport
from reports.rules.quarters import told

LONGEST = timedelta(days=31)  # an exception lasts no longer
REASON_MOST = 200
MOST = 2**31 - 1
Status = QuarterlyCoverageReport.Status


def check_reason(reason: str) -> str:
    """Return a reason without the blanks around it; refuse none, and one that is too long."""
    said = reason.replace("\0", "").strip()
    if not said:
        raise ValidationError("请写明原因。", code="no_reason")
    if len(said) > REASON_MOST:
        raise ValidationError(f"原因最多 {REASON_MOST} 个字。", code="reason_too_long")
    return said


def check_in_days(report: QuarterlyCoverageReport, *, on: date, has_exception: bool) -> None:
    """Refuse what comes after the townships' days, unless the county made an exception."""
    if report.replaced_at is not None:
        raise ValidationError(f"{report}报告已经被更正版替换，请看更正版。", code="replaced")
    if has_exception or (report.is_open and on <= report.confirm_until):
        return
    if report.is_open:
        raise ValidationError(
            f"核对在{told(report.confirm_until)}已经截止。需要补核对的，请县妇联批准例外。",
            code="days_over",
        )
    raise ValidationError(
        f"{report}报告已经定稿，不能再改。需要补核对的，请县妇联批准例外。", code="frozen"
    )


def check_exception(report: QuarterlyCoverageReport, *, on: date, until: date) -> None:
    """Refuse an exception nobody needs yet, one for a replaced report, and days that cannot be."""
    if report.replaced_at is not None:
        raise ValidationError(f"{report}报告已经被更正版替换，请看更正版。", code="replaced")
    if report.is_open and on <= report.confirm_until:
        raise ValidationError(
            f"核对到{told(report.confirm_until)}才截止，现在不需要例外。", code="still_open"
        )
    if not on <= until <= on + LONGEST:
        raise ValidationError(f"有效期要在今天以后、{LONGEST.days} 天以内。", code="exception_days")


def check_none_granted(*, granted: bool) -> None:
    """Refuse a second exception while one is running."""
    if granted:
        raise ValidationError("这个乡镇（街道）的例外还没有到期。", code="already_granted")


def check_may_publish(report: QuarterlyCoverageReport) -> None:
    """Refuse to publish anything but a frozen report that nothing replaced, once."""
    if report.is_open:
        raise ValidationError(f"{report}报告还没有定稿，定稿以后才能发布。", code="not_frozen")
    if report.replaced_at is not None:
        raise ValidationError(f"{report}报告已经被更正版替换，请发布更正版。", code="replaced")
    if report.status == Status.PUBLISHED:
        raise ValidationError(f"{report}报告已经发布。", code="published")


def check_unaltered(faults: Sequence[str]) -> None:
    """Refuse to show others what is no longer as it was frozen."""
    if faults:
        raise ValidationError(f"不能发布：{''.join(faults)}请先查明原因，再更正。", code="altered")


def check_may_correct(report: QuarterlyCoverageReport) -> None:
    """Refuse to correct what is open, and what another edition replaced."""
    if report.is_open:
        raise ValidationError(f"{report}报告还没有定稿，重新汇总就可以。", code="not_frozen")
    if report.replaced_at is not None:
        raise ValidationError(f"{report}报告已经更正过，请更正最新的一版。", code="replaced")


def check_differs(*, differs: bool) -> None:
    """Refuse a correction that says nothing new."""
    if not differs:
        raise ValidationError("重新统计的结果和定稿时一样，没有要更正的。", code="nothing_changed")


def check_indicator(asked: str) -> Indicator:
    """Return an indicator by its number; refuse one there is none of, and what is sensitive.

    A number typed beside a hidden one would tell it: by the difference, or word for word.
    """
    if asked not in BY_ID:
        raise ValidationError("没有这一项指标。", code="no_indicator")
    if BY_ID[asked].is_sensitive:
        raise ValidationError(
            f"“{BY_ID[asked].name}”涉及敏感的小数字，不填自报数。", code="sensitive"
        )
    return BY_ID[asked]


def check_total(one: Indicator, numerator: int, denominator: int | None) -> None:
    """Refuse numbers that no counting could come to; a difference is not one of them."""
    has_two = one.kind is not Kind.COUNT
    if has_two and denominator is None:
        raise ValidationError(f"“{one.name}”要填分子和分母。", code="two_numbers")
    if not has_two and denominator is not None:
        raise ValidationError(f"“{one.name}”是一个数，没有分母。", code="one_number")
    if not 0 <= numerator <= MOST or not 0 <= (denominator or 0) <= MOST:
        raise ValidationError("请填 0 以上的整数。", code="bad_number")
    if one.has_gaps and numerator > (denominator or 0):
        raise ValidationError("分子不能比分母大。", code="too_many")
