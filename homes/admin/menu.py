"""The desk's menu of homes, in the order in which an office thinks of them."""

from __future__ import annotations

from fulian.admin.sidebar import offer

MENU = {
    "妇女之家和活动": [
        ("妇女之家", "cottage", "homes_womenshome_changelist", "homes.view_home"),
        ("工作群", "forum", "homes_onlinegroup_changelist", "homes.view_online_group"),
        ("覆盖和缺口", "rule", "homes_womenshome_coverage", "homes.view_home"),
        ("妇女之家片区", "hub", "homes_homesharing_clusters", "homes.view_home"),
        ("片区共享", "handshake", "homes_homesharing_changelist", "homes.view_home"),
        ("对照清单", "checklist", "homes_checklistitem_changelist", "homes.view_home"),
        ("活动", "event", "homes_activity_changelist", "homes.view_activity"),
        ("活动日历", "calendar_month", "homes_activity_calendar", "homes.view_activity"),
        ("活动合计", "functions", "homes_activity_figures", "homes.view_activity"),
    ],
    "公开和来信": [
        ("亮身份码", "badge", "homes_officercard_changelist", "homes.view_card"),
        ("群众来信", "mail", "homes_letter_changelist", "homes.view_letter"),
        ("保密来信", "lock", "homes_letter_guarded", "homes.view_letter"),
        ("工作公开", "campaign", "homes_disclosure_changelist", "homes.view_disclosure"),
    ],
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
        ("看护队", "favorite", "homes_careteam_changelist", "homes.view_care_figures"),
    ],
    "减负": [
        ("填报", "assignment", "homes_datarequest_changelist", "homes.view_request"),
        ("减负台账", "timer", "homes_requestanswer_changelist", "homes.view_burden"),
        ("节假日安排", "event_busy", "homes_arrangedday_changelist", "homes.view_workdays"),
        ("减负和合规", "verified_user", "homes_requestanswer_promises", "homes.view_promises"),
    ],
    "平台": [
        ("写给平台的来信", "feedback", "homes_letter_operators", "homes.view_operator_letter"),
    ],
}

for _group, _entries in MENU.items():
    for _entry in _entries:
        offer(_group, *_entry)
