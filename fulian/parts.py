"""Pages that several apps fill: an upper app offers its part of a page a lower one shows.

A lower app cannot import an upper one. ``home`` (the phone's first page), ``place`` (an
organisation on the phone), ``public`` (an organisation for everybody), ``desk`` (the desk's first
page) and ``platform`` (an operator's, in no county) show whatever parts their apps registered, in
order.

Facts with a meaning of their own on the page ``public``: ``alone`` (show this part and nothing else
of the organisation), ``digest`` (the state of it with which a printed sheet is compared) and
``good_until`` (a moment from which the part shows something else though nothing was written: from
then on the page is drawn anew).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Filled = dict[str, Any] | None
Fill = Callable[..., Filled]


@dataclass(frozen=True, slots=True)
class Part:
    """One app's piece of a page: its template, where it stands, and what it shows."""

    page: str
    template: str
    order: int
    needs: str
    fill: Fill


@dataclass(frozen=True, slots=True)
class Shown:
    """A part with what it shows now; its template finds that as ``part``."""

    template: str
    facts: dict[str, Any]


_parts: list[Part] = []


def part(page: str, template: str, *, order: int, needs: str = "") -> Callable[[Fill], Fill]:
    """Make a function fill ``template`` on ``page``; it returns None when there is nothing to show.

    ``needs`` names the permission without which the part is left out.
    """

    def keep(fill: Fill) -> Fill:
        _parts.append(Part(page, template, order, needs, fill))
        _parts.sort(key=lambda one: one.order)
        return fill

    return keep


def parts_of(page: str, user: Any, **facts: Any) -> list[Shown]:
    """Return the parts of ``page``, filled, for ``user`` (None where nobody signs in)."""
    offered = [p for p in _parts if p.page == page]
    allowed = [p for p in offered if not p.needs or (user is not None and user.has_perm(p.needs))]
    filled = [(p, p.fill(user=user, **facts)) for p in allowed]
    return [Shown(p.template, found) for p, found in filled if found is not None]
