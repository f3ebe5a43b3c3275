"""The desk's pages for duties."""

from duties.admin import (
    areas,
    calendar,
    catalogue,
    contacts,
    dispatches,
    ledgers,
    links,
    log,
    meetings,
    menu,
    needs,
    posts,
    presidium,
    reviews,
    rotation,
    secret,
)

__all__ = [
    "areas",
    "calendar",
    "catalogue",
    "contacts",
    "dispatches",
    "ledgers",
    "links",
    "log",
    "meetings",
    "menu",
    "needs",
    "posts",
    "presidium",
    "reviews",
    "rotation",
    "secret",
]
