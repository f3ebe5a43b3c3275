"""The desk of homes."""

from homes.admin import campaigns, courtyards, entries, exemplars, menu, serving, teams

__all__ = ["campaigns", "courtyards", "entries", "exemplars", "menu", "serving", "teams"]
