"""Finding people: by name, by pinyin, by a number's key. Sealed columns are never searched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Prefetch, Q, QuerySet

from fulian import crypto, scoping
from fulian.searching import words_of
from members.identity import id_index, phone_index, tail_index
from members.models import Appointment, Person
from members.queries.seats import by_office, live
from orgs.models import Level, Org, Role

LETTERS = re.compile(r"[a-z]+")
CODE = re.compile(r"(\d{6}|\d{9}|\d{12}(-\d{1,3})*)", re.ASCII)
LAST = "\U0010ffff"


def named(rows: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Return those of ``rows`` called so: part of a name or of the place, pinyin or initials.

    Chinese words must all be found, a word of digits begins the organisation's code; letters are
    the beginning of the pinyin with or without spaces (shanyu), or its initials (syt).
    """
    letters = "".join(text.lower().split())
    if LETTERS.fullmatch(letters):
        return _among(rows, _begins("letters", letters) | _begins("initials", letters))
    for word in words_of(text):
        rows = _among(rows, _at_code(word) if is_code(word) else _called(word))
    return rows


def is_code(text: str) -> bool:
    """Say whether what was typed is an organisation's code, or the beginning it shares."""
    return CODE.fullmatch(text.strip()) is not None


class _IsOneOf(Func):
    """Whether a key is in an array."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def _among(rows: QuerySet[Person], meant: Q) -> QuerySet[Person]:
    """Return those of ``rows`` that are meant: they are found once, before order and reach.

    Else a list of the first fifty walks the whole county in its order to find them.
    """
    found = Person.rows.filter(meant).order_by().values("pk")
    return rows.filter(_IsOneOf(F("pk"), ArraySubquery(found)))


def _begins(column: str, text: str) -> Q:
    """Condition: the column begins with ``text``, as a comparison the walls let an index answer."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + LAST})


def _at_code(code: str) -> Q:
    stem = code.rstrip("0") if len(code) == 12 and code.endswith("000") else code
    stem = stem.ljust(6 if len(stem) <= 6 else 9 if len(stem) <= 9 else len(stem), "0")
    return Q(org__in=Org.objects.filter(_begins("code", stem)).values("pk"))


def _called(word: str) -> Q:
    places = Org.objects.filter(short_name__icontains=word).values("pk")
    return Q(name__contains=word) | Q(org__in=places)


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
    home = Org.objects.filter(pk=person.org_id)
    return home.exists() or Appointment.objects.filter(person=person, until=None).exists()


def known_elsewhere(id_keys: Iterable[str], phone_keys: Iterable[str]) -> dict[str, str]:
    """Return, by key, the township where a number is registered beyond the open scope.

    Both kinds of number are asked in one statement, so that they take the same time.
    """
    top = scoping.current().under
    ids, phones = {k for k in id_keys if k}, {k for k in phone_keys if k}
    if not top or not (ids or phones):
        return {}
    known = Person.rows.filter(Q(id_key__in=ids or ["-"]) | Q(phone_key__in=phones or ["-"]))
    beyond = known.exclude(Person.inside(top)).order_by("-pk")
    rows = list(beyond.values_list("org", "phone_key", "id_key"))
    places = {org: township_of(org) for org in {org for org, *_ in rows}}
    return {k: places[org] for org, *keys in rows for k in keys if k in ids | phones}


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
