"""The sidebar, and the line under the desk's name: only what the seat she acts in allows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# group, then title, icon, address, permission
ITEMS: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    ("", [("首页", "home", "index", "orgs.use_desk")]),
    ("组织", [
        ("组织树", "account_tree", "orgs_org_tree", "orgs.view_org"),
        ("组织列表", "list", "orgs_org_changelist", "orgs.view_org"),
    ]),
    ("账号与权限", [
        ("授权", "badge", "orgs_accessgrant_changelist", "orgs.view_accessgrant"),
        ("登录求助", "help", "orgs_helprequest_changelist", "orgs.view_helprequest"),
        ("对接系统", "hub", "orgs_application_changelist", "orgs.view_application"),
    ]),
    ("记录", [
        ("操作记录", "history", "orgs_record_changelist", "orgs.view_record"),
        ("运维进入记录", "login", "orgs_countysession_changelist", "orgs.view_countysession"),
    ]),
    ("平台", [
        ("县（市、区）", "map", "orgs_county_changelist", "orgs.view_county"),
        ("开通新县", "add_location", "orgs_county_add", "orgs.open_county"),
    ]),
]  # fmt: skip


def groups(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sidebar for ``request``."""
    if not request.user.is_authenticated:
        return []
    shown = [
        (title, [_item(*item) for item in items if request.user.has_perm(item[3])])
        for title, items in ITEMS
    ]
    here = [item for _, items in shown for item in items if request.path.startswith(item["link"])]
    if here:
        max(here, key=lambda item: len(item["link"]))["active"] = True
    return [{"title": title, "items": items} for title, items in shown if items]


def where(request: HttpRequest) -> str:
    """Return where she acts and as what: 东县 · 县管理员."""
    hat = getattr(request.user, "hat", None)
    if hat is None:
        return "平台运维" if getattr(request.user, "is_operator", False) else ""
    return f"{hat.county_name} · {hat.role_name}"


def _item(title: str, icon: str, called: str, perm: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse(f"admin:{called}"), "active": False}
