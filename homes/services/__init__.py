"""The verbs of homes. Every face calls these; nothing else writes."""

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

__all__ = [
    "add_care_handler", "amend_visit", "change_child", "change_visit", "end_care",
    "end_care_team", "end_pairing", "erase_child", "found_care_team", "hand_over_child",
    "join_care_team", "keep_care", "leave_care_team", "mark_pilot", "name_care_leader",
    "note_refused_look", "pair_child", "register_child", "remind_care_visits",
    "remove_care_handler", "withdraw_consent", "write_visit",
]  # fmt: skip
