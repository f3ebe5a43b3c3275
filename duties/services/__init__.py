"""The verbs of duties. Every face calls these; nothing else writes."""

from duties.services.appraisals import (
    answer_appraisal,
    close_appraisal,
    keep_outcomes,
    open_appraisal,
)
from duties.services.areas import (
    assign_area,
    assign_each,
    end_area,
)
from duties.services.assigned import (
    assign_task,
    drop_task,
    finish_task,
)
from duties.services.away import (
    cover_turn,
    end_cover,
    end_leave,
    enter_leave,
)
from duties.services.calendar import (
    open_reports,
    remind_training,
    warn_of_terms,
)
from duties.services.catalogue import (
    add_post,
    lasting,
    order_posts,
    rename_post,
    restore_post,
    retire_post,
    set_up_posts,
)
from duties.services.channels import (
    daily_digest,
    deliver,
    drop_channel,
    set_channel,
    weekly_digest,
)
from duties.services.contacts import (
    remind_contacts,
)
from duties.services.dispatches import (
    answer_dispatch,
    close_dispatch,
    recall_dispatch,
    remind_dispatches,
    send_dispatch,
)
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
from duties.services.four_ones import (
    note_four_ones,
    save_four_ones,
)
from duties.services.giving_up import (
    find_takers,
    hand_on_seat,
    hand_on_term,
)
from duties.services.glass import (
    Behind,
    behind_glass,
    break_glass,
    close_glass,
)
from duties.services.handover import (
    confirm_handover,
    hand_over,
    pass_turn_on,
)
from duties.services.inbox import (
    read_notices,
)
from duties.services.items import (
    add_comment,
    close_item,
    decide_item,
    finish_resolution,
    propose_item,
    publish_preliminary,
    reassign_resolution,
)
from duties.services.ledger_sheets import (
    export_ledger,
)
from duties.services.ledgers import (
    change_ledger,
    close_ledger,
    follow_up,
    reopen_ledger,
    write_ledger,
)
from duties.services.links import (
    end_link,
    link,
    link_each,
    link_proposed,
    make_primary,
    relink,
)
from duties.services.log import (
    Words,
    amend_log,
    edit_log,
    strike_log,
    unstrike_log,
    write_log,
)
from duties.services.many import (
    work_many,
)
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
from duties.services.nudges import (
    chase_handovers,
    check_rotations,
    remind_four_ones,
    warn_of_leave,
)
from duties.services.papers import (
    PaperLine,
    type_up_log,
)
from duties.services.passing import (
    pass_contacts_on,
    stop_contacts,
)
from duties.services.posts import (
    assign_post,
    end_assignment,
)
from duties.services.register import (
    add_contacts,
    add_household,
    add_woman,
    change_contact,
    purge_contacts,
    restore_contact,
    stop_contact,
)
from duties.services.replanning import (
    change_rotation,
)
from duties.services.reviews import (
    draft_report,
    file_report,
    write_report,
)
from duties.services.rotation import (
    end_rotation,
    plan_rotation,
)
from duties.services.seasons import (
    keep_calendar,
    keep_seasons,
)
from duties.services.sensitive import (
    add_handler,
    close_sensitive,
    follow_sensitive,
    protect_ledger,
    remove_handler,
    write_sensitive,
)
from duties.services.swaps import (
    answer_swap,
    ask_swap,
    suggest_swap,
    withdraw_swap,
)
from duties.services.templates import (
    retire_template,
    set_up_templates,
    write_template,
)
from duties.services.timetable import (
    SEASONS,
)
from duties.services.transfers import (
    accept_transfer,
    finish_transfer,
    return_transfer,
    transfer_ledger,
)
from duties.services.watching import (
    tell_of_breaks,
    watch_chains,
)

__all__ = [
    "SEASONS", "Behind", "PaperLine", "Words", "accept_transfer", "add_comment", "add_contacts",
    "add_handler", "add_household", "add_post", "add_woman", "amend_log", "answer_appraisal",
    "answer_dispatch", "answer_need", "answer_swap", "ask_swap", "assign_area", "assign_each",
    "assign_post", "assign_task", "behind_glass", "break_glass", "call_meeting", "cancel_meeting",
    "change_contact", "change_ledger", "change_meeting", "change_need", "change_rotation",
    "chase_handovers", "check_rotations", "close_appraisal", "close_dispatch", "close_glass",
    "close_item", "close_ledger", "close_sensitive", "confirm_handover", "confirm_minutes",
    "correct_minutes", "counties_due", "cover_turn", "daily_digest", "decide_item", "deliver",
    "do_next", "draft_report", "drop_channel", "drop_task", "due_work", "edit_log", "end_area",
    "end_assignment", "end_cover", "end_leave", "end_link", "end_rotation", "enter_leave",
    "export_ledger", "file_report", "find_takers", "finish_resolution", "finish_task",
    "finish_transfer", "follow_sensitive", "follow_up", "hand_on_seat", "hand_on_term", "hand_over",
    "keep_calendar", "keep_outcomes", "keep_seasons", "lasting", "link", "link_each",
    "link_proposed", "look_again", "make_primary", "note_four_ones", "note_replies",
    "open_appraisal", "open_reports", "order_posts", "pass_contacts_on", "pass_turn_on",
    "plan_rotation", "propose_item", "protect_ledger", "publish_preliminary", "purge_contacts",
    "put_due", "read_notices", "reassign_resolution", "recall_dispatch", "record_attendance",
    "relink", "remind_contacts", "remind_dispatches", "remind_four_ones", "remind_training",
    "remove_handler", "rename_post", "reopen_ledger", "reply_meeting", "restore_contact",
    "restore_post", "retire_post", "retire_template", "return_transfer", "save_four_ones",
    "send_dispatch", "send_next", "set_channel", "set_up_posts", "set_up_templates", "stop_contact",
    "stop_contacts", "strike_log", "suggest_swap", "take_need", "tell", "tell_of_breaks", "tick",
    "tick_county", "transfer_ledger", "try_again", "type_up_log", "unstrike_log", "warn_of_leave",
    "warn_of_terms", "watch_chains", "weekly_digest", "withdraw_need", "withdraw_swap", "work_many",
    "write_ledger", "write_log", "write_minutes", "write_report", "write_sensitive",
    "write_template",
]  # fmt: skip
