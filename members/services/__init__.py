"""The verbs of people, seats, groups, terms and head-counts."""

from members.services.appointments import (
    appoint,
    appoint_newcomer,
    end_appointment,
    ending_affects,
    open_access,
)
from members.services.groups import change_group, close_group, found_group, hanging_on
from members.services.many import seat_many
from members.services.people import (
    register_person,
    reveal_person,
    show_name,
    update_person,
)
from members.services.roster import (
    cancel_roster,
    confirm_roster,
    fail_roster,
    nudge_roster,
    preview_roster,
    tend_rosters,
    write_roster,
)
from members.services.terms import begin_term, change_term, set_quota

__all__ = [
    "appoint",
    "appoint_newcomer",
    "begin_term",
    "cancel_roster",
    "change_group",
    "change_term",
    "close_group",
    "confirm_roster",
    "end_appointment",
    "ending_affects",
    "fail_roster",
    "found_group",
    "hanging_on",
    "nudge_roster",
    "open_access",
    "preview_roster",
    "register_person",
    "reveal_person",
    "seat_many",
    "set_quota",
    "show_name",
    "tend_rosters",
    "update_person",
    "write_roster",
]
