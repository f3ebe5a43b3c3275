"""Registering people, correcting what is known of them, and looking at a whole number."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError

from fulian import crypto, scoping
from fulian.rest import share_left
from members import rules
from members.identity import (
    born_of,
    checked_id,
    checked_phone,
    id_index,
    phone_index,
    sound_of,
    tail_index,
)
from members.models import Person
from members.models.people import ID_COLUMN, PHONE_COLUMN
from members.queries import people as reads
from orgs.models import Org, User
from orgs.services import changed, image, made, record, record_refusal, verb
from orgs.services.recording import after_refusal

PLAIN_FACTS = (
    "name", "birth_on", "ethnic_group", "political_status", "education", "occupation",
    "employer", "job_title", "source_category", "name_shown_since",
)  # fmt: skip
ASKED_A_MINUTE = 20  # numbers one account may try against what lies outside its reach


@verb("members.register_person", "登记人员", undoable=True)
def register_person(
    *, org: Org, name: str, by: User | None, phone: str = "", id_number: str = "", **facts: Any
) -> Person:
    """Register somebody at ``org`` with whatever of ``PLAIN_FACTS`` is known.

    Phone and ID number are optional and sealed; the birthday may come from the ID number.
    Raises ``ValidationError`` for a number that is none, for an ID number known already, and for a
    number known elsewhere in the county: then it says at which township, and nothing else.
    """
    county = scoping.current().county
    person = Person(county_id=county, org=org)
    _state(person, {"name": name, **facts})
    _number(person, phone, id_number)
    _refuse_known_elsewhere(person, by, "members.register_person")
    person.save()
    record(person, by=by, changes=[made(person)], org=org.pk, name=f"{org.title} 一人")
    return person


@verb("members.update_person", "修改人员信息", undoable=True)
def update_person(
    *, person: Person, by: User | None, phone: str | None = None, id_number: str | None = None,
    reason: str = "", **facts: Any,
) -> Person:  # fmt: skip
    """Correct what is known of ``person``; what is not named stays.

    Another name, or another ID number than the one kept, takes somebody above her organisation
    and a ``reason``; the old value stays sealed in the record. Raises as registering does, and
    where she is no longer the caller's to correct.
    """
    fresh = Person.rows.select_for_update().get(pk=person.pk)
    _check_hers_to_correct(fresh, numbers=phone is not None or id_number is not None)
    before, name, keys = image(fresh), fresh.name, (fresh.id_key, fresh.phone_key)
    _state(fresh, facts)
    _number(fresh, phone, id_number)
    if fresh.name != name or (keys[0] and fresh.id_key != keys[0]):
        rules.check_may_rename(is_above=reads.is_above(by, fresh), by=by, reason=reason)
    if (fresh.id_key, fresh.phone_key) != keys:
        _refuse_known_elsewhere(fresh, by, "members.update_person")
    fresh.version += 1
    fresh.save()
    record(
        fresh, by=by, changes=[changed(fresh, before)], reason=reason,
        name=f"{fresh.org.title} 一人",
    )  # fmt: skip
    return fresh


@verb("members.reveal_person", "查看完整号码")
def reveal_person(*, person: Person, field: str, reason: str, by: User) -> str:
    """Return the whole ``phone`` or ``id_number``; who looked and why is recorded.

    Raises ``ValidationError`` for who only once sat here: her number is where she is now.
    """
    if not reason.strip():
        raise ValidationError("请写明查看的事由。", code="no_reason")
    if field not in ("phone", "id_number"):
        raise ValidationError("只能查看手机号或身份证号。", code="bad_field")
    rules.check_may_reveal(is_here=reads.is_here(person))
    record(person, by=by, reason=reason, name=f"{person.org.title} 一人")
    return person.plain_phone if field == "phone" else person.plain_id_number


@verb("members.show_name", "公开姓名", undoable=True)
def show_name(*, person: Person, shown: bool, on: date, by: User | None) -> Person:
    """Keep that ``person`` agreed to have her name on public pages, or took it back.

    Raises ``ValidationError`` where she is no longer the caller's to correct.
    """
    fresh = Person.rows.select_for_update().get(pk=person.pk)
    _check_hers_to_correct(fresh, numbers=False)
    before = image(fresh)
    fresh.name_shown_since = on if shown else None
    fresh.version += 1
    fresh.save()
    record(fresh, by=by, changes=[changed(fresh, before)], name=f"{fresh.org.title} 一人")
    return fresh


def _refuse_known_elsewhere(person: Person, by: User | None, act: str) -> None:
    """Refuse somebody whose numbers are known beyond the caller's reach, telling only the township.

    Both numbers are looked for at once, and an attempt counts whether it finds anything or not.
    """
    if by is None or not scoping.current().under or not (person.phone_key or person.id_key):
        return
    tell = partial(record_refusal, act, by=by, org=person.org_id)
    if not share_left(f"known:{by.pk}", ASKED_A_MINUTE):
        after_refusal(partial(tell, reason="登记太频繁"))
        raise ValidationError("登记太频繁，请一分钟后再试。", code="too_often")
    place = reads.known_elsewhere([person.id_key], [person.phone_key])
    if place:
        after_refusal(partial(tell, reason="号码已在本县别处登记"))
        said = rules.known_at(next(iter(place.values())))
        raise ValidationError(said, code="known_elsewhere")


def _check_hers_to_correct(person: Person, *, numbers: bool) -> None:
    rules.check_standing(person)
    here, elsewhere = reads.is_here(person), numbers and reads.is_elsewhere(person)
    rules.check_may_correct(is_here=here, is_elsewhere=elsewhere, numbers=numbers)


def _state(person: Person, facts: dict[str, Any]) -> None:
    for field, value in facts.items():
        if field not in PLAIN_FACTS:
            raise TypeError(f"a person has no {field}")
        setattr(person, field, value.strip() if isinstance(value, str) else value)
    for column, sound in sound_of(person.name).items():
        setattr(person, column, sound)
    person.clean_fields(exclude=["county", "org"])


def _number(person: Person, phone: str | None, id_number: str | None) -> None:
    county = scoping.current().county
    if phone is not None:
        number = checked_phone(phone)
        person.phone = crypto.seal(number, county=county, column=PHONE_COLUMN) if number else None
        person.phone_key = phone_index(number)
        person.phone_tail = tail_index(number[-4:]) if number else ""
    if id_number is not None:
        number = checked_id(id_number)
        person.id_number = crypto.seal(number, county=county, column=ID_COLUMN) if number else None
        person.id_key = id_index(number)
        person.birth_on = person.birth_on or (born_of(number) if number else None)
