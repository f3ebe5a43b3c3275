"""Reads of needs: what was asked of an organisation, and what became of it."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, Value, When

from duties.models import AgendaItem, NeedRequest
from duties.queries.meetings import with_onward
from orgs.models import AccessGrant, Org, User


def needs_at(org: Org, *, everything: bool) -> QuerySet[NeedRequest]:
    """Return the needs of an organisation in reach: open ones, or all; open ones first."""
    rows = NeedRequest.objects.filter(org=org)
    if not everything:
        rows = rows.exclude(status=NeedRequest.Status.CLOSED)
    closed = When(status=NeedRequest.Status.CLOSED, then=Value(1))
    order = Case(closed, default=Value(0), output_field=IntegerField())
    return rows.order_by(order, "-received_on", "-pk")


def is_taken_by(need: NeedRequest, user: User) -> bool:
    """Say whether she is the one who wrote the need down."""
    grant = need.appointment.grant_id if need.appointment else None
    return AccessGrant.rows.filter(pk=grant or 0, user=user).exists()


def items_about(need: NeedRequest) -> list[AgendaItem]:
    """Return the items a need stood on the agenda with, the last one first."""
    rows = with_onward(AgendaItem.rows.filter(need=need)).select_related("meeting").order_by("-pk")
    return list(rows.prefetch_related("resolutions__owner__person"))
