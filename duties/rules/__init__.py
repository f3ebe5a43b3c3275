"""What the federation's rules allow for posts, links, turns and messages."""

from duties.rules import links, posts, turns

__all__ = ["links", "posts", "turns"]
