"""Homes as they were on a past day: whose, who answered for them, where, on whose premises (A31).

Today's facts stand in the home itself, those of a past day in the row of that day (``HomePast``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Q

from fulian.dated import live_on
from homes.models import HomePast, WomensHome
from members.models import Appointment
from orgs.models import WomensSocialOrganisation

LINKED = ("org", "manager__person", "social")


def begun_on(home: WomensHome) -> date:
    """Return the day from which a home has been as it is now."""
    ends = HomePast.rows.filter(home=home).order_by("-until").values_list("until", flat=True)
    return ends.first() or home.since


def past_on(homes: Collection[int], on: date) -> dict[int, HomePast]:
    """Return the rows of a day by home; none for a home that was as it is now."""
    rows = HomePast.rows.filter(live_on(on), home__in=homes)
    return {row.home_id: row for row in rows.select_related(*LINKED)}


def at_then(on: date, **where: Any) -> Q:
    """Condition: a home was on the day ``on`` at an organisation of ``where`` (``org``'s lookups).

    That is by the row of that day, where there is one.
    """
    then = HomePast.rows.filter(live_on(on), home=OuterRef("pk"))
    return Q(Exists(then.filter(**where))) | (Q(**where) & ~Q(Exists(then)))


def changes_of(home: WomensHome) -> list[tuple[date, str]]:
    """Return what changed of a home and when, in words: whose, who answers for it, where, hours."""
    rows: list[Any] = list(
        HomePast.rows.filter(home=home).select_related(*LINKED).order_by("since")
    )
    states: list[tuple[date, Any]] = [(row.since, row) for row in rows]
    states.append((rows[-1].until if rows else home.since, home))
    found = list(_first(*states[0]))
    for (_, was), (day, now) in pairwise(states):
        found += [(day, said) for said in _changes(was, now)]
    return found


def _first(day: date, state: Any) -> Iterable[tuple[date, str]]:
    if state.manager is not None:
        yield day, _in_charge(state.manager)


def _changes(was: Any, now: Any) -> list[str]:
    said = []
    if was.org_id != now.org_id:
        said.append(f"由{was.org.title}转入{now.org.title}")
    if was.manager_id != now.manager_id:
        said.append(_in_charge(now.manager) if now.manager else "没有人负责")
    if was.address and was.address != now.address:
        said.append(f"地点由“{was.address}”改为“{now.address or '没有填'}”")
    if was.premises and (was.premises, was.partner) != (now.premises, now.partner):
        said.append(f"阵地来源由“{_premises(was)}”改为“{_premises(now)}”")
    if was.hours and was.hours != now.hours:
        said.append(f"开放时间由“{was.hours}”改为“{now.hours or '没有填'}”")
    if was.social_id != now.social_id:
        said += _hosting(was.social, now.social)
    return said


def _in_charge(seat: Appointment) -> str:
    return f"{seat.person.name}（{seat.get_office_display()}）负责"


def _premises(state: Any) -> str:
    label = state.get_premises_display() or "没有填"
    return f"{label}（{state.partner}）" if state.partner else str(label)


def _hosting(
    was: WomensSocialOrganisation | None, now: WomensSocialOrganisation | None
) -> list[str]:
    return [f"引进{now.name}"] if now else [f"{was.name}不再入驻"] if was else []
