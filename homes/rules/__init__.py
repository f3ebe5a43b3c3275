"""What the rules allow in homes."""

from homes.rules import cards, letters

__all__ = ["cards", "letters"]
