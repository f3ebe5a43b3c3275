"""The verbs of homes. Every face calls these; nothing else writes."""

from homes.services.request_answers import (
    answer_request,
    drop_answers,
    hand_request,
    keep_answer_draft,
    open_answers,
    open_requests,
)
from homes.services.request_endings import (
    end_requests,
    requests_ending,
)
from homes.services.request_messages import (
    tell_receivers,
    tell_the_county,
    tell_the_sender,
)
from homes.services.request_seasons import (
    empty_old_requests,
    remind_request,
    remind_requests,
)
from homes.services.requests import (
    approve_request,
    close_request,
    draft_request,
    recall_request,
    reopen_request,
    return_request,
    send_request,
)

__all__ = [
    "answer_request",
    "approve_request",
    "close_request",
    "draft_request",
    "drop_answers",
    "empty_old_requests",
    "end_requests",
    "hand_request",
    "keep_answer_draft",
    "open_answers",
    "open_requests",
    "recall_request",
    "remind_request",
    "remind_requests",
    "reopen_request",
    "requests_ending",
    "return_request",
    "send_request",
    "tell_receivers",
    "tell_the_county",
    "tell_the_sender",
]
