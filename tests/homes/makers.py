"""One of everything of ``homes``: how each verb is done once, and how each table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from homes.models import Campaign
from tests.conftest import TODAY
from tests.homes import activities, care, disclosing, lettering, programmes, register, requesting

home = register.home


def campaign(cast: Any) -> Campaign:
    """Return the county's theme of the year."""
    known = Campaign.rows.filter(org=cast.root).first()
    if known is None:
        known = Campaign(org=cast.root, kind="theme", name="服务大提升", since=TODAY)
        known.save()
    return known


ROOMS: tuple[Any, ...] = (
    register, disclosing, lettering, activities, requesting, programmes, care,
)  # fmt: skip
VERBS: dict[str, Callable[[Any], Any]] = {}
SILENT: dict[str, str] = {}  # what rightly leaves no line of its own, and why
TWICE: set[str] = set()  # two lines of the same act
ROWS: dict[type[Any], Callable[[Any], Any]] = {Campaign: campaign}
for _room in ROOMS:
    VERBS |= _room.VERBS
    SILENT |= getattr(_room, "SILENT", {})
    ROWS |= _room.ROWS


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return the keys by name."""
    found: dict[str, int] = {}
    for room in ROOMS:
        found |= room.pks(cast)
    return found
