"""Reads of Women's Homes: those of a day with tier and state, and what each still lacks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from homes.models import (
    HomeAsset,
    HomeGrade,
    HomeKind,
    HomePause,
    HomeTier,
    OnlineGroup,
    WomensHome,
)
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Org, WomensSocialOrganisation
from orgs.queries.hats import live

OPEN, PAUSED, CLOSED = "open", "paused", "closed"
STATES = {OPEN: "正常开放", PAUSED: "停用中", CLOSED: "已撤销"}
LACKS = {
    "manager": "没有负责人", "hours": "没有开放时间", "rules": "没有制度", "address": "没有地点",
    "premises": "没有填场地是谁的",
}  # fmt: skip


def with_state(rows: QuerySet[WomensHome], on: date) -> QuerySet[Any]:
    """Return ``rows`` with ``tier`` and ``state`` of a day, and ``has_manager``."""
    grades = HomeGrade.rows.filter(live(on), home=OuterRef("pk")).order_by()
    paused = Exists(HomePause.rows.filter(live(on), home=OuterRef("pk")))
    return rows.annotate(
        tier=Coalesce(
            Subquery(grades.values("tier")[:1]), Value(HomeTier.BASIC), output_field=CharField()
        ),
        is_paused=paused,
        state=Case(
            When(until__lte=on, then=Value(CLOSED)), When(is_paused=True, then=Value(PAUSED)),
            default=Value(OPEN), output_field=CharField(),
        ),
    )  # fmt: skip


def lacking(what: str, on: date) -> Q:
    """Condition: a home of the day lacks ``what`` (one of ``LACKS``), and should have it."""
    gone = Q(manager__isnull=True) | Q(manager__until__lte=on)
    asked = Q(kind=HomeKind.PHYSICAL)
    found = {
        "manager": gone & ~Q(kind=HomeKind.MICRO),
        "hours": asked & Q(hours=""),
        "rules": asked & (Q(rules_on__isnull=True) | Q(rules_on__gt=on)),
        "address": ~Q(kind=HomeKind.ONLINE) & Q(address=""),
        "premises": asked & Q(premises=""),
    }
    return live(on) & found[what]


def lacks_of(home: WomensHome, on: date) -> list[str]:
    """Return in words what a home, with its manager's seat, still lacks; as ``lacking`` says."""
    physical, online = home.kind == HomeKind.PHYSICAL, home.kind == HomeKind.ONLINE
    micro = home.kind == HomeKind.MICRO
    tests = {
        "manager": not micro and not is_live_seat(home.manager, on),
        "hours": physical and not home.hours,
        "rules": physical and (home.rules_on is None or home.rules_on > on),
        "address": not online and not home.address,
        "premises": physical and not home.premises,
    }
    return [LACKS[what] for what, wrong in tests.items() if wrong]


def is_live_seat(seat: Appointment | None, on: date) -> bool:
    """Say whether a seat is held on a day."""
    return seat is not None and (seat.until is None or seat.until > on)


def is_there(guest: WomensSocialOrganisation | None, on: date) -> bool:
    """Say whether a social organisation is still supported on a day."""
    return guest is not None and (guest.until is None or guest.until > on)


def homes_at(org: Org, on: date) -> list[Any]:
    """Return the homes of an organisation on a day with tier and state; one query."""
    rows = WomensHome.rows.filter(live(on), org=org).select_related("manager__person", "org")
    place = {HomeKind.PHYSICAL: 0, HomeKind.ONLINE: 1, HomeKind.MICRO: 2}
    return sorted(with_state(rows, on), key=lambda home: (place[HomeKind(home.kind)], home.pk))


def committee_of(org: int, on: date) -> list[Appointment]:
    """Return who may answer for a home or own a group of an organisation, the chair first."""
    seats = Appointment.rows.filter(live(on), org=org, office__in=COMMITTEE)
    order = {office: n for n, office in enumerate(COMMITTEE)}
    found = seats.select_related("person").order_by("person__pinyin", "pk")
    return sorted(found, key=lambda seat: order[seat.office])  # type: ignore[index]  # its choices


def socials_near(org: Org, on: date) -> list[WomensSocialOrganisation]:
    """Return the women's social organisations supported at an organisation or above it."""
    above = Org.rows.filter(lft__lte=org.lft, rght__gte=org.rght).values("pk")
    return list(WomensSocialOrganisation.rows.filter(live(on), org__in=above).order_by("name"))


def assets_of(home: WomensHome, on: date) -> list[HomeAsset]:
    """Return what a home has on a day."""
    return list(HomeAsset.rows.filter(live(on), home=home).order_by("pk"))


def owned_by(seats: Iterable[int], on: date) -> QuerySet[OnlineGroup]:
    """Return the groups that the holders of ``seats`` own on a day."""
    return OnlineGroup.rows.filter(live(on), owner__in=list(seats)).order_by("pk")
