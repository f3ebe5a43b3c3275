"""What the federation's rules allow for posts, links, turns, needs and meetings."""

from duties.rules import (
    dispatches,
    ledgers,
    links,
    meetings,
    needs,
    norms,
    posts,
    presidium,
    reviews,
    sensitive,
    turns,
)

__all__ = [
    "dispatches",
    "ledgers",
    "links",
    "meetings",
    "needs",
    "norms",
    "posts",
    "presidium",
    "reviews",
    "sensitive",
    "turns",
]
