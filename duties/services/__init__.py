"""The verbs of duties. Every face calls these; nothing else writes."""

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
    "link",
    "link_each",
    "look_again",
    "pass_turn_on",
    "plan_rotation",
    "put_due",
    "read_notices",
    "rename_post",
    "send_next",
    "set_up_posts",
    "tell",
    "tick",
    "tick_county",
    "work_many",
    "write_log",
]
