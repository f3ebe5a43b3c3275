"""What the desk's sidebar offers of organisations, and the line under the desk's name."""

from __future__ import annotations

from django.http import HttpRequest

from fulian.admin.sidebar import offer

offer("", "首页", "home", "index", "orgs.use_desk")
offer("组织", "组织树", "account_tree", "orgs_org_tree", "orgs.view_org")
offer("组织", "组织列表", "list", "orgs_org_changelist", "orgs.view_org")
offer("区域化", "区域化网络", "lan", "orgs_org_network", "orgs.view_beside")
offer("区域化", "成员单位", "domain_add", "orgs_memberunit_changelist", "orgs.view_beside")
offer("区域化", "团体会员", "handshake", "orgs_groupmember_changelist", "orgs.view_beside")
offer("区域化", "女性社会组织", "volunteer_activism",
      "orgs_womenssocialorganisation_changelist", "orgs.view_beside")  # fmt: skip
offer("区域化", "片区", "workspaces", "orgs_cluster_changelist", "orgs.view_beside")
offer("区域化", "改革进展", "flag", "orgs_reformstep_changelist", "orgs.view_beside")
offer("组织", "本县设置", "tune", "orgs_setting_changelist", "orgs.choose_setting")
offer("账号与权限", "授权", "badge", "orgs_accessgrant_changelist", "orgs.view_accessgrant")
offer("账号与权限", "登录求助", "help", "orgs_helprequest_changelist", "orgs.view_helprequest")
offer("账号与权限", "对接系统", "hub", "orgs_application_changelist", "orgs.view_application")
offer("记录", "操作记录", "history", "orgs_record_changelist", "orgs.view_acts")
offer("记录", "运维进入记录", "login", "orgs_countysession_changelist", "orgs.view_countysession")
offer("平台", "县（市、区）", "map", "orgs_county_changelist", "orgs.view_county")
offer("平台", "开通新县", "add_location", "orgs_county_add", "orgs.open_county")


def where(request: HttpRequest) -> str:
    """Return where she acts and as what: 东县 · 县管理员."""
    hat = getattr(request.user, "hat", None)
    if hat is None:
        return "平台运维" if getattr(request.user, "is_operator", False) else ""
    return f"{hat.county_name} · {hat.role_name}"
