"""The roll: everybody in reach with the seat she holds, as lines to export, print or call."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from fulian import crypto
from members.models import Appointment, Person
from members.queries.seats import by_office, live
from members.roster.columns import BY_KEY
from members.roster.round_trip import EDITABLE, ORDER, text_of_value
from orgs.models import Level, Org

MASKS = {"phone": crypto.mask_phone, "id_number": crypto.mask_id}
SEATED = ("office", "since", "employment")


@dataclass(frozen=True, slots=True)
class RollLine:
    """Somebody and one of her seats; no seat for who belongs here and holds none."""

    person: Person
    org: Org
    seat: Appointment | None = None

    @property
    def office(self) -> str:
        """What people call her seat: 兼职副主席."""
        if self.seat is None:
            return "没有任职"
        kind = self.seat.get_employment_display() if self.seat.employment else ""
        return f"{kind}{self.seat.get_office_display()}"


def roll_on(on: date, org: Org | None = None) -> list[RollLine]:
    """Return the roll in reach on the day ``on`` in the order of the tree, the chairs first.

    With ``org`` only what lies there and below.
    """
    seats = Appointment.objects.filter(live(on))
    people = Person.objects.filter(org__in=Org.objects.values("pk"), merged_into=None)
    people = people.exclude(pk__in=seats.values("person"))
    if org is not None:
        below: dict[str, Any] = {"org__lft__gte": org.lft, "org__rght__lte": org.rght}
        seats, people = seats.filter(**below), people.filter(**below)
    held = seats.select_related("person", "org__parent", "group")
    held = held.order_by("org__lft", by_office(), "since", "person__pinyin", "pk")
    lines = [RollLine(seat.person, seat.org, seat) for seat in held]
    bare = people.select_related("org__parent").order_by("org__lft", "pinyin", "pk")
    lines += [RollLine(person, person.org) for person in bare]
    return sorted(lines, key=lambda line: line.org.lft)


def texts_of(line: RollLine, *, whole: bool = False) -> dict[str, str]:
    """Return what an export says of a line by column, numbers masked unless ``whole``."""
    township, village = place_of(line.org)
    texts = {"township": township, "village": village}
    texts |= {key: person_text(line.person, key, whole=whole) for key in EDITABLE}
    for key in SEATED:
        texts[key] = text_of_value(BY_KEY[key], getattr(line.seat, key, ""))
    group = line.seat.group if line.seat else None
    texts["group"] = text_of_value(BY_KEY["group"], group.name if group else "")
    texts["group_kind"] = text_of_value(BY_KEY["group_kind"], group.kind if group else "")
    return {key: texts[key] for key in ORDER}


def person_text(person: Person, key: str, *, whole: bool = False) -> str:
    """Return how an export says one fact of a person."""
    if key not in MASKS:
        return text_of_value(BY_KEY[key], getattr(person, key))
    number = str(getattr(person, f"plain_{key}"))
    return number if whole or not number else MASKS[key](number)


def place_of(org: Org) -> tuple[str, str]:
    """Return township and village of an organisation as a roster names them."""
    if org.level in (Level.VILLAGE, Level.UNIT) and org.parent is not None:
        return org.parent.short_name, org.short_name
    return org.short_name, ""


def by_org(lines: list[RollLine]) -> Iterator[tuple[Org, list[RollLine]]]:
    """Yield each organisation with its lines, in their order."""
    kept: list[RollLine] = []
    for line in lines:
        if kept and kept[-1].org.pk != line.org.pk:
            yield kept[-1].org, kept
            kept = []
        kept.append(line)
    if kept:
        yield kept[-1].org, kept


def people_here(people: Collection[int]) -> set[int]:
    """Return who of ``people`` belongs, or holds a seat, in the open scope."""
    wanted = list(people)
    home = Person.rows.filter(pk__in=wanted, org__in=Org.objects.values("pk"))
    held = Appointment.objects.filter(person__in=wanted, until=None)
    return {*home.values_list("pk", flat=True), *held.values_list("person_id", flat=True)}


def seated_elsewhere(people: Collection[int]) -> set[int]:
    """Return who of ``people`` holds a seat beyond the open scope."""
    held = Appointment.rows.filter(person__in=list(people), until=None)
    beyond = held.exclude(org__in=Org.objects.values("pk"))
    return set(beyond.values_list("person_id", flat=True))


def ids_known(keys: Collection[str]) -> dict[str, int]:
    """Return who in the county is registered under the keyed ID numbers."""
    known = Person.rows.filter(id_key__in=[key for key in keys if key])
    return dict(known.values_list("id_key", "pk"))
