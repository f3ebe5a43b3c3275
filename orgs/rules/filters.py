"""Who may keep a list's filter, and what a kept one may be."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from fulian.permissions import allow
from orgs.models import SavedFilter
from orgs.rules.access import DESK, role_may

MOST_FILTERS = 20  # of one account on one page


@allow("orgs.save_filter", "orgs.change_filter", "orgs.remove_filter")
def may_save_filter(user: Any, obj: Any) -> bool:
    """Whoever works at a desk keeps her own filters, and shares them downward."""
    return role_may(user, DESK)


def check_filter(*, query: str, known: int) -> None:
    """Refuse a filter that filters nothing, one too long to keep, and too many of them."""
    if not query:
        raise ValidationError("请先在列表里选好筛选条件，再保存。", code="no_filter")
    if len(query) > (SavedFilter._meta.get_field("query").max_length or 0):
        raise ValidationError("筛选条件太多，存不下，请减少几个。", code="too_long")
    if known >= MOST_FILTERS:
        raise ValidationError(f"一个页面最多存 {MOST_FILTERS} 个常用筛选。", code="too_many")


def check_own_filter(*, saved: SavedFilter, by: Any) -> None:
    """Refuse to touch somebody else's."""
    if saved.user_id != by.pk:
        raise ValidationError("这是别人保存的常用筛选。", code="not_yours")
