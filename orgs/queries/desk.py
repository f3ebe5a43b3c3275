"""Reads of the desk: a county's figures, and who did what to something."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from orgs.models import AccessGrant, HelpRequest, Org, OrgHistory, OrgStatus, Record
from orgs.models.records import Outcome
from orgs.queries.hats import live
from orgs.queries.tree import children_of, counts_of, top_of_reach


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


def last_reshaping(org: Org) -> Record | None:
    """Return the latest merge or split the organisation stayed or began by; None without one."""
    acts = ("orgs.merge_orgs", "orgs.split_org")
    lines = Record.objects.filter(target="orgs.org", target_id=org.pk, act__in=acts, leads=True)
    return lines.order_by("-pk").first()


def last_acts(count: int) -> list[Record]:
    """Return the last ``count`` changes in reach; signing in and looking are no changes."""
    done = Record.objects.filter(outcome=Outcome.DONE, leads=True).exclude(changes=[])
    return list(with_doer(done).order_by("-pk")[:count])


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
