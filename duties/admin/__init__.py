"""The desk's pages for duties."""

from duties.admin import (
    calendar,
    catalogue,
    dispatches,
    ledgers,
    links,
    log,
    meetings,
    needs,
    posts,
    reviews,
    rotation,
    secret,
)

__all__ = [
    "calendar",
    "catalogue",
    "dispatches",
    "ledgers",
    "links",
    "log",
    "meetings",
    "needs",
    "posts",
    "reviews",
    "rotation",
    "secret",
]
