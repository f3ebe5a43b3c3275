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
from duties.services.items import (
    add_comment,
    close_item,
    decide_item,
    finish_resolution,
    propose_item,
    publish_preliminary,
    reassign_resolution,
)
from duties.services.links import end_link, link, link_each
from duties.services.many import work_many
from duties.services.meetings import (
    call_meeting,
    cancel_meeting,
    change_meeting,
    note_replies,
    reply_meeting,
)
from duties.services.minutes import (
    confirm_minutes,
    correct_minutes,
    record_attendance,
    write_minutes,
)
from duties.services.needs import (
    answer_need,
    change_need,
    take_need,
    withdraw_need,
)
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
    "add_comment",
    "answer_need",
    "assign_post",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "change_need",
    "close_item",
    "confirm_handover",
    "confirm_minutes",
    "correct_minutes",
    "counties_due",
    "decide_item",
    "do_next",
    "due_work",
    "end_assignment",
    "end_link",
    "end_rotation",
    "finish_resolution",
    "hand_over",
    "keep_calendar",
    "keep_seasons",
    "link",
    "link_each",
    "look_again",
    "note_replies",
    "open_reports",
    "pass_turn_on",
    "plan_rotation",
    "propose_item",
    "publish_preliminary",
    "put_due",
    "read_notices",
    "reassign_resolution",
    "record_attendance",
    "remind_training",
    "rename_post",
    "reply_meeting",
    "send_next",
    "set_up_posts",
    "take_need",
    "tell",
    "tick",
    "tick_county",
    "try_again",
    "warn_of_terms",
    "withdraw_need",
    "work_many",
    "write_log",
    "write_minutes",
]
