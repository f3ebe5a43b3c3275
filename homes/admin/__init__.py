"""The desk of homes."""

from homes.admin import activities, menu

__all__ = ["activities", "menu"]
