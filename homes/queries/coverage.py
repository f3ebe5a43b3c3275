"""Who has its homes and groups and who has not: I-HOME-1…8 and I-NET-1…4 (domain A31-A35).

Counted are the townships and villages of the tree. A home that is out of use covers nobody. Every
figure keeps its two integers, and who is missing can be listed by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from homes.models import (
    GroupCount,
    HomeGrade,
    HomeKind,
    HomePast,
    HomePause,
    OnlineGroup,
    OnlineGroupKind,
    Premises,
    WomensHome,
)
from homes.queries.clusters import home_clusters
from homes.queries.home_past import at_then, past_on
from homes.queries.homes import is_live_seat, is_there
from homes.rules.homes import MODEL_TIERS
from orgs.models import Level, Org
from orgs.queries.hats import live

GAPS = {
    "physical": "没有实体妇女之家",
    "online": "没有网上妇女之家",
    "both": "实体和网上的都没有",
    "pair": "实体和网上的没有建齐",
    "paused": "妇女之家停用中",
    "manager": "妇女之家没有负责人",
    "hours": "妇女之家没有开放时间",
    "rules": "妇女之家没有制度",
    "executive": "没有执委群",
    "home_group": "没有妇女之家群",
    "owner": "群没有群主",
    "group_rules": "群没有公布群规",
    "count": "群没有报过人数",
}
SHOWN = tuple(gap for gap in GAPS if gap not in ("both", "pair"))


@dataclass(slots=True)
class Covered:
    """One organisation on a day: what it has, and what it lacks (keys of ``GAPS``)."""

    org: Org
    town: str
    kinds: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    micro: int = 0
    premises: str = ""
    lacks: set[str] = field(default_factory=set)

    @property
    def says(self) -> list[str]:
        """What it lacks, in words."""
        return [GAPS[gap] for gap in SHOWN if gap in self.lacks]


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator: its number and name, and the two integers; ``says`` what is counted."""

    id: str
    name: str
    numerator: int
    denominator: int
    says: str = ""
    gap: str = ""

    @property
    def percent(self) -> str:
        """The share, half up to one decimal (as ``reports`` prints it); a dash for none."""
        if not self.denominator:
            return "—"
        tenths = (2000 * self.numerator + self.denominator) // (2 * self.denominator)
        return f"{tenths // 10}.{tenths % 10}%"


def counted(on: date) -> QuerySet[Org]:
    """Return the townships and villages in reach that stood on a day, in the tree's order."""
    stood = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    rows = Org.objects.filter(stood, is_counted=True, level__in=(Level.TOWNSHIP, Level.VILLAGE))
    return rows.select_related("parent").order_by("lft")


def coverage(on: date, orgs: QuerySet[Org] | None = None) -> list[Covered]:
    """Return what each organisation has and lacks on a day; four queries."""
    rows = counted(on) if orgs is None else orgs
    found = {org.pk: Covered(org, _town(org)) for org in rows}
    _add_homes(found, on)
    _add_groups(found, on)
    for one in found.values():
        missing = {kind for kind in ("physical", "online") if kind not in one.kinds}
        one.lacks |= missing | ({"both"} if len(missing) == 2 else set())
        one.lacks |= {"pair"} if missing else set()
        one.lacks |= {"executive"} if OnlineGroupKind.EXECUTIVE not in one.groups else set()
        one.lacks |= {"home_group"} if OnlineGroupKind.HOME not in one.groups else set()
    return list(found.values())


def figures(lines: Iterable[Covered], on: date) -> list[Figure]:
    """Return the indicators of the organisations in ``lines``, and of the clusters in reach."""
    every = list(lines)
    total, keys = len(every), [one.org.pk for one in every]

    def having(kind: str) -> int:
        return sum(kind in one.kinds for one in every)

    groups = {kind: sum(kind in one.groups for one in every) for kind in ("executive", "home")}
    clusters = home_clusters(on)
    chosen = sum(cluster.is_settled for cluster in clusters)
    ruled = sum("physical" in one.kinds and "rules" not in one.lacks for one in every)
    hosting, models = _hosting(keys, on)
    net, rules_told, members = _groups_of(keys, on)
    return [
        Figure("I-HOME-1", "有实体妇女之家的组织", having("physical"), total, gap="physical"),
        Figure("I-HOME-2", "有网上妇女之家的组织", having("online"), total, gap="online"),
        Figure("I-HOME-3", "实体和网上都有的组织",
               sum({"physical", "online"} <= one.kinds for one in every), total, gap="pair"),
        Figure("I-HOME-5", "有制度的实体妇女之家", ruled, having("physical"), gap="rules"),
        Figure("I-HOME-6", "有妇女微家的组织", sum(bool(one.micro) for one in every), total,
               f"微家共 {sum(one.micro for one in every)} 个"),
        Figure("I-HOME-7", "有示范妇女之家的片区", chosen, len(clusters)),
        Figure("I-HOME-8", "引进女性社会组织的市级以上示范家", hosting, models),
        Figure("I-NET-1", "有执委群的组织", groups["executive"], total, gap="executive"),
        Figure("I-NET-2", "有网上妇女之家的组织", having("online"), total, gap="online"),
        Figure("I-NET-3a", "有妇女之家群的组织", groups["home"], total, gap="home_group"),
        Figure("I-NET-3", "应建的两个群（执委群、妇女之家群）",
               groups["executive"] + groups["home"], 2 * total,
               f"现有各类群 {net} 个，群人数合计 {members}（人次，一人可在几个群）", "home_group"),
        Figure("I-NET-4", "公布了群规的群", rules_told, net, gap="group_rules"),
    ]  # fmt: skip


def by_premises(lines: Iterable[Covered]) -> list[tuple[str, int]]:
    """Return how many physical homes stand on whose premises (A34)."""
    sums = Counter(one.premises for one in lines if "physical" in one.kinds)
    named = [(str(kind.label), sums[kind.value]) for kind in Premises]
    return [*named, ("没有填", sums[""])] if sums[""] else named


def _town(org: Org) -> str:
    return org.short_name if org.level == Level.TOWNSHIP else org.parent.short_name  # type: ignore[union-attr]  # a village lies below something


def _add_homes(found: dict[int, Covered], on: date) -> None:
    paused = Exists(HomePause.rows.filter(live(on), home=OuterRef("pk")))
    past = {row.home_id: row for row in _past(found, on)}
    here = Q(org__in=list(found)) | Q(pk__in=list(past))
    rows: Any = WomensHome.rows.filter(live(on), here).select_related("manager")
    for home in rows.annotate(is_paused=paused):
        then: WomensHome | HomePast = past.get(home.pk, home)
        if then.org_id not in found:
            continue
        one, kind = found[then.org_id], home.kind
        if home.is_paused:
            one.lacks |= {"paused"} if kind != HomeKind.MICRO else set()
            continue
        if kind == HomeKind.MICRO:
            one.micro += 1
            continue
        one.kinds.add(kind)
        if not is_live_seat(then.manager, on):
            one.lacks.add("manager")
        if kind == HomeKind.PHYSICAL:
            one.premises = then.premises
            one.lacks |= {"hours"} if not then.hours else set()
            one.lacks |= {"rules"} if home.rules_on is None or home.rules_on > on else set()


def _past(found: Collection[int], on: date) -> QuerySet[HomePast]:
    """Return the rows of the day of homes that are, or were, at one of ``found``."""
    rows = HomePast.rows.filter(live(on)).select_related("manager")
    return rows.filter(Q(org__in=list(found)) | Q(home__org__in=list(found)))


def _add_groups(found: dict[int, Covered], on: date) -> None:
    told = Exists(GroupCount.rows.filter(group=OuterRef("pk"), counted_on__lte=on))
    rows: Any = OnlineGroup.rows.filter(live(on), org__in=list(found)).annotate(is_counted=told)
    facts = rows.values_list("org_id", "kind", "owner_id", "owner__until", "rules_on", "is_counted")
    for org, kind, owner, until, rules_on, is_counted in facts:
        one = found[org]
        one.groups.add(kind)
        if owner is None or (until is not None and until <= on):
            one.lacks.add("owner")
        one.lacks |= {"group_rules"} if rules_on is None or rules_on > on else set()
        one.lacks |= {"count"} if not is_counted else set()


def _hosting(orgs: list[int], on: date) -> tuple[int, int]:
    """Return how many homes of the city's tier or above host a social organisation, of how many."""
    graded = HomeGrade.rows.filter(live(on), home=OuterRef("pk"), tier__in=MODEL_TIERS)
    homes = WomensHome.rows.filter(
        Exists(graded), at_then(on, org__in=orgs), live(on), kind=HomeKind.PHYSICAL
    ).select_related("social")
    rows = list(homes)
    past = past_on([home.pk for home in rows], on)
    guests = [past.get(home.pk, home).social for home in rows]
    return sum(is_there(guest, on) for guest in guests), len(rows)


def _groups_of(orgs: list[int], on: date) -> tuple[int, int, int]:
    """Return how many groups there are, how many told their rules, and the sum of their members."""
    last = GroupCount.rows.filter(group=OuterRef("pk"), counted_on__lte=on).order_by("-counted_on")
    rows = OnlineGroup.rows.filter(live(on), org__in=orgs)
    facts = list(
        rows.annotate(now=Subquery(last.values("members")[:1])).values_list("rules_on", "now")
    )
    ruled = sum(rules_on is not None and rules_on <= on for rules_on, _ in facts)
    return len(facts), ruled, sum(now or 0 for _, now in facts)
