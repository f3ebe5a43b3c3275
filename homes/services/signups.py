"""Signing up without an account, and cancelling: first come, first in (feature G3).

Ten thousand may come at once. Whoever signs up holds the activity's row (``FOR NO KEY UPDATE``)
from before she is looked up until her line is written, so that numbers are given out one by one
and are seen in the order in which they were given out: what the page told her stays true. A
sequence would be quicker, but its numbers become visible in another order: somebody told that she
is the last one in would be put out by a smaller number that was written later. Both verbs take
the activity first and then lines of it, so none waits in a circle. What takes time, sealing the
name, is done before the row is held. Who is in is not stored: see ``homes.rules.signups``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import F

from fulian import crypto, scoping
from homes.identity import key_of
from homes.models import Activity, SignUp
from homes.queries import signups as reads
from homes.rules import signups as rules
from orgs.services import nothing_to_do, verb


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
    fresh = _held(activity)
    rules.check_takes_signups(fresh, at)
    known = SignUp.rows.filter(activity=fresh, who=row.who).first()
    if known is not None and known.ticket is not None:
        is_same = bool(row.tap) and known.tap == row.tap
        receipt = reads.receipt_of(known) if is_same else ""
        return Signed(known.ticket, reads.waits_at(fresh, known), receipt, is_new=is_same)
    row.ticket = fresh.tickets + 1
    row.save(force_insert=True)
    Activity.rows.filter(pk=fresh.pk).update(tickets=F("tickets") + 1, live=F("live") + 1)
    waits = rules.waiting_number(rank=fresh.live + 1, capacity=fresh.capacity)
    return Signed(row.ticket, waits, reads.receipt_of(row))


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


def _held(activity: Activity) -> Activity:
    rows = Activity.rows.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=activity.pk)
