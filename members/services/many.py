"""People and seats in bulk, for what was checked before: one statement a table."""

from __future__ import annotations

from collections.abc import Sequence

from fulian.database import bulk
from members.models import Appointment, CommitteeSeat, CongressTerm, Person, WomensGroup
from orgs.models import Org, User
from orgs.services import made_many, record, verb


@verb("members.seat_many", "批量登记任职", undoable=True)
def seat_many(
    *,
    org: Org,
    people: Sequence[Person] = (),
    terms: Sequence[CongressTerm] = (),
    groups: Sequence[WomensGroup] = (),
    seats: Sequence[Appointment] = (),
    committee_seats: Sequence[CommitteeSeat] = (),
    by: User | None,
) -> int:
    """Write unsaved rows below ``org``; seats name their person, term and group. Return how many.

    ``committee_seats`` are those in a village's two committees.

    Opens no access. What the database's constraints refuse is a ``ValidationError``, and nothing
    is written.
    """
    tables: list[Sequence[Person | CongressTerm | WomensGroup | Appointment]] = [
        people, terms, groups,
    ]  # fmt: skip
    changes = [made_many(type(rows[0]), bulk.insert_all(rows)) for rows in tables if rows]
    for seat in seats:  # their keys are known only now
        seat.person_id = seat.person.pk
        seat.term_id = seat.term.pk if seat.term else None
        seat.group_id = seat.group.pk if seat.group else None
    if seats:
        changes.append(made_many(Appointment, bulk.insert_all(seats)))
    for held in committee_seats:
        held.person_id = held.person.pk
    if committee_seats:
        changes.append(made_many(CommitteeSeat, bulk.insert_all(committee_seats)))
    count = sum(len(change["ids"]) for change in changes)
    record(org, by=by, changes=changes, name=f"{org.title} {count} 条")
    return count
