"""Filters of a list kept under a name, for oneself or for everybody below."""

from __future__ import annotations

from typing import Any

from fulian import scoping
from orgs.models import SavedFilter
from orgs.rules import filters as rules
from orgs.services.recording import changed, image, made, record, verb


@verb("orgs.save_filter", "保存常用筛选")
def save_filter(*, page: str, name: str, query: str, is_shared: bool, by: Any) -> SavedFilter:
    """Keep ``query`` of the list ``page`` under ``name``; shared, at and below her organisation.

    Raises ``ValidationError`` for an empty one, a name she uses there already, and too many.
    """
    mine = SavedFilter.rows.filter(user=by, page=page).count()
    rules.check_filter(query=query, known=mine)
    saved = SavedFilter(
        county_id=scoping.current().county, org_id=by.hat.org, user=by, page=page,
        name=name.strip(), query=query, is_shared=is_shared,
    )  # fmt: skip
    saved.clean_fields(exclude=["county", "org", "user"])
    saved.save()
    record(saved, by=by, changes=[made(saved)])
    return saved


@verb("orgs.change_filter", "修改常用筛选")
def change_filter(*, saved: SavedFilter, name: str, is_shared: bool, by: Any) -> SavedFilter:
    """Call it otherwise, or share it or no longer; only her own."""
    fresh = SavedFilter.rows.select_for_update().get(pk=saved.pk)
    rules.check_own_filter(saved=fresh, by=by)
    before = image(fresh)
    fresh.name, fresh.is_shared, fresh.version = name.strip(), is_shared, fresh.version + 1
    fresh.clean_fields(exclude=["county", "org", "user"])
    fresh.save()
    record(fresh, by=by, changes=[changed(fresh, before)])
    return fresh


@verb("orgs.remove_filter", "删除常用筛选")
def remove_filter(*, saved: SavedFilter, by: Any) -> None:
    """Keep it no longer; only her own."""
    fresh = SavedFilter.rows.select_for_update().get(pk=saved.pk)
    rules.check_own_filter(saved=fresh, by=by)
    record(fresh, by=by)
    fresh.delete()
