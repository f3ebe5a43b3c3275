"""The desk's menu of duties, in the order in which an office thinks of them."""

from __future__ import annotations

from fulian.admin.sidebar import offer

MENU = {
    "岗位": [
        ("岗位", "work", "duties_dutypost_changelist", "duties.view_post"),
        ("岗位安排", "assignment_ind", "duties_postassignment_places", "duties.view_post"),
        ("缺人的岗位", "person_search", "duties_postassignment_gaps", "duties.view_post"),
        ("履岗记录", "edit_note", "duties_dutylogentry_changelist", "duties.view_log"),
        ("补录纸质记录", "post_add", "duties_dutylogentry_type_up", "duties.type_up_log"),
    ],
    "联系和台账": [
        ("四级联系", "account_tree", "duties_liaisonlink_changelist", "duties.view_link"),
        ("联系的家庭和妇女", "diversity_1", "duties_household_changelist", "duties.view_link"),
        ("包干", "grid_view", "duties_areaassignment_changelist", "duties.view_area"),
        ("台账", "menu_book", "duties_ledgerentry_changelist", "duties.view_ledger"),
        ("保密台账", "lock", "duties_sensitiveentry_changelist", "duties.view_sensitive"),
    ],
    "议事": [
        ("妇女诉求", "hearing", "duties_needrequest_changelist", "duties.view_need"),
        ("议事会", "groups", "duties_deliberation_changelist", "duties.view_meeting"),
        ("还没开议事会的", "event_busy", "duties_deliberation_obliged", "duties.view_meeting"),
        ("议题", "list_alt", "duties_agendaitem_changelist", "duties.view_item"),
        ("议定事项", "fact_check", "duties_resolution_changelist", "duties.view_resolution"),
    ],
    "主席轮值": [
        ("轮值安排", "event_repeat", "duties_rotationplan_changelist", "duties.view_rotation"),
        ("交办任务", "task_alt", "duties_assignedtask_changelist", "duties.view_task"),
        ("四个一", "checklist", "duties_fouronescheck_changelist", "duties.view_four_ones"),
    ],
    "通知和述职": [
        ("通知和任务", "campaign", "duties_dispatch_changelist", "duties.view_dispatch"),
        ("工作模板", "description", "duties_worktemplate_changelist", "duties.view_template"),
        ("述职报告", "history_edu", "duties_dutyreport_changelist", "duties.view_report"),
        ("述职欠交", "rule", "duties_dutyreport_owing", "duties.view_report"),
        ("群众评议", "reviews", "duties_appraisal_changelist", "duties.view_appraisal"),
    ],
    "记录": [("定期工作", "schedule", "duties_due_changelist", "duties.view_due")],
}

for _group, _entries in MENU.items():
    for _entry in _entries:
        offer(_group, *_entry)
