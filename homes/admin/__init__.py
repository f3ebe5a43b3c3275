"""The desk of homes."""

from homes.admin import menu

__all__ = ["menu"]
