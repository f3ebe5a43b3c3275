"""The desk of homes."""

from homes.admin import care, menu

__all__ = ["care", "menu"]
