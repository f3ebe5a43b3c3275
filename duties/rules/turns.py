"""The rotating chair (domain A23): who may be on the roster, how long turns last, who confirms."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from duties.models import Period
from fulian.permissions import allow
from members.models import Appointment, Office
from orgs.models import Org, Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, PEOPLE

PLANNERS = KEEPERS | {Role.TOWNSHIP_STAFF, Role.CHAIR}
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6}
ON_ROSTER = (Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER)
FEWEST = 2
NEAR = timedelta(days=366)


@allow("duties.plan_rotation", "duties.end_rotation")
def may_plan_rotation(user: Any, obj: Any) -> bool:
    """Let the county, townships and chairs, for what lies in their reach."""
    return role_may(user, PLANNERS)


@allow("duties.view_rotation", "duties.confirm_handover", "duties.view_notice",
       "duties.read_notices")  # fmt: skip
def may_take_part(user: Any, obj: Any) -> bool:
    """Let everyone with a seat look at whose turn it is, and confirm and read what is her own."""
    return role_may(user, PEOPLE)


def check_roster(*, org: Org, members: Sequence[Appointment], on: date) -> None:
    """Refuse a roster with the chair, a stranger, somebody out of office or twice, or only one.

    S3:187: 由妇联副主席、执委组成轮值主席团. The chair stays chair and is not on it.
    """
    if any(seat.office == Office.CHAIR for seat in members):
        raise ValidationError("主席不参加轮值：轮值主席团由副主席和执委组成。", code="chair")
    if any(seat.org_id != org.pk or seat.office not in ON_ROSTER for seat in members):
        raise ValidationError("轮值主席团只能由本组织的副主席和执委组成。", code="not_member")
    if len({seat.person_id for seat in members}) < len(members):
        raise ValidationError("同一个人在轮值主席团里只能出现一次。", code="twice")
    if len(members) < FEWEST:
        raise ValidationError(f"轮值主席团至少要有 {FEWEST} 人。", code="too_few")
    if not all(is_in_office(seat, on) for seat in members):
        raise ValidationError("轮值主席团里有人在开始日期不在任。", code="not_in_office")


def check_start(*, starts_on: date, today: date) -> None:
    """Refuse a first day further than a year from today: it is a slip of the pen."""
    if abs(starts_on - today) > NEAR:
        raise ValidationError("开始日期要在前后一年之内。", code="far_off")


def check_end(*, starts_on: date, ended_on: date | None, on: date) -> None:
    """Refuse to end what has ended, and a last day before the first."""
    if ended_on is not None:
        raise ValidationError("这个轮值安排已经停止。", code="ended")
    if on < starts_on - NEAR:
        raise ValidationError("停止日期早于开始日期太多，请核对。", code="ends_before")


def check_runs(ended_on: date | None) -> None:
    """Refuse to change a plan that has ended."""
    if ended_on is not None:
        raise ValidationError("这个轮值安排已经停止，请重新安排。", code="ended")


class Dated(Protocol):
    """A row that holds from a day until another, half open."""

    since: Any
    until: Any


def holds(row: Dated, on: date) -> bool:
    """Say whether a dated row holds on the day ``on``."""
    return bool(row.since <= on and (row.until is None or row.until > on))


def is_in_office(seat: Appointment, on: date) -> bool:
    """Say whether the seat is held on the day ``on``."""
    return holds(seat, on)


def turn_days(starts_on: date, period: str, number: int) -> DateRange:
    """Return the days of turn ``number`` (from 0) of a rotation: whole months, half open.

    Every boundary is counted from the first day, so that the 31st, clipped in February, is the
    31st again in March.
    """
    months = MONTHS[Period(period)]
    first = months_after(starts_on, number * months)
    return DateRange(first, months_after(starts_on, (number + 1) * months))


def number_at(starts_on: date, period: str, boundary: date) -> int:
    """Return the number of the turn that begins on ``boundary``."""
    months = (boundary.year - starts_on.year) * 12 + boundary.month - starts_on.month
    return months // MONTHS[Period(period)]


def months_after(day: date, months: int) -> date:
    """Return the same day of the month ``months`` later, its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def order_after(members: Sequence[Appointment], last: int | None, on: date) -> list[Appointment]:
    """Return who is in office on ``on``, in the roster's order, beginning after ``last``."""
    places = [seat.pk for seat in members]
    first = places.index(last) + 1 if last in places else 0
    turned = [*members[first:], *members[:first]]
    return [seat for seat in turned if is_in_office(seat, on)]


def why_skipped(seat: Appointment) -> str:
    """Return the reason that is kept with a skipped turn; it names nobody."""
    if seat.until is None:
        return "当日不在任"
    return f"已于{seat.until:%Y年%-m月%-d日}离任（{seat.get_departure_display()}）"


def check_is_a_side(sides: Sequence[str]) -> None:
    """Refuse a confirmation by anybody but who gives and who takes."""
    if not sides:
        raise ValidationError("只有交出方和接任方本人可以确认交接。", code="not_yours")


def line_of(org: int) -> str:
    """Return the line on which an organisation's handovers stand, one after the other."""
    return f"rotation:{org}"


def morning(day: date) -> datetime:
    """Return the first moment of ``day`` in Beijing."""
    return timezone.make_aware(datetime.combine(day, time()))


def days_in_words(days: DateRange) -> str:
    """Return half-open days as people say them, the last one included."""
    last = days.upper - timedelta(days=1)
    return f"{days.lower:%Y年%-m月%-d日}至{last:%Y年%-m月%-d日}"
