"""The desk of homes."""

from homes.admin import checklists, clusters, homes, menu, online_groups

__all__ = ["checklists", "clusters", "homes", "menu", "online_groups"]
