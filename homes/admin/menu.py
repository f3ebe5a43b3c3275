"""The desk's menu of homes, in the order in which an office thinks of them."""

from __future__ import annotations

from fulian.admin.sidebar import offer

MENU: dict[str, list[tuple[str, str, str, str]]] = {
    "妇女之家和活动": [],
    "公开和来信": [],
    "志愿和关爱": [
        ("看护队", "favorite", "homes_careteam_changelist", "homes.view_care_figures"),
    ],
    "减负": [],
}

for _group, _entries in MENU.items():
    for _entry in _entries:
        offer(_group, *_entry)
