"""Background work about people: writing a confirmed roster, clearing away forgotten ones."""

from __future__ import annotations

from celery import Task, shared_task
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import RosterImport
from members.queries.roster import HEAVY
from orgs.models import County


@shared_task(name="members.write_roster")
def write_roster(*, county: int, roster: int) -> int:
    """Write a confirmed roster; return how many seats, 0 when it was done, dropped or refused."""
    waiting = RosterImport.rows.defer(*HEAVY).filter(pk=roster).first()
    if waiting is None:
        return 0
    try:
        return services.write_roster(roster=waiting, at=timezone.now())
    except ValidationError as refusal:
        services.fail_roster(roster=waiting, reason=refusal.messages[0], at=timezone.now())
        return 0


@shared_task(name="members.read_roster")
def read_roster(*, county: int, roster: int) -> bool:
    """Read a large roster; False when it was done, dropped or refused."""
    waiting = RosterImport.rows.defer(*HEAVY).filter(pk=roster).first()
    if waiting is None:
        return False
    try:
        return services.read_roster(roster=waiting, at=timezone.now())
    except ValidationError as refusal:
        services.fail_roster(roster=waiting, reason=refusal.messages[0], at=timezone.now())
        return False


@shared_task(name="members.write_export")
def write_export(*, county: int, roster: int) -> int:
    """Write a roll that was asked for; return how many lines, 0 when it was done or dropped."""
    waiting = RosterImport.rows.defer(*HEAVY).filter(pk=roster).first()
    if waiting is None:
        return 0
    try:
        return services.write_export(roster=waiting, at=timezone.now())
    except ValidationError as refusal:
        services.fail_roster(roster=waiting, reason=refusal.messages[0], at=timezone.now())
        return 0


@shared_task(name="members.tend_rosters", base=Task)
def tend_rosters() -> int:
    """Drop rosters nobody confirmed, in every open county; queue again what was never written."""
    counties = list(County.objects.filter(opened_at__isnull=False).values_list("pk", flat=True))
    tended = 0
    for county in counties:
        with scope(county):
            tended += services.tend_rosters(at=timezone.now())
    return tended
