"""Reads of the checklist and of homes held against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from homes.models import ChecklistItem, HomeCheck, HomeCheckLine, WomensHome
from orgs.queries.hats import live


@dataclass(frozen=True, slots=True)
class Held:
    """A check in short: when, by whom, how many of how many lines were met, and which were not."""

    check: HomeCheck
    met: int
    total: int
    missing: tuple[str, ...]


def items_for(kind: str, on: date) -> list[ChecklistItem]:
    """Return the lines homes of ``kind`` are held against on a day, in their order."""
    rows = ChecklistItem.rows.filter(live(on), kind=kind)
    found = in_series(rows.order_by("place", "pk"))
    return [item for _, items in found for item in items]


def in_series(items: Iterable[ChecklistItem]) -> list[tuple[str, list[ChecklistItem]]]:
    """Return ``items`` by the list they stand in."""
    found: dict[str, list[ChecklistItem]] = {}
    for item in items:
        found.setdefault(item.series, []).append(item)
    return list(found.items())


def checks_of(home: WomensHome, most: int = 5) -> list[Held]:
    """Return the last checks of a home, the newest first; two queries."""
    rows = HomeCheck.rows.filter(home=home).select_related("checker")
    checks = list(rows.order_by("-checked_on", "-pk")[:most])
    lines: dict[int, list[tuple[str, bool]]] = {check.pk: [] for check in checks}
    told = HomeCheckLine.rows.filter(about__in=list(lines)).order_by("item__place", "pk")
    for check, text, is_met in told.values_list("about_id", "item__text", "is_met"):
        lines[check].append((text, is_met))
    return [
        Held(
            check, sum(met for _, met in lines[check.pk]), len(lines[check.pk]),
            tuple(text for text, met in lines[check.pk] if not met),
        )
        for check in checks
    ]  # fmt: skip
