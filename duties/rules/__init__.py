"""What the federation's rules allow for posts, links, turns, needs and meetings."""

from duties.rules import (
    areas,
    catalogue,
    contacts,
    dispatches,
    ledgers,
    links,
    log,
    meetings,
    needs,
    norms,
    pack,
    posts,
    presidium,
    reviews,
    sensitive,
    turns,
)

__all__ = [
    "areas",
    "catalogue",
    "contacts",
    "dispatches",
    "ledgers",
    "links",
    "log",
    "meetings",
    "needs",
    "norms",
    "pack",
    "posts",
    "presidium",
    "reviews",
    "sensitive",
    "turns",
]
