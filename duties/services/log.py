"""The work log: a line written, changed, amended with a reason, struck and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duties.models import DutyLogEntry, DutyPost, LogAmendment
from duties.rules import log as rules
from duties.rules.posts import check_done_on, check_post_open, check_was_seated
from duties.services.photos import keep_photo
from duties.services.posts import called
from fulian import scoping
from members.models import Appointment
from orgs.models import AccessGrant, User
from orgs.services import changed, image, made, nothing_to_do, record, verb
from orgs.services.recording import Change

SAID = ("post_id", "done_on", "what", "for_whom", "served", "occasion")


@dataclass(frozen=True, slots=True)
class Words:
    """What a line of the log says: on which day, in which post, what, for whom, how many, when."""

    post: DutyPost
    done_on: date
    what: str
    for_whom: str = ""
    served: int | None = None
    occasion: str = ""


@verb("duties.write_log", "记履岗", undoable=True)
def write_log(
    *, appointment: Appointment, post: DutyPost, done_on: date, what: str, by: User | None,
    at: datetime | None = None, for_whom: str = "", served: int | None = None,
    occasion: str = "", photo: bytes | None = None,
) -> DutyLogEntry:  # fmt: skip
    """Write one line into the log: what the holder of a seat did in a post on the day ``done_on``.

    ``at`` is when it was entered, else now. Raises ``ValidationError`` for a day that has not
    come or is more than a year gone, a seat not held that day, no words, a photo that is none,
    and somebody else's work (a chair writes for her whole organisation).
    """
    seat = Appointment.rows.select_related("org").get(pk=appointment.pk)
    said = Words(post, done_on, what, for_whom, served, occasion)
    line = line_of(seat, said, timezone.localdate(at))
    rules.check_may_write_for(seat=seat, owner=owner_of(seat), by=by)
    line.photo = keep_photo(photo) if photo else ""
    if at is not None:
        line.entered_at = at
    line.save()
    record(line, by=by, changes=[made(line)], name=called(seat, line.post))
    return line


@verb("duties.edit_log", "修改履岗记录", undoable=True)
def edit_log(
    *, entry: DutyLogEntry, said: Words, at: datetime, by: User | None,
    photo: bytes | None = None, without_photo: bool = False,
) -> DutyLogEntry:  # fmt: skip
    """Let a line say ``said`` instead, within seven days of its entry.

    Raises ``ValidationError`` as ``write_log`` does, for a struck line, for somebody else's, and
    when seven days have passed: then it is amended with a reason.
    """
    line = _held(entry, by)
    rules.check_is_free(entry=line, at=at)
    if not (changes := _restated(line, said, at, photo, without_photo)):
        nothing_to_do()
        return line
    record(line, by=by, changes=changes, name=called(line.appointment, line.post))
    return line


@verb("duties.amend_log", "更正履岗记录", undoable=True)
def amend_log(
    *, entry: DutyLogEntry, said: Words, reason: str, at: datetime, by: User | None,
    photo: bytes | None = None, without_photo: bool = False,
) -> DutyLogEntry:  # fmt: skip
    """Let a line say ``said`` and keep what it said before, with the ``reason``.

    Raises ``ValidationError`` as ``write_log`` does, without a reason, for a struck line and for
    somebody else's.
    """
    reason = reason.strip()
    rules.check_reason(reason, "更正原因")
    line = _held(entry, by)
    kept = LogAmendment(
        entry=line, reason=reason, made_at=at, user_id=getattr(by, "pk", None),
        **{name: getattr(line, name) for name in SAID},
    )  # fmt: skip
    if not (changes := _restated(line, said, at, photo, without_photo)):
        nothing_to_do()
        return line
    kept.save()
    name = called(line.appointment, line.post)
    record(line, by=by, changes=[made(kept), *changes], reason=reason, name=name)
    return line


@verb("duties.strike_log", "作废履岗记录", undoable=True)
def strike_log(*, entry: DutyLogEntry, reason: str, at: datetime, by: User | None) -> DutyLogEntry:
    """Let a line count nowhere any more; it stays to be read, struck through, with the ``reason``.

    Raises ``ValidationError`` without a reason, for a struck line and for somebody else's.
    """
    reason = reason.strip()
    rules.check_reason(reason, "作废原因")
    line = _held(entry, by)
    return _restruck(line, timezone.localdate(at), reason, by)


@verb("duties.unstrike_log", "取消作废", undoable=True)
def unstrike_log(*, entry: DutyLogEntry, by: User | None) -> DutyLogEntry:
    """Let a struck line count again; nothing where it counts."""
    line = _locked(entry)
    rules.check_may_change(entry=line, owner=owner_of(line.appointment), by=by)
    if line.struck_on is None:
        nothing_to_do()
        return line
    return _restruck(line, None, "", by)


def line_of(seat: Appointment, said: Words, today: date) -> DutyLogEntry:
    """Return an unsaved line that keeps to the rules, but for who may write it."""
    facts = _facts(seat, said, today)
    county = scoping.current().county
    return DutyLogEntry(county_id=county, org=seat.org, appointment=seat, **facts)


def owner_of(seat: Appointment) -> int | None:
    """Return the account that acts in a seat; None when nobody can."""
    grant: Any = AccessGrant.rows.filter(pk=seat.grant_id or 0).first()
    return grant.user_id if grant else None


def _facts(seat: Appointment, said: Words, today: date) -> dict[str, Any]:
    """Return what a line says, trimmed and checked."""
    post = DutyPost.rows.get(pk=said.post.pk)
    facts: dict[str, Any] = {
        "post": post, "done_on": said.done_on, "what": said.what.strip(),
        "for_whom": said.for_whom.strip(), "served": said.served,
        "occasion": said.occasion.strip(),
    }  # fmt: skip
    rules.check_words(**{name: facts[name] for name in ("what", "for_whom", "served", "occasion")})
    check_done_on(done_on=said.done_on, today=today)
    check_was_seated(seat=seat, on=said.done_on)
    check_post_open(post=post, on=said.done_on)
    return facts


def _locked(entry: DutyLogEntry) -> DutyLogEntry:
    rows = DutyLogEntry.rows.select_for_update(of=("self",))
    return rows.select_related("org", "post", "appointment__org").get(pk=entry.pk)


def _held(entry: DutyLogEntry, by: User | None) -> DutyLogEntry:
    """Return the line, held; refuse who may not change it, and a struck one."""
    line = _locked(entry)
    rules.check_may_change(entry=line, owner=owner_of(line.appointment), by=by)
    rules.check_not_struck(line)
    return line


def _restated(
    line: DutyLogEntry, said: Words, at: datetime, photo: bytes | None, without_photo: bool
) -> list[Change]:
    """Write what a held line is to say; nothing where it says that. Its old photo's file stays."""
    same_day = said.done_on == line.done_on  # it may be as long ago as it was
    facts = _facts(line.appointment, said, line.done_on if same_day else timezone.localdate(at))
    if photo:
        facts["photo"] = keep_photo(photo)
    elif without_photo:
        facts["photo"] = ""
    if all(getattr(line, name) == value for name, value in facts.items()):
        return []
    before = image(line)
    for name, value in facts.items():
        setattr(line, name, value)
    line.version += 1
    line.save(update_fields=[*facts, "version"])
    return [changed(line, before)]


def _restruck(line: DutyLogEntry, on: date | None, reason: str, by: User | None) -> DutyLogEntry:
    before = image(line)
    line.struck_on, line.struck_because, line.version = on, reason, line.version + 1
    line.save(update_fields=["struck_on", "struck_because", "version"])
    name = called(line.appointment, line.post)
    record(line, by=by, changes=[changed(line, before)], reason=reason, name=name)
    return line
