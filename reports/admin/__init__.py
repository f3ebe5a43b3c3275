"""The desk's pages for reports."""

from reports.admin import reports

__all__ = ["reports"]
