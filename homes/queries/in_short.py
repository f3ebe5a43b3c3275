"""One organisation's homes and groups in a few words, in one query: for pages that show much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from homes.models import (
    GroupCount,
    HomeKind,
    HomePause,
    OnlineGroup,
    OnlineGroupKind,
    WomensHome,
)
from homes.queries.coverage import GAPS
from orgs.models import Level, Org
from orgs.queries.hats import live

ASKED = {
    "physical": "physical", "online": "online", "executive": "executive_group",
    "home_group": "home_group",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InShort:
    """An organisation's homes (kind, name, hours; paused or not), groups, and what lacks."""

    homes: list[dict[str, Any]]
    groups: list[tuple[str, int | None]]
    lacks: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not (self.homes or self.groups)


def in_short(org: Org, on: date) -> InShort:
    """Return how an organisation stands on a day; what a township or village lacks, in words."""
    paused = Exists(HomePause.rows.filter(live(on), home=OuterRef("pk")))
    homes = WomensHome.rows.filter(live(on), org=org).annotate(is_paused=paused)
    last = GroupCount.rows.filter(group=OuterRef("pk"), counted_on__lte=on).order_by("-counted_on")
    groups = OnlineGroup.rows.filter(live(on), org=org)
    counted = groups.annotate(now=Subquery(last.values("members")[:1])).order_by("kind", "pk")
    nobody = Q(manager__isnull=True) | Q(manager__until__lte=on)
    told = JSONObject(
        kind="kind", name="name", hours="hours", is_paused="is_paused", rules_on="rules_on"
    )
    row: Any = Org.rows.filter(pk=org.pk).values(
        homes=ArraySubquery(homes.order_by("-kind", "pk").values(told=told)),
        groups=ArraySubquery(counted.values(told=JSONObject(kind="kind", now="now"))),
        nobody=Exists(homes.filter(nobody, is_paused=False).exclude(kind=HomeKind.MICRO)),
    ).get()  # fmt: skip
    for home in row["homes"]:
        home["says"] = str(HomeKind(home["kind"]).label)
    named = [(str(OnlineGroupKind(one["kind"]).label), one["now"]) for one in row["groups"]]
    asked = org.level in (Level.TOWNSHIP, Level.VILLAGE)
    return InShort(row["homes"], named, _lacks(row, on) if asked else [])


def _lacks(row: dict[str, Any], on: date) -> list[str]:
    open_ones = [home for home in row["homes"] if not home["is_paused"]]
    has = {home["kind"] for home in open_ones} | {f"{g['kind']}_group" for g in row["groups"]}
    gaps = [gap for gap, kind in ASKED.items() if kind not in has]
    physical = [home for home in open_ones if home["kind"] == HomeKind.PHYSICAL]
    gaps += ["paused"] * any(_is_main(home) and home["is_paused"] for home in row["homes"])
    gaps += ["manager"] * bool(row["nobody"])
    gaps += ["hours"] * any(not home["hours"] for home in physical)
    gaps += ["rules"] * any(_unruled(home, on) for home in physical)
    return [GAPS[gap] for gap in GAPS if gap in gaps]


def _is_main(home: dict[str, Any]) -> bool:
    return bool(home["kind"] != HomeKind.MICRO)


def _unruled(home: dict[str, Any], on: date) -> bool:
    return home["rules_on"] is None or date.fromisoformat(home["rules_on"]) > on
