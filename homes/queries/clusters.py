"""Home clusters on a day: which home is the model of each, and what their members share (A33)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from fulian.dated import live_on
from homes.models import HomeGrade, HomeKind, HomePause, HomeSharing, ModelHome, WomensHome
from homes.rules.homes import MODEL_TIERS
from orgs.models import Cluster, ClusterKind, ClusterMember, Org
from orgs.queries.hats import live


@dataclass(slots=True)
class HomeCluster:
    """A home cluster: its members' physical homes, those of the city's tier or above, the chosen.

    It has its one model home when one was chosen, or when exactly one has the tier.
    """

    cluster: Cluster
    orgs: list[Org] = field(default_factory=list)
    homes: list[WomensHome] = field(default_factory=list)
    tiered: list[WomensHome] = field(default_factory=list)
    chosen: ModelHome | None = None

    @property
    def members(self) -> int:
        """How many organisations are in it."""
        return len(self.orgs)

    @property
    def model(self) -> WomensHome | None:
        """Its model home, when there is exactly one."""
        if self.chosen is not None:
            return self.chosen.home
        return self.tiered[0] if len(self.tiered) == 1 else None

    @property
    def is_settled(self) -> bool:
        """Whether it has exactly one model home."""
        return self.model is not None

    @property
    def says(self) -> str:
        """What is missing, in words."""
        if self.is_settled:
            return ""
        if len(self.tiered) > 1:
            return f"有 {len(self.tiered)} 个市级以上示范家，要确定一个"
        return "还没有示范妇女之家" if self.homes else "成员都还没有实体妇女之家"


def home_clusters(on: date) -> list[HomeCluster]:
    """Return the home clusters in reach on a day; five queries."""
    rows = Cluster.objects.filter(live(on), kind=ClusterKind.HOME).select_related("org", "core")
    found = {one.pk: HomeCluster(one) for one in rows.order_by("org__lft", "name", "pk")}
    where: dict[int, int] = {}
    members = ClusterMember.rows.filter(live(on), cluster__in=list(found)).select_related("org")
    for member in members.order_by("org__lft"):
        found[member.cluster_id].orgs.append(member.org)
        where[member.org_id] = member.cluster_id
    paused = HomePause.rows.filter(live(on)).values("home")
    homes = WomensHome.rows.filter(live(on), kind=HomeKind.PHYSICAL, org__in=list(where))
    graded = HomeGrade.rows.filter(live(on), tier__in=MODEL_TIERS, home__org__in=list(where))
    tiered = set(graded.values_list("home_id", flat=True)) if found else set()
    for home in homes.exclude(pk__in=paused).select_related("org").order_by("org__lft"):
        here = found[where[home.org_id]]
        here.homes.append(home)
        if home.pk in tiered:
            here.tiered.append(home)
    chosen = ModelHome.rows.filter(live(on), cluster__in=list(found)).select_related("home__org")
    for one in chosen:
        if where.get(one.home.org_id) == one.cluster_id:  # it may have left the cluster since
            found[one.cluster_id].chosen = one
    return list(found.values())


def cluster_of(org: Org, on: date) -> Cluster | None:
    """Return the home cluster an organisation is in on a day."""
    row = ClusterMember.rows.filter(live_on(on), org=org, kind=ClusterKind.HOME)
    found = row.select_related("cluster__core").first()
    return found.cluster if found else None


def neighbours_of(org: Org, on: date) -> list[Org]:
    """Return the other members of an organisation's home cluster on a day, in the tree's order."""
    cluster = cluster_of(org, on)
    members = ClusterMember.rows.filter(live_on(on), cluster=cluster).exclude(org=org)
    return [m.org for m in members.select_related("org").order_by("org__lft")] if cluster else []


def sharings_of(org: Org) -> QuerySet[HomeSharing]:
    """Return what an organisation gave or took, the newest first: both sides see it."""
    rows = HomeSharing.rows.filter(Q(org=org) | Q(taker=org)).select_related("org", "taker")
    return rows.order_by("-shared_on", "-pk")


@dataclass(frozen=True, slots=True)
class Shared:
    """How often something was shared: given, taken, and in all, each sharing once."""

    given: int
    taken: int
    total: int


def shared_at(org: Org, since: date, until: date) -> Shared:
    """Return how often an organisation itself gave and took between two days (half open)."""
    rows = _counting(since, until)
    given, taken = rows.filter(org=org).count(), rows.filter(taker=org).count()
    return Shared(given, taken, given + taken)


def shared_below(org: Org, since: date, until: date) -> Shared:
    """Return the same of an organisation with all below it: between two of them is one sharing."""
    inside = Org.rows.filter(lft__gte=org.lft, rght__lte=org.rght).values("pk")
    rows: Any = _counting(since, until)
    given, taken = Q(org__in=inside), Q(taker__in=inside)
    return Shared(
        rows.filter(given).count(), rows.filter(taken).count(), rows.filter(given | taken).count()
    )


def _counting(since: date, until: date) -> QuerySet[HomeSharing]:
    days = {"shared_on__gte": since, "shared_on__lt": until}
    return HomeSharing.rows.filter(withdrawn_on__isnull=True, **days)
