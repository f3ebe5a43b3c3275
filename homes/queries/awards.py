"""Reads of courtyards awarded: what the public sees, the figures, what calling systems count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from duties.models import Household
from homes.models import AwardLevel, CourtyardEntry, CourtyardScore, EntryStatus
from homes.queries.yards import open_objections
from homes.rules.scoring import SCORERS
from homes.rules.yards import HELD
from orgs.models import Org
from orgs.queries.hats import live
from orgs.queries.lineage import code_now

SHOWN = 30
Rows = QuerySet[Any, dict[str, Any]]


def public_awards(org: Org, on: date) -> list[CourtyardEntry]:
    """Return the awarded families of ``org`` (of its villages) that may be shown, latest first.

    By consent, from the day they were first shown, until revoked or the consent is taken back.
    """
    here = Q(org=org) | Q(org__parent=org)
    rows = CourtyardEntry.rows.filter(
        here, status__in=(EntryStatus.SHOWN, EntryStatus.PLAQUED), shown_on__lte=on,
        consented_on__isnull=False, refused_on__isnull=True,
    ).exclude(shown_name="")  # fmt: skip
    return list(rows.select_related("org").order_by("-shown_on", "-pk")[:SHOWN])


def may_certify(entry: CourtyardEntry, on: date) -> bool:
    """Say whether a certificate is given out: ours to award, and final on a day.

    Final is an award whose plaque hangs, or that was shown long enough with no objection open; a
    city's or province's certificate comes from there.
    """
    if entry.level in {AwardLevel.CITY, AwardLevel.PROVINCE}:
        return False
    if entry.status == EntryStatus.PLAQUED:
        return True
    over = entry.shown_until is not None and entry.shown_until <= on
    return entry.status == EntryStatus.SHOWN and over and not open_objections(entry).exists()


def coverage(orgs: Iterable[int], on: date) -> dict[int, tuple[int, int, int]]:
    """Return by organisation I-YARD-1 and 2 on a day: households scored, households, awarded.

    Scored is a household that two people scored by then; awarded one that still holds an award.
    """
    keys = list(orgs)
    plain = Count(
        "scores", filter=Q(scores__kind=CourtyardScore.Kind.SCORE, scores__scored_on__lte=on)
    )
    taking = CourtyardEntry.rows.filter(org__in=keys).order_by()
    scored = taking.annotate(given=plain).filter(given__gte=SCORERS)
    held = taking.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), awarded_on__lte=on)
    there = Household.rows.filter(live(on), org__in=keys).order_by()
    parts = [
        dict(rows.values_list("org").annotate(n=Count(what, distinct=True)))
        for rows, what in (
            (taking.filter(pk__in=scored.values("pk"), household__in=there.values("pk")),
             "household"),
            (there, "pk"), (held, "household"),
        )
    ]  # fmt: skip
    return {pk: (parts[0].get(pk, 0), parts[1].get(pk, 0), parts[2].get(pk, 0)) for pk in keys}


def award_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return for calling systems how many families of each village hold an award on a day.

    Numbers only: neither families nor scores.
    """
    held = CourtyardEntry.rows.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), org=OuterRef("pk"), awarded_on__lte=on,
        status__in=[*HELD, EntryStatus.REVOKED],
    ).order_by().values("org")  # fmt: skip
    count = Subquery(held.annotate(n=Count("household", distinct=True)).values("n"))
    rows: Any = Org.objects.annotate(awarded=count).filter(awarded__gt=0)
    found = rows.values("id", "awarded", org_code=F("code"), org_name=F("short_name"))
    here: Rows = found.filter(code=code_now(asked["org"])) if "org" in asked else found
    return here
