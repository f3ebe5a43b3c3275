"""What the system knows of every organisation, so that nobody is asked for it again.

An app registers a fact with the words people ask for it by. The gate before a request goes out
(``homes.queries.gate``) looks every question up here (国办函〔2026〕12号: 不得随意要求填表报数).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Values = dict[int, str]
Of = Callable[[Sequence[Any], date], Values]
SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One thing that is known of an organisation on a day: its name, its words, how it is read.

    ``of`` returns the value by the organisation's key; who is missing there has none.
    """

    code: str
    title: str
    words: tuple[str, ...]
    of: Of

    def is_meant_by(self, key: str) -> bool:
        """Say whether a question (as ``plain`` returns it) asks for this."""
        return any(all(plain(part) in key for part in word.split()) for word in self.words)


_facts: dict[str, KnownFact] = {}


def known_fact(code: str, title: str, *words: str) -> Callable[[Of], Of]:
    """Make a function the reader of the fact ``code``; its title is one of its words.

    A word of several parts is meant where all of them are: ``执委 人数``. Raises ``ValueError``
    when two facts have the same code.
    """

    def keep(of: Of) -> Of:
        if code in _facts:
            raise ValueError(f"two facts are called {code}")
        _facts[code] = KnownFact(code, title, (title, *words), of)
        return of

    return keep


def known_facts() -> dict[str, KnownFact]:
    """Return every fact by its code."""
    return dict(_facts)


def facts_meant(text: str) -> list[KnownFact]:
    """Return the facts that ``text`` asks for, in the order in which they were registered."""
    key = plain(text)
    return [fact for fact in _facts.values() if fact.is_meant_by(key)]


def plain(text: str) -> str:
    """Return ``text`` as it is compared: one width, small letters, neither signs nor spaces."""
    return SIGNS.sub("", unicodedata.normalize("NFKC", text)).lower()
