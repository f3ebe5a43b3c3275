"""What the rules allow for posts and who holds them (domain A21)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import DutyPost
from fulian.permissions import allow
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, PEOPLE

DESKS = KEEPERS | {Role.TOWNSHIP_STAFF}
ARRANGERS = DESKS | {Role.CHAIR}
LOOK_BACK = timedelta(days=366)
ON_POSTS = (*COMMITTEE, Office.REPRESENTATIVE)


@allow("duties.view_post", "duties.view_log")
def may_view_posts(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what lies in her reach."""
    return role_may(user, PEOPLE)


@allow("duties.assign_post", "duties.end_assignment")
def may_assign(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own committee."""
    return role_may(user, ARRANGERS)


def check_own_place(*, org: int, by: Any) -> None:
    """Refuse a chair, and whoever is lent her rights, at another organisation than her own.

    A township's chair has its villages in reach; what they decide and give out is theirs.
    """
    if not is_own_place(org=org, by=by):
        raise ValidationError("只能办理本组织的事。", code="elsewhere")


def is_own_place(*, org: int, by: Any) -> bool:
    """Say whether ``by`` acts at the desk above, or in the organisation itself (decision 20)."""
    hat = getattr(by, "hat", None)
    return hat is None or hat.role in DESKS or hat.org == org


def is_live(since: date, until: date | None, on: date) -> bool:
    """Say whether the half-open days from ``since`` until ``until`` hold the day ``on``."""
    return since <= on and (until is None or until > on)


def check_may_hold(*, seat: Appointment, on: date) -> None:
    """Refuse an office that holds no posts, and a seat not held that day."""
    if seat.office not in ON_POSTS:
        raise ValidationError("岗位由主席、副主席、执委或妇女代表担任。", code="office")
    if on < seat.since:
        raise ValidationError("定岗日期不能早于她的任职日期。", code="before_seat")
    if seat.until is not None and seat.until <= on:
        raise ValidationError("她这一天已经离任，不能定岗。", code="seat_ended")


def check_post_open(*, post: DutyPost, on: date) -> None:
    """Refuse a post that is no longer kept."""
    if post.until is not None and post.until <= on:
        raise ValidationError("这个岗位已经停用。", code="post_ended")


def check_end(*, since: date, until: date | None, on: date) -> None:
    """Refuse to end what has ended by then, and an end before the beginning."""
    if until is not None and until <= on:
        raise ValidationError("已经结束了，不用再办。", code="ended")
    if on < since:
        raise ValidationError("结束日期不能早于开始日期。", code="ends_before")


def check_was_seated(*, seat: Appointment, on: date) -> None:
    """Refuse work of somebody who held no such seat that day."""
    if seat.office not in ON_POSTS:
        raise ValidationError("履岗记录由主席、副主席、执委或妇女代表来做。", code="office")
    if not is_live(seat.since, seat.until, on):
        raise ValidationError("她这一天不在任，请检查日期。", code="not_seated")


def check_done_on(*, done_on: date, today: date) -> None:
    """Refuse a day that has not come, and one more than a year ago."""
    if done_on > today:
        raise ValidationError("日期不能晚于今天，还没做的事请做完再记。", code="future")
    if done_on < today - LOOK_BACK:
        raise ValidationError("只能补记一年以内的工作。", code="too_old")
