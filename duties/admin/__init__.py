"""The desk's pages for duties."""

from duties.admin import calendar, links, log, posts, rotation

__all__ = ["calendar", "links", "log", "posts", "rotation"]
