"""The verbs of duties. Every face calls these; nothing else writes."""

from duties.services.calendar import open_reports, remind_training, warn_of_terms
from duties.services.due import (
    counties_due,
    do_next,
    due_work,
    look_again,
    put_due,
    send_next,
    tell,
    tick,
    tick_county,
    try_again,
)
from duties.services.handover import confirm_handover, hand_over, pass_turn_on
from duties.services.inbox import read_notices
from duties.services.links import end_link, link, link_each
from duties.services.many import work_many
from duties.services.posts import (
    assign_post,
    end_assignment,
    rename_post,
    set_up_posts,
    write_log,
)
from duties.services.rotation import end_rotation, plan_rotation
from duties.services.seasons import keep_calendar, keep_seasons

__all__ = [
    "assign_post",
    "confirm_handover",
    "counties_due",
    "do_next",
    "due_work",
    "end_assignment",
    "end_link",
    "end_rotation",
    "hand_over",
    "keep_calendar",
    "keep_seasons",
    "link",
    "link_each",
    "look_again",
    "open_reports",
    "pass_turn_on",
    "plan_rotation",
    "put_due",
    "read_notices",
    "remind_training",
    "rename_post",
    "send_next",
    "set_up_posts",
    "tell",
    "tick",
    "tick_county",
    "try_again",
    "warn_of_terms",
    "work_many",
    "write_log",
]
