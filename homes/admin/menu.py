"""The desk's menu of homes, in the order in which an office thinks of them."""

from __future__ import annotations

from fulian.admin.sidebar import offer

MENU: dict[str, list[tuple[str, str, str, str]]] = {
    "妇女之家和活动": [
        ("妇女之家", "cottage", "homes_womenshome_changelist", "homes.view_home"),
        ("工作群", "forum", "homes_onlinegroup_changelist", "homes.view_online_group"),
        ("覆盖和缺口", "rule", "homes_womenshome_coverage", "homes.view_home"),
        ("妇女之家片区", "hub", "homes_homesharing_clusters", "homes.view_home"),
        ("片区共享", "handshake", "homes_homesharing_changelist", "homes.view_home"),
        ("对照清单", "checklist", "homes_checklistitem_changelist", "homes.view_home"),
    ],
    "公开和来信": [],
    "志愿和关爱": [],
    "减负": [],
}

for _group, _entries in MENU.items():
    for _entry in _entries:
        offer(_group, *_entry)
