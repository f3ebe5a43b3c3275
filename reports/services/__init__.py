"""The verbs of reports. Every face calls these; nothing else writes."""

from reports.services.compiling import compile_report, confirm_township, freeze_report
from reports.services.oversight import (
    end_overseer,
    end_source,
    link_overseer,
    make_overseer,
    register_source,
    take_in,
)
from reports.services.publishing import publish_totals
from reports.services.scheduled import expect_quarter

__all__ = [
    "compile_report",
    "confirm_township",
    "end_overseer",
    "end_source",
    "expect_quarter",
    "freeze_report",
    "link_overseer",
    "make_overseer",
    "publish_totals",
    "register_source",
    "take_in",
]
