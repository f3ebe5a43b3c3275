"""A congress's result: the old committee ends and the new one begins, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fulian.consequences import Effect, apply_all, preview_of
from members import rules
from members.models import (
    Appointment,
    Candidate,
    CongressTerm,
    Departure,
    Office,
    Origin,
    Person,
    Scrutineer,
    Step,
    WomensCongress,
)
from members.models.appointments import COMMITTEE
from members.services.appointments import appoint, end_appointment, end_unused, ending_affects
from members.services.congresses import State, called, locked, pass_steps
from members.services.terms import begin_term, change_term
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import changed, image, record, verb

WHY = "换届"


@verb("members.close_congress", "登记选举结果", undoable=True)
def close_congress(
    *,
    congress: WomensCongress,
    on: date,
    by: User | None,
    ends_on: date | None = None,
    representatives: Sequence[Person] = (),
) -> CongressTerm:
    """Let whoever is elected take office on the day ``on``, and the old committee leave it.

    Opens the new term, which ends on ``ends_on`` or after the years the county set. With
    ``representatives`` the women's representatives change too. Who is elected again keeps her way
    in, and in the same office her posts and links. Raises ``ValidationError`` before the count,
    without scrutineers or winners, and where somebody took a seat after that day.
    """
    fresh = locked(congress)
    places.check_active(fresh.org)
    elected = _elected(fresh)
    rules.check_closing(
        fresh, on=on, elected=len(elected),
        chiefs=Scrutineer.rows.filter(congress=fresh, is_chief=True).count(),
        later_term=CongressTerm.rows.filter(org=fresh.org_id, starts_on__gte=on).exists(),
    )  # fmt: skip
    _cut_short(fresh.org, on, by)
    term = begin_term(
        org=fresh.org, number=fresh.number, starts_on=on, ends_on=ends_on, by=by, takes_in=False
    )
    _change_over(fresh, elected, representatives, term, by)
    before = image(fresh)
    fresh.state, fresh.term, fresh.version = State.DONE, term, fresh.version + 1
    fresh.save()
    changes = [changed(fresh, before), *pass_steps(fresh, (Step.RESULT,), on)]
    record(fresh, by=by, changes=changes, name=called(fresh))
    return term


def closing_congress_affects(
    *, congress: WomensCongress, on: date, representatives: Sequence[Person] = ()
) -> list[Effect]:
    """Return what the result would end and open, with these women's representatives."""
    seated, left = closing_congress_seats(congress=congress, representatives=representatives)
    found: dict[tuple[str, str], int] = {}
    for seat in left:
        for effect in ending_affects(appointment=seat, on=on):
            if effect.what != "账号授权":  # who is elected again keeps hers
                key = effect.what, effect.outcome
                found[key] = found.get(key, 0) + effect.count
    own = [
        Effect("原任职", len(left), "届满离任；连选连任的，登录不中断"),
        Effect("新任职", len(seated), "从任职日期起任职，有手机号的同时开通登录"),
    ]
    more = [Effect(what, count, then) for (what, then), count in found.items()]
    staying = _staying(left, seated)
    again = preview_of("members.close_congress", left=left, staying=staying, on=on)
    return [effect for effect in [*own, *more, *again] if effect.count]


def closing_congress_seats(
    *, congress: WomensCongress, representatives: Sequence[Person] = ()
) -> tuple[list[tuple[Person, str]], list[Appointment]]:
    """Return who would take which office by the result, and the seats that would end."""
    more = [(person, Office.REPRESENTATIVE.value) for person in representatives]
    left = _ending(congress.org, with_representatives=bool(more))
    return [*_elected(congress), *more], left


def _change_over(
    congress: WomensCongress,
    elected: Sequence[tuple[Person, str]],
    representatives: Sequence[Person],
    term: CongressTerm,
    by: User | None,
) -> None:
    """End the seats of the old term and open those of the new on its first day."""
    org, on = congress.org, term.starts_on
    left = _ending(org, with_representatives=bool(representatives))
    for seat in left:
        end_appointment(
            appointment=seat, on=on, departure=Departure.TERM_END, by=by, reason=WHY,
            keep_access=True,
        )  # fmt: skip
    for person, office in elected:
        appoint(person=person, org=org, office=office, on=on, by=by, term=term)
    for person in representatives:
        appoint(
            person=person, org=org, office=Office.REPRESENTATIVE, on=on, by=by, term=term,
            origin=Origin.RECOMMENDED,
        )  # fmt: skip
    end_unused(left, on=on, by=by)
    seated = [*elected, *((person, Office.REPRESENTATIVE.value) for person in representatives)]
    staying = _staying(left, seated)
    apply_all("members.close_congress", left=left, staying=staying, on=on, by=by)


def _staying(
    left: Sequence[Appointment], seated: Sequence[tuple[Person, str]]
) -> list[Appointment]:
    """Return the seats whose holder is seated in the same office again."""
    again = {(person.pk, office) for person, office in seated}
    return [seat for seat in left if (seat.person_id, seat.office) in again]


def _elected(congress: WomensCongress) -> list[tuple[Person, str]]:
    """Return who is elected with the highest office each won, the chair first."""
    rows = Candidate.rows.filter(congress=congress, is_elected=True).select_related("person")
    won: dict[int, tuple[Person, str]] = {}
    for row in sorted(rows, key=lambda one: COMMITTEE.index(Office(one.office))):
        won.setdefault(row.person_id, (row.person, row.office))
    return list(won.values())


def _ending(org: Org, *, with_representatives: bool) -> list[Appointment]:
    """Return the seats the new term ends, the lowest office first."""
    offices = [*COMMITTEE, Office.REPRESENTATIVE] if with_representatives else list(COMMITTEE)
    rows = Appointment.rows.filter(org=org, office__in=offices, until__isnull=True)
    rows = rows.select_related("person")
    return sorted(rows, key=lambda one: (-offices.index(Office(one.office)), one.pk))


def _cut_short(org: Org, on: date, by: User | None) -> None:
    """End the term that still runs on the day ``on``, before the next begins."""
    term = CongressTerm.rows.filter(org=org, starts_on__lt=on, ends_on__gt=on).first()
    if term is not None:
        change_term(term=term, number=term.number, starts_on=term.starts_on, ends_on=on, by=by)
