"""What somebody typed into a search box, as the words to look for."""

from __future__ import annotations

WORDS, LENGTH = (
    8,
    200,
)  # each word is one more condition: a page pasted by mistake asks for hundreds


def words_of(text: str) -> list[str]:
    """Return the different words of ``text`` in their order: of its first 200 signs, 8 at most."""
    return list(dict.fromkeys(text[:LENGTH].split()))[:WORDS]
