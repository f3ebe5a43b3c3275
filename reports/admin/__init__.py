"""The desk's pages for reports."""

from reports.admin import oversight, papers, reports

__all__ = ["oversight", "papers", "reports"]
