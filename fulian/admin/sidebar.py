"""The desk's sidebar: every app offers its entries, the rules say who sees them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

GROUPS = (
    "", "组织", "区域化", "人员", "换届和职数", "培训和经费", "岗位", "联系和台账", "议事",
    "主席轮值", "通知和述职", "妇女之家和活动", "公开和来信", "志愿和关爱", "减负", "报告",
    "账号与权限", "记录", "平台",
)  # fmt: skip
FOLDER = 4  # parts of the address of a table: /desk/members/womenscongress
_entries: dict[str, list[tuple[str, str, str, str]]] = {group: [] for group in GROUPS}


def offer(group: str, title: str, icon: str, called: str, perm: str) -> None:
    """Put ``title`` into ``group``: to the page ``called``, for holders of ``perm``.

    Raises ``KeyError`` for a group that is none of ``GROUPS``.
    """
    _entries[group].append((title, icon, called, perm))


def groups(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar for ``request``, the page she is on marked."""
    if not request.user.is_authenticated:
        return []
    shown = [
        (group, [_item(*entry) for entry in entries if request.user.has_perm(entry[3])])
        for group, entries in _entries.items()
    ]
    near = [(_nearness(item["link"], request.path), item) for _, items in shown for item in items]
    if near:
        max(near, key=lambda one: one[0])[1]["active"] = True
    return [{"title": group, "items": items} for group, items in shown if items]


def _nearness(link: str, path: str) -> tuple[bool, bool, int]:
    """Return how near the page ``path`` is to the entry ``link``: below it, or beside it."""
    is_beside = link.split("/")[:FOLDER] == path.split("/")[:FOLDER]
    is_below = path.startswith(link)
    return (is_beside, is_below, len(link) if is_beside or is_below else 0)


def _item(title: str, icon: str, called: str, perm: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse(f"admin:{called}"), "active": False}
