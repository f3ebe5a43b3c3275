"""Finding people: by name, by pinyin, by a number's key. Sealed columns are never searched."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Prefetch, Q, QuerySet, Value
from django.db.models.functions import Replace

from fulian import crypto
from members.identity import id_index, phone_index, tail_index
from members.models import Appointment, Person
from members.queries.seats import by_office, live
from orgs.models import Org

LETTERS = re.compile(r"[a-z]+")


def named(rows: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Return those of ``rows`` called so: part of a name or of the place, pinyin or initials.

    Chinese words must all be found; letters are the beginning of the pinyin with or without
    spaces (shanyu), or its initials (syt).
    """
    letters = "".join(text.lower().split())
    if LETTERS.fullmatch(letters):
        joined = rows.alias(joined=Replace("pinyin", Value(" "), Value("")))
        initials = "^" + " ".join(f"{letter}[a-z]*" for letter in letters)
        return joined.filter(Q(joined__startswith=letters) | Q(pinyin__regex=initials))
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(org__short_name__icontains=word))
    return rows


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


def is_elsewhere(person: Person) -> bool:
    """Say whether she holds a seat beyond the open scope."""
    held = Appointment.rows.filter(person=person, until=None)
    return held.exclude(org__in=Org.objects.values("pk")).exists()


def with_seats(rows: QuerySet[Person], on: date) -> QuerySet[Person]:
    """Return ``rows`` with ``held``: the seats each holds in reach on the day ``on``."""
    seats = Appointment.objects.filter(live(on)).select_related("org").order_by(by_office(), "pk")
    return rows.prefetch_related(Prefetch("appointments", seats, to_attr="held"))
