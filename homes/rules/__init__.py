"""What the federation's rules allow for homes, activities, programmes and the open door."""

from homes.rules import disclosure

__all__ = ["disclosure"]
