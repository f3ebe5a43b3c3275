"""Reads of transfers: which wait, for whom, and what an accepted one ends."""

from __future__ import annotations

from datetime import date

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Concat

from members.models import Appointment, Transfer
from orgs.models import Level, Org, OrgStatus
from orgs.rules import short_name

WAITING = Transfer.State.ASKED


def waiting() -> QuerySet[Transfer]:
    """Return the transfers in reach that wait for an answer, the most urgent first."""
    return Transfer.objects.filter(state=WAITING).order_by("due_on", "pk")


def to_answer() -> QuerySet[Transfer]:
    """Return those that wait for an answer from the open scope."""
    return waiting().filter(_asks_here())


def overdue(on: date) -> QuerySet[Transfer]:
    """Return those in reach whose days for an answer are over on ``on``."""
    return waiting().filter(due_on__lt=on)


def counts(on: date) -> tuple[int, int]:
    """Return how many wait for an answer from the open scope, and how many in reach are late."""
    found = waiting().aggregate(
        mine=Count("pk", filter=_asks_here()), late=Count("pk", filter=Q(due_on__lt=on))
    )
    return found["mine"], found["late"]


def _asks_here() -> Q:
    here = Org.objects.values("pk")
    return Q(by_target=False, target__in=here) | Q(by_target=True, org__in=here)


def is_answerer(transfer: Transfer) -> bool:
    """Say whether the open scope holds the side that was asked."""
    return _holds(transfer.org_id if transfer.by_target else transfer.target_id)


def is_asker(transfer: Transfer) -> bool:
    """Say whether the open scope holds the side that asked."""
    return _holds(transfer.target_id if transfer.by_target else transfer.org_id)


def told_from(rows: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Return ``rows`` with what the open scope may know of where she comes from.

    ``is_told`` says whether all of it: whoever calls for her learns the township (``from_town``)
    only, until the side that has her agrees.
    """
    above = Org.rows.filter(lft__lte=OuterRef("org__lft"), rght__gte=OuterRef("org__rght"))
    town = above.filter(level=Level.TOWNSHIP).values("short_name")[:1]
    county = Org.rows.filter(parent__isnull=True).values("short_name")[:1]
    hers = Exists(Org.objects.filter(pk=OuterRef("org")))
    told = Q(by_target=False) | Q(state=Transfer.State.ACCEPTED) | Q(hers)
    return rows.annotate(
        is_told=ExpressionWrapper(told, BooleanField()),
        from_town=Coalesce(Subquery(town), Subquery(county)),
    )


def targets_called(text: str) -> list[Org]:
    """Return the county's active organisations that ``text`` means, in reach or not, in tree order.

    A whole code, or a whole name: with or without 妇联, a village's also behind its township's.
    """
    words = text.split()
    said = "".join(words)
    names = {said, said.removesuffix("妇联"), short_name(said)}
    rows = Org.rows.filter(status=OrgStatus.ACTIVE).select_related("parent").order_by("lft")
    whole = rows.annotate(whole=Concat("parent__short_name", "short_name"))
    called = Q(code=said) | Q(short_name__in=names) | Q(name__in=names)
    return list(whole.filter(called | Q(whole__in=names)))


def target_names() -> list[str]:
    """Return the county's active organisations as ``targets_called`` understands them."""
    rows = Org.rows.filter(status=OrgStatus.ACTIVE).order_by("lft")
    names = rows.values_list("level", "parent__short_name", "short_name")
    return [
        f"{above} {name}" if level in (Level.VILLAGE, Level.UNIT) and above else name
        for level, above, name in names
    ]


def seats_ending(transfer: Transfer) -> list[Appointment]:
    """Return the seats that end with her going: the giving township's, not on the target's line.

    What she holds in a third township stays: neither side has it to end. The county ends them all.
    """
    gives, line = Org.rows.get(pk=transfer.org_id), _above(transfer.target_id)
    town = _above(gives.pk).filter(level=Level.TOWNSHIP).first() or gives
    held = Appointment.rows.filter(Appointment.inside(town.pk), person=transfer.person_id)
    held = held.filter(until=None).exclude(org__in=line.values("pk"))
    return list(held.select_related("org").order_by("pk"))


def _above(org: int) -> QuerySet[Org]:
    here = Org.rows.get(pk=org)
    return Org.rows.filter(lft__lte=here.lft, rght__gte=here.rght)


def _holds(org: int) -> bool:
    return Org.objects.filter(pk=org).exists()
