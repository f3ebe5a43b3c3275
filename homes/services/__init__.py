"""The verbs of homes. Every face calls these; nothing else writes."""

from homes.services.activities import (
    Plan,
    call_off_activity,
    change_activity,
    change_signup,
    open_activity,
    plan_activity,
)
from homes.services.activity_sheets import export_activities
from homes.services.leaving import (
    call_off_all,
    leave_activity,
    leave_all,
    move_activity_out,
    move_all_out,
    pass_activity,
    pass_all,
)
from homes.services.outcomes import (
    add_photos,
    hold_activity,
    purge_activities,
    report_activity,
    summarise_activity,
)
from homes.services.roster import add_walk_ins, mark_came, strike_signup
from homes.services.signups import Signed, cancel_signup, sign_up

__all__ = [
    "Plan",
    "Signed",
    "add_photos",
    "add_walk_ins",
    "call_off_activity",
    "call_off_all",
    "cancel_signup",
    "change_activity",
    "change_signup",
    "export_activities",
    "hold_activity",
    "leave_activity",
    "leave_all",
    "mark_came",
    "move_activity_out",
    "move_all_out",
    "open_activity",
    "pass_activity",
    "pass_all",
    "plan_activity",
    "purge_activities",
    "report_activity",
    "sign_up",
    "strike_signup",
    "summarise_activity",
]
