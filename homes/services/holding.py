"""Parts of the verbs about homes and groups: a row as it is now, held until the verb is done."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from fulian.scoping import ScopedModel
from homes.models import WomensHome
from homes.rules import homes as rules
from members.models import Appointment
from orgs.models import Org
from orgs.rules import check_active

Row = TypeVar("Row", bound=ScopedModel)


def fresh(row: Row) -> Row:
    """Return ``row`` as it is now, held."""
    kind: Any = type(row)
    found: Row = kind.rows.select_for_update(of=("self",)).get(pk=row.pk)
    return found


def standing(home: WomensHome) -> WomensHome:
    """Return ``home`` as it is now, held; refuse one that closed."""
    row = fresh(home)
    rules.check_open(row)
    return row


def active(org: Org) -> Org:
    """Return ``org`` as it is now, held: it does not close meanwhile. Refuse a closed one."""
    row: Org = Org.rows.held(org)
    check_active(row)
    return row


def seat_held(seat: Appointment | None, *, org: int, on: date) -> Appointment | None:
    """Return the committee seat of who answers for a home, held; refuse one from elsewhere."""
    if seat is None:
        return None
    held = fresh(seat)
    rules.check_answers(seat=held, org=org, on=on)
    return held
