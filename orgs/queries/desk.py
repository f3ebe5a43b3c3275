"""Reads of the desk: a county's figures, and who did what to something."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from fulian.scoping import current
from fulian.searching import one_of
from orgs.models import AccessGrant, HelpRequest, Org, OrgHistory, OrgStatus, Record
from orgs.models.records import Outcome
from orgs.queries.hats import live
from orgs.queries.tree import children_of, counts_of, top_of_reach

Sight = Callable[[QuerySet[Record]], QuerySet[Record]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands in the open scope today."""

    top: Org
    townships: int
    villages: int
    listed_townships: int
    listed_villages: int
    accounts: int
    waiting: int

    @property
    def other_townships(self) -> int:
        """How many of the listed townships do not count."""
        return self.listed_townships - self.townships

    @property
    def other_villages(self) -> int:
        """How many of the listed villages do not count."""
        return self.listed_villages - self.villages


def figures(on: date) -> Figures:
    """Return the open scope's counts on the day ``on``."""
    top = top_of_reach()
    accounts = AccessGrant.objects.filter(live(on)).aggregate(n=Count("user", distinct=True))["n"]
    waiting = HelpRequest.objects.filter(answered_at__isnull=True).count()
    return Figures(top, accounts=accounts, waiting=waiting, **counts_of(top))


def with_doer(lines: QuerySet[Record]) -> QuerySet[Record]:
    """Return the lines with ``doer``: who did it, by the seat used, else by any seat held."""
    seats = AccessGrant.rows.order_by("-pk")
    used = seats.filter(pk=OuterRef("grant_id")).values("holder")[:1]
    held = seats.filter(user=OuterRef("user_id")).values("holder")[:1]
    return lines.annotate(
        doer=Case(
            When(visit_id__isnull=False, then=Value("平台运维员")),
            When(user_id__isnull=True, then=Value("系统")),
            default=Coalesce(Subquery(used), Subquery(held), Value("平台运维员")),
            output_field=CharField(),
        )
    )


def acts_about(model: str, pk: int) -> QuerySet[Record]:
    """Return what was done to one object, the latest first."""
    return with_doer(Record.objects.filter(target=model, target_id=pk)).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Ties:
    """Where else the record tells of a kind of object than in the lines about it.

    ``parts`` are the models that hang on it, by the column of its key; ``told_in`` the models whose
    lines tell of changes to many rows at once.
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    told_in: Sequence[str] = ()


def story_of(model: str, pk: int, ties: Ties) -> QuerySet[Record]:
    """Return what was done in reach to one object and its parts, alone or among many.

    Of a line about many, only what it changed of this one may be shown: it may lie beyond reach.
    """
    mine = Q(target=model, target_id=pk)
    for part, column in ties.parts.items():
        sides = [Q(changes__contains=[{s: {column: pk}}]) for s in ("after", "before")]
        made = Record.rows.filter(sides[0] | sides[1], target=part)
        mine |= Q(target=part, target_id__in=made.values("target_id"))
    found = one_of("pk", Record.objects.filter(mine))
    if ties.told_in:
        among = Record.rows.filter(target__in=ties.told_in, outcome=Outcome.DONE)
        found |= one_of("pk", among.filter(changes__contains=[{"model": model, "id": pk}]))
    return with_doer(Record.rows.filter(found)).order_by("-pk")


def done_from_here(lines: QuerySet[Record]) -> QuerySet[Record]:
    """Return the lines of what was done from a seat in reach: below the county, no one else's."""
    top = current().under
    if top is None or Org.rows.filter(pk=top, parent__isnull=True).exists():
        return lines
    return lines.filter(grant_id__in=AccessGrant.objects.values("pk"))


def last_reshaping(org: Org) -> Record | None:
    """Return the latest merge or split the organisation stayed or began by; None without one."""
    acts = ("orgs.merge_orgs", "orgs.split_org")
    lines = Record.objects.filter(target="orgs.org", target_id=org.pk, act__in=acts, leads=True)
    return lines.order_by("-pk").first()


def last_acts(count: int, seen: Sight = lambda lines: lines) -> list[Record]:
    """Return the last ``count`` changes in reach; signing in and looking are no changes.

    ``seen`` keeps those that whoever asks may read.
    """
    within = Record.rows.filter(batch=OuterRef("batch"), leads=False).exclude(changes=[])
    done = Record.objects.filter(~Q(changes=[]) | Exists(within), outcome=Outcome.DONE, leads=True)
    return list(with_doer(seen(done)).order_by("-pk")[:count])


def acts_by(text: str) -> Q:
    """Condition: the act was done by somebody whose name contains ``text``."""
    holders = AccessGrant.rows.filter(holder__icontains=text).values("user")
    named = Q(user_id__in=holders)
    return named | Q(visit_id__isnull=False) if text in "平台运维员" else named


def changes_of(batch: uuid.UUID | None) -> list[dict[str, Any]]:
    """Return every change of a batch that was done, in order."""
    lines = Record.objects.filter(batch=batch, outcome=Outcome.DONE).order_by("pk")
    return [change for line in lines for change in line.changes] if batch else []


def past_of(org: Org) -> QuerySet[OrgHistory]:
    """Return what the organisation was before, the latest first."""
    return OrgHistory.objects.filter(org=org).select_related("parent").order_by("-days")


def grants_at(org: Org, on: date) -> QuerySet[AccessGrant]:
    """Return who may act for the organisation on the day ``on``."""
    return AccessGrant.objects.filter(live(on), org=org).order_by("role", "holder")


def waiting_help() -> QuerySet[HelpRequest]:
    """Return the open requests for a new link, the oldest first."""
    return HelpRequest.objects.filter(answered_at__isnull=True).order_by("asked_at")


def branches_of(org: Org) -> QuerySet[Org]:
    """Return the active organisations directly below, with ``below`` and ``counted`` of it."""
    active = Q(children__status=OrgStatus.ACTIVE, children__is_counted=True)
    return children_of(org).annotate(counted=Count("children", filter=active))
