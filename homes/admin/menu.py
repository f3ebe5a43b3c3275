"""The desk's menu of homes, in the order in which an office thinks of them."""

from __future__ import annotations

from fulian.admin.sidebar import offer

MENU: dict[str, list[tuple[str, str, str, str]]] = {
    "妇女之家和活动": [
        ("活动", "event", "homes_activity_changelist", "homes.view_activity"),
        ("活动日历", "calendar_month", "homes_activity_calendar", "homes.view_activity"),
        ("活动合计", "functions", "homes_activity_figures", "homes.view_activity"),
    ],
    "公开和来信": [],
    "志愿和关爱": [],
    "减负": [],
}

for _group, _entries in MENU.items():
    for _entry in _entries:
        offer(_group, *_entry)
