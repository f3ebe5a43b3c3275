"""One of everything of ``reports``: how each verb is done once, and how each table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

VERBS: dict[str, Callable[[Any], Any]] = {}
SILENT: dict[str, str] = {}  # what rightly leaves no line of its own, and why
TWICE: set[str] = set()  # two lines of the same act
ROWS: dict[type[Any], Callable[[Any], Any]] = {}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return the keys by model name."""
    return {}
