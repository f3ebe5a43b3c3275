"""The verbs of homes. Every face calls these; nothing else writes."""

from homes.services.disclosure import (
    change_duties,
    choose_fields,
    hang_sheet,
    note_consent,
    put_back,
    set_duties_template,
    take_down,
    write_plan,
)
from homes.services.seasons import purge_reasons, remind_disclosure

__all__ = [
    "change_duties",
    "choose_fields",
    "hang_sheet",
    "note_consent",
    "purge_reasons",
    "put_back",
    "remind_disclosure",
    "set_duties_template",
    "take_down",
    "write_plan",
]
