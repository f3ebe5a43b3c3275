"""Whether an officer's name may be public: what she said, one by one or several at a meeting."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from fulian.scoping import current
from homes.models import NameConsent
from homes.rules import disclosure as rules
from homes.services.disclosure import check_here, own_place
from members import services as members
from members.models import Appointment, Person
from orgs.models import Org, User
from orgs.services import made, nothing_to_do, record, verb

Answer = NameConsent.Answer


@verb("homes.note_consent", "登记是否同意公开姓名", undoable=True)
def note_consent(
    *, org: Org, person: Person, agrees: bool, on: date, at: datetime, by: User | None,
    way: str = "",
) -> NameConsent:  # fmt: skip
    """Keep what an officer answered when asked for her name; it holds from the next request.

    Withdrawing is answering again. ``way`` is how it is known that she said so, "" where nobody
    kept it. Raises ``ValidationError`` for somebody without a seat here.
    """
    fresh = own_place(org, by)
    rules.check_way(way)
    check_here(fresh, person, on)
    members.show_name(person=person, shown=agrees, on=on, by=by)
    row = NameConsent(
        county_id=current().county, org=fresh, person=person, said_on=on, way=way, noted_by=by,
        noted_at=at, answer=Answer.AGREED if agrees else Answer.REFUSED,
    )  # fmt: skip
    row.save()
    record(row, by=by, changes=[made(row)], name=f"{fresh.title} 一人")
    return row


@verb("homes.note_consents", "一次登记几个人同意公开姓名", undoable=True)
def note_consents(
    *, org: Org, seats: Collection[Appointment], way: str, on: date, at: datetime,
    by: User | None,
) -> list[NameConsent]:  # fmt: skip
    """Keep that each of ``seats`` said yes: a row of her own for everyone, or for nobody.

    Who is not among them was not asked; who said yes before is as she was. It is undone as one, and
    each takes hers back alone. Raises ``ValidationError`` for nobody, without ``way``, for a seat
    elsewhere, and for somebody who said no before: changing her mind is hers to say alone.
    """
    fresh = own_place(org, by)
    rules.check_way(way, required=True)
    answers = dict(
        NameConsent.rows.filter(person__in=[seat.person_id for seat in seats])
        .order_by("pk").values_list("person_id", "answer")
    )  # fmt: skip
    people = {seat.person_id: seat.person for seat in seats}
    refused = [one.name for pk, one in people.items() if answers.get(pk) == Answer.REFUSED]
    rules.check_together(
        count=len(people), is_here=all(one.org_id == fresh.pk for one in seats), refused=refused
    )
    rows = [
        note_consent(org=fresh, person=one, agrees=True, way=way, on=on, at=at, by=by)
        for one in people.values()
        if answers.get(one.pk) != Answer.AGREED
    ]
    if not rows:
        nothing_to_do()
        return []
    record(fresh, by=by, name=f"{fresh.title} {len(rows)} 人")
    return rows
