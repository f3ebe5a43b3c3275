"""How Chinese text is read aloud, in Latin letters; and finding a name by that."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import Any

KEPT = 65_536  # readings a process remembers: some counties' organisations


@cache
def dictionary() -> Any:
    """Return pypinyin, read when first needed: its phrases would slow down every start."""
    return import_module("pypinyin")


@lru_cache(maxsize=KEPT)
def syllables(text: str) -> tuple[str, ...]:
    """Return the syllables of ``text``: 白莲村 → bai, lian, cun."""
    return tuple(word.lower() for word in dictionary().lazy_pinyin(text))


def is_spelled(text: str) -> bool:
    """Say whether ``text`` can be a name's pinyin or initials."""
    return text.isascii() and text.isalpha()


def sounds_like(name: str, typed: str) -> bool:
    """Say whether ``name`` holds ``typed`` from the beginning of a syllable on.

    In whole (bailian, lian), or by initials (bl, blc): small letters, no spaces.
    """
    parts = syllables(name)
    whole, initials = "".join(parts), "".join(part[:1] for part in parts)
    if typed not in whole and typed not in initials:
        return False
    if typed in initials:
        return True
    return any("".join(parts[n:]).startswith(typed) for n in range(len(parts)))
