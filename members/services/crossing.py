"""Somebody moves to another county: handed out as a sealed file there, taken in from it here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from fulian import parcels, scoping
from fulian.rest import share_left
from members import rules
from members.models import Education, Person, PoliticalStatus, SourceCategory
from members.services.people import register_person
from orgs import rules as places
from orgs.models import County, Org, Record, SettingName, User
from orgs.queries.settings import setting
from orgs.services import record, verb

TOLD = ("name", "political_status", "education", "source_category")  # what the receiver needs
CHOICES: dict[str, Any] = {
    "political_status": PoliticalStatus, "education": Education, "source_category": SourceCategory,
}  # fmt: skip
TRIES_A_MINUTE = 10
ARRIVAL_LOCK = 4  # the first key of the advisory lock; the second is county and file
BROKEN = "文件读不出来：请核对转移码，并请对方县确认文件没有改动。"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who a file brings, from where, and until when it may be taken in."""

    number: str
    county: str
    due_on: date
    facts: dict[str, Any]
    phone: str


@verb("members.hand_out_person", "转出县外")
def hand_out_person(
    *, person: Person, at: datetime, by: User | None, reason: str = ""
) -> tuple[bytes, str]:
    """Return a sealed file about ``person`` for another county, and its code, shown this once.

    It tells her name, birthday and what she is; her phone can be read with the code only. Nothing
    changes here: her seats are ended when she has gone.
    """
    her = Person.rows.select_related("org").get(pk=person.pk)
    rules.check_standing(her)
    if not reason.strip():
        raise ValidationError("请写明转往哪里和事由。", code="no_reason")
    code, number = parcels.new_code(), secrets.token_hex(8)
    county = County.objects.get(pk=scoping.current().county)
    due = timezone.localdate(at) + timedelta(days=setting(SettingName.TRANSFER_DAYS))
    facts = {field: getattr(her, field) for field in TOLD}
    facts |= {
        "birth_on": her.birth_on.isoformat() if her.birth_on else "", "county": county.name,
        "number": number, "due_on": due.isoformat(),
    }  # fmt: skip
    data = parcels.wrap(facts, {"phone": her.plain_phone}, code)
    record(her, by=by, reason=reason, name=f"{her.org.title} 一人（转移单 {number}）")
    return data, code


def read_arrival(*, data: bytes, code: str, by: User | None) -> Arrival:
    """Return what a file says, without writing anything.

    Raises ``ValidationError`` for a file or a code that do not fit, and for too many tries.
    """
    if by is not None and not share_left(f"parcel:{by.pk}", TRIES_A_MINUTE):
        raise ValidationError("试得太频繁，请一分钟后再试。", code="too_often")
    try:
        facts, private = parcels.unwrap(data, code)
        known = {field: str(facts[field]) for field in TOLD}
        born = date.fromisoformat(facts["birth_on"]) if facts["birth_on"] else None
        due, number = date.fromisoformat(facts["due_on"]), str(facts["number"])
        phone, county = str(private["phone"]), str(facts["county"])[:40]
    except (parcels.ParcelBroken, KeyError, ValueError, TypeError) as bad:
        raise ValidationError(BROKEN, code="broken") from bad
    if any(known[field] not in ("", *kind.values) for field, kind in CHOICES.items()):
        raise ValidationError(BROKEN, code="broken")
    return Arrival(number[:16], county, due, known | {"birth_on": born}, phone)


@verb("members.take_in_person", "接收县外人员", undoable=True)
def take_in_person(*, data: bytes, code: str, org: Org, at: datetime, by: User | None) -> Person:
    """Register at ``org`` whom another county's file brings.

    Raises ``ValidationError`` as reading it does, for one that was taken in, and one that is late.
    """
    fresh = Org.rows.held(org)
    places.check_active(fresh)
    came = read_arrival(data=data, code=code, by=by)
    if came.due_on < timezone.localdate(at):
        raise ValidationError("这份转移文件已经过期，请对方县重新转出。", code="late")
    said = f"转移单 {came.number}"
    _hold(came.number)
    if _is_taken(said):
        raise ValidationError("这份转移文件已经接收过。", code="again")
    person = register_person(org=fresh, by=by, phone=came.phone, **came.facts)
    record(person, by=by, reason=f"{came.county} {said}", name=f"{fresh.title} 一人（{said}）")
    return person


def _hold(number: str) -> None:
    """Let one desk at a time take in a file: whoever comes second sees that it was taken."""
    key = f"{scoping.current().county} {number}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ARRIVAL_LOCK, key])


def _is_taken(said: str) -> bool:
    lines = Record.rows.filter(act="members.take_in_person", target_name__contains=said)
    undone = Record.rows.filter(act="orgs.undo").values("batch")
    return lines.exclude(batch__in=undone).exists()
