"""Training cards: three to five short cards for each feature, offered by the app that has it.

They are shown once on the first page of whoever may use the feature, may be skipped, and can be
read again at any time. Who has read them is hers alone to know: it is never shown, counted or
exported for anybody else (国办函〔2026〕12号).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FEWEST, MOST = 3, 5


@dataclass(frozen=True, slots=True)
class Card:
    """One card: what it is about, and two or three sentences."""

    title: str
    says: str


@dataclass(frozen=True, slots=True)
class Deck:
    """The cards of one feature: for holders of ``needs``; ``opens`` names the page it is about."""

    code: str
    title: str
    needs: str
    opens: str
    cards: tuple[Card, ...]


_decks: dict[str, Deck] = {}


def offer(code: str, title: str, *cards: tuple[str, str], needs: str, opens: str) -> Deck:
    """Offer the cards of a feature, in the order in which their apps are loaded.

    Raises ``ValueError`` for fewer than three cards, more than five, and a code that is taken.
    """
    if not FEWEST <= len(cards) <= MOST:
        raise ValueError(f"{code}: {FEWEST} to {MOST} cards")
    if code in _decks:
        raise ValueError(f"{code} is offered already")
    _decks[code] = Deck(code, title, needs, opens, tuple(Card(*card) for card in cards))
    return _decks[code]


def deck(code: str) -> Deck | None:
    """Return the deck ``code``."""
    return _decks.get(code)


def decks_for(user: Any) -> list[Deck]:
    """Return the decks of what ``user`` may use in the seat she acts in."""
    return [one for one in _decks.values() if user.has_perm(one.needs)]
