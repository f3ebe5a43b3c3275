"""The verbs of reports. Every face calls these; nothing else writes."""

from reports.services.compiling import compile_report, correct_report, freeze_report
from reports.services.confirming import confirm_township, grant_exception, report_total
from reports.services.issuing import publish_report
from reports.services.live import renew_live
from reports.services.scheduled import expect_quarter

__all__ = [
    "compile_report",
    "confirm_township",
    "correct_report",
    "expect_quarter",
    "freeze_report",
    "grant_exception",
    "publish_report",
    "renew_live",
    "report_total",
]
