"""The desk of homes."""

from homes.admin import disclosure, menu

__all__ = ["disclosure", "menu"]
