"""Reads of what stands beside the tree, on any day; and a township's 1+N."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from fulian.dated import live_on
from orgs.models import (
    Cluster,
    ClusterKind,
    ClusterMember,
    GroupMember,
    Level,
    MemberUnit,
    Org,
    OrgHistory,
    OrgKind,
    OrgStatus,
    ReformMatter,
    ReformStatus,
    ReformStep,
    Sector,
    Support,
    WomensSocialOrganisation,
)

Social = WomensSocialOrganisation


def kind_on(org: Org, on: date) -> str:
    """Return what kind the organisation was on the day ``on``; the oldest known before its past."""
    past = OrgHistory.rows.filter(org=org, days__contains=on).first()
    return str(past.kind if past else org.kind)


def reform_steps(on: date, **of: Any) -> QuerySet[ReformStep]:
    """Return the step that holds on the day ``on`` for each organisation and matter in reach."""
    steps = ReformStep.objects.filter(since__lte=on, **of)
    return steps.order_by("org", "matter", "-since").distinct("org", "matter")


def with_members(rows: QuerySet[Cluster], on: date) -> QuerySet[Cluster]:
    """Return ``rows`` with ``held``: who is in each cluster on the day ``on``, in tree order."""
    members = ClusterMember.rows.filter(live_on(on)).select_related("org").order_by("org__lft")
    return rows.prefetch_related(Prefetch("members", members, to_attr="held"))


def clusters_on(on: date, condition: Q) -> QuerySet[Cluster]:
    """Return the clusters of the county that stand on ``on``, each with ``held``: its members."""
    rows = Cluster.rows.filter(live_on(on), condition).select_related("core", "org")
    return with_members(rows, on).order_by("kind", "name", "pk")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one organisation on a day."""

    reforms: list[ReformStep]
    units: list[MemberUnit]
    members: list[GroupMember]
    socials: list[Social]
    clusters: list[Cluster]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not (self.reforms or self.units or self.members or self.socials or self.clusters)

    @property
    def sectors(self) -> list[tuple[str, list[MemberUnit]]]:
        """The member units by the circle they come from."""
        return by_sector(self.units)


def by_sector(units: Iterable[MemberUnit]) -> list[tuple[str, list[MemberUnit]]]:
    """Return ``units`` by the circle they come from, in the circles' order."""
    found: dict[str, list[MemberUnit]] = {}
    for unit in units:
        found.setdefault(unit.sector, []).append(unit)
    return [(str(one.label), found[one.value]) for one in Sector if one.value in found]


def units_of(org: Org, on: date) -> list[MemberUnit]:
    """Return the organisation's member units on the day ``on``, by name."""
    return list(MemberUnit.rows.filter(live_on(on), org=org).order_by("name", "pk"))


def beside_of(org: Org, on: date) -> Beside:
    """Return what stands beside ``org`` on the day ``on``; the clusters it is in too."""
    here, live, admits = {"org": org}, live_on(on), org.level == Level.COUNTY
    mine = ClusterMember.rows.filter(live, org=org).values("cluster")
    return Beside(
        list(reform_steps(on, **here)),
        units_of(org, on),
        list(GroupMember.rows.filter(live, **here).order_by("name", "pk")) if admits else [],
        list(Social.rows.filter(live, **here).order_by("name", "pk")),
        list(clusters_on(on, Q(org=org) | Q(pk__in=mine))),
    )


@dataclass(frozen=True, slots=True)
class InShort:
    """The same in a few words: matters with how far they are, counts, names."""

    reforms: list[tuple[str, str, date]]
    units: int
    socials: list[str]
    clusters: list[tuple[str, str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not (self.reforms or self.units or self.socials or self.clusters)


def in_short(org: Org, on: date) -> InShort:
    """Return in one query what stands beside a township or village on the day ``on``."""
    live = live_on(on)
    mine = ClusterMember.rows.filter(live, org=org).values("cluster")
    clusters = Cluster.rows.filter(live, Q(org=org) | Q(pk__in=mine)).order_by("kind", "name", "pk")
    found = Org.rows.filter(pk=org.pk).values(
        reforms=ArraySubquery(
            reform_steps(on, org=org).values(
                told=JSONObject(matter="matter", status="status", since="since")
            )
        ),
        units=ArraySubquery(MemberUnit.rows.filter(live, org=org).values("pk")),
        socials=ArraySubquery(Social.rows.filter(live, org=org).order_by("name").values("name")),
        clusters=ArraySubquery(
            clusters.values(told=JSONObject(kind="kind", name="name", core="core__short_name"))
        ),
    )
    row = found.get()
    return InShort(
        [
            (ReformMatter(one["matter"]).label, ReformStatus(one["status"]).label,
             date.fromisoformat(one["since"]))
            for one in row["reforms"]
        ],
        len(row["units"]), row["socials"],
        [(ClusterKind(c["kind"]).label, c["name"], c["core"]) for c in row["clusters"]],
    )  # fmt: skip


@dataclass(slots=True)
class Network:
    """A regional federation as 1+N: what belongs to it upright, across, and what is missing."""

    org: Org
    villages: int = 0
    unconverted: int = 0
    horizontal: int = 0
    units: int = 0
    socials: int = 0
    cultivated: int = 0
    clusters: int = 0
    in_clusters: int = 0
    steps: dict[str, str] = field(default_factory=dict)

    def count(self, level: str, kind: str) -> None:
        """Count an organisation below."""
        is_village = level == Level.VILLAGE
        self.villages += is_village
        self.unconverted += is_village and kind == OrgKind.REPRESENTATIVE_COMMITTEE
        self.horizontal += level == Level.UNIT

    @property
    def status(self) -> str:
        """How far its regionalisation is."""
        kept = self.steps.get(ReformMatter.REGIONALISATION, ReformStatus.NOT_STARTED)
        return str(ReformStatus(kept).label)

    @property
    def missing(self) -> list[str]:
        """What a regional federation should have and has not (domain A02, A03, A11)."""
        done = self.steps.get(ReformMatter.REGIONALISATION) == ReformStatus.DONE
        tests = [
            (not done, "区域化建设还没有登记完成"),
            (not self.units, "还没有成员单位"),
            (not self.cultivated, "还没有培育一家女性社会组织"),
            (bool(self.unconverted), f"{self.unconverted} 个村（社区）还是妇代会"),
        ]
        return [says for wrong, says in tests if wrong]


def networks(tops: Iterable[Org], on: date) -> list[Network]:
    """Return the 1+N of each of ``tops``, which lie apart, in the order of the tree.

    Organisations are today's; what stands beside them is that of the day ``on``.
    """
    found = sorted((Network(top) for top in tops), key=lambda one: one.org.lft)
    above = _finder(found)
    for level, kind, lft in _below(found):
        if (one := above(lft)) and lft != one.org.lft:
            one.count(level, kind)
    for name, lefts in _beside(on).items():
        for lft, count in lefts.items():
            if one := above(lft):
                setattr(one, name, getattr(one, name) + count)
    for step in reform_steps(on, matter=ReformMatter.REGIONALISATION).select_related("org"):
        one = above(step.org.lft)
        if one and one.org.pk == step.org_id:
            one.steps[step.matter] = step.status
    return found


def _finder(found: list[Network]) -> Callable[[int], Network | None]:
    """Return what tells in which of ``found`` a place of the tree lies."""
    edges = [one.org.lft for one in found]

    def above(lft: int) -> Network | None:
        at = bisect_right(edges, lft) - 1
        return found[at] if at >= 0 and lft < found[at].org.rght else None

    return above


def _below(found: list[Network]) -> list[tuple[str, str, int]]:
    if not found:
        return []
    span = Q(lft__gte=found[0].org.lft, lft__lt=max(one.org.rght for one in found))
    counted = Q(is_counted=True) | Q(level=Level.UNIT)
    rows = Org.objects.filter(span, counted, status=OrgStatus.ACTIVE)
    return list(rows.values_list("level", "kind", "lft"))


def _beside(on: date) -> dict[str, Counter[int]]:
    live = live_on(on)
    units = MemberUnit.objects.filter(live)
    socials = Social.objects.filter(live)
    rows: dict[str, QuerySet[Any]] = {
        "units": units, "socials": socials,
        "cultivated": socials.filter(support=Support.CULTIVATED),
        "clusters": Cluster.objects.filter(live),
        "in_clusters": ClusterMember.objects.filter(live).order_by("org").distinct("org"),
    }  # fmt: skip
    return {name: Counter(found.values_list("org__lft", flat=True)) for name, found in rows.items()}


def townships() -> QuerySet[Org]:
    """Return the active townships and subdistricts in reach."""
    return Org.objects.filter(
        level=Level.TOWNSHIP, status=OrgStatus.ACTIVE, is_counted=True
    ).order_by("lft")


def below(org: Org, level: str) -> list[Org]:
    """Return the active organisations of ``level`` anywhere below ``org``, in tree order."""
    rows = Org.objects.filter(lft__gt=org.lft, rght__lt=org.rght, level=level)
    return list(rows.filter(status=OrgStatus.ACTIVE).order_by("lft"))


def live_within(model: Any, org: Org, on: date) -> list[Any]:
    """Return the rows of ``model`` at ``org`` or below it that hold on the day ``on``."""
    inside = Q(org__lft__gte=org.lft, org__lft__lt=org.rght)
    return list(model.objects.filter(live_on(on), inside).select_related("org").order_by("name"))
