"""Contacts against the county's norm (I-LIA-6 to -10): what is missing, never who is first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from duties.ledgers import KINDS
from duties.models import LedgerEntry, LedgerFollowUp, LedgerStatus
from duties.rules.norms import Norm, period_of
from fulian.dated import live_on
from members.models import Appointment, Office
from orgs.models import Org, SettingName
from orgs.queries.settings import chosen_settings


@dataclass(slots=True)
class Reached:
    """Whom one seat reached in a period: contacts, different women, different households."""

    contacts: int = 0
    women: set[Any] = field(default_factory=set)
    households: set[Any] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Gap:
    """An executive member below the norm: how many women, or households, are still missing."""

    seat: Appointment
    contacts: int
    women: int
    households: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of liaison in a period, each with what it is out of."""

    members: int
    in_touch: int
    contacts: int
    reached: int
    below: int
    raised: int
    with_measures: int
    resolved: int
    records: int
    complete: int


def norm(chosen: Mapping[str, int] | None = None) -> Norm:
    """Return what the county asks of an executive member; ``chosen`` are settings read already."""
    told = chosen or chosen_settings()
    asked = (
        SettingName.CONTACT_WOMEN, SettingName.CONTACT_HOUSEHOLDS, SettingName.CONTACT_MONTHS,
    )  # fmt: skip
    return Norm(*(told[name.value] for name in asked))


def contact_kinds() -> list[str]:
    """Return the kinds a line of which is a contact."""
    return [code for code, kind in KINDS.items() if kind.is_contact]


def members_on(on: date, orgs: Any) -> list[Appointment]:
    """Return the executive members of ``orgs`` on the day ``on``, in the order of places."""
    rows = Appointment.rows.filter(
        live_on(on), org__in=orgs, office=Office.EXECUTIVE_MEMBER
    ).select_related("person", "org", "grant")
    return list(rows.order_by("org__lft", "person__pinyin", "pk"))


def reached_in(first: date, end: date, orgs: Any) -> dict[int, Reached]:
    """Return whom each seat of ``orgs`` reached from ``first`` until before ``end``.

    A follow-up is a contact with whoever its line is about. In one query.
    """
    found: dict[int, Reached] = {}
    for seat, woman, household, group, name in _contacts(first, end, orgs):
        mine = found.setdefault(seat, Reached())
        mine.contacts += 1
        if household:
            mine.households.add(household)
        if woman or group or name:
            mine.women.add(woman or (group, name))
    return found


def gaps_at(org: Org, on: date) -> list[Gap]:
    """Return who on the committee of ``org`` is below the norm in the period of the day ``on``."""
    return gaps_in(Org.rows.filter(pk=org.pk).values("pk"), on)


def gaps_in(orgs: Any, on: date, wanted: Norm | None = None) -> list[Gap]:
    """Return who is below the norm among the members of ``orgs``, in the order of places."""
    wanted = wanted or norm()
    first, end = period_of(on, wanted.months)
    reached, gaps = reached_in(first, end, orgs), []
    for seat in members_on(on, orgs):
        mine = reached.get(seat.pk, Reached())
        women, households = wanted.missing(len(mine.women), len(mine.households))
        if women or households:
            gaps.append(Gap(seat, mine.contacts, women, households))
    return gaps


def missing_of(org: int, seat: int, on: date) -> tuple[int, int]:
    """Return how many women, or else households, one seat still owes in this period."""
    wanted = norm()
    first, end = period_of(on, wanted.months)
    mine = reached_in(first, end, [org]).get(seat, Reached())
    return wanted.missing(len(mine.women), len(mine.households))


def figures_of(org: Org, first: date, end: date, on: date) -> Figures:
    """Return I-LIA-6 to -10 of ``org`` and all below, from ``first`` until before ``end``.

    Members are those in office on ``on``. Sensitive lines are never counted.
    """
    orgs = Org.rows.filter(lft__gte=org.lft, rght__lte=org.rght).values("pk")
    seats = members_on(on, orgs)
    reached = reached_in(first, end, orgs)
    wanted = norm()
    hers = [reached.get(seat.pk, Reached()) for seat in seats]
    below = sum(wanted.missing(len(one.women), len(one.households)) != (0, 0) for one in hers)
    lines = LedgerEntry.rows.filter(org__in=orgs, done_on__gte=first, done_on__lt=end)
    opened = ~Q(status=LedgerStatus.NOTED)
    told = lines.aggregate(
        raised=Count("pk", filter=opened),
        measures=Count("pk", filter=opened & Q(has_measures=True)),
        resolved=Count("pk", filter=Q(status=LedgerStatus.CLOSED)),
        records=Count("pk", filter=Q(kind="liaison")),
        complete=Count("pk", filter=Q(kind="liaison") & _all_four()),
    )
    people = _distinct(reached.values())
    return Figures(
        len(seats), sum(bool(one.contacts) for one in hers),
        sum(one.contacts for one in reached.values()), people, below, told["raised"],
        told["measures"], told["resolved"], told["records"], told["complete"],
    )  # fmt: skip


def _all_four() -> Q:
    """Condition: all four groups of the paper form are filled (I-LIA-10)."""
    every = Q()
    for name in ("basics", "difficulty", "measures", "result"):
        every &= Q(**{f"content__words__{name}__isnull": False})
        every &= ~Q(**{f"content__words__{name}": ""})
    return every


def _contacts(first: date, end: date, orgs: Any) -> Iterator[tuple[Any, ...]]:
    days = Q(done_on__gte=first, done_on__lt=end)
    lines = LedgerEntry.rows.filter(days, org__in=orgs, kind__in=contact_kinds())
    first_ones = lines.values_list(
        "appointment_id", "woman_id", "household_id", "group_id", "subject_name"
    )
    again = LedgerFollowUp.rows.filter(days, entry__org__in=orgs, entry__kind__in=contact_kinds())
    more = again.values_list(
        "appointment_id", "entry__woman_id", "entry__household_id", "entry__group_id",
        "entry__subject_name",
    )  # fmt: skip
    yield from first_ones.union(more, all=True)


def _distinct(all_of: Iterable[Reached]) -> int:
    women: set[Any] = set()
    households: set[Any] = set()
    for one in all_of:
        women |= one.women
        households |= one.households
    return len(women) + len(households)
