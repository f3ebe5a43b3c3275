"""Signing up without an account, and cancelling: first come, first in (feature G3).

Ten thousand may come at once. One statement takes the next number and writes the line: its UPDATE
holds the activity's row until the transaction ends, so that numbers are given out one by one and
are seen in the order in which they were given out: what the page told her stays true. Nothing is
asked of the database between taking the row and letting it go, or every woman would wait for the
network of all before her. A sequence would be quicker still, but its numbers become visible in
another order: somebody told that she is the last one in would be put out by a smaller number
written later. Both verbs take the activity first and then lines of it, so none waits in a circle.
Who is in is not stored: see ``homes.rules.signups``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F

from fulian import crypto, scoping
from homes.identity import key_of
from homes.models import Activity, SignUp
from homes.queries import signups as reads
from homes.rules import signups as rules
from orgs.services import nothing_to_do, verb

Taken = tuple[int, int, int, int | None]
# How many signed up stands on the page of the activity, which is not kept; on no other.
TAKE = """/* unseen */
WITH held AS (
    UPDATE homes_activity SET tickets = tickets + 1, live = live + 1
    WHERE county_id = %(county)s AND id = %(activity)s AND status = 'open'
      AND coalesce(closes_at, starts_at) > %(at)s AND live < %(most)s
    RETURNING tickets, live, capacity
), put AS (
    INSERT INTO homes_signup
        (county_id, activity_id, ticket, name, tail, who, tap, entered_at, has_come)
    SELECT %(county)s, %(activity)s, tickets, %(name)s, %(tail)s, %(who)s, %(tap)s, %(at)s, false
    FROM held
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT put.id, held.tickets, held.live, held.capacity FROM held LEFT JOIN put ON true
"""


@dataclass(frozen=True, slots=True)
class Signed:
    """What she is told: her number, her place on the waiting list (0: in), and the receipt.

    ``is_new`` is False where the name and tail were on the list already; then there is no receipt:
    else whoever knows both could take it from here and cancel for her.
    """

    ticket: int
    waits: int
    receipt: str
    is_new: bool = True


@verb("homes.sign_up", "报名参加活动")
def sign_up(*, activity: Activity, name: str, tail: str, at: datetime, tap: str = "") -> Signed:
    """Give whoever is called ``name``, with the last digits ``tail``, the next number.

    Twice the same is once; the same form sent twice, known by ``tap``, is told the same twice.
    Leaves no line in the record: nobody signed in, and her name must be gone in time; the line on
    the list says when it was. Raises ``ValidationError`` where sign-up is not open, and for a name
    or a tail that is none.
    """
    nothing_to_do()
    row = sealed_line(activity, rules.name_of(name), rules.tail_of(tail), at)
    row.tap = hashlib.sha256(tap.encode()).hexdigest() if tap else ""
    known = _known(row)
    if known is None:
        taken = _take(row, at)
        if taken is not None:
            row.pk, row.ticket, rank, capacity = taken
            waits = rules.waiting_number(rank=rank, capacity=capacity)
            return Signed(row.ticket, waits, reads.receipt_of(row))
        known = _known(row)
    fresh = Activity.rows.get(pk=activity.pk)
    if known is None:
        rules.check_takes_signups(fresh, at)
        raise ValidationError("没有报上，请再点一次。", code="again")  # who was quicker left again
    is_same = bool(row.tap) and known.tap == row.tap
    receipt = reads.receipt_of(known) if is_same else ""
    return Signed(cast(int, known.ticket), reads.waits_at(fresh, known), receipt, is_new=is_same)


@verb("homes.cancel_signup", "取消报名")
def cancel_signup(
    *, activity: Activity, name: str, tail: str, receipt: str, at: datetime
) -> SignUp:
    """Take a line off the list: who waited first is in, everybody behind moves up.

    Her name goes at once, and the number is not given out again. Leaves no line in the record, as
    ``sign_up``. Raises ``ValidationError`` unless name, tail and receipt are one line's, and once
    the activity has begun.
    """
    nothing_to_do()
    name, tail = rules.name_of(name), rules.tail_of(tail)
    fresh = _held(activity)
    rules.check_may_leave(fresh, at)
    found = reads.line_by_receipt(fresh.pk, name=name, tail=tail, receipt=receipt)
    rules.check_is_hers(found is not None)
    return leave(fresh, cast(SignUp, found), at)


def leave(activity: Activity, signup: SignUp, at: datetime) -> SignUp:
    """Take a line off the list of an activity that is held, and forget who it was."""
    signup.cancelled_at, signup.who, signup.tap = at, "", ""
    signup.name = signup.tail = None
    signup.save(update_fields=["cancelled_at", "who", "tap", "name", "tail"])
    if signup.ticket is not None:
        Activity.rows.filter(pk=activity.pk).update(live=F("live") - 1)
    return signup


def sealed_line(activity: Activity, name: str, tail: str, at: datetime) -> SignUp:
    """Return a line without a number, not yet written; name and tail are as rules compare them."""
    county = scoping.current().county
    return SignUp(
        county_id=county, activity_id=activity.pk, entered_at=at,
        who=key_of(activity.pk, name, tail),
        name=crypto.seal(name, county=county, column=reads.NAME),
        tail=crypto.seal(tail, county=county, column=reads.TAIL) if tail else None,
    )  # fmt: skip


def _known(row: SignUp) -> SignUp | None:
    """Return the line of the same name and tail that stands."""
    return SignUp.rows.filter(activity=row.activity_id, who=row.who).first()


def _take(row: SignUp, at: datetime) -> Taken | None:
    """Take the next number for a line; return its key, number, rank, and the places there are.

    None where sign-up is not open, and where somebody of that name and tail was quicker: then the
    number goes back, which nobody saw, because the row is still held.
    """
    facts: dict[str, Any] = {
        "county": row.county_id, "activity": row.activity_id, "name": row.name, "tail": row.tail,
        "who": row.who, "tap": row.tap, "at": at, "most": rules.MOST_LIVE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TAKE, facts)
        taken: Any = cursor.fetchone()
    if taken is None:
        return None
    if taken[0] is not None:
        return cast(Taken, taken)
    back = {"tickets": F("tickets") - 1, "live": F("live") - 1}
    Activity.rows.filter(pk=row.activity_id).update(**back)
    return None


def _held(activity: Activity) -> Activity:
    rows = Activity.rows.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=activity.pk)
