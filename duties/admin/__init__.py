"""The desk's pages for duties."""

from duties.admin import links, log, posts, rotation

__all__ = ["links", "log", "posts", "rotation"]
