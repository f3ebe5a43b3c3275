"""What the rules allow for the work log: writing, changing, striking, typing up from paper.

Domain A21: the chair's notebook, dated, by post; whoever did the work may write it herself.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import DutyLogEntry
from duties.rules.posts import ARRANGERS
from fulian.permissions import allow
from members.models import Appointment
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, ON_THE_GROUND

FREELY = timedelta(days=7)
LONGEST = 500
MOST_SERVED = 100_000
MOST_LINES = 30
PHOTO_BYTES = 10 * 1024 * 1024
TYPISTS = KEEPERS | {Role.TOWNSHIP_STAFF}


@allow("duties.write_log")
def may_write_log(user: Any, obj: Any) -> bool:
    """Those who do the work."""
    return role_may(user, ON_THE_GROUND)


@allow("duties.edit_log", "duties.amend_log", "duties.strike_log", "duties.unstrike_log")
def may_change_log(user: Any, obj: Any) -> bool:
    """Those who do the work; at the desk those who type up paper (what is whose: see below)."""
    return role_may(user, ON_THE_GROUND | TYPISTS)


@allow("duties.type_up_log")
def may_type_up(user: Any, obj: Any) -> bool:
    """County and township staff type up what villages wrote on paper (补录)."""
    return role_may(user, TYPISTS)


@allow("duties.print_log")
def may_print_log(user: Any, obj: Any) -> bool:
    """County and township staff, and a chair for her own organisation."""
    return role_may(user, ARRANGERS)


def check_may_write_for(*, seat: Appointment, owner: int | None, by: Any) -> None:
    """Refuse a line for somebody else; a chair keeps the notebook of her whole committee."""
    hat = getattr(by, "hat", None)
    if by is None or hat is None:
        return
    if seat.org_id != hat.org:
        raise ValidationError("只能记本组织的工作。", code="elsewhere")
    if hat.role != Role.CHAIR and owner != by.pk:
        raise ValidationError("只能记自己的工作，别人的请她本人或主席来记。", code="not_hers")


def check_words(*, what: str, for_whom: str, served: int | None, occasion: str = "") -> None:
    """Refuse a line that says nothing, or more than its column holds."""
    if not what:
        raise ValidationError("请写一句做了什么。", code="empty")
    if len(what) > LONGEST:
        raise ValidationError(f"做了什么最多写 {LONGEST} 个字。", code="too_long")
    if len(for_whom) > 100:
        raise ValidationError("为谁做的最多写 100 个字。", code="too_long")
    if len(occasion) > 40:
        raise ValidationError("场合最多写 40 个字。", code="too_long")
    if served is not None and not 0 <= served <= MOST_SERVED:
        raise ValidationError("服务人数请填一个合理的数。", code="served")


def is_free(*, entry: DutyLogEntry, at: datetime) -> bool:
    """Say whether a line may still be changed without a reason: for seven days after its entry."""
    return at - entry.entered_at < FREELY


def may_change(*, entry: DutyLogEntry, owner: int | None, by: Any) -> bool:
    """Say whether a line is hers to change: who may write it, and for paper who may type it up."""
    hat = getattr(by, "hat", None)
    if by is None or hat is None:
        return True
    if hat.role in TYPISTS:
        return bool(entry.paper)
    return bool(
        hat.role in ON_THE_GROUND
        and entry.org_id == hat.org
        and (hat.role == Role.CHAIR or owner == by.pk)
    )


def check_may_change(*, entry: DutyLogEntry, owner: int | None, by: Any) -> None:
    """Refuse to change somebody else's line."""
    if not may_change(entry=entry, owner=owner, by=by):
        raise ValidationError(
            "这条记录由她本人或者她的主席来改；纸上代录的，乡镇和县里也可以改。", code="not_hers"
        )


def check_not_struck(entry: DutyLogEntry) -> None:
    """Refuse to change what was struck."""
    if entry.struck_on is not None:
        raise ValidationError("这条记录已经作废，要改请先取消作废。", code="struck")


def check_is_free(*, entry: DutyLogEntry, at: datetime) -> None:
    """Refuse a change without a reason once seven days have passed since the entry."""
    if not is_free(entry=entry, at=at):
        raise ValidationError(
            f"登记超过 {FREELY.days} 天了，请写更正原因；原来写的也会留着。", code="needs_reason"
        )


def check_reason(reason: str, called: str) -> None:
    """Refuse no reason, and one longer than its column."""
    if not reason:
        raise ValidationError(f"请写{called}。", code="no_reason")
    if len(reason) > 100:
        raise ValidationError(f"{called}最多写 100 个字。", code="too_long")


def check_month(*, day: date, month: date) -> None:
    """Refuse a day that is not of the month a paper was printed for."""
    if (day.year, day.month) != (month.year, month.month):
        raise ValidationError(
            f"这张纸是{month:%Y年%-m月}的，日期要在这个月里。", code="other_month"
        )
