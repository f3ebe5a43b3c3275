"""Where a public code leads: into which county, and to which row there. No scope is open.

Only the keyed hash of a code stands outside the walls (decision 23). Whoever does not know a code
learns nothing, not that there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from fulian import crypto
from orgs.models import Doorway
from orgs.rules.claims import CLAIM_LETTERS, claim_typed


def code_key(code: str, kind: str) -> str:
    """Return the keyed hash under which a public code is kept."""
    return crypto.blind_index(code, county=0, column=f"orgs_doorway.{kind}")


def code_typed(text: str, length: int) -> str:
    """Return the code that was typed or scanned; "" for what cannot be one."""
    typed = claim_typed(text[:80])
    return typed if len(typed) == length and set(typed) <= set(CLAIM_LETTERS) else ""


def behind(*, code: str, kinds: Iterable[str], at: datetime) -> Doorway | None:
    """Return where a code leads; None for one that is none."""
    digests = [code_key(code, kind) for kind in kinds]
    return Doorway.objects.filter(digest__in=digests, expires_at__gt=at).first()


def ways_to(*, kinds: Iterable[str], county: int | None = None) -> QuerySet[Doorway]:
    """Return the ways of some kinds, into one county or into all, the newest first."""
    rows = Doorway.objects.filter(kind__in=list(kinds)).order_by("-made_at", "-pk")
    return rows if county is None else rows.filter(county_id=county)
