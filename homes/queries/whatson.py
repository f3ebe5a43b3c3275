"""What is on: activities that other modules know of, for the public page's fourth item.

A module of ``homes`` registers what it knows with ``@whats_on``; nothing here knows activities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that is on: the day, what, where; ``link`` leads to its page, "" for none."""

    on: date
    title: str
    where: str = ""
    link: str = ""


Source = Callable[[Collection[int], date, date], dict[int, list[Happening]]]
_sources: list[Source] = []


def whats_on(source: Source) -> Source:
    """Let ``source(orgs, first, last)`` tell what is on at ``orgs`` from ``first`` to ``last``."""
    _sources.append(source)
    return source


def happenings(orgs: Collection[int], first: date, last: date) -> dict[int, list[Happening]]:
    """Return what is on at each of ``orgs`` from the day ``first`` to ``last``, by day."""
    found: dict[int, list[Happening]] = defaultdict(list)
    for source in _sources:
        for org, told in source(orgs, first, last).items():
            found[org] += told
    for told in found.values():
        told.sort(key=lambda one: (one.on, one.title))
    return found
