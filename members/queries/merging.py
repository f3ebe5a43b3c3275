"""Which registrations may be of one woman, and all that hangs on one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from fulian.scoping import scoped_links
from members.models import Appointment, PeopleApart, Person
from orgs.models import Org

FACTS = {
    "name": "姓名", "phone": "手机号", "id_number": "身份证号", "birth_on": "出生日期",
    "political_status": "政治面貌", "education": "文化程度", "source_category": "来源类别",
    "ethnic_group": "民族", "occupation": "职业", "employer": "工作单位", "job_title": "单位职务",
    "name_shown_since": "同意公开姓名的日期",
}  # fmt: skip
MOST = 300  # groups shown of each kind: whoever has more begins with these


@dataclass(frozen=True, slots=True)
class Pair:
    """Two registrations that may be one woman, and why."""

    first: Person
    second: Person
    reasons: tuple[str, ...]


def pairs_in_reach() -> list[Pair]:
    """Return the pairs in reach with one phone, one ID number, or one name and month of birth.

    Those that were told apart are left out.
    """
    rows, apart = Person.objects.all(), told_apart()
    why: dict[tuple[int, int], list[str]] = {}
    for says, alike in (
        ("身份证号相同", _alike(rows.exclude(id_key=""), len(apart), "id_key")),
        ("手机号相同", _alike(rows.exclude(phone_key=""), len(apart), "phone_key")),
        ("姓名和出生年月相同", _namesakes(rows, len(apart))),
    ):
        for pair in alike:
            if pair not in apart:
                why.setdefault(pair, []).append(says)
    people = rows.select_related("org").in_bulk({pk for pair in why for pk in pair})
    found = [Pair(people[a], people[b], tuple(said)) for (a, b), said in why.items()]
    return sorted(found, key=lambda p: (-len(p.reasons), p.first.pinyin, p.first.pk, p.second.pk))


def count_pairs() -> int:
    """Return how many pairs there are, those beyond the most shown left out."""
    return len(pairs_in_reach())


def told_apart() -> set[tuple[int, int]]:
    """Return the pairs of the whole county that were found to be two women, the older first."""
    return set(PeopleApart.rows.values_list("person_id", "other_id"))


def are_told_apart(one: Person, other: Person) -> bool:
    """Say whether the two were found to be two women."""
    first, second = sorted((one.pk, other.pk))
    return PeopleApart.rows.filter(person=first, other=second).exists()


def apart_in_reach() -> QuerySet[PeopleApart]:
    """Return the pairs told apart of which both belong to the open scope."""
    rows = PeopleApart.objects.select_related("person__org", "other__org")
    return rows.order_by("person__pinyin", "pk")


def links_to_people() -> Iterator[tuple[Any, str]]:
    """Return every table that says something of a person, with the column that names her."""
    for model, link in scoped_links():
        if link.remote_field.model is Person and model is not Person:
            yield model, link.attname


def hanging_on(person: Person) -> list[tuple[str, int]]:
    """Return what is kept about ``person`` in the whole county, and how many rows each."""
    found = [
        (str(model._meta.verbose_name), model.rows.filter(**{link: person.pk}).count())
        for model, link in links_to_people()
    ]
    return [(what, count) for what, count in found if count]


def is_whole_in_reach(person: Person) -> bool:
    """Say whether she belongs to the open scope, and all that is kept about her lies in it."""
    if not Org.objects.filter(pk=person.org_id).exists():
        return False
    for model, link in links_to_people():
        if model is PeopleApart:  # says nothing that is kept elsewhere
            continue
        here = model.objects.filter(**{link: person.pk}).count()
        if here != model.rows.filter(**{link: person.pk}).count():
            return False
    return True


def _alike(rows: QuerySet[Person], more: int, *columns: str) -> Iterator[tuple[int, int]]:
    """Return the pairs of ``rows`` that agree in ``columns``; ``more`` groups may be left out."""
    facts = rows.order_by().values(*columns).annotate(n=Count("pk")).filter(n__gt=1)
    shared = list(facts.order_by(*columns).values_list(*columns)[: MOST + more])
    if not shared:
        return
    wanted = {f"{columns[0]}__in": {one[0] for one in shared}}
    yield from _pairs(rows.filter(**wanted).values_list("pk", *columns), set(shared))


def _namesakes(rows: QuerySet[Person], more: int) -> Iterator[tuple[int, int]]:
    born = rows.filter(birth_on__isnull=False).annotate(month=TruncMonth("birth_on"))
    return _alike(born, more, "name", "month")


def _pairs(
    rows: Iterable[tuple[Any, ...]], shared: set[tuple[Any, ...]]
) -> Iterator[tuple[int, int]]:
    groups: dict[tuple[Any, ...], list[int]] = {}
    for pk, *facts in rows:
        if tuple(facts) in shared:
            groups.setdefault(tuple(facts), []).append(pk)
    for group in groups.values():
        yield from combinations(sorted(group)[:20], 2)


def seats_beside(one: Person, other: Person) -> dict[int, list[Appointment]]:
    """Return the seats both hold and held in reach, by person."""
    rows = Appointment.objects.filter(person__in=(one, other)).select_related("org")
    found: dict[int, list[Appointment]] = {one.pk: [], other.pk: []}
    for seat in rows.order_by("-since", "pk"):
        found[seat.person_id].append(seat)
    return found
