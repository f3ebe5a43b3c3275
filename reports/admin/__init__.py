"""The desk's pages for reports."""

from reports.admin import papers, reports

__all__ = ["papers", "reports"]
