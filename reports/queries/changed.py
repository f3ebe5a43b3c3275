"""What changed since a report was frozen: what it says beside what the facts say now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.queries.counting import Leaf, counted
from reports.queries.figures import InReach
from reports.queries.kept import Kept
from reports.rules import INDICATORS, Indicator
from reports.rules.figures import Figure
from reports.rules.quarters import parse

NOTHING = Kept({}, {}, frozenset(), {})


@dataclass(frozen=True, slots=True)
class Difference:
    """One indicator of one organisation itself: as it was frozen, and as it is now."""

    org: int
    code: str
    title: str
    then: Figure
    now: Figure

    @property
    def indicator(self) -> Indicator:
        """What differs."""
        return self.then.indicator

    @property
    def is_hidden(self) -> bool:
        """Whether only the change is told: a sensitive number beside another tells a third."""
        return self.then.indicator.is_sensitive


def changed_since(seen: InReach) -> list[Difference]:
    """Return what of a frozen report the facts of its quarter say otherwise by now.

    By organisation in code order and by indicator; what each is by itself, as far as the open
    scope reaches. Counted from the facts while it is asked: entries that came late, corrections.
    """
    quarter = parse(seen.report.quarter)
    now, then = counted(quarter, quarter.last), seen.kept.lines
    orgs = [org for org in seen.places if org in seen.reached]
    return [
        one for org in orgs
        for one in _differences(seen, org, then.get(org, NOTHING), now.get(org) or Leaf())
    ]  # fmt: skip


def _differences(seen: InReach, org: int, then: Kept, now: Leaf) -> Iterator[Difference]:
    place = seen.places[org]
    for one in INDICATORS:
        before = [then.own.get(column, 0) for column in one.columns]
        after = now.of(one)
        if before != after and one.id not in then.hidden:
            yield Difference(
                org, place.code, place.title, Figure(one, *before), Figure(one, *after)
            )
