"""The desk's pages for reports."""

from reports.admin import oversight, reports

__all__ = ["oversight", "reports"]
