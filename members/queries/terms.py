"""Congress terms and how they stand on a day; organisations that have none are found too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from fulian.dated import live_on
from members.models import CongressTerm, QuotaRule
from members.rules import DUE, WARN_DAYS, TermState, state_of
from orgs.models import Level, Org
from orgs.queries.lineage import at_org

API_FIELDS = ("id", "number", "starts_on", "ends_on", "extended_to", "state")


@dataclass(frozen=True, slots=True)
class TermNow:
    """An organisation's latest term as it stands on a day; empty where it has none."""

    term: CongressTerm | None
    state: TermState | None
    on: date | None = None

    @property
    def ends_on(self) -> date | None:
        """The day it ends, with its extension."""
        return (self.term.extended_to or self.term.ends_on) if self.term else None

    @property
    def label(self) -> str:
        """How it stands in Chinese."""
        return str(self.state.label) if self.state else "没有登记届次"

    @property
    def is_over(self) -> bool:
        """Whether it has ended without a new one."""
        return self.state == TermState.OVER

    @property
    def is_due(self) -> bool:
        """Whether it ends within half a year, be it by an extension."""
        if self.on and self.ends_on and self.state == TermState.EXTENDED:
            return self.ends_on <= self.on + timedelta(days=WARN_DAYS[-1])
        return self.state in DUE


def with_state(terms: QuerySet[CongressTerm], on: date) -> QuerySet[CongressTerm]:
    """Return ``terms`` with ``last_day`` (end or extension) and ``state`` on the day ``on``."""
    later = CongressTerm.rows.filter(
        org=OuterRef("org"), starts_on__gt=OuterRef("starts_on"), starts_on__lte=on
    )
    soon = [
        When(last_day__lte=on + timedelta(days=days), then=Value(state.value))
        for days, state in zip(WARN_DAYS, DUE, strict=True)
    ]
    return terms.annotate(
        last_day=Coalesce(F("extended_to"), F("ends_on")), is_followed=Exists(later)
    ).annotate(
        state=Case(
            When(starts_on__gt=on, then=Value(TermState.TO_COME.value)),
            When(is_followed=True, then=Value(TermState.FOLLOWED.value)),
            When(last_day__lte=on, then=Value(TermState.OVER.value)),
            When(ends_on__lte=on, then=Value(TermState.EXTENDED.value)),
            *soon,
            default=Value(TermState.RUNNING.value),
            output_field=CharField(),
        )
    )


def latest_terms(on: date, orgs: QuerySet[Org] | None = None) -> dict[int, TermNow]:
    """Return each organisation's latest term that has begun by ``on``; one query."""
    rows = CongressTerm.objects.filter(starts_on__lte=on)
    if orgs is not None:
        rows = rows.filter(org__in=orgs.order_by().values("pk"))
    found = {}
    for term in rows.order_by("org_id", "starts_on"):
        found[term.org_id] = TermNow(term, _state(term, on), on)
    return found


def term_now(org: Org, on: date) -> TermNow:
    """Return the organisation's latest term as it stands on the day ``on``."""
    term = CongressTerm.rows.filter(org=org, starts_on__lte=on).order_by("-starts_on").first()
    return TermNow(term, _state(term, on), on) if term else TermNow(None, None)


def without_term(on: date) -> QuerySet[Org]:
    """Return the organisations in reach that elect and have no term begun by ``on``."""
    terms = CongressTerm.rows.filter(org=OuterRef("pk"), starts_on__lte=on)
    return electing(on).filter(~Exists(terms))


def electing(on: date) -> QuerySet[Org]:
    """Return the organisations in reach that hold congresses, in tree order.

    Those of the county, its townships and villages that count, and whatever else has a quota.
    """
    own = QuotaRule.rows.filter(live_on(on), level=OuterRef("level"), kind=OuterRef("kind"))
    which = Q(level__in=[Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE]) | Exists(own)
    standing = Q(founded_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))
    return Org.objects.filter(standing, which, is_counted=True).order_by("lft")


def next_number(org: Org) -> int:
    """Return which term comes next."""
    last = CongressTerm.rows.filter(org=org).order_by("-number").first()
    return last.number + 1 if last else 1


def term_rows(asked: dict[str, Any], on: date) -> QuerySet[Any, dict[str, Any]]:
    """Return the terms in reach that have begun by ``on`` as ``values()``, with their state."""
    begun = CongressTerm.objects.filter(starts_on__lte=on)
    rows: QuerySet[Any, Any] = at_org(with_state(begun, on), asked)
    if "state" in asked:
        rows = rows.filter(state=asked["state"])
    return rows.values(*API_FIELDS, org_code=F("org__code"))


def _state(term: CongressTerm, on: date) -> TermState:
    return state_of(
        starts_on=term.starts_on, ends_on=term.ends_on, extended_to=term.extended_to,
        is_followed=False, on=on,
    )  # fmt: skip


def terms_of(orgs: Iterable[int]) -> dict[int, CongressTerm]:
    """Return the latest term of each organisation that has one."""
    rows = CongressTerm.rows.filter(org__in=set(orgs)).order_by("starts_on")
    return {term.org_id: term for term in rows}
