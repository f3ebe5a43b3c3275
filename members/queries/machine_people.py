"""What calling systems read of people, training, commendation, funding and transfers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractYear, TruncDate
from django.utils import timezone

from members.models import (
    Appointment,
    Commendation,
    FundingLine,
    Person,
    TrainingSession,
    Transfer,
)
from members.models.appointments import COMMITTEE
from members.queries.growth import last_trained, with_attended
from members.queries.machine import Row, Rows, matching
from members.queries.seats import live
from orgs.models import Org
from orgs.queries.lineage import at_org, code_now

PERSON = ("id", "name", "political_status", "education", "source_category", "seats")
SESSION = ("id", "topic", "audience", "mode", "held_on", "hours", "women", "attended")
FUNDING = ("id", "year", "source", "basis", "heads", "due", "received")


def people_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return who held a seat in reach on the day ``on``; today also who belongs here without one.

    Since when somebody belongs to a place is not kept, so no past day knows it.
    """
    held = Appointment.objects.filter(live(on))
    count = held.filter(person=OuterRef("pk")).order_by().values("person")
    seats = Subquery(count.annotate(n=Count("pk")).values("n"))
    who = Q(pk__in=held.order_by().values("person"))
    if on >= timezone.localdate():
        who |= Q(org__in=Org.objects.order_by().values("pk"))
    rows = Person.objects.filter(who).annotate(seats=Coalesce(seats, 0))
    told = rows.values(*PERSON, org_code=F("org__code"), birth_year=ExtractYear("birth_on"))
    return at_org(told, asked)


def coverage_rows(asked: Mapping[str, Any], on: date) -> list[Row]:
    """Return, by organisation, how many of its own committee were trained by the day ``on``."""
    seats = at_org(Appointment.objects.filter(live(on), office__in=COMMITTEE), asked)
    last = last_trained(on)
    trained: dict[str, list[bool]] = defaultdict(list)
    began = seats.order_by().values_list("org__code", "person").annotate(Min("since"))
    for code, person, since in began:
        trained[code].append(person in last and last[person] >= since)
    return [
        {"org_code": code, "numerator": sum(each), "denominator": len(each)}
        for code, each in sorted(trained.items())
    ]


def session_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the trainings held by the day ``on``."""
    rows: QuerySet[Any, Any] = with_attended(TrainingSession.objects.filter(held_on__lte=on))
    return matching(rows.values(*SESSION, org_code=F("org__code")), asked, "audience")


def commendation_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return what was awarded by the day ``on``; not to whom, only whether to a person."""
    personal = Case(When(person__isnull=False, then=Value(True)), default=Value(False))
    rows = Commendation.objects.filter(given_on__lte=on).annotate(is_personal=personal)
    facts = ("id", "title", "given_by", "given_on", "is_personal")
    return matching(rows.values(*facts, org_code=F("org__code")), asked, "is_personal")


def funding_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the funding of the years up to that of the day ``on``."""
    rows = FundingLine.objects.filter(year__lte=on.year)
    return matching(rows.values(*FUNDING, org_code=F("org__code")), asked, "year")


def transfer_rows(asked: Mapping[str, Any], on: date) -> Rows:
    """Return the transfers asked for by the day ``on``, as they stood then; not of whom."""
    open_then = Q(answered_at__isnull=True) | Q(answered_at__date__gt=on)
    rows: Any = Transfer.objects.filter(asked_at__date__lte=on).annotate(
        stood=Case(When(open_then, then=Value(Transfer.State.ASKED.value)), default=F("state")),
        answered_on=Case(When(open_then, then=None), default=TruncDate("answered_at")),
        asked_on=TruncDate("asked_at"),
    )
    if "org" in asked:
        code = code_now(asked["org"])
        rows = rows.filter(Q(org__code=code) | Q(target__code=code))
    if "state" in asked:
        rows = rows.filter(stood=asked["state"])
    days = ("id", "stood", "asked_on", "due_on", "answered_on")
    told: Rows = rows.values(*days, org_code=F("org__code"), target_code=F("target__code"))
    return told
