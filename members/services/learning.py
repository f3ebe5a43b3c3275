"""Training cards: read or skipped, once."""

from __future__ import annotations

from datetime import datetime

from fulian import scoping
from members.models import CardsRead
from members.rules import learning as rules
from orgs.models import User
from orgs.services import nothing_to_do, verb


@verb("members.read_cards", "看过卡片")
def read_cards(*, deck: str, skipped: bool, by: User, at: datetime) -> None:
    """Put the cards of a feature before her no more; again, it stays as it was.

    Leaves no line in the record: what she reads or skips is nobody else's business.
    Raises ``ValidationError`` for cards there are none of, or of what she may not use.
    """
    nothing_to_do()
    rules.check_cards(deck, by)
    CardsRead.rows.get_or_create(
        county_id=scoping.current().county, user=by, deck=deck,
        defaults={"org_id": by.hat.org, "read_at": at, "was_skipped": skipped},
    )  # fmt: skip
