"""What the rules allow for the sensitive ledger: violence, minors (anchors D5).

The wall is the database's: who is no handler finds nothing. These say who may become one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import SensitiveEntry
from duties.rules.ledgers import WRITERS, beside
from fulian.permissions import allow
from orgs.models import Role
from orgs.rules import role_may
from orgs.rules.access import ON_THE_GROUND

OPEN_FOR = timedelta(hours=24)
BREAKERS = {Role.COUNTY_ADMIN, Role.COUNTY_AUDITOR}
HANDLERS = {Role.CHAIR, Role.TOWNSHIP_STAFF, Role.COUNTY_ADMIN, Role.COUNTY_STAFF}
CLOSES_GLASS = "duties.close_glass"  # what the clock does when a look is over
WATCHERS = (Role.COUNTY_ADMIN, Role.COUNTY_AUDITOR)


@allow("duties.view_sensitive", "duties.follow_sensitive", "duties.close_sensitive",
       "duties.add_handler", "duties.remove_handler")  # fmt: skip
def may_open_sensitive(user: Any, obj: Any) -> bool:
    """Whoever may be a handler; of what, the database says."""
    return role_may(user, HANDLERS | ON_THE_GROUND | BREAKERS)


@allow("duties.write_sensitive", "duties.protect_ledger")
def may_write_sensitive(user: Any, obj: Any) -> bool:
    """Those who write ledgers."""
    return role_may(user, WRITERS)


@allow("duties.break_glass")
def may_break_glass(user: Any, obj: Any) -> bool:
    """Let a county's administrator or auditor, in an emergency."""
    return role_may(user, BREAKERS)


def check_actor(*, user: int, by: Any) -> None:
    """Refuse to write where the database would not know who acts."""
    if by is None or not user or by.pk != user:
        raise ValidationError("保密台账只能由本人登记和办理。", code="no_actor")


def check_handlers(*, chosen: Collection[int], allowed: Collection[int]) -> None:
    """Refuse a handler without a live seat in the same line of organisations."""
    if set(chosen) - set(allowed):
        raise ValidationError(
            "经办人只能是本村主席、本乡镇或县妇联的工作人员，并且现在在岗。", code="not_in_line"
        )


def check_may_add(*, handlers: Collection[int], user: int) -> None:
    """Refuse somebody who is a handler already."""
    if user in handlers:
        raise ValidationError("她已经是经办人。", code="handler_already")


def check_may_remove(*, handlers: Collection[int], visitors: Collection[int], user: int) -> None:
    """Refuse who is none, who is there for a day only, and the last one."""
    if user not in handlers:
        raise ValidationError("她不是经办人。", code="no_handler")
    if user in visitors:
        raise ValidationError("紧急查看到时会自动收回，不用移出。", code="visitor")
    if not set(handlers) - set(visitors) - {user}:
        raise ValidationError("至少要留一位经办人。请先增加另一位。", code="last_handler")


def check_is_no_visitor(*, user: int, visitors: Collection[int]) -> None:
    """Refuse to do anything to who is there for a day only: she may look."""
    if user in visitors:
        raise ValidationError("紧急查看只能看，办理请找经办人。", code="only_looks")


def check_glass_reason(reason: str) -> None:
    """Refuse to look without saying why."""
    if len(reason.strip()) < 4:
        raise beside("reason", "请写明紧急查看的事由，至少四个字。", "no_reason")
    if len(reason) > 200:
        raise beside("reason", "事由最多写 200 个字。", "too_long")


def check_not_away(away: bool) -> None:
    """Refuse to move what lies above."""
    if away:
        raise ValidationError("这条正在转办，请等上级退回或者办完，再转入保密台账。", code="away")


def check_going_on(entry: Any) -> None:
    """Refuse to go on with what is closed."""
    if entry.closed_on is not None:
        raise ValidationError("这条已经办结。", code="closed")


def found(entry: SensitiveEntry | None) -> SensitiveEntry:
    """Refuse a number that is none of hers: the same words whether it is there or not."""
    if entry is None:
        raise ValidationError("没有找到。只有经办人能看、能办。", code="not_found")
    return entry


def check_breaker(by: Any) -> None:
    """Refuse anybody but a county's administrator or auditor."""
    hat = getattr(by, "hat", None)
    if hat is not None and hat.role not in BREAKERS:
        raise ValidationError("只有县管理员和县审计员可以紧急查看。", code="no_breaker")
