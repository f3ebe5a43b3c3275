"""How words are kept: without what would turn a line round, a name with single spaces."""

from __future__ import annotations

TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C])


def tidy(text: str) -> str:
    """Return a name with single spaces: so that two ways of typing it are one.

    What turns the direction of a line is dropped: pasted into a name it would mirror the page.
    """
    return " ".join(straight(text).split())


def straight(text: str) -> str:
    """Return a text without what turns the direction of its lines, and without space around it."""
    return text.translate(TURNING).strip()
