"""What is public, decided in this one place: ``public_of`` and nothing else builds ``Public``.

The allow-list is the dataclass itself: what has no field here cannot be shown. Phones, numbers,
birthdays, addresses of people and photos have none. A name needs the county's and the
organisation's leave and the person's own; post and term come only with a name.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from homes.models import Item, TakeDown
from homes.queries.rolls import SHOWN, County, Door, Fields, Roll, Seated, rolls_of
from homes.queries.whatson import Happening
from homes.rules.disclosure import quarter_of, quarter_said
from members.models import Office
from orgs.models import Org


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer who agreed: what everybody may know of her."""

    role: str
    name: str
    post: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True)
class Public:
    """One organisation as everybody may know it; an item that was taken down is empty here."""

    title: str
    is_down: bool
    down: frozenset[str]
    duties: str = ""
    posts: tuple[tuple[str, str], ...] = ()
    structure: tuple[tuple[str, int], ...] = ()
    officers: tuple[Officer, ...] = ()
    unnamed: tuple[tuple[str, int], ...] = ()
    quarter: str = ""
    plan: str = ""
    happenings: tuple[Happening, ...] = ()
    homes: tuple[Door, ...] = ()
    micro: int = 0

    @property
    def mark(self) -> str:
        """Which state a printed sheet of it shows; what is on from day to day is not printed."""
        told = (
            self.title, self.is_down, sorted(self.down), self.duties, self.posts, self.structure,
            self.officers, self.unnamed, self.quarter, self.plan,
            tuple((home.name, home.address) for home in self.homes),
        )  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def public_of(orgs: Sequence[Org], on: date) -> dict[int, Public]:
    """Return what everybody may know of each of ``orgs`` on the day ``on``."""
    county, rolls = rolls_of(orgs, on)
    return {pk: shown(roll, county) for pk, roll in rolls.items()}


def shown(roll: Roll, county: County) -> Public:
    """Return what everybody may know out of all that is known."""
    if TakeDown.What.PAGE in roll.down:
        return Public(roll.org.title, is_down=True, down=frozenset(roll.down))
    officers, unnamed = _officers(roll, roll.fields.within(county.limit))
    facts: dict[str, dict[str, Any]] = {
        Item.DUTIES: {"duties": roll.duties, "posts": county.posts},
        Item.STRUCTURE: {"structure": _structure(roll)},
        Item.OFFICERS: {"officers": officers, "unnamed": unnamed},
        Item.ACTIVITY_PLAN: {"plan": roll.plan, "happenings": tuple(roll.happenings)},
    }
    kept: dict[str, Any] = {
        name: value
        for item, told in facts.items()
        if item not in roll.down
        for name, value in told.items()
    }
    return Public(
        roll.org.title, is_down=False, down=frozenset(roll.down),
        quarter=quarter_said(quarter_of(county.on)), homes=tuple(roll.homes), micro=roll.micro,
        **kept,
    )  # fmt: skip


def is_named(one: Seated, roll: Roll, fields: Fields) -> bool:
    """Say whether her name may be read: the county, the organisation and she herself agree."""
    return fields.name and one.agreed_on is not None and one.person not in roll.hidden


def _officers(
    roll: Roll, fields: Fields
) -> tuple[tuple[Officer, ...], tuple[tuple[str, int], ...]]:  # fmt: skip
    named = [one for one in roll.seated if is_named(one, roll, fields)]
    others = Counter(one.office for one in roll.seated if not is_named(one, roll, fields))
    officers = tuple(
        Officer(
            role=str(Office(one.office).label), name=one.name,
            post="、".join(one.posts) if fields.post else "",
            term=f"{one.since:%Y年%-m月}起任职" if fields.term else "",
        )
        for one in named
    )  # fmt: skip
    return officers, tuple(
        (str(office.label), others[office]) for office in SHOWN if others[office]
    )


def _structure(roll: Roll) -> tuple[tuple[str, int], ...]:
    held = Counter(one.office for one in roll.seated)
    counts = [(str(office.label), held[office]) for office in SHOWN if held[office]]
    return (*counts, ("妇女小组", roll.groups)) if roll.groups else tuple(counts)
