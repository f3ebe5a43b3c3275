"""Why the product keeps a personal field, and for how long.

Every text, byte or JSON field of every model is classified in its model's ``privacy``: either
``PLAIN`` or a ``Personal`` with purpose and retention. A test fails on a field that is not.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Personal:
    """A field about a person: what for, and how long it is kept."""

    purpose: str
    kept: str


PLAIN = None
Privacy = dict[str, Personal | None]
