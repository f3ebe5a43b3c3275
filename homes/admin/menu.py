"""The desk's menu of homes, in the order in which an office thinks of them."""

from __future__ import annotations

from fulian.admin.sidebar import offer

MENU: dict[str, list[tuple[str, str, str, str]]] = {
    "妇女之家和活动": [],
    "公开和来信": [],
    "志愿和关爱": [],
    "减负": [
        ("填报", "assignment", "homes_datarequest_changelist", "homes.view_request"),
        ("减负台账", "timer", "homes_requestanswer_changelist", "homes.view_burden"),
        ("减负和合规", "verified_user", "homes_requestanswer_promises", "homes.view_promises"),
    ],
}

for _group, _entries in MENU.items():
    for _entry in _entries:
        offer(_group, *_entry)
