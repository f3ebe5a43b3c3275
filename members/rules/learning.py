"""What the rules say of training cards: for whoever may use a feature, never asked about."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from fulian.decks import decks_for
from fulian.permissions import allow
from orgs.rules import role_may
from orgs.rules.access import PEOPLE

PACK = "new-officer"  # what stands for the page of a new seat among the cards


@allow("members.read_cards")
def may_read_cards(user: Any, obj: Any) -> bool:
    """Everyone with a seat."""
    return role_may(user, PEOPLE)


def check_cards(code: str, user: Any) -> None:
    """Refuse cards there are none of, and those of a feature that is not hers."""
    if code.partition(":")[0] == PACK:
        return
    if code not in {deck.code for deck in decks_for(user)}:
        raise ValidationError("没有这组卡片。", code="no_cards")
