"""Reads of exemplars and of the county's library of good practice (domain A47, A50)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from fulian import crypto
from fulian.searching import meant
from homes.models import Exemplar, GoodPractice, PracticeStatus
from homes.models.exemplars import OF_MINORS
from orgs.models import Org
from orgs.queries.lineage import at_org

Rows = QuerySet[Any, dict[str, Any]]
SHOWN = 10
CLOSED = (PracticeStatus.ACCEPTED, PracticeStatus.RETIRED)


def exemplars_at(org: Org) -> QuerySet[Exemplar]:
    """Return the exemplars of ``org``, the latest first."""
    return Exemplar.objects.filter(org=org).select_related("org").order_by("-named_on", "-pk")


def seen_by(exemplar: Exemplar, is_here: bool) -> Exemplar:
    """Return an exemplar as one sees it: a minor's name and story only at her own organisation."""
    if is_here or not exemplar.is_minor:
        return exemplar
    shown = copy(exemplar)
    shown.name, shown.story = crypto.mask_name(exemplar.name), ""
    return shown


def public_exemplars(org: Org, on: date) -> list[Exemplar]:
    """Return the exemplars of ``org`` that agreed to be public, the latest first."""
    rows = Exemplar.rows.filter(
        org=org, consented_on__lte=on, refused_on__isnull=True, revoked_on__isnull=True
    )
    minors = Q(title="good_youth") | Q(name="")
    return list(rows.exclude(minors).order_by("-named_on", "-pk")[:SHOWN])


def exemplar_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return for calling systems who had agreed to be public on a day; consent taken back is."""
    rows: Any = Exemplar.objects.filter(consented_on__lte=on, named_on__lte=on, refused_on=None)
    rows = rows.filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=on))
    rows = rows.exclude(Q(title__in=OF_MINORS) | Q(name=""))
    found = rows.values("id", "title", "name", "named_by", "named_on", org_code=F("org__code"))
    return at_org(found, asked)


def practice_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return for calling systems what was in the library on a day, and still is."""
    rows: Any = GoodPractice.objects.filter(status=PracticeStatus.ACCEPTED, accepted_on__lte=on)
    return at_org(rows.values("id", "title", "text", "accepted_on", org_code=F("org__code")), asked)


def practices_seen() -> QuerySet[GoodPractice]:
    """Return the notes she may read: the library of the county, and all in reach."""
    mine = GoodPractice.objects.values("pk")
    rows = GoodPractice.rows.filter(Q(status=PracticeStatus.ACCEPTED) | Q(pk__in=mine))
    return rows.select_related("org", "campaign").order_by("-accepted_on", "-proposed_on", "-pk")


def library(text: str = "") -> QuerySet[GoodPractice]:
    """Return the county's library by words, the latest first."""
    rows = GoodPractice.rows.filter(status=PracticeStatus.ACCEPTED).filter(meant(text, {}, _said))
    return rows.select_related("org", "campaign").order_by("-accepted_on", "-pk")


def proposed_by(org: Org) -> QuerySet[GoodPractice]:
    """Return what ``org`` proposed and is not in the library."""
    rows = GoodPractice.objects.filter(org=org).exclude(status__in=CLOSED)
    return rows.order_by("-proposed_on", "-pk")[:20]


def _said(word: str) -> Q:
    return Q(title__icontains=word) | Q(text__icontains=word) | Q(org__short_name__icontains=word)
