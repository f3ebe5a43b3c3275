"""The verbs of people, seats, groups, terms and head-counts."""

from members.services.appointments import appoint, end_appointment, ending_affects
from members.services.people import (
    register_person,
    reveal_person,
    show_name,
    update_person,
)

__all__ = [
    "appoint",
    "end_appointment",
    "ending_affects",
    "register_person",
    "reveal_person",
    "show_name",
    "update_person",
]
