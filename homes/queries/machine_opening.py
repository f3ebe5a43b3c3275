"""What calling systems read of cards and letters: numbers, organisation by organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import F

from homes.queries.cards import counted_rows
from homes.queries.letters import Figures, figures_of
from orgs.models import Org, OrgStatus
from orgs.queries.lineage import org_of_code


def org_rows(asked: Mapping[str, Any]) -> Any:
    """Return the active organisations in reach, the one that is asked for alone."""
    rows: Any = Org.objects.filter(status=OrgStatus.ACTIVE)
    if code := asked.get("org"):
        found = org_of_code(code)
        rows = rows.filter(pk=found.pk if found else 0)
    return rows.values("id", org_code=F("code"))


def add_cards(rows: list[dict[str, Any]], on: date) -> None:
    """Add how many sit on each committee, and how many of them have a card."""
    counted = counted_rows([row["id"] for row in rows], on)
    for row in rows:
        row["seats"], row["cards"] = counted.get(row["id"], (0, 0))


def add_letters(rows: list[dict[str, Any]], on: date) -> None:
    """Add how the letters of each stand."""
    found = figures_of([row["id"] for row in rows], on)
    for row in rows:
        row |= asdict(found.get(row["id"], Figures()))
