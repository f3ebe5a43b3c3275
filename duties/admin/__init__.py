"""The desk's pages for duties."""

from duties.admin import calendar, dispatches, links, log, posts, rotation

__all__ = ["calendar", "dispatches", "links", "log", "posts", "rotation"]
