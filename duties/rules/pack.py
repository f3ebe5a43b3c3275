"""Who may see the page of a new seat: its holder, and who arranges posts there."""

from __future__ import annotations

from typing import Any

from fulian.permissions import allow
from orgs.rules import role_may
from orgs.rules.access import PEOPLE


@allow("duties.view_pack")
def may_view_packs(user: Any, obj: Any) -> bool:
    """Everyone with a seat: her own; whose posts she arranges, theirs."""
    return role_may(user, PEOPLE)
