"""What a rotating chair, or who stands in for her, is lent for her days, and takes no longer.

A grant beside her own seat (``Role.ROTATING_CHAIR``), dated as the turn is: it opens nothing by
itself, and what it adds is said by the rules that name the role.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from duties.models import ChairTurn, RotationPlan, TurnCover, TurnSwap
from fulian.database import bulk
from fulian.scoping import current
from members.models import Appointment
from orgs.models import AccessGrant, Org, Role
from orgs.services import changed, image, made, removed
from orgs.services.recording import Change

Key = TypeVar("Key")
REASON = "轮值期内"


def lend(turns: Sequence[tuple[Key, ChairTurn]], at: datetime) -> list[tuple[Key, Change]]:
    """Lend the chair's rights to whoever holds each of ``turns``, for the turn's days.

    Returns the change of each, by the key it was given with.
    """
    opened = [(key, _grant(turn.org, turn.appointment, turn.days, at)) for key, turn in turns]
    wanted = [(key, grant) for key, grant in opened if grant is not None]
    if wanted:
        bulk.insert_all([grant for _, grant in wanted])
    return [(key, made(grant)) for key, grant in wanted]


def lend_cover(cover: TurnCover, org: Org, at: datetime) -> list[Change]:
    """Lend the chair's rights to who stands in, on her days."""
    grant = _grant(org, cover.appointment, cover.days, at)
    if grant is None:
        return []
    grant.save()
    return [made(grant)]


def let_go(turns: Sequence[ChairTurn], on: date) -> list[Change]:
    """Let go what hangs on ``turns`` from the day ``on``: lent rights, covers, open requests."""
    keys = [turn.pk for turn in turns]
    changes: list[Change] = []
    for turn in turns:
        changes += take_back(turn.org_id, DateRange(max(on, turn.days.lower), turn.days.upper))
    for cover in TurnCover.rows.select_for_update().filter(turn__in=keys, days__endswith__gt=on):
        changes.append(cut(cover, on))
    asked = TurnSwap.rows.filter(Q(mine__in=keys) | Q(theirs__in=keys), status="asked")
    for swap in asked.select_for_update():
        before = image(swap)
        swap.status, swap.version = TurnSwap.Status.WITHDRAWN, swap.version + 1
        swap.save(update_fields=["status", "version"])
        changes.append(changed(swap, before))
    return changes


def stop_covering(seat: Appointment, on: date) -> list[Change]:
    """End from the day ``on`` where ``seat`` stands in for others: its holder leaves office."""
    rows = TurnCover.rows.filter(appointment=seat, days__endswith__gt=on).order_by("pk")
    plans = RotationPlan.rows.select_for_update().order_by("pk")
    list(plans.filter(pk__in=list(rows.values_list("turn__plan", flat=True))))
    changes: list[Change] = []
    for cover in rows.select_for_update(of=("self",)).select_related("turn"):
        rest = DateRange(max(on, cover.days.lower), cover.days.upper)
        if seat.grant is not None:
            changes += take_back(cover.turn.org_id, rest, seat.grant.user_id)
        changes.append(cut(cover, on))
    return changes


def take_back(org: int, days: DateRange, user: int | None = None) -> list[Change]:
    """End what is lent at an organisation on ``days``, to ``user`` only or to everybody."""
    if days.lower >= days.upper:
        return []
    lent = AccessGrant.rows.filter(
        role=Role.ROTATING_CHAIR, org=org, since__lt=days.upper, until__gt=days.lower
    )
    lent = lent if user is None else lent.filter(user=user)
    changes = []
    for grant in lent.select_for_update():
        before = image(grant)
        grant.until, grant.version = max(days.lower, grant.since), grant.version + 1
        grant.save(update_fields=["until", "version"])
        changes.append(changed(grant, before))
    return changes


def cut(cover: TurnCover, on: date) -> Change:
    """End a cover on the day ``on``, or take it away when it has not begun; return the change."""
    if cover.days.lower >= on:
        change = removed(cover)
        cover.delete()
        return change
    before = image(cover)
    cover.days, cover.version = DateRange(cover.days.lower, on), cover.version + 1
    cover.save(update_fields=["days", "version"])
    return changed(cover, before)


def _grant(org: Org, seat: Appointment, days: DateRange, at: datetime) -> AccessGrant | None:
    """Return what is lent to who sits in ``seat``; nothing to a seat without an account."""
    own = seat.grant
    if own is None or (own.until is not None and own.until <= days.lower):
        return None
    return AccessGrant(
        county_id=current().county, org=org, user_id=own.user_id, role=Role.ROTATING_CHAIR,
        holder=own.holder, since=days.lower, until=days.upper, accepted_at=at, reason=REASON,
    )  # fmt: skip
