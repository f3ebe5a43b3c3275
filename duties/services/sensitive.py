"""The sensitive ledger: sealed words, named handlers, and a glass that may be broken for a day.

The record tells that something was done to a number, at the county's own organisation: not where,
not what about, and no image of a row. Nothing here is taken back: a handler corrects by going on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duties import rules
from duties.ledgers import kind_of
from duties.models import LedgerEntry, LedgerStatus, SensitiveEntry
from duties.models.ledgers import SEALED_COLUMN
from duties.queries import sensitive as reads
from duties.queries.ledgers import subject_of
from duties.services.due import tell
from duties.services.ledgers import answers_in, held, is_away, seat_to_write
from fulian import crypto
from fulian.scoping import current, scope
from members.models import Appointment
from orgs.models import Org, User
from orgs.services import record, verb


@verb("duties.write_sensitive", "记保密台账")
def write_sensitive(
    *, kind: str, appointment: Appointment, done_on: date, answers: Mapping[str, Any],
    subject_name: str, by: User, at: datetime, handlers: Collection[int] = (),
    next_on: date | None = None,
) -> SensitiveEntry:  # fmt: skip
    """Write a line about violence or a minor: ``by`` and ``handlers`` (accounts) read it, no other.

    Raises ``ValidationError`` as ``write_ledger`` does, and for a handler without a live seat in
    the same line of organisations.
    """
    rules.sensitive.check_actor(user=current().user, by=by)
    form = rules.ledgers.answers_of(kind_of(kind), answers)
    seat, _ = seat_to_write(appointment, done_on, by, at)
    rules.ledgers.check_subject(kind=type(form), name=subject_name.strip(), has_row=False)
    rules.ledgers.check_next_on(next_on=next_on, done_on=done_on)
    return _make(
        kind=kind, seat=seat, done_on=done_on, next_on=next_on, by=by, at=at, handlers=handlers,
        content={
            "subject": subject_name.strip(), "result": "", "follow_ups": [], "trail": [],
            "answers": form.in_words()
            | {name: form.cleaned_data[name] for name in form.columns.values()},
        },
    )  # fmt: skip


@verb("duties.protect_ledger", "转入保密台账")
def protect_ledger(
    *, entry: LedgerEntry, by: User, at: datetime, handlers: Collection[int] = ()
) -> SensitiveEntry:
    """Move an ordinary line behind the wall; nothing of it stays where it was.

    Whoever wrote it stays its handler. The row goes, its follow-ups and transfers with it, and
    with the row the key under which the record keeps its words. Raises ``ValidationError`` while
    it lies above.
    """
    rules.sensitive.check_actor(user=current().user, by=by)
    fresh = held(entry)
    seat, _ = seat_to_write(fresh.appointment, fresh.done_on, by, at)
    rules.sensitive.check_not_away(is_away(fresh))
    again = [
        {"on": f"{one.done_on}", "mode": one.mode, "what": one.what}
        for one in fresh.follow_ups.order_by("done_on", "pk")
    ]
    grant = seat.grant
    wrote = {grant.user_id} if grant and fresh.typed_by_id is None else set()
    moved = _make(
        kind=fresh.kind, seat=seat, done_on=fresh.done_on, next_on=fresh.next_on, by=by, at=at,
        handlers=handlers, wrote=wrote, closed_on=fresh.closed_on,
        content={
            "subject": subject_of(fresh), "result": "", "follow_ups": again, "trail": [],
            "answers": answers_in(fresh),
        },
    )  # fmt: skip
    fresh.delete()
    return moved


@verb("duties.follow_sensitive", "保密台账后续联系")
def follow_sensitive(
    *, entry: SensitiveEntry, on: date, mode: str, what: str, by: User, at: datetime,
    next_on: date | None = None,
) -> SensitiveEntry:  # fmt: skip
    """Write down another contact inside the seal, and when the next one is due."""
    fresh = behind_the_wall(entry, by, at)
    rules.sensitive.check_going_on(fresh)
    what = rules.ledgers.check_what(what, mode)
    rules.ledgers.check_day(on=on, first=fresh.done_on, today=timezone.localdate(at))
    rules.ledgers.check_next_on(next_on=next_on, done_on=on)
    told = reads.content_of(fresh)
    told["follow_ups"].append({"on": f"{on}", "mode": mode, "what": what, "by": by.pk})
    fresh.next_on = next_on
    return keep(fresh, told, by)


@verb("duties.close_sensitive", "办结保密台账")
def close_sensitive(
    *, entry: SensitiveEntry, result: str, on: date, by: User, at: datetime
) -> SensitiveEntry:
    """Close a line with its result inside the seal."""
    fresh = behind_the_wall(entry, by, at)
    rules.sensitive.check_going_on(fresh)
    rules.ledgers.check_result(result)
    rules.ledgers.check_day(on=on, first=fresh.done_on, today=timezone.localdate(at))
    told = reads.content_of(fresh) | {"result": result.strip()}
    fresh.status, fresh.closed_on, fresh.next_on = LedgerStatus.CLOSED, on, None
    return keep(fresh, told, by)


@verb("duties.add_handler", "增加经办人")
def add_handler(
    *, entry: SensitiveEntry, user: int, reason: str, by: User, at: datetime
) -> SensitiveEntry:
    """Let another account handle a line; she is told. Only a handler may, with a reason.

    Who broke the glass may only where none of the handlers is in office any more.
    """
    fresh = behind_the_wall(entry, by, at, visiting=True)
    rules.ledgers.check_reason(reason)
    rules.sensitive.check_may_add(handlers=fresh.handlers, user=user)
    today = timezone.localdate(at)
    allowed = [pk for pk, _ in reads.candidates(fresh.org, today)]
    visitors = reads.visitors_of(fresh.pk)
    if reads.in_line(set(fresh.handlers) - set(visitors), fresh.org, today):
        rules.sensitive.check_is_no_visitor(user=by.pk, visitors=visitors)
    rules.sensitive.check_handlers(chosen=[user], allowed=allowed)
    fresh.handlers = [*fresh.handlers, user]
    told = _with_trail(fresh, by, at, "增加经办人", user, reason)
    keep(fresh, told, by, reason="")
    _tell_new(fresh, user, at)
    return fresh


@verb("duties.remove_handler", "移出经办人")
def remove_handler(
    *, entry: SensitiveEntry, user: int, reason: str, by: User, at: datetime
) -> SensitiveEntry:
    """Take a handler off a line: from now on the database shows it to her no more. Never the last.

    Somebody may take herself off.
    """
    fresh = behind_the_wall(entry, by, at)
    rules.ledgers.check_reason(reason)
    rules.sensitive.check_may_remove(
        handlers=fresh.handlers, visitors=reads.visitors_of(fresh.pk), user=user
    )
    fresh.handlers = [pk for pk in fresh.handlers if pk != user]
    told = _with_trail(fresh, by, at, "移出经办人", user, reason)
    with scope(
        current().county, by=by, glass=(SensitiveEntry, fresh.pk)
    ):  # she writes what she may not see after
        keep(fresh, told, by)
    return fresh


def behind_the_wall(
    entry: SensitiveEntry, by: User, at: datetime, *, visiting: bool = False
) -> SensitiveEntry:
    """Return the line as it is now, held; the database has none for who is no handler.

    Who broke the glass looks and does nothing more, unless the act lets her (``visiting``).
    """
    rules.sensitive.check_actor(user=current().user, by=by)
    rows = SensitiveEntry.rows.select_for_update(of=("self",)).select_related("org")
    hers = reads.entitled(by, at)
    found = rows.filter(hers, pk=entry.pk, handlers__contains=[by.pk]).first()
    fresh = rules.sensitive.found(found)
    if not visiting:
        rules.sensitive.check_is_no_visitor(user=by.pk, visitors=reads.visitors_of(fresh.pk))
    return fresh


def keep(
    entry: SensitiveEntry, told: Mapping[str, Any], by: User | None, reason: str = ""
) -> SensitiveEntry:
    """Seal what is told, save the row, and record that something was done to its number."""
    entry.sealed = sealed(told, current().county)
    entry.version += 1
    entry.save()
    note(entry.pk, by, reason)
    return entry


def sealed(told: Mapping[str, Any], county: int) -> bytes:
    """Return the words of a line as it keeps them."""
    return crypto.seal_facts(told, county=county, column=SEALED_COLUMN)


def note(number: int, by: User | None, reason: str = "") -> None:
    """Record an act on a number: at the county's own organisation, without an image."""
    record(
        SensitiveEntry(pk=number), by=by, org=Org.rows.get(parent__isnull=True).pk, reason=reason,
        name=f"第 {number} 号",
    )  # fmt: skip


def _make(
    *, kind: str, seat: Appointment, done_on: date, next_on: date | None, by: User, at: datetime,
    handlers: Collection[int], content: dict[str, Any], closed_on: date | None = None,
    wrote: Collection[int] = (),
) -> SensitiveEntry:  # fmt: skip
    allowed = [pk for pk, _ in reads.candidates(seat.org, timezone.localdate(at))]
    others = [pk for pk in dict.fromkeys([*wrote, *handlers]) if pk != by.pk]
    rules.sensitive.check_handlers(chosen=others, allowed=[*allowed, *wrote])
    status = LedgerStatus.CLOSED if closed_on else LedgerStatus.OPEN
    entry = SensitiveEntry(
        county_id=current().county, org=seat.org, kind=kind, appointment=seat, done_on=done_on,
        handlers=[by.pk, *others], status=status, next_on=next_on, closed_on=closed_on,
        sealed=sealed(content, current().county), entered_at=at,
    )  # fmt: skip
    entry.save()
    note(entry.pk, by)
    for user in others:
        _tell_new(entry, user, at)
    return entry


def _with_trail(
    entry: SensitiveEntry, by: User, at: datetime, what: str, user: int, reason: str
) -> dict[str, Any]:
    told = reads.content_of(entry)
    told["trail"].append(
        {"at": f"{timezone.localtime(at):%Y年%-m月%-d日 %H:%M}", "what": what,
         "reason": reason.strip(), "by": by.pk, "user": user}
    )  # fmt: skip
    return told


def _tell_new(entry: SensitiveEntry, user: int, at: datetime) -> None:
    tell(
        org=Org.rows.get(parent__isnull=True), user_id=user, at=at,
        key=f"handler-{entry.pk}-{user}-{entry.version}", title="请您经办一条保密台账",
        text="内容只有经办人能看，请不要转给别人。", link=f"/secret/{entry.pk}/",
    )  # fmt: skip
