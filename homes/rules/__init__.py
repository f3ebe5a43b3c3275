"""What the federation's rules allow for homes, activities, programmes and the open door."""

from homes.rules import care, care_figures

__all__ = ["care", "care_figures"]
