"""One of everything of ``homes``: how each verb is done once, and how each table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from homes.models import Campaign
from tests.conftest import TODAY
from tests.homes import register


def campaign(cast: Any) -> Campaign:
    """Return the county's theme of the year."""
    known = Campaign.rows.filter(org=cast.root).first()
    if known is None:
        known = Campaign(org=cast.root, kind="theme", name="服务大提升", since=TODAY)
        known.save()
    return known


VERBS: dict[str, Callable[[Any], Any]] = {}
VERBS |= register.VERBS
SILENT: dict[str, str] = {}  # what rightly leaves no line of its own, and why
SILENT |= register.SILENT
TWICE: set[str] = set()  # two lines of the same act
ROWS: dict[type[Any], Callable[[Any], Any]] = {Campaign: campaign}
ROWS |= register.ROWS


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return the keys by name."""
    mine: dict[str, int] = {}
    mine |= register.pks(cast)
    return mine
