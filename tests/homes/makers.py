"""One of everything of ``homes``: how each verb is done once, and how each table gets a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from homes.models import Campaign, WomensHome
from tests.conftest import TODAY
from tests.homes import care


def home(cast: Any) -> WomensHome:
    """Return the village's physical home."""
    known = WomensHome.rows.filter(org=cast.village, kind="physical").first()
    if known is None:
        known = WomensHome(org=cast.village, kind="physical", name="妇女之家", since=TODAY)
        known.save()
    return known


def campaign(cast: Any) -> Campaign:
    """Return the county's theme of the year."""
    known = Campaign.rows.filter(org=cast.root).first()
    if known is None:
        known = Campaign(org=cast.root, kind="theme", name="服务大提升", since=TODAY)
        known.save()
    return known


VERBS: dict[str, Callable[[Any], Any]] = {**care.VERBS}
SILENT: dict[str, str] = {}  # what rightly leaves no line of its own, and why
TWICE: set[str] = set()  # two lines of the same act
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    WomensHome: home,
    Campaign: campaign,
    **care.ROWS,
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return the keys by name."""
    return {**care.pks(cast)}
