"""Parts of the verbs about homes and groups: a row as it is now, held until the verb is done."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar, cast

from duties.rules.posts import check_own_place
from fulian.scoping import ScopedModel
from homes.models import WomensHome
from homes.rules import homes as rules
from members.models import Appointment
from orgs.models import Org, User
from orgs.rules import check_active

Row = TypeVar("Row", bound=ScopedModel)


def fresh(row: Row, *links: str) -> Row:
    """Return ``row`` as it is now, held, with what it points to by ``links``."""
    kind: Any = type(row)
    rows = kind.rows.select_for_update(of=("self",))
    found: Row = (rows.select_related(*links) if links else rows).get(pk=row.pk)
    return found


def own(row: Row, by: User | None, *links: str) -> Row:
    """Return ``row`` as ``fresh`` does; refuse a chair what belongs to another organisation."""
    found: Any = fresh(row, "org", *links)
    check_own_place(org=found.org_id, by=by)
    return cast("Row", found)


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
