"""The desk's menu of homes, in the order in which an office thinks of them."""

from __future__ import annotations

from fulian.admin.sidebar import offer

MENU: dict[str, list[tuple[str, str, str, str]]] = {
    "妇女之家和活动": [],
    "公开和来信": [
        ("亮身份码", "badge", "homes_officercard_changelist", "homes.view_card"),
        ("群众来信", "mail", "homes_letter_changelist", "homes.view_letter"),
        ("保密来信", "lock", "homes_letter_guarded", "homes.view_letter"),
    ],
    "志愿和关爱": [],
    "减负": [],
    "平台": [
        ("写给平台的来信", "feedback", "homes_letter_operators", "homes.view_operator_letter"),
    ],
}

for _group, _entries in MENU.items():
    for _entry in _entries:
        offer(_group, *_entry)
