"""Seats in bodies beside the federation's committee: 两委, 党（工）委, and its own 常委会."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from fulian import scoping
from members import rules
from members.models import Appointment, CommitteeBody, CommitteeSeat, Departure, Person
from members.models.appointments import COMMITTEE
from members.queries.people import is_here
from members.queries.seats import live
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import changed, image, made, record, verb


@verb("members.open_committee_seat", "登记班子任职", undoable=True)
def open_committee_seat(
    *, org: Org, person: Person, body: str, on: date, by: User | None
) -> CommitteeSeat:
    """Keep that ``person`` sits in 两委, 党委 or 常委会 from the day ``on`` (A13, A17, B1).

    Raises ``ValidationError`` for a body the place has not, and for a 常委 who is no member.
    """
    fresh = Org.rows.held(org)
    places.check_active(fresh)
    own = Appointment.rows.filter(live(on), org=fresh, person=person, office__in=COMMITTEE)
    rules.check_committee_place(fresh, body, sits=own.exists())
    rules.check_may_take_in(is_here=is_here(person))
    seat = CommitteeSeat(
        county_id=scoping.current().county, org=fresh, person=person, body=body, since=on
    )
    seat.save()
    record(seat, by=by, changes=[made(seat)], name=f"{fresh.title} {seat}")
    return seat


@verb("members.end_committee_seat", "结束班子任职", undoable=True)
def end_committee_seat(
    *, seat: CommitteeSeat, on: date, by: User | None, reason: str = ""
) -> CommitteeSeat:
    """End such a seat. Raises ``ValidationError`` when it has ended."""
    rows = CommitteeSeat.rows.select_for_update(of=("self",)).select_related("org")
    fresh = rows.get(pk=seat.pk)
    if fresh.until is not None:
        raise ValidationError("这项班子任职已经结束。", code="ended")
    rules.check_seat_days(since=fresh.since, until=on)
    before = image(fresh)
    fresh.until, fresh.version = on, fresh.version + 1
    fresh.save()
    name = f"{fresh.org.title} {fresh}"
    record(fresh, by=by, changes=[changed(fresh, before)], reason=reason, name=name)
    return fresh


def standing_of(seat: Appointment, departure: str = "") -> QuerySet[CommitteeSeat]:
    """Return the seats as 常委 that end with ``seat``: of who leaves the committee with it."""
    rows = CommitteeSeat.rows.filter(
        org=seat.org_id, person=seat.person_id, body=CommitteeBody.STANDING, until__isnull=True
    )
    others = Appointment.rows.filter(
        org=seat.org_id, person=seat.person_id, office__in=COMMITTEE, until__isnull=True
    )
    stays = departure == Departure.PROMOTED or others.exclude(pk=seat.pk).exists()
    return rows.none() if stays or seat.office not in COMMITTEE else rows


def leave_standing(
    seat: Appointment, *, on: date, departure: str, by: User | None, reason: str
) -> None:
    """End the seats as 常委 of who leaves the committee with ``seat``."""
    for held in standing_of(seat, departure):
        end_committee_seat(seat=held, on=max(on, held.since), by=by, reason=reason)
