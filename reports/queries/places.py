"""The organisations as they stood on a report's day, whatever they are called now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from orgs.models import Level, OrgKind, OrgStatus
from orgs.queries.tree import standing_on


@dataclass(frozen=True, slots=True)
class PlaceThen:
    """An organisation on a day: where it stood and what it was called."""

    org: int
    code: str
    title: str
    level: str
    parent: int | None
    is_active: bool


def places_on(day: date) -> dict[int, PlaceThen]:
    """Return every organisation of the county as it stood on ``day``, by key, in code order."""
    return {
        then.org: PlaceThen(
            then.org, then.code, called(then.short_name, then.kind), then.level, then.parent,
            then.status == OrgStatus.ACTIVE,
        )
        for then in standing_on(day)
    }  # fmt: skip


def below_of(places: Mapping[int, PlaceThen], org: int) -> list[int]:
    """Return ``org`` and everything that stood below it; all of them for the county's own.

    Where dated moves left a gap in the tree, what hangs in the air counts for the county.
    """
    top = places.get(org)
    if top is None:
        return [org]
    if top.level == Level.COUNTY:
        return list(places)
    children: dict[int, list[int]] = {}
    for place in places.values():
        children.setdefault(place.parent or 0, []).append(place.org)
    found, waiting = [org], list(children.get(org, []))
    while waiting:
        low = waiting.pop()
        if low not in found:
            found.append(low)
            waiting += children.get(low, [])
    return found


def parents_of(places: Mapping[int, PlaceThen]) -> dict[int, int | None]:
    """Return under which place each one counts: what hangs in the air, under the county's own."""
    top = next((org for org, one in places.items() if one.level == Level.COUNTY), None)
    found: dict[int, int | None] = {
        org: one.parent if one.parent in places else top for org, one in places.items()
    }
    if top is not None:
        found[top] = None
    for org in places:
        seen: set[int] = set()
        here: int | None = org
        while here is not None and here not in seen:
            seen.add(here)
            here = found[here]
        if here is not None:  # round and round: cut where it began again
            found[here] = top
    return found


def risen(
    places: Mapping[int, PlaceThen], own: Mapping[int, Mapping[str, int]]
) -> dict[int, dict[str, int]]:
    """Return the sums of every place with all below it, out of what each is by itself."""
    found: dict[int, dict[str, int]] = {}
    parents = parents_of(places)
    for org, mine in own.items():
        here: int | None = org if org in parents else None
        while here is not None:
            total = found.setdefault(here, {})
            for column, value in mine.items():
                if value:
                    total[column] = total.get(column, 0) + value
            here = parents[here]
    return found


def townships_above(places: dict[int, PlaceThen]) -> dict[int, int]:
    """Return for each organisation the township it stood in; itself where it stood in none."""
    found = {}
    for org in places:
        here, seen = places.get(org), set()
        while here and here.level != Level.TOWNSHIP and here.org not in seen:
            seen.add(here.org)
            here = places.get(here.parent or 0)
        found[org] = here.org if here and here.level == Level.TOWNSHIP else org
    return found


def called(short_name: str, kind: str) -> str:
    """Return how an organisation is called with its kind: 白莲村妇联."""
    label = str(OrgKind(kind).label)
    return short_name if short_name.endswith(label) else short_name + label
