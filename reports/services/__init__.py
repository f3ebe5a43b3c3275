"""The verbs of reports. Every face calls these; nothing else writes."""

from reports.services.compiling import compile_report, correct_report, freeze_report
from reports.services.confirming import confirm_township, grant_exception, report_total
from reports.services.live import renew_live
from reports.services.oversight import (
    end_overseer,
    end_source,
    link_overseer,
    make_overseer,
    register_source,
    take_in,
)
from reports.services.publishing import publish_report
from reports.services.scans import file_scan
from reports.services.scheduled import expect_quarter

__all__ = [
    "compile_report",
    "confirm_township",
    "correct_report",
    "end_overseer",
    "end_source",
    "expect_quarter",
    "file_scan",
    "freeze_report",
    "grant_exception",
    "link_overseer",
    "make_overseer",
    "publish_report",
    "register_source",
    "renew_live",
    "report_total",
    "take_in",
]
