"""Which numbers may be opened into a list, and what no list may give away (domain A44, A45)."""

from __future__ import annotations

from collections.abc import Iterable

from reports.catalogue import Indicator
from reports.rules.figures import Figure

GUARDED = ("CARE", "MED")  # children and quarrels: numbers only
MANY = ("household", "target")  # a quarter of a million in a county: how many a place lacks is kept


def is_guarded(one: Indicator) -> bool:
    """Whether nothing but numbers is ever shown of it: children, quarrels, who somebody is."""
    return one.is_sensitive or one.family in GUARDED


def may_list_missing(one: Indicator) -> bool:
    """Whether it has a list of what is missing."""
    return one.has_gaps and bool(one.what) and not is_guarded(one)


def keeps_keys(one: Indicator) -> bool:
    """Whether leaf rows keep which rows are missing, and not only how many."""
    return may_list_missing(one) and one.what not in MANY


def may_list_counted(one: Indicator) -> bool:
    """Whether it has a list of what counts."""
    return bool(one.what) and not is_guarded(one)


def is_steady(figures: Iterable[Figure]) -> bool:
    """Whether figures of one thing may be held against each other: none is hidden or empty."""
    return all(not one.is_few and not one.is_empty for one in figures)
