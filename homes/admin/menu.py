"""The desk's menu of homes, in the order in which an office thinks of them."""

from __future__ import annotations

from fulian.admin.sidebar import offer

MENU: dict[str, list[tuple[str, str, str, str]]] = {
    "妇女之家和活动": [],
    "公开和来信": [],
    "志愿和关爱": [
        ("主题和行动", "flag", "homes_campaign_changelist", "homes.view_campaign"),
        ("志愿队", "diversity_3", "homes_volunteerteam_changelist", "homes.view_team"),
        ("志愿服务", "volunteer_activism", "homes_volunteeractivity_changelist", "homes.view_team"),
        ("志愿覆盖", "monitoring", "homes_volunteerteam_figures", "homes.view_team"),
        ("最美庭院评选", "cottage", "homes_courtyardcampaign_changelist", "homes.view_courtyard"),
        ("参评家庭", "family_home", "homes_courtyardentry_changelist", "homes.view_entry"),
        ("庭院覆盖", "fact_check", "homes_courtyardcampaign_figures", "homes.view_courtyard"),
        ("典型", "star", "homes_exemplar_changelist", "homes.view_exemplar"),
        ("好做法", "lightbulb", "homes_goodpractice_changelist", "homes.view_practice"),
    ],
    "减负": [],
}

for _group, _entries in MENU.items():
    for _entry in _entries:
        offer(_group, *_entry)
