"""Between two congresses: substitute, add, elect a vice-chair."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from members import rules
from members.models import (
    Appointment,
    CongressTerm,
    Departure,
    FillKind,
    Office,
    Person,
)
from members.models.appointments import COMMITTEE
from members.queries.quotas import book_on
from members.queries.seats import live, term_of
from members.queries.vacancies import waiting_for_substitutes
from members.services.appointments import appoint, called, end_appointment, end_unused
from orgs.models import Org, User
from orgs.services import record, verb


@verb("members.substitute", "替补", undoable=True)
def substitute(
    *, replaces: Appointment, person: Person, on: date, by: User | None, reason: str = ""
) -> Appointment:
    """Seat ``person`` for an executive member who left, for what remains of that term.

    Raises ``ValidationError`` when nobody left that seat, it was filled already, or the term is
    over; vacant vice-chairs are for ``by_elect``.
    """
    rows = Appointment.rows.select_for_update(of=("self",)).select_related("org", "term")
    left = rows.get(pk=replaces.pk)
    term = left.term or term_of(left.org, on)
    ends = term.extended_to or term.ends_on if term else date.max
    filled = Appointment.rows.filter(replaces=left).exclude(departure=Departure.MISTAKE).exists()
    sits = Appointment.rows.filter(live(on), org=left.org_id, person=left.person_id)
    rules.check_substitution(
        left, on=on, is_filled=filled, term_ends=ends,
        still_sits=sits.filter(office__in=COMMITTEE).exists(),
    )  # fmt: skip
    return _filled(left.org, person, FillKind.SUBSTITUTION, on, by, reason, term, replaces=left)


@verb("members.add_member", "增补", undoable=True)
def add_member(
    *, org: Org, person: Person, on: date, by: User | None, reason: str = ""
) -> Appointment:
    """Seat one more executive member, up to the most the quota allows.

    Raises ``ValidationError`` when the committee is full, and while somebody who left is to be
    replaced: that is ``substitute``.
    """
    fresh = Org.rows.held(org)
    held, rule = _held(fresh, on), book_on(on).of(fresh)
    rules.check_addition(
        rule.quota if rule else None,
        heads=held[Office.CHAIR] + held[Office.VICE_CHAIR],
        members=held[Office.EXECUTIVE_MEMBER],
        waiting=waiting_for_substitutes(fresh, on).count(),
    )
    return _filled(fresh, person, FillKind.ADDITION, on, by, reason, term_of(fresh, on))


@verb("members.by_elect", "增选", undoable=True)
def by_elect(
    *,
    org: Org,
    person: Person,
    on: date,
    by: User | None,
    employment: str = "",
    reason: str = "",
) -> Appointment:
    """Elect a vice-chair from among the executive members: her seat as member ends that day.

    Raises ``ValidationError`` for who is no member, and where there are as many as there may be.
    """
    fresh = Org.rows.held(org)
    seats = Appointment.rows.select_for_update().filter(live(on), org=fresh, until__isnull=True)
    held = seats.filter(person=person, office=Office.EXECUTIVE_MEMBER).first()
    rule = book_on(on).of(fresh)
    member = rules.check_by_election(
        held, rule.quota if rule else None, vices=_held(fresh, on)[Office.VICE_CHAIR]
    )
    end_appointment(
        appointment=member, on=on, departure=Departure.PROMOTED, by=by, reason="增选为副主席",
        keep_access=True,
    )  # fmt: skip
    seat = _filled(
        fresh, person, FillKind.BY_ELECTION, on, by, reason, member.term or term_of(fresh, on),
        office=Office.VICE_CHAIR, employment=employment,
    )  # fmt: skip
    end_unused([member], on=on, by=by)
    return seat


def _held(org: Org, on: date) -> Counter[str]:
    seats = Appointment.rows.filter(live(on), org=org, office__in=COMMITTEE)
    return Counter(seats.values_list("office", flat=True))


def _filled(
    org: Org,
    person: Person,
    fill: FillKind,
    on: date,
    by: User | None,
    reason: str,
    term: CongressTerm | None,
    *,
    office: str = Office.EXECUTIVE_MEMBER,
    **facts: Any,
) -> Appointment:
    seat = appoint(
        person=person, org=org, office=office, on=on, by=by, term=term, fill=fill, **facts
    )
    record(seat, by=by, reason=reason, name=called(seat))
    return seat
