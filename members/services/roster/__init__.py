"""Bringing in a roster: read and shown, confirmed or dropped, written as one whole."""

from members.services.roster.exporting import export_roster, order_export, write_export
from members.services.roster.previewing import (
    cancel_roster,
    confirm_roster,
    nudge_roster,
    preview_roster,
    read_roster,
    tend_rosters,
)
from members.services.roster.writing import fail_roster, write_roster

__all__ = [
    "cancel_roster",
    "confirm_roster",
    "export_roster",
    "fail_roster",
    "nudge_roster",
    "order_export",
    "preview_roster",
    "read_roster",
    "tend_rosters",
    "write_export",
    "write_roster",
]
