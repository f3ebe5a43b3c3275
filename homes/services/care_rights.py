"""The walls of children in care follow rights, in the transaction that changes them.

A seat that ends is followed by ``care_following``; here it is the access to it, and an undo.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from fulian.scoping import current, scope
from homes.models import CareCase, CareChild, CarePairing, CareTeam
from homes.services.care_walls import rewall
from members.models import Appointment
from orgs.models import AccessGrant

GRANT, SEAT = AccessGrant._meta.label_lower, Appointment._meta.label_lower


@dataclass(slots=True)
class Somebody:
    """An account by its number."""

    pk: int


def follow_accounts(users: Iterable[int], today: date) -> None:
    """Let the walls of all children follow what some accounts may do on a day.

    Those they see now, and those they look after or lead by a seat.
    """
    known = sorted(set(users))
    numbers = {number for user in known for number in _seen_by(user)}
    for number in sorted(numbers | _held_by(known)):
        rewall(number, today)


def accounts_in(changes: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return the accounts whose seats or access are among changed rows, be these gone."""
    found: set[int] = set()
    seats: set[int] = set()
    grants: set[int] = set()
    for change in changes:
        images = [change.get("before") or {}, change.get("after") or {}]
        if change["model"] == GRANT:
            found |= {image["user_id"] for image in images if image.get("user_id")}
            grants |= {*change.get("ids", ()), *([change["id"]] if "id" in change else [])}
        if change["model"] == SEAT and "id" in change:
            seats.add(change["id"])
    if not (found or grants or seats):
        return []
    held = Appointment.rows.filter(pk__in=seats, grant__isnull=False).values("grant")
    rows = AccessGrant.rows.filter(Q(pk__in=grants) | Q(pk__in=held))
    return sorted(found | set(rows.values_list("user_id", flat=True)))


def _seen_by(user: int) -> list[int]:
    """Return the numbers of the children the database shows to an account: it is asked as hers."""
    with scope(current().county, by=Somebody(user)):
        rows = CareChild.rows.filter(handlers__contains=[user])
        return list(rows.values_list("pk", flat=True))


def _held_by(users: list[int]) -> set[int]:
    seats = Appointment.rows.filter(grant__user__in=users, until__isnull=True).values("pk")
    pairs = CarePairing.rows.filter(appointment__in=seats, until__isnull=True)
    teams = CareTeam.rows.filter(leader__in=seats, until__isnull=True).values("org")
    led = CareCase.rows.filter(org__in=teams, erased_on__isnull=True)
    return {*pairs.values_list("case", flat=True), *led.values_list("pk", flat=True)}
