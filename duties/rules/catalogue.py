"""What the rules allow for the county's catalogue of posts (domain A21: a county keeps its own)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import DutyPost
from fulian.permissions import allow
from orgs.rules import role_may
from orgs.rules.access import KEEPERS

AHEAD = timedelta(days=366)
LONGEST_DUTIES = 400
MOST_POSTS = 40


@allow("duties.set_up_posts", "duties.add_post", "duties.rename_post", "duties.retire_post",
       "duties.restore_post", "duties.order_posts")  # fmt: skip
def may_keep_catalogue(user: Any, obj: Any) -> bool:
    """County administrators and staff keep the county's catalogue."""
    return role_may(user, KEEPERS)


def check_post_words(*, name: str, duties: str) -> None:
    """Refuse no name, one longer than a heading holds, and duties longer than a page shows."""
    if not name:
        raise ValidationError("请填写岗位名称。", code="empty")
    if len(name) > 20:
        raise ValidationError("岗位名称最多 20 个字。", code="too_long")
    if len(duties) > LONGEST_DUTIES:
        raise ValidationError(f"职责最多写 {LONGEST_DUTIES} 个字。", code="too_long")


def check_room(many: int) -> None:
    """Refuse more posts than a phone can show to choose from."""
    if many >= MOST_POSTS:
        raise ValidationError(f"岗位最多 {MOST_POSTS} 个，请先停用不用的。", code="too_many")


def check_no_retired_twin(twin: DutyPost | None) -> None:
    """Refuse a new post called like a retired one: that one can be taken up again."""
    if twin is not None:
        raise ValidationError(
            f"停用的岗位里有同名的“{twin.name}”，请打开它，点“恢复”。", code="retired_twin"
        )


def check_kept_from(*, on: date, today: date) -> None:
    """Refuse a first day that has not come, and one so far ago that it is a slip of the pen."""
    if on > today:
        raise ValidationError("日期不能晚于今天。", code="future")
    if on.year < 1949:
        raise ValidationError("日期太早了，请核对年份。", code="too_early")


def check_rename_day(*, since: date, on: date, today: date) -> None:
    """Refuse a change from a day to come, or before the name it has now began (``since``)."""
    if on > today:
        raise ValidationError("日期不能晚于今天。", code="future")
    if on < since:
        raise ValidationError(
            f"现在的名称和职责从{since:%Y年%-m月%-d日}开始，改动日期不能更早。", code="before"
        )


def check_retire_day(*, post: DutyPost, on: date, today: date) -> None:
    """Refuse to retire what is retired, before it began, and far ahead."""
    if post.until is not None:
        raise ValidationError("这个岗位已经停用了。", code="retired")
    if on < post.since:
        raise ValidationError("停用日期不能早于设立日期。", code="ends_before")
    if on > today + AHEAD:
        raise ValidationError("停用日期要在一年之内。", code="far_off")


def check_restore_day(*, post: DutyPost, on: date, today: date) -> None:
    """Refuse to take up again what is kept, before it was retired, or from a day to come."""
    if post.until is None:
        raise ValidationError("这个岗位没有停用，不用恢复。", code="not_retired")
    if on > today and on > post.until:
        raise ValidationError("日期不能晚于今天。", code="future")
    if on < post.until <= today:
        raise ValidationError(
            f"它从{post.until:%Y年%-m月%-d日}起停用，恢复日期不能更早。", code="before"
        )


def check_order(*, asked: Sequence[int], kept: Sequence[int]) -> None:
    """Refuse an order that leaves a post out, knows a strange one, or names one twice."""
    if sorted(asked) != sorted(kept):
        raise ValidationError("岗位有变动，请刷新页面后重新排列。", code="changed")
