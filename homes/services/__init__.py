"""The verbs of homes. Every face calls these; nothing else writes."""

from homes.services.activities import (
    Plan,
    call_off_activity,
    change_activity,
    change_signup,
    open_activity,
    plan_activity,
)
from homes.services.activity_leaving import (
    call_off_all,
    leave_activity,
    leave_all,
    move_activity_out,
    move_all_out,
    pass_activity,
    pass_all,
)
from homes.services.activity_sheets import export_activities
from homes.services.answering import (
    answer_letter,
    answer_operator_letter,
    assign_letter,
    close_letter,
    hand_letter_up,
    letter_to_need,
    reveal_contact,
)
from homes.services.awards import (
    answer_objection,
    award_entry,
    consent_entry,
    hang_plaque,
    object_to_award,
    refuse_entry,
    revoke_award,
    show_award,
)
from homes.services.campaigns import change_campaign, end_campaign, set_campaign
from homes.services.cards import (
    end_card,
    issue_card,
    issue_cards,
    purge_cards,
    reissue_card,
    renew_cards,
    revoke_card,
)
from homes.services.care_children import (
    add_care_handler,
    change_child,
    end_care,
    erase_child,
    register_child,
    remove_care_handler,
    withdraw_consent,
)
from homes.services.care_pairing import end_pairing, hand_over_child, pair_child
from homes.services.care_seasons import keep_care, remind_care_visits
from homes.services.care_teams import (
    end_care_team,
    found_care_team,
    join_care_team,
    leave_care_team,
    mark_pilot,
    name_care_leader,
)
from homes.services.care_visits import amend_visit, change_visit, write_visit
from homes.services.care_walls import note_refused_look
from homes.services.checklists import (
    add_item,
    change_item,
    check_home,
    retire_item,
    set_up_checklist,
)
from homes.services.consents import note_consent, note_consents
from homes.services.disclosure import (
    change_duties,
    choose_fields,
    hang_sheet,
    put_back,
    set_duties_template,
    take_down,
    write_plan,
)
from homes.services.exemplars import (
    change_exemplar,
    consent_exemplar,
    name_exemplar,
    refuse_exemplar,
    revoke_exemplar,
)
from homes.services.exporting import export_service
from homes.services.home_facts import (
    adopt_rules,
    drop_asset,
    host_social,
    keep_asset,
    name_tier,
    seat_manager,
)
from homes.services.home_leaving import (
    end_with_org,
    forget_keepers,
    give_up_seat,
    pass_homes_on,
    take_up_again,
)
from homes.services.homes import (
    change_home,
    close_home,
    closing_home_affects,
    found_homes,
    found_micro,
    reopen_home,
    suspend_home,
)
from homes.services.letter_seasons import chase_letters, name_readers, purge_letters
from homes.services.letters import rate_letter, write_letter
from homes.services.many import found_many_homes, register_many_groups, write_homes
from homes.services.many_teams import form_many_teams
from homes.services.online_groups import (
    change_group,
    count_group,
    default_name,
    end_group,
    name_owner,
    register_group,
)
from homes.services.outcomes import (
    add_photos,
    hold_activity,
    purge_activities,
    report_activity,
    summarise_activity,
)
from homes.services.passing import pass_letters
from homes.services.practices import judge_practice, propose_practice, rewrite_practice
from homes.services.programme_ends import (
    end_programmes,
    lead_on,
    pass_programmes_on,
    purge_programmes,
    stop_leading_all,
)
from homes.services.request_answers import (
    answer_request,
    drop_answers,
    hand_request,
    keep_answer_draft,
    open_answers,
    open_requests,
)
from homes.services.request_endings import end_requests, requests_ending
from homes.services.request_messages import tell_receivers, tell_the_county, tell_the_sender
from homes.services.request_seasons import empty_old_requests, remind_request, remind_requests
from homes.services.requests import (
    approve_request,
    close_request,
    draft_request,
    recall_request,
    reopen_request,
    return_request,
    send_request,
)
from homes.services.roster import add_walk_ins, mark_came, strike_signup
from homes.services.scoring import (
    change_score,
    declare_conflict,
    draw_sample,
    score_household,
    strike_score,
)
from homes.services.seasons import purge_reasons, remind_disclosure
from homes.services.serving import note_service, serve_many, strike_service, unstrike_service
from homes.services.sharing import (
    choose_model_home,
    end_model_home,
    leave_cluster,
    share,
    withdraw_sharing,
)
from homes.services.signups import Signed, cancel_signup, sign_up
from homes.services.teams import (
    change_team,
    end_team,
    enrol_volunteers,
    form_team,
    leave_team,
    name_leader,
    stop_leading,
)
from homes.services.workdays import arrange_days
from homes.services.yards import (
    change_courtyard,
    end_courtyard,
    nominate_household,
    open_courtyard,
    recommend_entry,
    set_sheet,
    withdraw_entry,
)

__all__ = [
    "Plan", "Signed", "add_care_handler", "add_item", "add_photos", "add_walk_ins", "adopt_rules",
    "amend_visit", "answer_letter", "answer_objection", "answer_operator_letter", "answer_request",
    "approve_request", "arrange_days", "assign_letter", "award_entry", "call_off_activity",
    "call_off_all", "cancel_signup", "change_activity", "change_campaign", "change_child",
    "change_courtyard", "change_duties", "change_exemplar", "change_group", "change_home",
    "change_item", "change_score", "change_signup", "change_team", "change_visit", "chase_letters",
    "check_home", "choose_fields", "choose_model_home", "close_home", "close_letter",
    "close_request", "closing_home_affects", "consent_entry", "consent_exemplar", "count_group",
    "declare_conflict", "default_name", "draft_request", "draw_sample", "drop_answers",
    "drop_asset", "empty_old_requests", "end_campaign", "end_card", "end_care", "end_care_team",
    "end_courtyard", "end_group", "end_model_home", "end_pairing", "end_programmes", "end_requests",
    "end_team", "end_with_org", "enrol_volunteers", "erase_child", "export_activities",
    "export_service", "forget_keepers", "form_many_teams", "form_team", "found_care_team",
    "found_homes", "found_many_homes", "found_micro", "give_up_seat", "hand_letter_up",
    "hand_over_child", "hand_request", "hang_plaque", "hang_sheet", "hold_activity", "host_social",
    "issue_card", "issue_cards", "join_care_team", "judge_practice", "keep_answer_draft",
    "keep_asset", "keep_care", "lead_on", "leave_activity", "leave_all", "leave_care_team",
    "leave_cluster", "leave_team", "letter_to_need", "mark_came", "mark_pilot", "move_activity_out",
    "move_all_out", "name_care_leader", "name_exemplar", "name_leader", "name_owner",
    "name_readers", "name_tier", "nominate_household", "note_consent", "note_consents",
    "note_refused_look", "note_service", "object_to_award", "open_activity", "open_answers",
    "open_courtyard", "open_requests", "pair_child", "pass_activity", "pass_all", "pass_homes_on",
    "pass_letters", "pass_programmes_on", "plan_activity", "propose_practice", "purge_activities",
    "purge_cards", "purge_letters", "purge_programmes", "purge_reasons", "put_back", "rate_letter",
    "recall_request", "recommend_entry", "refuse_entry", "refuse_exemplar", "register_child",
    "register_group", "register_many_groups", "reissue_card", "remind_care_visits",
    "remind_disclosure", "remind_request", "remind_requests", "remove_care_handler", "renew_cards",
    "reopen_home", "reopen_request", "report_activity", "requests_ending", "retire_item",
    "return_request", "reveal_contact", "revoke_award", "revoke_card", "revoke_exemplar",
    "rewrite_practice", "score_household", "seat_manager", "send_request", "serve_many",
    "set_campaign", "set_duties_template", "set_sheet", "set_up_checklist", "share", "show_award",
    "sign_up", "stop_leading", "stop_leading_all", "strike_score", "strike_service",
    "strike_signup", "summarise_activity", "suspend_home", "take_down", "take_up_again",
    "tell_receivers", "tell_the_county", "tell_the_sender", "unstrike_service", "withdraw_consent",
    "withdraw_entry", "withdraw_sharing", "write_homes", "write_letter", "write_plan",
    "write_visit",
]  # fmt: skip
