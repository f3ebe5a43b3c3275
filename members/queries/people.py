"""Finding people: by name, by pinyin, by a number's key. Sealed columns are never searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from fulian import crypto, scoping
from fulian.pinyin import is_spelled
from fulian.searching import Finder, meant, one_of
from members.identity import id_index, phone_index, tail_index
from members.models import Appointment, Person
from members.queries.seats import by_office, live
from orgs.models import Level, Org, Role
from orgs.queries.naming import begins, places


def women(words: Sequence[str]) -> dict[str, QuerySet[Person]]:
    """Return for each word who in the county is called so: the whole name or the given one begins.

    Letters are the beginning of the pinyin without spaces (shanyu), or of its initials (syt).
    """
    return {word: Person.rows.filter(_called(word)) for word in words}


def _somehow(words: Sequence[str]) -> dict[str, QuerySet[Person]]:
    """Return for each word who is called so, or belongs to a place in reach that is."""
    there = places(words)
    return {word: Person.rows.filter(_called(word) | one_of("org", there[word])) for word in words}


BY: dict[str, Finder] = {"pk": _somehow}  # through what people are found


def named(rows: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Return those of ``rows`` called so, or at a place called so: every word must be found."""
    return rows.filter(meant(text, BY))


def _called(word: str) -> Q:
    if not is_spelled(word):
        return begins("name", word) | begins("given", word)
    letters = word.lower()
    return begins("letters", letters) | begins("initials", letters)


def is_tail(text: str) -> bool:
    """Say whether what was typed is a phone's last four digits."""
    return re.fullmatch(r"\d{4}", text.strip(), re.ASCII) is not None


def numbered(rows: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Return those of ``rows`` with this phone, these last four digits, or this ID number."""
    typed = text.strip()
    if is_tail(typed):
        return rows.filter(phone_tail=tail_index(typed))
    if re.fullmatch(r"\d{17}[\dXx]", typed, re.ASCII):
        return rows.filter(id_key=id_index(typed.upper()))
    phone = crypto.normal_phone(typed)
    return rows.filter(phone_key=phone_index(phone)) if crypto.is_phone(phone) else rows.none()


def is_here(person: Person) -> bool:
    """Say whether she belongs, or holds a seat, in the open scope; having sat there is not it."""
    if scoping.current().under is None:
        return True
    home = Org.objects.filter(pk=person.org_id)
    return home.exists() or Appointment.objects.filter(person=person, until=None).exists()


def known_elsewhere(id_keys: Iterable[str], phone_keys: Iterable[str]) -> dict[str, str]:
    """Return, by key, the township where a number is registered beyond the open scope.

    Who only once sat in the scope is beyond it, as she is for ``is_here``.
    Both kinds of number are asked in one statement, so that they take the same time.
    """
    top = scoping.current().under
    ids, phones = {k for k in id_keys if k}, {k for k in phone_keys if k}
    if not top or not (ids or phones):
        return {}
    known = Person.rows.filter(Q(id_key__in=ids or ["-"]) | Q(phone_key__in=phones or ["-"]))
    homes = Org.rows.filter(Org.inside(top)).values("pk")
    sits = Appointment.rows.filter(Appointment.inside(top), until=None).values("person")
    beyond = known.exclude(Q(org__in=homes) | Q(pk__in=sits)).order_by("-pk")
    rows = list(beyond.values_list("org", "phone_key", "id_key"))
    towns = {org: township_of(org) for org in {org for org, *_ in rows}}
    return {k: towns[org] for org, *keys in rows for k in keys if k in ids | phones}


def township_of(org: int) -> str:
    """Return what the township of an organisation is called, or the county for one above."""
    here = Org.rows.get(pk=org)
    above = Org.rows.filter(lft__lte=here.lft, rght__gte=here.rght)
    town = above.filter(level=Level.TOWNSHIP).first()
    return town.short_name if town else Org.rows.get(parent__isnull=True).short_name


def is_above(by: Any, person: Person) -> bool:
    """Say whether ``by`` acts above the organisation ``person`` belongs to.

    Nobody stands above the county's own: for those the county's desk itself decides.
    """
    if by is None or by.hat is None:
        return True
    seat = Org.rows.get(pk=by.hat.org)
    if seat.parent_id is None:
        return bool(by.hat.role != Role.COUNTY_AUDITOR)
    return bool(seat.lft < person.org.lft and person.org.rght < seat.rght)


def is_elsewhere(person: Person) -> bool:
    """Say whether she holds a seat beyond the open scope."""
    held = Appointment.rows.filter(person=person, until=None)
    return held.exclude(org__in=Org.objects.values("pk")).exists()


def with_seats(rows: QuerySet[Person], on: date) -> QuerySet[Person]:
    """Return ``rows`` with ``held``: the seats each holds in reach on the day ``on``."""
    seats = Appointment.objects.filter(live(on)).select_related("org").order_by(by_office(), "pk")
    return rows.prefetch_related(Prefetch("appointments", seats, to_attr="held"))
