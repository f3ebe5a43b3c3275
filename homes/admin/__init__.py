"""The desk of homes."""

from homes.admin import cards, letters, menu

__all__ = ["cards", "letters", "menu"]
