"""What the federation's rules allow for homes, activities, programmes and the open door."""

from homes.rules import campaigns, exemplars, scoring, teams, words, yards

__all__ = ["campaigns", "exemplars", "scoring", "teams", "words", "yards"]
