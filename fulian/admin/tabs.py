"""Tabs above a list: filters kept under a name. Who keeps them stands in an upper app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest

NOT_FILTERS = {"p", "o", "q", "e", "all"}


@dataclass(frozen=True, slots=True)
class Tab:
    """One kept filter: its name, where it leads, and whether the list shows it now."""

    name: str
    link: str
    is_here: bool = False
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The tabs of a list, and where to keep what it shows now and to tidy up."""

    tabs: list[Tab] = field(default_factory=list)
    keep: str = ""
    tidy: str = ""


Fill = Callable[[HttpRequest, str], Bar]
_fills: list[Fill] = []


def fills_bar(fill: Fill) -> Fill:
    """Register the one function that knows the tabs of a list by its model's label."""
    if _fills:
        raise ValueError("somebody fills the tabs already")
    _fills.append(fill)
    return fill


def bar_of(request: HttpRequest, label: str) -> Bar:
    """Return the tabs above the list of the model ``label``."""
    return _fills[0](request, label) if _fills else Bar()


def filters_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the address filters by, in order: neither page, order nor searched words."""
    given = request.GET
    return sorted((k, v) for k in given if k not in NOT_FILTERS for v in given.getlist(k) if v)
