"""The kinds of ledgers (台账). A kind is a form: one file here, one entry, one test.

``docs/adding-a-ledger.md`` shows how another is added. Phone, desk, API, export and what is
personal in it all follow from the form.
"""

from __future__ import annotations

from duties.ledgers.aid import Aid
from duties.ledgers.base import LedgerForm
from duties.ledgers.diary import Diary
from duties.ledgers.liaison import Liaison
from duties.ledgers.mediation import Mediation
from duties.ledgers.visits import VisitFile

KINDS: dict[str, type[LedgerForm]] = {
    kind.code: kind for kind in (Liaison, Mediation, Aid, Diary, VisitFile)
}

__all__ = ["KINDS", "LedgerForm", "kind_choices", "kind_of"]


def kind_of(code: str) -> type[LedgerForm] | None:
    """Return the kind called ``code``; None when there is none."""
    return KINDS.get(code)


def kind_choices() -> list[tuple[str, str]]:
    """Return every kind as a choice."""
    return [(code, kind.title) for code, kind in KINDS.items()]
