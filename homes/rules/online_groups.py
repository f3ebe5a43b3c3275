"""What the rules allow for online groups (domain A35)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.rules.posts import ARRANGERS, DESKS
from fulian.permissions import allow
from homes.models import OnlineGroup
from orgs.rules import role_may
from orgs.rules.access import PEOPLE

MOST = 5000  # no group of a platform in use holds more


@allow("homes.view_online_group")
def may_view_groups(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what lies in her reach."""
    return role_may(user, PEOPLE)


@allow("homes.register_group", "homes.change_group", "homes.count_group", "homes.end_group",
       "homes.name_owner")  # fmt: skip
def may_keep_groups(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own organisation (decision 20)."""
    return role_may(user, ARRANGERS)


@allow("homes.register_many_groups")
def may_register_many(user: Any, obj: Any) -> bool:
    """County and township staff, for what lies below them."""
    return role_may(user, DESKS)


def check_members(members: int) -> None:
    """Refuse a number no group can have."""
    if not 1 <= members <= MOST:
        raise ValidationError(f"群人数请填 1 到 {MOST} 之间的数。", code="bad_count")


def check_open(group: OnlineGroup) -> None:
    """Refuse to work on a group that was dissolved."""
    if group.until is not None:
        raise ValidationError(
            f"这个群已于{group.until:%Y年%-m月%-d日}解散，不能再改。", code="ended"
        )


def check_day(*, group: OnlineGroup, on: date) -> None:
    """Refuse a day before the group was made."""
    if on < group.since:
        raise ValidationError(f"日期不能早于建群日期（{group.since:%Y年%-m月%-d日}）。",
                              code="early")  # fmt: skip
