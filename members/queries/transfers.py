"""Reads of transfers: which wait, for whom, and what an accepted one ends."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from members.models import Appointment, Transfer
from orgs.models import Org

WAITING = Transfer.State.ASKED


def waiting() -> QuerySet[Transfer]:
    """Return the transfers in reach that wait for an answer, the most urgent first."""
    return Transfer.objects.filter(state=WAITING).order_by("due_on", "pk")


def to_answer() -> QuerySet[Transfer]:
    """Return those that wait for an answer from the open scope."""
    here = Org.objects.values("pk")
    return waiting().filter(Q(by_target=False, target__in=here) | Q(by_target=True, org__in=here))


def overdue(on: date) -> QuerySet[Transfer]:
    """Return those in reach whose days for an answer are over on ``on``."""
    return waiting().filter(due_on__lt=on)


def is_answerer(transfer: Transfer) -> bool:
    """Say whether the open scope holds the side that was asked."""
    return _holds(transfer.org_id if transfer.by_target else transfer.target_id)


def is_asker(transfer: Transfer) -> bool:
    """Say whether the open scope holds the side that asked."""
    return _holds(transfer.target_id if transfer.by_target else transfer.org_id)


def seats_ending(transfer: Transfer) -> list[Appointment]:
    """Return the seats that end with her going: those not at the target or above it."""
    target = Org.rows.get(pk=transfer.target_id)
    line = Org.rows.filter(lft__lte=target.lft, rght__gte=target.rght)
    held = Appointment.rows.filter(person=transfer.person_id, until=None)
    return list(held.exclude(org__in=line.values("pk")).select_related("org").order_by("pk"))


def _holds(org: int) -> bool:
    return Org.objects.filter(pk=org).exists()
