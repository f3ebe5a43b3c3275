"""Making codes that let somebody outside into one row of a county: a card, a letter's receipt."""

from __future__ import annotations

import secrets
from datetime import datetime

from orgs.models import Doorway
from orgs.queries.doorways import code_key
from orgs.rules.claims import CLAIM_LETTERS


def new_code(length: int) -> str:
    """Return a fresh code nobody can guess, of signs that are not taken for one another."""
    return "".join(secrets.choice(CLAIM_LETTERS) for _ in range(length))


def put_code(
    *, code: str, kind: str, county: int, number: int, at: datetime, expires_at: datetime
) -> tuple[Doorway, bool]:
    """Let ``code`` lead to the row ``number`` of ``county``; return the way, and whether it is new.

    Waits for a twin that puts the same code at the same moment, and returns the twin's.
    """
    facts = {"county_id": county, "number": number, "made_at": at, "expires_at": expires_at}
    digest = code_key(code, kind)
    return Doorway.objects.get_or_create(digest=digest, kind=kind, defaults=facts)
