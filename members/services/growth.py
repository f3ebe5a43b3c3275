"""Trainings and who was there, commendations, funding lines: kept, corrected, removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from fulian.dated import live_on
from fulian.scoping import ScopedModel
from members import rules
from members.models import (
    Appointment,
    Audience,
    Commendation,
    FundingLine,
    Person,
    TrainingAttendance,
    TrainingSession,
)
from orgs import rules as places
from orgs.models import Org, User
from orgs.rules.wording import tidy
from orgs.services import made, nothing_to_do, record, removed, verb
from orgs.services.dated import begun, corrected, taken_out

Row = TypeVar("Row", bound=ScopedModel)


@verb("members.hold_training", "登记培训", undoable=True)
def hold_training(
    *, org: Org, topic: str, mode: str, on: date, hours: Decimal, by: User | None,
    audience: str = Audience.OFFICERS, women: int = 0,
) -> TrainingSession:  # fmt: skip
    """Keep a training that ``org`` held on the day ``on`` (domain A38).

    Raises ``ValidationError`` for a closed organisation, no hours, and a number of women where
    names are kept.
    """
    here = _active(org)
    rules.check_training(audience=audience, hours=hours, women=women, attended=0)
    session = TrainingSession(
        org=here, topic=tidy(topic), audience=audience, mode=mode, held_on=on, hours=hours,
        women=women,
    )  # fmt: skip
    return begun(session, by=by)


@verb("members.change_training", "修改培训", undoable=True)
def change_training(
    *, session: TrainingSession, topic: str, mode: str, on: date, hours: Decimal, audience: str,
    women: int, by: User | None,
) -> TrainingSession:  # fmt: skip
    """Correct a training; whoever was there still has to have held a seat on its day."""
    fresh = _locked(session)
    there = list(TrainingAttendance.rows.filter(session=fresh).values_list("person_id", flat=True))
    rules.check_training(audience=audience, hours=hours, women=women, attended=len(there))
    if there:
        rules.check_attends(audience=audience, strangers=_strangers(there, on))
    facts = {
        "topic": tidy(topic), "audience": audience, "mode": mode, "held_on": on, "hours": hours,
        "women": women,
    }  # fmt: skip
    return corrected(fresh, facts, by=by)


@verb("members.remove_training", "删除培训", undoable=True)
def remove_training(*, session: TrainingSession, by: User | None, reason: str = "") -> None:
    """Take away a training that was kept by mistake, with who was there."""
    fresh = _locked(session)
    there = TrainingAttendance.rows.filter(session=fresh).order_by("pk")
    # taken back in reverse: the training first, then who was there
    taken_out(fresh, by=by, reason=reason, also=[removed(one) for one in there])


@verb("members.attend_training", "登记参训人员", undoable=True)
def attend_training(
    *, session: TrainingSession, people: Sequence[Person], by: User | None
) -> list[TrainingAttendance]:
    """Keep who of those in office was at a training; who stands there already stays.

    Raises ``ValidationError`` for a women's training, and for who held no seat on the day.
    """
    fresh = _locked(session)
    known = set(TrainingAttendance.rows.filter(session=fresh).values_list("person_id", flat=True))
    asked = sorted({person.pk for person in people} - known)
    rules.check_attends(audience=fresh.audience, strangers=_strangers(asked, fresh.held_on))
    if not asked:
        nothing_to_do()
        return []
    rows = [TrainingAttendance(session=fresh, person_id=pk) for pk in asked]
    for row in rows:
        row.save()
    record(fresh, by=by, changes=[made(row) for row in rows])
    return rows


@verb("members.miss_training", "删除参训人员", undoable=True)
def miss_training(*, attendance: TrainingAttendance, by: User | None, reason: str = "") -> None:
    """Take somebody off the list of a training she was not at."""
    rows = TrainingAttendance.rows.select_for_update(of=("self",)).select_related("session")
    fresh = rows.get(pk=attendance.pk)
    change = removed(fresh)
    record(fresh.session, by=by, changes=[change], reason=reason)
    fresh.delete()


@verb("members.commend", "登记表彰", undoable=True)
def commend(
    *, org: Org, title: str, given_by: str, on: date, by: User | None, person: Person | None = None
) -> Commendation:
    """Keep that an organisation, or ``person`` of it, was commended on the day ``on`` (A37).

    Raises ``ValidationError`` for a closed organisation, and for somebody who is not of it.
    """
    here = _active(org)
    _check_person(here, person)
    row = Commendation(
        org=here, person=person, title=tidy(title), given_by=tidy(given_by), given_on=on
    )
    return begun(row, by=by)


@verb("members.change_commendation", "修改表彰", undoable=True)
def change_commendation(
    *, commendation: Commendation, title: str, given_by: str, on: date, by: User | None
) -> Commendation:
    """Correct what a commendation is called, by whom and when it was given."""
    facts = {"title": tidy(title), "given_by": tidy(given_by), "given_on": on}
    return corrected(_locked(commendation), facts, by=by)


@verb("members.remove_commendation", "删除表彰", undoable=True)
def remove_commendation(*, commendation: Commendation, by: User | None, reason: str = "") -> None:
    """Take away a commendation that was kept by mistake."""
    taken_out(_locked(commendation), by=by, reason=reason)


@verb("members.note_funding", "登记经费", undoable=True)
def note_funding(
    *, org: Org, year: int, source: str, basis: str, due: Decimal, by: User | None,
    received: Decimal = Decimal(0), heads: int | None = None, note: str = "",
) -> FundingLine:  # fmt: skip
    """Keep what an organisation is due in a year from a source, and what came (domain A39).

    Raises ``ValidationError`` for a closed organisation, a source the year has already, and amounts
    or heads that do not fit.
    """
    here = _active(org)
    facts = {"year": year, "basis": basis, "heads": heads, "due": due, "received": received}
    rules.check_funding(**facts)  # type: ignore[arg-type]  # the same names
    return begun(FundingLine(org=here, source=tidy(source), note=note.strip(), **facts), by=by)


@verb("members.change_funding", "修改经费", undoable=True)
def change_funding(
    *, line: FundingLine, year: int, source: str, basis: str, due: Decimal, received: Decimal,
    heads: int | None, note: str, by: User | None,
) -> FundingLine:  # fmt: skip
    """Correct a funding line; also how more of it came."""
    facts: dict[str, Any] = {
        "year": year, "basis": basis, "heads": heads, "due": due, "received": received
    }  # fmt: skip
    rules.check_funding(**facts)
    return corrected(_locked(line), facts | {"source": tidy(source), "note": note.strip()}, by=by)


@verb("members.remove_funding", "删除经费", undoable=True)
def remove_funding(*, line: FundingLine, by: User | None, reason: str = "") -> None:
    """Take away a funding line that was kept by mistake."""
    taken_out(_locked(line), by=by, reason=reason)


def _check_person(org: Org, person: Person | None) -> None:
    if person is not None:
        sat = Appointment.rows.filter(person=person, org=org).exists()
        rules.check_belongs(is_there=sat or person.org_id == org.pk)


def _strangers(people: Sequence[int], on: date) -> int:
    """Return how many of ``people`` held no seat of the county on the day ``on``."""
    seated = Appointment.rows.filter(live_on(on), person__in=people)
    return len(set(people) - set(seated.values_list("person_id", flat=True)))


def _active(org: Org) -> Org:
    fresh = Org.rows.held(org)
    places.check_active(fresh)
    return fresh


def _locked(row: Row) -> Row:
    found: Row = type(row).rows.select_for_update(of=("self",)).get(pk=row.pk)
    return found
