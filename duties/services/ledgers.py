"""Lines of the ledgers: written, changed, followed up, closed and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duties import rules
from duties.ledgers import LedgerForm, kind_of
from duties.models import (
    Household,
    LedgerEntry,
    LedgerFollowUp,
    LedgerStatus,
    LedgerTransfer,
    Woman,
)
from duties.rules.gone import still_there
from fulian import crypto
from fulian.scoping import current
from members.models import Appointment, WomensGroup
from orgs.models import AccessGrant, User
from orgs.services import changed, image, made, record, verb


@verb("duties.write_ledger", "记台账", undoable=True)
def write_ledger(
    *, kind: str, appointment: Appointment, done_on: date, answers: Mapping[str, Any],
    by: User | None, at: datetime | None = None, woman: Woman | None = None,
    household: Household | None = None, group: WomensGroup | None = None, subject_name: str = "",
    next_on: date | None = None, paper: str = "",
) -> LedgerEntry:  # fmt: skip
    """Write a line of ``kind``: what the holder of a seat did on the day ``done_on``.

    ``answers`` are the kind's questions by field name; whoever it is about is a row or a name.
    Raises ``ValidationError`` for what the kind's form refuses, a day that has not come or is
    over a year gone, a seat not held that day, somebody else's work, and what must be sensitive.
    """
    form = rules.ledgers.answers_of(kind_of(kind), answers)
    if form.must_be_sensitive(form.cleaned_data):
        rules.ledgers.refuse_open_words()
    seat, typed = seat_to_write(appointment, done_on, by, at)
    subject_name = subject_name.strip()
    has_row = bool(woman or household or group)
    rules.ledgers.check_subject(kind=type(form), name=subject_name, has_row=has_row)
    rules.ledgers.check_next_on(next_on=next_on, done_on=done_on)
    rules.ledgers.check_same_org(seat.org_id, woman, household, group)
    entry = LedgerEntry(
        county_id=current().county, org=seat.org, kind=kind, appointment=seat, done_on=done_on,
        woman=woman, household=household, group=group, subject_name=subject_name,
        paper=paper.strip()[:30], typed_by=by if typed else None,
        content={"key": crypto.new_lock(), "words": {}},
    )  # fmt: skip
    _fill(entry, form, next_on, done_on)
    if at is not None:
        entry.entered_at = at
    entry.save()
    record(entry, by=by, changes=[made(entry)], name=called(entry))
    return entry


@verb("duties.change_ledger", "修改台账", undoable=True)
def change_ledger(
    *, entry: LedgerEntry, answers: Mapping[str, Any], by: User | None, at: datetime,
    subject_name: str = "", next_on: date | None = None, reason: str = "",
) -> LedgerEntry:  # fmt: skip
    """Write a line's answers anew: freely for seven days, afterwards with a reason.

    The record keeps what stood there before. Raises ``ValidationError`` as ``write_ledger`` does.
    """
    fresh = held(entry)
    _check_hers(fresh, by)
    rules.ledgers.check_may_change(entry=fresh, by=by, at=at, reason=reason)
    form = rules.ledgers.answers_of(kind_of(fresh.kind), answers)
    if form.must_be_sensitive(form.cleaned_data):
        rules.ledgers.refuse_open_words()
    has_row = bool(fresh.woman_id or fresh.household_id or fresh.group_id)
    rules.ledgers.check_subject(kind=type(form), name=subject_name.strip(), has_row=has_row)
    rules.ledgers.check_next_on(next_on=next_on, done_on=fresh.done_on)
    words = form.in_words()
    rules.ledgers.check_still_above(kind=type(form), words=words, away=is_away(fresh))
    before = image(fresh)
    fresh.subject_name = subject_name.strip()
    _fill(fresh, form, next_on, timezone.localdate(at))
    return _written(fresh, before, by, reason)


@verb("duties.follow_up", "登记后续联系", undoable=True)
def follow_up(
    *, entry: LedgerEntry, appointment: Appointment, done_on: date, mode: str, what: str,
    by: User | None, at: datetime | None = None, next_on: date | None = None,
) -> LedgerFollowUp:  # fmt: skip
    """Write down another contact about a line, and when the next one is due.

    Raises ``ValidationError`` for a closed line, no words, a day before the line's own or to
    come, a seat at another organisation or not held that day, and from above for a line that
    the village wrote itself.
    """
    fresh = held(entry)
    rules.ledgers.check_open(fresh)
    what = rules.ledgers.check_what(what, mode)
    seat, typed = seat_to_write(appointment, done_on, by, at)
    rules.ledgers.check_was_typed(entry=fresh, typed=typed)
    rules.ledgers.check_day(on=done_on, first=fresh.done_on, today=timezone.localdate(at))
    rules.ledgers.check_same_org(fresh.org_id, seat)
    rules.ledgers.check_next_on(next_on=next_on, done_on=done_on)
    before = image(fresh)
    fresh.next_on, fresh.version = next_on, fresh.version + 1
    fresh.save(update_fields=["next_on", "version"])
    again = LedgerFollowUp(
        county_id=current().county, entry=fresh, appointment=seat, done_on=done_on, mode=mode,
        what=what,
    )  # fmt: skip
    if at is not None:
        again.entered_at = at
    again.save()
    changes = [changed(fresh, before), made(again)]
    record(fresh, by=by, changes=changes, name=called(fresh))
    return again


@verb("duties.close_ledger", "办结台账", undoable=True)
def close_ledger(
    *, entry: LedgerEntry, result: str, on: date, by: User | None, at: datetime | None = None
) -> LedgerEntry:
    """Close a line with its result on the day ``on``.

    Raises ``ValidationError`` without a result, for a line that is closed or had no difficulty,
    while it lies above, and for a day to come or before the line's own.
    """
    fresh = held(entry)
    _check_hers(fresh, by)
    rules.ledgers.check_closable(
        entry=fresh, result=result, on=on, today=timezone.localdate(at),
        away=is_away(fresh),
    )  # fmt: skip
    kind = kind_of(fresh.kind)
    closes_by = kind.closes_by if kind else "result"
    form = rules.ledgers.answers_of(kind, answers_in(fresh) | {closes_by: result})
    before = image(fresh)
    _fill(fresh, form, None, on)
    return _written(fresh, before, by, "")


@verb("duties.reopen_ledger", "重新打开台账", undoable=True)
def reopen_ledger(
    *, entry: LedgerEntry, reason: str, by: User | None, at: datetime | None = None,
    next_on: date | None = None,
) -> LedgerEntry:  # fmt: skip
    """Open a closed line again, with the reason; what the result was is kept beside it."""
    fresh = held(entry)
    _check_hers(fresh, by)
    rules.ledgers.check_reason(reason)
    rules.ledgers.check_closed(fresh)
    kind = kind_of(fresh.kind)
    closes_by = kind.closes_by if kind else "result"
    before = image(fresh)
    former = {"on": f"{fresh.closed_on}", "result": fresh.words.get(closes_by, "")}
    fresh.content = fresh.content | {
        "words": fresh.words | {closes_by: ""},
        "former": [*fresh.content.get("former", []), former],
    }  # fmt: skip
    fresh.status, fresh.closed_on, fresh.next_on = LedgerStatus.OPEN, None, next_on
    return _written(fresh, before, by, reason.strip())


def seat_to_write(
    appointment: Appointment, on: date, by: User | None, at: datetime | None
) -> tuple[Appointment, bool]:
    """Return the seat, held until the transaction ends, and whether its line is typed from paper.

    Raises ``ValidationError`` where ``by`` may write nothing of that day in its name.
    """
    locked = Appointment.rows.select_for_update(of=("self",)).select_related("org")
    seat = locked.get(pk=appointment.pk)
    rules.posts.check_done_on(done_on=on, today=timezone.localdate(at))
    rules.posts.check_was_seated(seat=seat, on=on)
    return seat, _check_may_write(seat, by)


def held(entry: LedgerEntry) -> LedgerEntry:
    """Return the line as it is now, held until the transaction ends."""
    rows = LedgerEntry.rows.select_for_update(of=("self",)).select_related("org")
    return still_there(rows.filter(pk=entry.pk).first())


def is_away(entry: LedgerEntry) -> bool:
    """Say whether a line lies above, or is on its way there."""
    rows = LedgerTransfer.rows.filter(entry=entry)
    return rows.filter(status__in=["asked", "accepted"]).exists()


def answers_in(entry: LedgerEntry) -> dict[str, Any]:
    """Return a line's answers by field name, those in columns among them."""
    kind = kind_of(entry.kind)
    columns = kind.columns.items() if kind else ()
    return entry.words | {name: getattr(entry, column) for column, name in columns}


def called(entry: LedgerEntry) -> str:
    """Return what a line is called without naming anybody."""
    kind = kind_of(entry.kind)
    return f"{entry.org.title} {kind.title if kind else '台账'}"


def _check_may_write(seat: Appointment, by: User | None) -> bool:
    grant: Any = AccessGrant.rows.filter(pk=seat.grant_id or 0).first()
    return rules.ledgers.check_may_write_for(
        seat=seat, owner=grant.user_id if grant else None, by=by,
        in_reach=Appointment.objects.filter(pk=seat.pk).exists(),
    )  # fmt: skip


def _check_hers(entry: LedgerEntry, by: User | None) -> None:
    typed = _check_may_write(Appointment.rows.get(pk=entry.appointment_id), by)
    rules.ledgers.check_was_typed(entry=entry, typed=typed)


def _fill(entry: LedgerEntry, form: LedgerForm, next_on: date | None, on: date) -> None:
    """Put the clean answers where they belong; a line that gets its result is closed ``on``."""
    kind, words = type(form), form.in_words()
    for column, value in form.in_columns().items():
        setattr(entry, column, value)
    entry.content = entry.content | {"words": words}
    entry.has_measures = bool(kind.done_by and words.get(kind.done_by))
    was_closed = entry.closed_on
    entry.status = rules.ledgers.status_after(kind, words)
    is_closed = entry.status == LedgerStatus.CLOSED
    entry.closed_on = (was_closed or on) if is_closed else None
    entry.next_on = None if is_closed else next_on


def _written(entry: LedgerEntry, before: Any, by: User | None, reason: str) -> LedgerEntry:
    entry.version += 1
    entry.save()
    record(entry, by=by, changes=[changed(entry, before)], reason=reason, name=called(entry))
    return entry
