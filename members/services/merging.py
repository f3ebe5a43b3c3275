"""Two registrations that are one woman become one; undone together for seven days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fulian.consequences import Effect
from fulian.database import refusals
from members import rules
from members.models import Appointment, PeopleApart, Person
from members.queries import merging as reads
from members.queries import people
from orgs import services as ground
from orgs.models import AccessGrant, User
from orgs.services import changed, image, record, removed, verb
from orgs.services.recording import Change, Image

NUMBERS = {"phone": ("phone", "phone_key", "phone_tail"), "id_number": ("id_number", "id_key")}
NAMED = ("name", "given", "pinyin", "letters", "initials")


@verb("members.merge_people", "合并人员", undoable=True)
def merge_people(
    *, keep: Person, drop: Person, by: User | None, on: date, reason: str,
    choices: Mapping[str, str] | None = None,
) -> Person:  # fmt: skip
    """Let everything that is about ``drop`` be about ``keep``, and ``drop`` be no more.

    ``choices`` names the facts taken from ``drop`` ("drop"); the others stay as ``keep`` has them.
    Access under another number than hers afterwards ends on ``on`` and opens anew under hers.
    Raises ``ValidationError`` for what lies beyond the caller's reach, for seats of both that
    overlap, for two who were told apart, and as correcting does for another name or ID number.
    """
    taken = _taken(choices or {})
    both = Person.rows.select_for_update(of=("self",)).select_related("org").order_by("pk")
    found = {one.pk: one for one in both.filter(pk__in=(keep.pk, drop.pk))}
    kept, dropped = found[keep.pk], found[drop.pk]
    in_reach = reads.is_whole_in_reach(kept) and reads.is_whole_in_reach(dropped)
    rules.check_may_merge(keep=kept, drop=dropped, in_reach=in_reach, reason=reason)
    rules.check_not_apart(is_apart=reads.are_told_apart(kept, dropped))
    changes = list(_facts(kept, dropped, taken, by, reason))
    access = _Access(kept, by, on)
    changes += _moved(dropped, kept, access)
    if "phone" in taken:
        changes += _reopened(kept, access, {change["id"] for change in changes if _is_seat(change)})
    record(kept, by=by, changes=changes, reason=reason, name=f"{kept.org.title} 一人")
    return kept


def merging_affects(*, drop: Person) -> list[Effect]:
    """Return what hangs on ``drop`` and would be about somebody else."""
    return [Effect(what, count, "转到保留的登记") for what, count in reads.hanging_on(drop)]


def _taken(choices: Mapping[str, str]) -> set[str]:
    if unknown := set(choices) - set(reads.FACTS):
        raise TypeError(f"a person has no {sorted(unknown)}")
    return {field for field, side in choices.items() if side == "drop"}


def _facts(
    kept: Person, dropped: Person, taken: set[str], by: Any, reason: str
) -> Iterator[Change]:
    """Write the facts of both; the dropped one gives her keys up first, and is found no more."""
    before = image(kept)
    old = (kept.name, kept.id_key)
    for field in taken:
        for column in NUMBERS.get(field) or (NAMED if field == "name" else (field,)):
            setattr(kept, column, getattr(dropped, column))
    if kept.name != old[0] or (old[1] and kept.id_key != old[1]):
        rules.check_may_rename(is_above=people.is_above(by, kept), by=by, reason=reason)
    yield _given_up(dropped, kept)
    kept.version += 1
    kept.save()
    yield changed(kept, before)


def _given_up(dropped: Person, kept: Person) -> Change:
    before = image(dropped)
    dropped.merged_into = kept
    dropped.phone_key = dropped.phone_tail = dropped.id_key = ""
    dropped.version += 1
    dropped.save()
    return changed(dropped, before)


def _moved(dropped: Person, kept: Person, access: _Access) -> list[Change]:
    """Point every row of every table that is about ``dropped`` at ``kept``."""
    changes = []
    for model, link in reads.links_to_people():
        for row in model.rows.select_for_update().filter(**{link: dropped.pk}).order_by("pk"):
            before = image(row)
            setattr(row, link, kept.pk)
            if isinstance(row, PeopleApart):  # the older of the two always stands first
                row.person_id, row.other_id = sorted((row.person_id, row.other_id))
            if isinstance(row, Appointment):
                row.grant = access.of(row)
            if hasattr(row, "version"):
                row.version += 1
            changes.append(_saved(row, before))
    return changes


def _reopened(kept: Person, access: _Access, done: set[int]) -> list[Change]:
    """Let her own seats, too, be entered under the number that was chosen."""
    changes = []
    for seat in Appointment.rows.filter(person=kept, until=None).exclude(pk__in=done):
        before, grant = image(seat), seat.grant_id
        seat.grant = access.of(seat)
        if seat.grant_id != grant:
            seat.version += 1
            seat.save()
            changes.append(changed(seat, before))
    return changes


def _saved(row: Any, before: Image) -> Change:
    """Save ``row``; what was said of both word for word (a training) is kept once."""
    if _is_said_already(row):
        row.refresh_from_db()
        gone = removed(row)
        row.delete()
        return gone
    try:
        with transaction.atomic():
            row.save()
        return changed(row, before)
    except IntegrityError as error:
        says = refusals.in_words(error).messages[0]
        raise ValidationError(
            f"两份登记有重叠的内容：{says}请先在其中一份上改正，再合并。", code="overlap"
        ) from error


def _is_said_already(row: Any) -> bool:
    fields = [f.attname for f in row._meta.concrete_fields if f.name not in ("id", "version")]
    facts = {name: getattr(row, name) for name in fields}
    nulls = {f"{name}__isnull": True for name, value in facts.items() if value is None}
    told = {name: value for name, value in facts.items() if value is not None}
    return bool(type(row).rows.filter(**nulls, **told).exclude(pk=row.pk).exists())


def _is_seat(change: Change) -> bool:
    return bool(change["model"] == Appointment._meta.label_lower)


class _Access:
    """The access of the seats she holds after a merge: passed over, or ended and opened anew."""

    def __init__(self, her: Person, by: Any, on: date) -> None:
        self._her, self._by, self._on = her, by, on
        self._anew: dict[int, AccessGrant | None] = {}

    def of(self, seat: Appointment) -> AccessGrant | None:
        """Return the access of ``seat``, under her own number."""
        held = AccessGrant.rows.filter(pk=seat.grant_id or 0).first()
        if held is None or held.until is not None or seat.until is not None:
            return held
        if held.plain_phone == self._her.plain_phone:
            return held
        if held.pk not in self._anew:
            self._anew[held.pk] = self._opened(seat, held)
        return self._anew[held.pk] or held

    def _opened(self, seat: Appointment, held: AccessGrant) -> AccessGrant | None:
        day = max(self._on, held.since)
        ground.end_access(grant=held, on=day, by=self._by, reason="合并人员")
        role = rules.ROLES[seat.office]
        if role is None or not self._her.phone:
            return None
        number = self._her.plain_phone
        known = AccessGrant.rows.filter(
            org=seat.org_id, role=role, until__isnull=True, user__phone_key=ground.phone_key(number)
        ).first()
        return known or ground.grant_access(
            org=seat.org, role=role, phone=number, holder=self._her.name, on=day, by=self._by,
            reason="任职",
        )  # fmt: skip
