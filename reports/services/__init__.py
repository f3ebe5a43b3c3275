"""The verbs of reports. Every face calls these; nothing else writes."""

from reports.services.compiling import compile_report, confirm_township, freeze_report
from reports.services.scheduled import expect_quarter

__all__ = ["compile_report", "confirm_township", "expect_quarter", "freeze_report"]
