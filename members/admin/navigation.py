"""What the desk's sidebar offers about people."""

from __future__ import annotations

from fulian.admin.sidebar import offer

offer("人员", "人员", "group", "members_person_changelist", "members.view_person")
offer("人员", "任职", "badge", "members_appointment_changelist", "members.view_appointment")
offer("人员", "空缺", "person_search", "members_appointment_vacancies", "members.view_appointment")
offer("人员", "妇女小组", "diversity_1", "members_womensgroup_changelist", "members.view_group")
offer("换届和职数", "届次", "event", "members_congressterm_changelist", "members.view_congressterm")
offer(
    "换届和职数", "换届进度", "how_to_vote", "members_womenscongress_board", "members.view_congress"
)
offer(
    "换届和职数",
    "接续预警",
    "event_busy",
    "members_congressterm_forecast",
    "members.view_appointment",
)
offer("换届和职数", "职数达标", "balance", "members_quotarule_board", "members.view_quotarule")
offer("换届和职数", "班子任职", "groups", "members_committeeseat_changelist",
      "members.view_committee_seat")  # fmt: skip
offer("换届和职数", "职数", "rule", "members_quotarule_changelist", "members.view_quotarule")
offer("人员", "疑似重复", "people_alt", "members_person_duplicates", "members.view_duplicates")
offer("人员", "人员转移", "swap_horiz", "members_transfer_changelist", "members.view_transfer")
offer("人员", "骨干人才", "star", "members_talent_changelist", "members.view_talent")
offer("人员", "数据体检", "health_and_safety", "members_person_health", "members.view_health")
offer("培训和经费", "培训", "school", "members_trainingsession_changelist",
      "members.view_trainingsession")  # fmt: skip
offer("培训和经费", "培训覆盖", "fact_check", "members_trainingsession_coverage",
      "members.view_trainingsession")  # fmt: skip
offer("培训和经费", "表彰", "military_tech", "members_commendation_changelist",
      "members.view_commendation")  # fmt: skip
offer(
    "培训和经费", "经费", "payments", "members_fundingline_changelist", "members.view_fundingline"
)
