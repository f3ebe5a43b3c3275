"""The verbs of homes. Every face calls these; nothing else writes."""

from homes.services.answering import (
    answer_letter,
    answer_operator_letter,
    assign_letter,
    close_letter,
    hand_letter_up,
    letter_to_need,
    reveal_contact,
)
from homes.services.cards import (
    end_card,
    issue_card,
    issue_cards,
    purge_cards,
    reissue_card,
    revoke_card,
)
from homes.services.letter_seasons import chase_letters, name_readers, purge_letters
from homes.services.letters import rate_letter, write_letter
from homes.services.passing import pass_letters

__all__ = [
    "answer_letter",
    "answer_operator_letter",
    "assign_letter",
    "chase_letters",
    "close_letter",
    "end_card",
    "hand_letter_up",
    "issue_card",
    "issue_cards",
    "letter_to_need",
    "name_readers",
    "pass_letters",
    "purge_cards",
    "purge_letters",
    "rate_letter",
    "reissue_card",
    "reveal_contact",
    "revoke_card",
    "write_letter",
]
