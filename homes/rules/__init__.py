"""What the federation's rules allow for homes, activities, programmes and the open door."""

from homes.rules import asking, gate, promises, requests

__all__ = ["asking", "gate", "promises", "requests"]
