"""What the federation's rules allow for posts, links, turns, needs and meetings."""

from duties.rules import dispatches, links, meetings, needs, posts, presidium, turns

__all__ = ["dispatches", "links", "meetings", "needs", "posts", "presidium", "turns"]
