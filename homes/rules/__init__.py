"""What the federation's rules allow for homes, activities, programmes and the open door."""

from homes.rules import homes, online_groups

__all__ = ["homes", "online_groups"]
