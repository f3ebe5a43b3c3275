"""Part of the verbs about homes: other facts from a day on, with what was before kept (A31)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from homes.models import HomePast, WomensHome
from homes.models.home_past import DATED
from homes.queries.home_past import begun_on
from orgs.services import clean, made, restated
from orgs.services.recording import Change


def turned(row: WomensHome, facts: Mapping[str, Any], on: date) -> list[Change]:
    """Give the held ``row`` other facts from the day ``on``; what it was until then is kept.

    A change on the day of the last one replaces it.
    """
    changes = []
    since = begun_on(row)
    if since < on and any(name in DATED and getattr(row, name) != facts[name] for name in facts):
        past = HomePast.of(row, since=since, until=on)
        clean(past)
        past.save()
        changes.append(made(past))
    return [*changes, restated(row, facts)]


def replaced(row: WomensHome, facts: Mapping[str, Any]) -> bool:
    """Say whether ``facts`` replace something that was known; filling a gap in changes no past."""
    return any(
        name in DATED and getattr(row, name) and getattr(row, name) != value
        for name, value in facts.items()
    )
