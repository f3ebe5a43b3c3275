"""Who sees the page that leads to everything of homes."""

from __future__ import annotations

from typing import Any

from fulian.permissions import allow
from orgs.rules import role_may
from orgs.rules.access import PEOPLE


@allow("homes.view_women")
def may_view_women(user: Any, obj: Any) -> bool:
    """Everyone with a seat; what each page shows has its own rule."""
    return role_may(user, PEOPLE)
