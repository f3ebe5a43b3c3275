"""What the desk's sidebar offers about people."""

from __future__ import annotations

from fulian.admin.sidebar import offer

offer("人员", "人员", "group", "members_person_changelist", "members.view_person")
offer("人员", "任职", "badge", "members_appointment_changelist", "members.view_appointment")
offer("人员", "空缺", "person_search", "members_appointment_vacancies", "members.view_appointment")
offer("人员", "妇女小组", "diversity_1", "members_womensgroup_changelist", "members.view_group")
offer("人员", "届次", "event", "members_congressterm_changelist", "members.view_congressterm")
offer("人员", "职数", "rule", "members_quotarule_changelist", "members.view_quotarule")
