"""What the federation's rules allow for homes, activities, programmes and the open door."""

from homes.rules import activities, signups, words

__all__ = ["activities", "signups", "words"]
